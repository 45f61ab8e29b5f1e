"""Why an agent is offered no call: the turn, the skills, and callers kept for others."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

from immutables import Map

from agents.chances import Chance, chances
from agents.configuration import AgentProfile, Queue, Relaxation, Requirement
from agents.floor import READY, Floor, Place, lane_of, opened, sign_in, stand, wait
from agents.ranking import Readiness

AT = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)
ANA, BEN = UUID(int=1), UUID(int=2)
ENGLISH = Requirement(skill="english", level=50)
QUEUE = Queue(
    id="english",
    name="English",
    requirements=(Relaxation(needs=(ENGLISH,)), Relaxation(after=timedelta(seconds=30), needs=())),
)
STRICT = Queue(id="strict", name="Strict", requirements=(Relaxation(needs=(ENGLISH,)),))


def floor(queue: Queue, **levels: int) -> Floor:
    """Ana and Ben serve a queue; both are ready, Ana first."""
    profiles = [
        AgentProfile(id=agent_id, number=name, name=name, queues=(queue.id,), skills={"english": levels[name]})
        for agent_id, name in ((ANA, "ana"), (BEN, "ben"))
        if name in levels
    ]
    made = opened(Map({queue.id: queue}), profiles)
    for seconds, profile in enumerate(profiles):
        since = AT + timedelta(seconds=seconds)
        made = stand(sign_in(made, profile), profile.id, READY, Readiness(since=since, idle_since=since))
    return made


def chance(made: Floor, agent_id: UUID) -> Chance:
    (found,) = chances(made, agent_id)
    return found


def waiting(made: Floor, queue: Queue, **place: object) -> Floor:
    return wait(made, UUID(int=9), Place(lane=lane_of(queue.id, ()), order=AT, since=AT, **place))  # pyright: ignore[reportArgumentType] -- fields of many types


def test_those_who_are_asked_first_are_counted() -> None:
    made = floor(QUEUE, ana=60, ben=60)
    assert (chance(made, ANA).before, chance(made, BEN).before) == (0, 1)
    assert chances(made, UUID(int=3)) == (), "somebody who is not signed in stands in no line"


def test_whoever_matches_later_learns_from_when_on_and_that_a_caller_is_not_yet_there() -> None:
    made = waiting(floor(QUEUE, ana=0, ben=60), QUEUE)
    ana = chance(made, ANA)
    assert (ana.from_step, ana.from_s, ana.kept, ana.waiting) == (1, 30.0, "not_yet", 1)
    assert (chance(made, BEN).from_step, chance(made, BEN).kept) == (0, "")


def test_skills_that_reach_no_step_are_named() -> None:
    ana = chance(floor(STRICT, ana=10), ANA)
    assert (ana.before, ana.lacks) == (None, (ENGLISH,))


def test_a_caller_kept_for_another_and_one_with_needs_of_the_own_are_no_fault_of_the_turn() -> None:
    made = floor(QUEUE, ana=60, ben=60)
    assert chance(waiting(made, QUEUE, only=BEN), ANA).kept == "kept_for_another"
    assert chance(waiting(made, QUEUE, preferred=BEN, held=True), ANA).kept == "kept_for_another"
    assert chance(waiting(made, QUEUE, preferred=BEN, held=True), BEN).kept == ""
    needy = wait(
        made,
        UUID(int=9),
        Place(lane=lane_of(QUEUE.id, (Requirement(skill="french", level=1),)), order=AT, since=AT),
    )
    assert chance(needy, ANA).kept == "lacks_skill"
