"""Each strategy in a day's work: what the agents did before decides whose phone rings."""

from datetime import timedelta
from uuid import UUID

from immutables import Map
from msgspec import structs

from agents.configuration import Retry
from agents.state import NotReady, Ready
from app.calls.events import ConfigurationChanged, WrapUpEnded
from app.calls.state import Ringing, Waiting
from tests.center import ANA, BEN, CAI, Scene
from tests.waiting_site import scene

TEAM = (ANA, BEN, CAI)


def team(*, weights: dict[UUID, int] | None = None, positions: dict[UUID, int] | None = None, **rules: object) -> Scene:
    """Ana, Ben and Cai serve support under these rules; without paperwork, unless it is wanted."""
    played = scene(support={"wrap_up_mode": "none", "announce_agent": False} | rules)
    usual = played.center.configuration
    people = {
        one: structs.replace(
            usual.agents[one],
            queues=("support",),
            weights={"support": (weights or {}).get(one, 1)},
            positions={"support": position} if (position := (positions or {}).get(one)) else {},
        )
        for one in TEAM
    }
    changed = structs.replace(usual, agents=Map(people))
    played.happen(ConfigurationChanged(at=played.now, configuration=changed))
    return played


def rung(played: Scene, name: str) -> UUID:
    """A caller comes; whose phone rings."""
    phase = played.call(played.queue(name)).phase
    assert isinstance(phase, Ringing)
    (offer,) = phase.offers
    return offer.agent_id


def served(played: Scene, name: str, seconds: float = 1) -> UUID:
    """A caller comes, talks for so long and hangs up; with whom."""
    chosen = rung(played, name)
    played.answer()
    played.tick(seconds)
    played.hang_up(f"channel-{name}")
    return chosen


def test_least_busy_counts_the_time_with_callers() -> None:
    played = team(strategy="least_busy")
    played.ready(*TEAM)
    assert [served(played, "long", 90), served(played, "short", 10), served(played, "middle", 40)] == [ANA, BEN, CAI]
    assert served(played, "next", 5) == BEN
    assert served(played, "after", 5) == BEN


def test_least_busy_counts_paperwork() -> None:
    played = team(strategy="least_busy", wrap_up_mode="until_ready")
    played.ready(ANA, BEN)
    assert [served(played, "ana", 10), served(played, "ben", 60)] == [ANA, BEN]
    played.happen(WrapUpEnded(at=played.tick(), agent_id=BEN))
    played.happen(WrapUpEnded(at=played.tick(200), agent_id=ANA))
    assert rung(played, "next") == BEN


def test_fewest_calls_lets_those_who_came_later_catch_up() -> None:
    played = team(strategy="fewest_calls")
    played.ready(ANA)
    assert [served(played, "one"), served(played, "two")] == [ANA, ANA]
    played.ready(BEN, CAI)
    assert [served(played, name) for name in ("three", "four", "five", "six")] == [BEN, CAI, BEN, CAI]
    assert served(played, "seven") == ANA


def test_round_robin_goes_on_after_an_offer_that_came_to_nothing() -> None:
    played = team(strategy="round_robin")
    played.ready(*TEAM)
    assert rung(played, "gone") == ANA
    played.hang_up("channel-gone")
    assert played.agent(ANA).state == Ready()
    assert [served(played, name) for name in ("a", "b", "c", "d")] == [BEN, CAI, ANA, BEN]


def test_linear_asks_in_the_order_of_positions_each_time() -> None:
    played = team(strategy="linear", positions={ANA: 2, BEN: 3, CAI: 1})
    played.ready(*TEAM)
    assert [served(played, "one"), served(played, "two")] == [CAI, CAI]
    assert [rung(played, name) for name in ("three", "four", "five")] == [CAI, ANA, BEN]


def test_weighted_random_prefers_whoever_has_the_greater_weight() -> None:
    played = team(strategy="weighted_random", weights={ANA: 1, BEN: 1000})
    played.ready(ANA, BEN)
    chosen = [served(played, f"caller {n}") for n in range(30)]
    assert chosen.count(BEN) >= 29


def test_whoever_did_not_answer_is_left_alone_for_a_while_where_the_queue_wants_that() -> None:
    played = team(retry=Retry(no_answer=timedelta(seconds=25)))
    played.ready(ANA)
    call_id = played.queue()
    played.timer(call_id)
    agent = played.agent(ANA)
    assert (agent.state, agent.paused_until) == (Ready(), played.now + timedelta(seconds=25))
    assert isinstance(played.call(call_id).phase, Waiting)
    played.timer(ANA)
    assert isinstance(played.call(call_id).phase, Ringing)


def test_whoever_did_not_answer_is_not_ready_without_such_a_pause() -> None:
    played = team(retry=Retry(declined=timedelta(seconds=25)))
    played.ready(ANA)
    played.timer(played.queue())
    assert played.agent(ANA).state == NotReady(reason="missed")
