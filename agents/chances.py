"""Why an agent is offered no call: what stands between this agent and the callers of each queue served. Pure, and of bounded cost."""

from typing import Literal
from uuid import UUID

from msgspec import Struct

from agents.configuration import Requirement
from agents.floor import READY, Floor, Member, Place
from agents.routing import lacking, next_step_after, steps_of

Kept = Literal["", "kept_for_another", "lacks_skill", "not_yet"]
"""Why the first caller who waits is not offered to the agent; empty when there is none, or nothing but the turn."""


class Chance(Struct, frozen=True, kw_only=True):
    """One queue as an agent who serves it stands in it.

    `before` is how many ready agents are asked first, None for somebody who is not ready or whose skills reach no step; `lacks` is
    what the last step demands besides. `from_step` counts from 0; `from_s` is the waiting time at which that step is reached.
    """

    queue_id: str
    waiting: int
    ready: int
    before: int | None = None
    from_step: int = 0
    from_s: float = 0
    lacks: tuple[Requirement, ...] = ()
    kept: Kept = ""


def chances(floor: Floor, agent_id: UUID) -> tuple[Chance, ...]:
    """Each queue that the agent serves, in the order of the profile; none for somebody who is not signed in."""
    member = floor.members.get(agent_id)
    if member is None:
        return ()
    return tuple(_chance(floor, member, queue_id) for queue_id in member.profile.queues if queue_id in floor.queues)


def _chance(floor: Floor, member: Member, queue_id: str) -> Chance:
    queue, lane = floor.queues[queue_id], (queue_id, ())
    waiting, ready = len(floor.line(queue_id)), floor.ready_count(queue_id)
    step = _seat(member, lane)
    if step is None:
        lacks = lacking(member.profile, steps_of(queue)[-1].needs)
        return Chance(queue_id=queue_id, waiting=waiting, ready=ready, lacks=lacks)
    after = next_step_after(queue, step - 1) if step else None
    return Chance(
        queue_id=queue_id,
        waiting=waiting,
        ready=ready,
        before=_before(floor, member, lane, step),
        from_step=step,
        from_s=0 if after is None else after.total_seconds(),
        kept=_kept(floor, member, queue_id),
    )


def _before(floor: Floor, member: Member, lane: tuple[str, tuple[()]], step: int) -> int | None:
    item = next((item for stretch, item in member.ready_in if stretch == (lane, step)), None)
    if item is None:
        return None
    return sum(floor.ready_line((lane, n)).before(item) for n in range(step + 1))


def _kept(floor: Floor, member: Member, queue_id: str) -> Kept:
    head = floor.line(queue_id).first()
    if head is None or member.condition != READY:
        return ""
    place = floor.places[head[1]]
    named = place.only or (place.preferred if place.held else None)
    if named is not None:
        return "" if named == member.profile.id else "kept_for_another"
    return _short_of(member, place)


def _short_of(member: Member, place: Place) -> Kept:
    step = _seat(member, place.lane)
    if step is None:
        return "lacks_skill"
    return "not_yet" if step > place.step else ""


def _seat(member: Member, lane: tuple[str, tuple[tuple[str, int], ...]]) -> int | None:
    return next((step for seat, step in member.seats if seat == lane), None)
