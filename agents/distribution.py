"""Who takes which call: the best ready agent for a caller, and the caller with the highest score for an agent.

A caller's score is queue weight x (seconds waited + the queue's priority + the caller's own). Inside a queue the order by score never
changes while time passes, so that only the heads of lines are compared. See docs/distribution.md.
"""

from collections.abc import Iterator
from datetime import datetime
from heapq import merge
from itertools import islice
from uuid import UUID

from agents.floor import Floor, Place, Stretch

RUNG_AT_ONCE = 20
"""How many phones one caller may ring where everybody is rung at once."""


def agents_for_call(floor: Floor, call_id: UUID) -> tuple[UUID, ...]:
    """Whose phones should ring for a waiting call: one agent, or several with `ring_all`; nobody if none may have it."""
    return agents_for_place(floor, floor.places[call_id])


def agents_for_place(floor: Floor, place: Place) -> tuple[UUID, ...]:
    """Whose phones should ring for a call that is in this place, or comes there just now."""
    named = place.only or place.preferred
    if named is not None and floor.is_ready(named):
        return (named,)
    if place.kept:
        return ()
    most = RUNG_AT_ONCE if floor.queues[place.queue_id].strategy == "ring_all" else 1
    return tuple(agent_id for _, _, agent_id in islice(candidates(floor, place), most))


def candidates(floor: Floor, place: Place) -> Iterator[tuple[float, float, UUID]]:
    """The ready agents who match at the caller's step, best first, with their ranks."""
    lines = [line for n in range(place.step + 1) if (line := floor.ready.get((place.lane, n)))]
    return iter(lines[0]) if len(lines) == 1 else merge(*lines)


def call_for_agent(floor: Floor, agent_id: UUID, at: datetime) -> UUID | None:
    """The call with the highest score among those that a ready agent may have."""
    if not floor.is_ready(agent_id):
        return None
    best: tuple[float, datetime, UUID] | None = None
    for _, (order, call_id), points in heads_for_agent(floor, agent_id, at):
        if best is None or (-points, order, call_id) < best:
            best = (-points, order, call_id)
    return None if best is None else best[2]


def heads_for_agent(floor: Floor, agent_id: UUID, at: datetime) -> Iterator[tuple[str, tuple[datetime, UUID], float]]:
    """The first caller of every line that the agent serves, with queue and score."""
    for stretch in floor.members[agent_id].stretches:
        line = floor.waiting.get(stretch)
        if line and (head := line.first()) is not None:
            queue_id = stretch[0][0]
            yield queue_id, head, score(floor, queue_id, head[0], at)
    own = floor.personal.get(agent_id)
    if own is not None:
        for queue_id, line in own.items():
            if (head := line.first()) is not None:
                yield queue_id, head, score(floor, queue_id, head[0], at)


def score(floor: Floor, queue_id: str, order: datetime, at: datetime) -> float:
    """Queue weight x (seconds waited + priorities); `order` has the caller's own priority in it already."""
    queue = floor.queues[queue_id]
    return queue.weight * ((at - order).total_seconds() + queue.priority.total_seconds())


def call_to_look_at(floor: Floor, stretches: tuple[Stretch, ...], at: datetime) -> UUID | None:
    """Of the callers at these stretches for whom somebody is ready, the one with the highest score."""
    best: tuple[float, datetime, UUID] | None = None
    for lane, step in stretches:
        head = floor.waiting_line((lane, step)).first()
        if head is None or not any(floor.ready.get((lane, n)) for n in range(step + 1)):
            continue
        points = score(floor, lane[0], head[0], at)
        if best is None or (-points, *head) < best:
            best = (-points, *head)
    return None if best is None else best[2]
