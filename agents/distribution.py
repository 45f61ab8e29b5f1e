"""Who takes which call: the longest-waiting caller goes to the longest-idle ready agent of the queue.

The floor keeps two sorted lines per queue, so that a decision looks at their heads only and costs the same with ten
agents and with ten thousand.
"""

from collections.abc import Iterable
from datetime import datetime
from itertools import islice
from uuid import UUID

from immutables import Map
from msgspec import Struct, structs

from agents.ordered import Ordered

Line = Ordered[tuple[datetime, UUID]]
_EMPTY: Line = Ordered()


class Floor(Struct, frozen=True, kw_only=True, gc=False):
    """Per queue: calls waiting by the moment they began to wait, agents ready by the moment they became idle."""

    waiting: Map[str, Line] = Map()
    ready: Map[str, Line] = Map()

    def line(self, queue_id: str) -> Line:
        """The callers of a queue, longest wait first."""
        return self.waiting.get(queue_id, _EMPTY)

    def idle(self, queue_id: str) -> Line:
        """The ready agents of a queue, longest idle first."""
        return self.ready.get(queue_id, _EMPTY)


def wait(floor: Floor, queue_id: str, since: datetime, call_id: UUID) -> Floor:
    """Put a call in its place in the line."""
    return structs.replace(floor, waiting=floor.waiting.set(queue_id, floor.line(queue_id).add((since, call_id))))


def leave(floor: Floor, queue_id: str, since: datetime, call_id: UUID) -> Floor:
    """Take a call out of the line."""
    return structs.replace(floor, waiting=floor.waiting.set(queue_id, floor.line(queue_id).remove((since, call_id))))


def become_ready(floor: Floor, queues: Iterable[str], idle_since: datetime, agent_id: UUID) -> Floor:
    """An agent can be offered calls of these queues."""
    ready = floor.ready
    for queue_id in queues:
        ready = ready.set(queue_id, ready.get(queue_id, _EMPTY).add((idle_since, agent_id)))
    return structs.replace(floor, ready=ready)


def become_unready(floor: Floor, queues: Iterable[str], idle_since: datetime, agent_id: UUID) -> Floor:
    """An agent can be offered nothing."""
    ready = floor.ready
    for queue_id in queues:
        ready = ready.set(queue_id, ready.get(queue_id, _EMPTY).remove((idle_since, agent_id)))
    return structs.replace(floor, ready=ready)


def agents_for_call(floor: Floor, queue_id: str, most: int) -> tuple[UUID, ...]:
    """The ready agents of the queue who have been idle longest."""
    return tuple(agent_id for _, agent_id in islice(floor.idle(queue_id), most))


def call_for_agent(floor: Floor, queues: Iterable[str]) -> UUID | None:
    """The caller who has waited longest in any of these queues."""
    heads = [head for queue_id in queues if (head := floor.line(queue_id).first()) is not None]
    return min(heads)[1] if heads else None
