"""Why a caller is offered to these agents, or to nobody yet: the decision, summed up from the same lines that it is made from.

Its size is bounded, and its cost does not depend on how many agents there are.
"""

from collections.abc import Iterable
from datetime import datetime
from heapq import nlargest
from itertools import islice
from typing import Literal
from uuid import UUID

from msgspec import Struct

from agents.configuration import Queue, Requirement, Strategy
from agents.distribution import agents_for_call, candidates, heads_for_agent, score
from agents.floor import READY, Floor, Place
from agents.ranking import busy_share
from agents.routing import lacking, next_step_after, steps_of

SHOWN = 5
EXAMPLES = 3
LOOKED_AT = 16
"""How many ready agents are looked at to find examples of those who lack a skill."""

Reason = Literal[
    "not_signed_in",
    "not_ready",
    "reserved",
    "busy",
    "after_call_work",
    "paused",
    "at_capacity",
    "unreachable",
    "lacks_skill",
    "not_yet",
    "kept_for_another",
]
"""Why an agent of the queue is not among the candidates. `reserved`: the phone rings for another caller. `paused`: did not take a
call a moment ago. `not_yet`: matches at a later step. `kept_for_another`: the call is for one agent, or kept for a while."""


class Candidate(Struct, frozen=True, kw_only=True, gc=False, omit_defaults=True):
    """A ready agent who may have the call. `measure` is what the strategy compares, smaller is better except for idle seconds.

    Seconds idle (`longest_idle`, `ring_all`), share of time with calls (`least_busy`), calls handled (`fewest_calls`), seconds since the
    last offer, -1 never (`round_robin`), position (`linear`), weight (`weighted_random`).
    """

    agent_id: UUID
    measure: float


class Excluded(Struct, frozen=True, kw_only=True, gc=False, omit_defaults=True):
    """Agents who are no candidates for one reason. `detail` is the Not Ready reason, or the first skill that the examples lack."""

    reason: Reason
    count: int
    detail: str = ""
    examples: tuple[UUID, ...] = ()


class Rival(Struct, frozen=True, kw_only=True, gc=False, omit_defaults=True):
    """The first caller of another line that the chosen agent serves, with a lower score."""

    queue_id: str
    call_id: UUID
    score: float


class Decision(Struct, frozen=True, kw_only=True, gc=False, omit_defaults=True):
    """What was decided about one caller at one moment.

    `step` counts from 0, `next_step_s` is the waiting time at which the next one is reached. `position` counts from 0. `eligible` is how
    many ready agents may have the call, `candidates` are the best of them, `chosen` those who are rung.
    """

    queue_id: str
    strategy: Strategy
    waited_s: float
    score: float
    position: int
    waiting: int
    step: int
    steps: int
    next_step_s: float | None = None
    needs: tuple[Requirement, ...] = ()
    preferred: UUID | None = None
    held: bool = False
    only: UUID | None = None
    chosen: tuple[UUID, ...] = ()
    eligible: int = 0
    candidates: tuple[Candidate, ...] = ()
    excluded: tuple[Excluded, ...] = ()
    rivals: tuple[Rival, ...] = ()


def explain(floor: Floor, call_id: UUID, at: datetime) -> Decision:
    """The decision about a waiting call as the floor stands."""
    place = floor.places[call_id]
    queue = floor.queues[place.queue_id]
    chosen = agents_for_call(floor, call_id)
    ready = tuple(islice(candidates(floor, place), SHOWN))
    own = tuple(Requirement(skill=skill, level=level) for skill, level in place.lane[1])
    matching = sum(len(floor.ready_line((place.lane, n))) for n in range(place.step + 1))
    kept = place.only is not None or place.held
    named = place.only or place.preferred
    among = int(named is not None and _matches(floor, place, named))
    best = () if kept else (item[2] for item in ready if item[2] != named or named not in chosen)
    shown = islice((*(agent_id for agent_id in chosen if agent_id == named), *best), SHOWN)
    eligible = (0 if kept else matching) + (len(chosen) if named in chosen and (kept or not among) else 0)
    line = floor.line(queue.id)
    after = next_step_after(queue, place.step)
    return Decision(
        queue_id=queue.id,
        strategy=queue.strategy,
        waited_s=_seconds(at, place.since),
        score=round(score(floor, queue.id, place.order, at), 3),
        position=line.position((place.order, call_id)) or 0,
        waiting=len(line),
        step=place.step,
        steps=len(steps_of(queue)),
        next_step_s=None if after is None else after.total_seconds(),
        needs=(*steps_of(queue)[place.step].needs, *own),
        preferred=place.preferred,
        held=place.held,
        only=place.only,
        chosen=chosen[:SHOWN],
        eligible=eligible,
        candidates=tuple(_candidate(floor, queue, agent_id, at) for agent_id in shown),
        excluded=_excluded(floor, place, matching - among if kept else 0, matching),
        rivals=_rivals(floor, chosen[0], call_id, at) if len(chosen) == 1 else (),
    )


