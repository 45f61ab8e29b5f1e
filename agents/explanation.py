"""Why a caller is offered to these agents, or to nobody yet: the decision, summed up from the same lines that it is made from.

Its size is bounded, and its cost does not depend on how many agents there are.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from heapq import nlargest
from itertools import islice
from types import MappingProxyType
from typing import Literal, get_args
from uuid import UUID

from msgspec import Struct

from agents.configuration import Queue, Requirement, Strategy
from agents.distribution import agents_for_place, candidates, heads_for_agent, score
from agents.floor import LACKS_SKILL, READY, Floor, Place
from agents.ranking import busy_share
from agents.routing import lacking, next_step_after, steps_of

SHOWN = 5
EXAMPLES = 3

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

REASONS: Mapping[str, Reason] = MappingProxyType({reason: reason for reason in get_args(Reason)})
"""The conditions of signed-in agents are reasons too."""


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
    return decided(floor, call_id, place, agents_for_place(floor, place), at)


def decided(floor: Floor, call_id: UUID, place: Place, chosen: tuple[UUID, ...], at: datetime) -> Decision:
    """What was decided about a call in its place, or one that comes there just now."""
    queue = floor.queues[place.queue_id]
    steps, lane, step = steps_of(queue), place.lane, place.step
    kept = place.kept
    named = place.only or place.preferred
    matching = 0
    for n in range(step + 1):
        if line := floor.ready.get((lane, n)):
            matching += len(line)
    among = 1 if named is not None and _matches(floor, place, named) else 0
    eligible = 0 if kept else matching
    shown: tuple[UUID, ...] = ()
    beside: UUID | None = None
    if named is not None and named in chosen:
        shown, beside = (named,), None if among else named
        eligible += 1 if kept or beside else 0
    if eligible > len(shown):
        others = (item[2] for item in candidates(floor, place) if item[2] not in shown)
        shown = (*shown, *islice(others, SHOWN - len(shown)))
    line, after = floor.line(queue.id), next_step_after(queue, step) if len(steps) > 1 else None
    return Decision(
        queue_id=queue.id,
        strategy=queue.strategy,
        waited_s=_seconds(at, place.since),
        score=round(score(floor, queue.id, place.order, at), 3),
        position=line.before((place.order, call_id)),
        waiting=len(line),
        step=step,
        steps=len(steps),
        next_step_s=None if after is None else after.total_seconds(),
        needs=(*steps[step].needs, *_own(place)),
        preferred=place.preferred,
        held=place.held,
        only=place.only,
        chosen=chosen[:SHOWN],
        eligible=eligible,
        candidates=tuple(_candidate(floor, queue, agent_id, at) for agent_id in shown),
        excluded=_excluded(floor, place, matching - among if kept else 0, matching, beside, offered=bool(chosen)),
        rivals=_rivals(floor, chosen[0], call_id, at) if len(chosen) == 1 else (),
    )


def _own(place: Place) -> tuple[Requirement, ...]:
    needs = place.lane[1]
    return tuple(Requirement(skill=skill, level=level) for skill, level in needs) if needs else ()


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


def _excluded(
    floor: Floor, place: Place, kept_away: int, matching: int, beside: UUID | None, *, offered: bool
) -> tuple[Excluded, ...]:
    """Why the others are no candidates; `beside` is one who is a candidate without matching at the caller's step."""
    queue_id, found, present, ready = place.queue_id, list[Excluded](), 0, 0
    standing = floor.conditions(queue_id)
    for condition, (count, latest) in standing.items():
        present += count
        if condition == READY:
            ready = count
            continue
        name, _, detail = condition.partition(":")
        examples: tuple[UUID, ...] = ()
        if condition == LACKS_SKILL:
            examples, detail = _lacking(floor, place, latest)
        elif not offered:
            examples = tuple(agent_id for agent_id in dict.fromkeys(latest) if _is_in(floor, agent_id, condition))
        found.append(Excluded(reason=REASONS[name], count=count, detail=detail, examples=examples))
    if kept_away:
        named = place.only or place.preferred
        others = (item[2] for item in candidates(floor, place) if item[2] != named)
        found.append(Excluded(reason="kept_for_another", count=kept_away, examples=tuple(islice(others, EXAMPLES))))
    later = 0
    for step in range(place.step + 1, len(steps_of(floor.queues[queue_id]))):
        if line := floor.ready.get((place.lane, step)):
            count = len(line) - (1 if beside is not None and _sits(floor, place, beside, step) else 0)
            examples = tuple(islice((item[2] for item in line if item[2] != beside), EXAMPLES))
            if count:
                found.append(Excluded(reason="not_yet", count=count, examples=examples, detail=str(step)))
            later += len(line)
            beside = beside if count == len(line) else None
    short = ready - matching - later - (1 if beside is not None else 0)
    if short > 0:
        latest = (agent_id for agent_id in standing[READY][1] if agent_id != beside)
        examples, detail = _lacking(floor, place, latest)
        found.append(Excluded(reason="lacks_skill", count=short, examples=examples, detail=detail))
    absent = floor.sizes.get(queue_id, 0) - present
    if absent > 0:
        found.append(Excluded(reason="not_signed_in", count=absent))
    return tuple(found)


def _lacking(floor: Floor, place: Place, latest: Iterable[UUID]) -> tuple[tuple[UUID, ...], str]:
    """Those of some agents who are ready but match at no step, and what the first of them lacks for the last one."""
    needs = (*steps_of(floor.queues[place.queue_id])[-1].needs, *_own(place))
    found: list[UUID] = []
    detail = ""
    for agent_id in dict.fromkeys(latest):
        member = floor.members.get(agent_id)
        if member is not None and member.condition == READY and (missing := lacking(member.profile, needs)):
            found.append(agent_id)
            detail = detail or f"{missing[0].skill} {missing[0].level}"
    return tuple(found), detail


def _rivals(floor: Floor, agent_id: UUID, call_id: UUID, at: datetime) -> tuple[Rival, ...]:
    stretches = floor.members[agent_id].stretches
    if len(stretches) == 1 and agent_id not in floor.personal:
        return ()
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


def _sits(floor: Floor, place: Place, agent_id: UUID, step: int) -> bool:
    """Whether an agent begins to match at this step of the caller's lane."""
    return (place.lane, step) in floor.members[agent_id].seats


def _is_in(floor: Floor, agent_id: UUID, condition: str) -> bool:
    member = floor.members.get(agent_id)
    return member is not None and member.condition == condition


def _seconds(at: datetime, since: datetime) -> float:
    return round(max(0.0, (at - since).total_seconds()), 3)
