"""What each person sees of the call center. Pure: two centers in, items and keys out.

There are two topics. The board (queues and agents, without any caller) is the same for everybody. A desk is one
agent's own state and call, seen by that agent alone. Snapshot + changes = the next snapshot.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import TypeVar
from uuid import UUID

from app.calls.state import Agent, CallCenter, Touched
from app.web.view_of_agent import agent_item, me_item
from app.web.view_of_call import agents_of, call_item, finished_call_item
from app.web.wire import AgentItem, CallItem, MeItem, QueueItem

BoardItem = QueueItem | AgentItem
DeskItem = MeItem | CallItem
Seen = TypeVar("Seen", bound=BoardItem | DeskItem)


def board_items(center: CallCenter) -> Iterator[BoardItem]:
    """Every queue and every agent, whether at work or not."""
    for queue_id in center.configuration.queues:
        yield _queue_item(center, queue_id)
    for agent_id in center.configuration.agents:
        if (item := agent_item(center, agent_id)) is not None:
            yield item


def desk_items(center: CallCenter, agent_id: UUID) -> tuple[DeskItem, ...]:
    """An agent's own state, and the call in hand."""
    agent = center.agents.get(agent_id)
    me = None if agent is None else me_item(center, agent_id, agent)
    if agent is None or me is None:
        return ()
    call = _call_in_hand(center, agent)
    return (me,) if call is None else (me, call)


def board_changes(
    before: CallCenter, after: CallCenter, touched: Iterable[Touched]
) -> tuple[list[BoardItem], list[str]]:
    """What to put on the board and which keys to drop."""
    if before.configuration is not after.configuration:
        return differences(keyed(board_items(before)), keyed(board_items(after)))
    put: list[BoardItem] = []
    drop: list[str] = []
    for thing in touched:
        if thing[0] == "call":
            continue
        old, new = _board_item(before, thing), _board_item(after, thing)
        if new is not None and new != old:
            put.append(new)
        elif new is None and old is not None:
            drop.append(old.key)
    return put, drop


def desk_changes(before: CallCenter, after: CallCenter, agent_id: UUID) -> tuple[list[DeskItem], list[str]]:
    """What to put on an agent's desk and which keys to drop."""
    return differences(keyed(desk_items(before, agent_id)), keyed(desk_items(after, agent_id)))


def touched_desks(before: CallCenter, after: CallCenter, touched: Iterable[Touched]) -> set[UUID]:
    """The agents whose desks may look different, as long as the configuration is the same."""
    desks: set[UUID] = set()
    for thing in touched:
        if thing[0] == "agent":
            desks.add(thing[1])
        elif thing[0] == "call":
            for center in (before, after):
                call = center.calls.get(thing[1])
                desks.update(() if call is None else agents_of(call.phase))
    return desks


def keyed(items: Iterable[Seen]) -> dict[str, Seen]:
    """Items by their keys."""
    return {item.key: item for item in items}


def differences(before: Mapping[str, Seen], after: Mapping[str, Seen]) -> tuple[list[Seen], list[str]]:
    """What to put and what to drop to get from one set of items to the other."""
    put = [item for key, item in after.items() if before.get(key) != item]
    return put, [key for key in before if key not in after]


def _board_item(center: CallCenter, thing: Touched) -> BoardItem | None:
    if thing[0] == "queue":
        return _queue_item(center, thing[1]) if thing[1] in center.configuration.queues else None
    return agent_item(center, thing[1])


def _queue_item(center: CallCenter, queue_id: str) -> QueueItem:
    queue = center.configuration.queues[queue_id]
    return QueueItem(
        key=f"queue:{queue_id}",
        id=queue_id,
        name=queue.name,
        waiting=len(center.floor.line(queue_id)),
        oldest_since=center.floor.oldest_since(queue_id),
        ready=center.floor.ready_count(queue_id),
        service_level_s=queue.service_level.total_seconds(),
    )


def _call_in_hand(center: CallCenter, agent: Agent) -> CallItem | None:
    if agent.wrap_up is not None:
        return finished_call_item(center, agent, agent.wrap_up)
    call_id = getattr(agent.state, "call_id", None)
    call = None if call_id is None else center.calls.get(call_id)
    if call is None or agent.id not in agents_of(call.phase):
        return None
    return call_item(center, call, agent.id)
