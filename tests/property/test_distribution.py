"""The floor against a plain reading of the rules: everybody is looked at, nothing is kept in order."""

from collections import Counter
from datetime import timedelta
from typing import cast, get_args
from uuid import UUID, uuid5

from hypothesis import given, settings
from hypothesis import strategies as st
from immutables import Map

from agents import floor as lines
from agents.configuration import AgentProfile, Queue, Relaxation, Requirement, Strategy
from agents.distribution import RUNG_AT_ONCE, agents_for_call, call_for_agent
from agents.explanation import EXAMPLES, SHOWN, Decision, explain
from agents.floor import READY, Floor, Place
from agents.ranking import Readiness, Standing
from agents.routing import lacking, step_at, steps_of
from tests.center import NAMESPACE, START

STRATEGIES = cast("tuple[Strategy, ...]", get_args(Strategy))
SKILLS = ("english", "billing")
AGENTS = tuple(uuid5(NAMESPACE, f"agent-{n}") for n in range(6))
CALLS = tuple(uuid5(NAMESPACE, f"waiting-{n}") for n in range(8))

needs = st.lists(st.builds(Requirement, skill=st.sampled_from(SKILLS), level=st.sampled_from((1, 50, 80))), max_size=2)


@st.composite
def queues(draw: st.DrawFn, queue_id: str) -> Queue:
    """A queue of up to three steps."""
    steps = tuple(
        Relaxation(after=timedelta(seconds=20 * n), needs=tuple(draw(needs))) for n in range(draw(st.integers(0, 3)))
    )
    return Queue(
        id=queue_id,
        name=queue_id,
        strategy=draw(st.sampled_from(STRATEGIES)),
        requirements=steps,
        priority=timedelta(seconds=draw(st.sampled_from((0, 30)))),
        weight=draw(st.sampled_from((0.5, 1.0, 2.0))),
    )


@st.composite
def people(draw: st.DrawFn) -> tuple[AgentProfile, ...]:
    """Agents of all sorts."""
    return tuple(
        AgentProfile(
            id=agent_id,
            number=str(n),
            name=str(n),
            queues=tuple(draw(st.lists(st.sampled_from(("a", "b")), unique=True))),
            skills=draw(st.dictionaries(st.sampled_from(SKILLS), st.sampled_from((0, 10, 60, 90)))),
            positions={"a": draw(st.integers(1, 3))},
            weights={"a": draw(st.integers(1, 5))},
        )
        for n, agent_id in enumerate(AGENTS)
    )


WORDS = ("wait", "wait", "wait", "leave", "ready", "ready", "ready", "busy", "sign_in", "sign_in", "sign_out", "relax")
MOVES = st.lists(
    st.tuples(st.sampled_from(WORDS), st.integers(0, 7), st.integers(0, 9), needs, st.sampled_from(("a", "b"))),
    max_size=30,
)
SITES = st.tuples(queues("a"), queues("b"), people())
Site = tuple[Queue, Queue, tuple[AgentProfile, ...]]
Move = tuple[str, int, int, list[Requirement], str]


