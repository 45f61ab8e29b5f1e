"""Each strategy by its numbers: who is first among the ready agents, and how draws are shared out."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from immutables import Map

from agents import floor as lines
from agents.configuration import AgentProfile, Queue, Strategy
from agents.distribution import agents_for_call, call_for_agent, heads_for_agent, score
from agents.floor import READY, Floor, Place
from agents.ranking import Readiness, Standing, busy_share, rank

AT = datetime(2026, 11, 22, 12, tzinfo=UTC)
ANA, BEN, CAI = (UUID(int=n) for n in (1, 2, 3))


def agent(agent_id: UUID, *queues: str, position: int | None = None, weight: int = 1) -> AgentProfile:
    served = queues or ("help",)
    positions = {} if position is None else {"help": position}
    return AgentProfile(id=agent_id, number="1", name="A", queues=served, positions=positions, weights={"help": weight})


def ready(idle: int = 0, standing: Standing | None = None) -> Readiness:
    """Ready now, and idle since so many seconds."""
    return Readiness(since=AT, idle_since=AT - timedelta(seconds=idle), standing=standing or Standing())


def first(strategy: Strategy, *candidates: tuple[AgentProfile, Readiness]) -> UUID:
    """Who of these is rung, when they become ready in this order."""
    queue = Queue(id="help", name="Help", strategy=strategy)
    return rung(opened((queue,), *candidates))[0]


def opened(queues: tuple[Queue, ...], *candidates: tuple[AgentProfile, Readiness]) -> Floor:
    floor = lines.opened(Map({queue.id: queue for queue in queues}), [profile for profile, _ in candidates])
    for profile, readiness in candidates:
        floor = lines.stand(lines.sign_in(floor, profile), profile.id, READY, readiness)
    return floor


def rung(floor: Floor) -> tuple[UUID, ...]:
    call_id = UUID(int=99)
    place = Place(lane=lines.lane_of("help", ()), order=AT, since=AT)
    return agents_for_call(lines.wait(floor, call_id, place), call_id)


def share(busy_seconds: int, signed_in_hours: float) -> Standing:
    return Standing(signed_in_at=AT - timedelta(hours=signed_in_hours), busy_ms=busy_seconds * 1000)


def test_longest_idle_is_whoever_has_been_idle_for_longest() -> None:
    assert first("longest_idle", (agent(ANA), ready(10)), (agent(BEN), ready(30)), (agent(CAI), ready(20))) == BEN


def test_least_busy_is_the_smallest_share_of_the_signed_in_time_and_not_of_the_day() -> None:
    ana, ben = ready(30, share(1800, 1)), ready(10, share(2400, 4))
    assert (busy_share(ana), busy_share(ben)) == (0.5, 1 / 6)
    assert first("least_busy", (agent(ANA), ana), (agent(BEN), ben)) == BEN


def test_a_share_is_never_above_one_and_nothing_for_whoever_has_just_signed_in() -> None:
    assert busy_share(ready(0, share(7200, 1))) == 1
    assert busy_share(ready(0, share(7200, 0))) == 0
    assert busy_share(ready()) == 0


def test_fewest_calls_is_whoever_has_handled_the_fewest() -> None:
    ana, ben = ready(60, Standing(handled=2)), ready(5, Standing(handled=1))
    assert first("fewest_calls", (agent(ANA), ana), (agent(BEN), ben)) == BEN


def test_round_robin_is_whoever_was_not_offered_a_call_of_this_queue_for_longest() -> None:
    ana = ready(60, Standing(offered={"help": AT - timedelta(seconds=5)}))
    ben = ready(5, Standing(offered={"help": AT - timedelta(seconds=50), "sales": AT}))
    assert first("round_robin", (agent(ANA), ana), (agent(BEN), ben)) == BEN
    cai = ready(1, Standing(offered={"sales": AT}))
    assert first("round_robin", (agent(ANA), ana), (agent(BEN), ben), (agent(CAI), cai)) == CAI


def test_linear_is_the_lowest_position_and_whoever_has_none_is_last() -> None:
    ana, ben, cai = (agent(ANA), ready(60)), (agent(BEN, position=2), ready(1)), (agent(CAI, position=1), ready(1))
    assert first("linear", ana, ben, cai) == CAI
    assert first("linear", ana, ben) == BEN


@pytest.mark.parametrize("strategy", ["least_busy", "fewest_calls", "round_robin", "linear"])
def test_ties_go_to_the_longest_idle(strategy: Strategy) -> None:
    assert first(strategy, (agent(ANA), ready(10)), (agent(BEN), ready(30))) == BEN


def drawn(weights: dict[UUID, int], calls: int, *, busy_for: int = 0) -> dict[UUID, float]:
    """The share of the calls that each agent gets who takes the next but `busy_for` calls at the earliest."""
    queue = Queue(id="help", name="Help", strategy="weighted_random")
    floor = opened((queue,), *((agent(one, weight=weight), ready()) for one, weight in weights.items()))
    taken: Counter[UUID] = Counter()
    back: list[tuple[int, UUID]] = []
    for n in range(calls):
        now = AT + timedelta(seconds=n + 1)
        while back and back[0][0] <= n:
            _, one = back.pop(0)
            floor = lines.stand(floor, one, READY, Readiness(since=now, idle_since=now))
        (chosen,) = rung(floor)
        taken[chosen] += 1
        floor = lines.stand(floor, chosen, "busy", None)
        back.append((n + 1 + busy_for, chosen))
    return {one: taken[one] / calls for one in weights}


def test_draws_are_shared_out_by_weight() -> None:
    shares = drawn({ANA: 1, BEN: 2, CAI: 5}, calls=4000)
    assert shares == pytest.approx({ANA: 1 / 8, BEN: 2 / 8, CAI: 5 / 8}, abs=0.025)


def test_draws_among_those_who_are_left_while_others_talk_keep_to_the_weights() -> None:
    """With one of three always talking, what follows who is known: whoever did not just take a call, by the weights of those two."""
    weights = {ANA: 1, BEN: 2, CAI: 5}
    follows = {
        a: {b: weights[b] / sum(w for c, w in weights.items() if c != a) for b in weights if b != a} for a in weights
    }
    steady = dict.fromkeys(weights, 1 / 3)
    for _ in range(200):
        steady = {b: sum(steady[a] * follows[a].get(b, 0.0) for a in weights) for b in weights}
    assert drawn(weights, calls=4000, busy_for=1) == pytest.approx(steady, abs=0.025)


def test_the_same_day_draws_the_same_agents() -> None:
    weights = {ANA: 1, BEN: 3}
    assert drawn(weights, calls=50) == drawn(weights, calls=50)
    queue = Queue(id="help", name="Help", strategy="weighted_random")
    assert rank(queue, agent(ANA), ready(), 0.0) != rank(queue, agent(BEN), ready(), 0.0)


def test_the_highest_score_is_weight_times_waiting_and_priorities() -> None:
    """The example of docs/distribution.md, and what it says of half a minute later."""
    queues = (
        Queue(id="sales", name="Sales"),
        Queue(id="complaints", name="Complaints", priority=timedelta(seconds=30)),
        Queue(id="hotline", name="Hotline", weight=2.0),
    )
    floor = opened(queues, (agent(ANA, *(queue.id for queue in queues)), ready()))
    callers = {"sales": 90, "complaints": 70, "hotline": 45}
    ids = {queue_id: UUID(int=10 + n) for n, queue_id in enumerate(callers)}
    for queue_id, seconds in callers.items():
        began = AT - timedelta(seconds=seconds)
        floor = lines.wait(floor, ids[queue_id], Place(lane=lines.lane_of(queue_id, ()), order=began, since=began))
    points = {queue_id: points for queue_id, _, points in heads_for_agent(floor, ANA, AT)}
    assert points == {"sales": 1 * (90 + 0), "complaints": 1 * (70 + 30), "hotline": 2 * (45 + 0)}
    assert call_for_agent(floor, ANA, AT) == ids["complaints"]
    assert call_for_agent(floor, ANA, AT + timedelta(seconds=30)) == ids["hotline"]
    floor = lines.leave(floor, ids["complaints"])
    assert call_for_agent(floor, ANA, AT) == ids["sales"], "equal scores go to the older order"
    assert score(floor, "hotline", AT - timedelta(seconds=45 + 60), AT) == 2 * (45 + 60), "a caller's own priority"