def _candidate(floor: Floor, queue: Queue, agent_id: UUID, at: datetime) -> Candidate:
    member = floor.members[agent_id]
    ready = member.readiness
    assert ready is not None, "candidates are ready"
    match queue.strategy:
        case "longest_idle" | "ring_all":
            measure = _seconds(at, ready.idle_since)
        case "least_busy":
            measure = round(busy_share(ready), 4)
        case "fewest_calls":
            measure = float(ready.standing.handled)
        case "round_robin":
            last = ready.standing.offered.get(queue.id)
            measure = -1.0 if last is None else _seconds(at, last)
        case "linear":
            measure = float(member.profile.positions.get(queue.id, 0))
        case "weighted_random":
            measure = float(member.profile.weights.get(queue.id, 1))
    return Candidate(agent_id=agent_id, measure=measure)


def _excluded(floor: Floor, place: Place, kept_away: int, matching: int) -> tuple[Excluded, ...]:
    queue_id, lane = place.queue_id, place.lane
    steps = steps_of(floor.queues[queue_id])
    ready = floor.in_condition(queue_id, READY)
    later = [(lane, n) for n in range(place.step + 1, len(steps)) if floor.ready.get((lane, n))]
    matching_later = sum(len(floor.ready_line(stretch)) for stretch in later)
    found: list[Excluded] = []
    if kept_away:
        named = place.only or place.preferred
        others = (item[2] for item in candidates(floor, place) if item[2] != named)
        found.append(Excluded(reason="kept_for_another", count=kept_away, examples=tuple(islice(others, EXAMPLES))))
    if matching_later:
        examples = tuple(item[2] for item in islice(floor.ready_line(later[0]), EXAMPLES))
        found.append(Excluded(reason="not_yet", count=matching_later, examples=examples, detail=str(later[0][1])))
    if len(ready) > matching + matching_later:
        examples, detail = _lacking(floor, place, ready)
        count = len(ready) - matching - matching_later
        found.append(Excluded(reason="lacks_skill", count=count, examples=examples, detail=detail))
    present = len(ready)
    for condition in floor.conditions(queue_id):
        if condition == READY:
            continue
        among = floor.in_condition(queue_id, condition)
        present += len(among)
        name, _, detail = condition.partition(":")
        reason: Reason = name  # pyright: ignore[reportAssignmentType]  (the names of conditions are reasons)
        found.append(Excluded(reason=reason, count=len(among), detail=detail, examples=tuple(islice(among, EXAMPLES))))
    absent = floor.sizes.get(queue_id, 0) - present
    if absent > 0:
        found.append(Excluded(reason="not_signed_in", count=absent))
    return tuple(found)


def _lacking(floor: Floor, place: Place, ready: Iterable[UUID]) -> tuple[tuple[UUID, ...], str]:
    """Some ready agents who match at no step, and what the first of them lacks for the last one."""
    own = tuple(Requirement(skill=skill, level=level) for skill, level in place.lane[1])
    needs = (*steps_of(floor.queues[place.queue_id])[-1].needs, *own)
    found: list[UUID] = []
    detail = ""
    for agent_id in islice(ready, LOOKED_AT):
        missing = lacking(floor.members[agent_id].profile, needs)
        if missing and len(found) < EXAMPLES:
            found.append(agent_id)
            detail = detail or f"{missing[0].skill} {missing[0].level}"
    return tuple(found), detail


def _rivals(floor: Floor, agent_id: UUID, call_id: UUID, at: datetime) -> tuple[Rival, ...]:
    heads = {
        head[1]: Rival(queue_id=queue_id, call_id=head[1], score=round(points, 3))
        for queue_id, head, points in heads_for_agent(floor, agent_id, at)
        if head[1] != call_id
    }
    return tuple(nlargest(SHOWN, heads.values(), key=lambda rival: (rival.score, rival.queue_id)))


def _matches(floor: Floor, place: Place, agent_id: UUID) -> bool:
    """Whether a ready agent is among those who match at the caller's step."""
    member = floor.members.get(agent_id)
    if member is None or member.condition != READY:
        return False
    return any(lane == place.lane and step <= place.step for lane, step in member.seats)


def _seconds(at: datetime, since: datetime) -> float:
    return round(max(0.0, (at - since).total_seconds()), 3)