class Day:
    """The floor, and beside it the plain truth about who is there and who waits for what."""

    def __init__(self, site: Site) -> None:
        self.queues = {queue.id: queue for queue in site[:2]}
        self.profiles = {profile.id: profile for profile in site[2]}
        self.floor = lines.opened(Map(self.queues), site[2])
        self.now = START
        self.ready: dict[UUID, Readiness] = {}

    def play(self, move: Move) -> None:
        word, which, spice, own, queue_id = move
        self.now += timedelta(seconds=5)
        call_id, agent_id = CALLS[which], AGENTS[which % len(AGENTS)]
        there = agent_id in self.floor.members
        match word:
            case "wait" if call_id not in self.floor.places:
                named = AGENTS[spice % len(AGENTS)]
                place = Place(
                    lane=lines.lane_of(queue_id, own),
                    order=self.now - timedelta(seconds=20 * (spice % 3)),
                    since=self.now,
                    only=named if spice == 9 else None,
                    preferred=named if spice in (5, 6, 7, 8) else None,
                    held=spice in (6, 7, 8),
                )
                self.floor = lines.wait(self.floor, call_id, place)
            case "leave" if call_id in self.floor.places:
                self.floor = lines.leave(self.floor, call_id)
            case "relax" if call_id in self.floor.places:
                place = self.floor.places[call_id]
                step = max(place.step, step_at(self.queues[place.queue_id], self.now - place.since))
                self.floor = lines.wait(
                    lines.leave(self.floor, call_id),
                    call_id,
                    Place(
                        lane=place.lane,
                        step=step,
                        order=place.order,
                        since=place.since,
                        only=place.only,
                        preferred=place.preferred,
                    ),
                )
            case "sign_in" if not there:
                self.floor = lines.sign_in(self.floor, self.profiles[agent_id])
                self.floor = lines.stand(self.floor, agent_id, "busy", None)
            case "sign_out" if there:
                self.floor = lines.sign_out(self.floor, agent_id)
                self.ready.pop(agent_id, None)
            case "ready" if there:
                standing = Standing(handled=spice % 3, busy_ms=1000 * (spice % 4), signed_in_at=START)
                self.ready[agent_id] = Readiness(since=self.now, idle_since=self.now, standing=standing)
                self.floor = lines.stand(self.floor, agent_id, READY, self.ready[agent_id])
            case "busy" if there:
                self.ready.pop(agent_id, None)
                self.floor = lines.stand(self.floor, agent_id, "busy", None)
            case _:
                pass

    def may_have(self, agent_id: UUID, place: Place) -> bool:
        """The rules, read plainly: named agents, else any of the steps up to the caller's, and the caller's own needs."""
        if agent_id in (place.only, place.preferred):
            return True
        if place.only is not None or place.held:
            return False
        profile = self.profiles[agent_id]
        own = tuple(Requirement(skill=skill, level=level) for skill, level in place.lane[1])
        steps = steps_of(self.queues[place.queue_id])[: place.step + 1]
        return (
            place.queue_id in profile.queues
            and not lacking(profile, own)
            and any(not lacking(profile, step.needs) for step in steps)
        )

    def score(self, place: Place) -> float:
        """The formula of docs/distribution.md."""
        queue = self.queues[place.queue_id]
        waited = self.now - place.order  # which has the caller's own priority in it
        return queue.weight * (waited.total_seconds() + queue.priority.total_seconds())

    def serve(self) -> None:
        """Everybody who can be offered a caller is, in the order of the agents; each pair leaves."""
        for agent_id in sorted(self.ready):
            call_id = call_for_agent(self.floor, agent_id, self.now)
            if call_id is not None:
                self.floor = lines.leave(self.floor, call_id)
                self.floor = lines.stand(self.floor, agent_id, "busy", None)
                del self.ready[agent_id]


@settings(max_examples=60, deadline=None)
@given(SITES, MOVES)
def test_whoever_may_have_a_call_is_found_and_nobody_else(site: Site, moves: list[Move]) -> None:
    day = Day(site)
    for move in moves:
        day.play(move)
        for call_id, place in day.floor.places.items():
            may = {agent_id for agent_id in day.ready if day.may_have(agent_id, place)}
            chosen = agents_for_call(day.floor, call_id)
            assert set(chosen) <= may
            assert bool(chosen) == bool(may), "a caller waits only when nobody who is ready may have the call"
            if day.queues[place.queue_id].strategy == "ring_all" and not {place.only, place.preferred} & may:
                assert len(chosen) == min(len(may), RUNG_AT_ONCE)
            else:
                assert len(chosen) <= 1


@settings(max_examples=60, deadline=None)
@given(SITES, MOVES)
def test_an_agent_gets_the_caller_with_the_highest_score(site: Site, moves: list[Move]) -> None:
    day = Day(site)
    for move in moves:
        day.play(move)
        for agent_id in day.ready:
            mine = {
                call_id: day.score(place)
                for call_id, place in day.floor.places.items()
                if day.may_have(agent_id, place)
            }
            found = call_for_agent(day.floor, agent_id, day.now)
            assert (found is None) == (not mine)
            if found is not None:
                assert mine[found] == max(mine.values())


@settings(max_examples=60, deadline=None)
@given(SITES, MOVES)
def test_of_equal_priority_the_longest_wait_is_served_first(site: Site, moves: list[Move]) -> None:
    day = Day(site)
    for move in moves:
        day.play(move)
        for agent_id in day.ready:
            found = call_for_agent(day.floor, agent_id, day.now)
            if found is None:
                continue
            place = day.floor.places[found]
            for other in day.floor.places.values():
                same = other.queue_id == place.queue_id and other.since - other.order == place.since - place.order
                if same and day.may_have(agent_id, other):
                    assert place.since <= other.since


@settings(max_examples=60, deadline=None)
@given(SITES, MOVES)
def test_relaxing_never_narrows(site: Site, moves: list[Move]) -> None:
    day = Day(site)
    for move in moves:
        before = dict(day.floor.places)
        day.play(move)
        for call_id, place in day.floor.places.items():
            was = before.get(call_id)
            if was is None or was.since != place.since:
                continue
            assert place.step >= was.step
            for agent_id in day.floor.members:
                assert day.may_have(agent_id, place) or not day.may_have(agent_id, was)


@settings(max_examples=60, deadline=None)
@given(SITES, MOVES)
def test_a_step_that_nobody_signed_in_could_match_is_passed_over_at_once(site: Site, moves: list[Move]) -> None:
    day = Day(site)
    for move in moves:
        day.play(move)
        for place in day.floor.places.values():
            assert not place.held or place.preferred in day.floor.members
            if place.held or place.only is not None:
                continue
            at_last = Place(
                lane=place.lane, step=len(steps_of(day.queues[place.queue_id])) - 1, order=START, since=START
            )
            here = Place(lane=place.lane, step=place.step, order=START, since=START)
            possible = any(day.may_have(agent_id, at_last) for agent_id in day.floor.members)
            assert not possible or any(day.may_have(agent_id, here) for agent_id in day.floor.members)


@settings(max_examples=60, deadline=None)
@given(SITES, MOVES)
def test_nobody_is_given_two_callers_nor_a_caller_to_two_agents(site: Site, moves: list[Move]) -> None:
    day = Day(site)
    for move in moves:
        day.play(move)
        waiting, ready = len(day.floor.places), len(day.ready)
        day.serve()
        assert waiting - len(day.floor.places) == ready - len(day.ready)
        assert not any(day.may_have(agent_id, place) for agent_id in day.ready for place in day.floor.places.values())


@settings(max_examples=60, deadline=None)
@given(SITES, MOVES)
def test_the_explanation_is_the_decision(site: Site, moves: list[Move]) -> None:
    day = Day(site)
    for move in moves:
        day.play(move)
        for call_id, place in day.floor.places.items():
            why = explain(day.floor, call_id, day.now)
            may = {agent_id for agent_id in day.ready if day.may_have(agent_id, place)}
            assert why.chosen == agents_for_call(day.floor, call_id)[:SHOWN]
            assert why.eligible == len(may)
            assert {candidate.agent_id for candidate in why.candidates} <= may
            assert len(why.candidates) == min(len(may), SHOWN)
            if why.chosen:
                assert why.candidates[0].agent_id == why.chosen[0]
            assert why.step == place.step
            assert why.waiting == len(day.floor.line(place.queue_id))
            check_excluded(day, place, why, may)


def check_excluded(day: Day, place: Place, why: Decision, may: set[UUID]) -> None:
    """Every agent of the queue is a candidate or counted once under a reason that holds."""
    queue_id = place.queue_id
    serving = {profile.id for profile in day.profiles.values() if queue_id in profile.queues}
    assert sum(excluded.count for excluded in why.excluded) == len(serving - may)
    truth: Counter[str] = Counter()
    last = Place(lane=place.lane, step=len(steps_of(day.queues[queue_id])) - 1, order=START, since=START)
    here = Place(lane=place.lane, step=place.step, order=START, since=START)
    reasons: dict[UUID, str] = {}
    for agent_id in serving - may:
        if agent_id not in day.floor.members:
            reasons[agent_id] = "not_signed_in"
        elif agent_id not in day.ready:
            reasons[agent_id] = "busy"
        elif day.may_have(agent_id, here):
            reasons[agent_id] = "kept_for_another"
        else:
            reasons[agent_id] = "not_yet" if day.may_have(agent_id, last) else "lacks_skill"
    truth.update(reasons.values())
    told: Counter[str] = Counter()
    for excluded in why.excluded:
        told[excluded.reason] += excluded.count
        assert len(excluded.examples) <= EXAMPLES
        assert all(reasons[agent_id] == excluded.reason for agent_id in excluded.examples)
    assert told == truth


@settings(max_examples=60, deadline=None)
@given(SITES, MOVES)
def test_the_indexes_hold_what_is_there_and_nothing_else(site: Site, moves: list[Move]) -> None:
    day = Day(site)
    for move in moves:
        day.play(move)
        for queue_id in day.queues:
            waiting = sorted(
                (place.order, call_id) for call_id, place in day.floor.places.items() if place.queue_id == queue_id
            )
            assert list(day.floor.line(queue_id)) == waiting
            oldest = min((p.since for p in day.floor.places.values() if p.queue_id == queue_id), default=None)
            assert day.floor.oldest_since(queue_id) == oldest
    for call_id in list(day.floor.places):
        day.floor = lines.leave(day.floor, call_id)
    for agent_id in list(day.floor.members):
        day.floor = lines.sign_out(day.floor, agent_id)
    check_empty(day.floor)


def check_empty(floor: Floor) -> None:
    """Nothing is left behind."""
    assert not floor.personal
    assert not any(floor.waiting.values())
    assert not any(floor.ready.values())
    assert not any(floor.signed_in.values())
    assert not any(floor.standing.values())
