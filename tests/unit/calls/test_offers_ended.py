"""Offers that go away through no doing of the agent's: the desk is told why."""

from datetime import timedelta
from uuid import UUID

from agents.configuration import Retry, ToGoodbye
from app.calls.call_commands import ConsultCancelled, TakenBack, ToAgent
from app.calls.events import LegAnswered, StateRequested
from app.calls.state import Ringing
from app.web.view_of_agent import me_item
from app.web.wire import MeItem
from tests import talks
from tests.center import ANA, BEN, CAI, Scene
from tests.talks import Talk
from tests.waiting_site import scene


def desk(played: Scene, agent_id: UUID) -> MeItem:
    item = me_item(played.center, agent_id, played.agent(agent_id))
    assert item is not None
    return item


def why(played: Scene, agent_id: UUID) -> tuple[str, str] | None:
    ended = desk(played, agent_id).offer_ended
    return None if ended is None else (ended.why, ended.by)


def test_who_was_rung_beside_the_one_who_answered_is_told_who_has_the_call() -> None:
    played = scene(support={"strategy": "ring_all"})
    played.ready(ANA, BEN)
    call_id = played.queue()
    phase = played.call(call_id).phase
    assert isinstance(phase, Ringing)
    first = phase.offers[0]
    other = next(offer.agent_id for offer in phase.offers if offer is not first)
    played.happen(LegAnswered(at=played.tick(), leg_id=first.leg_id))
    number = played.center.configuration.agents[first.agent_id].number
    assert why(played, other) == ("taken", number)
    assert why(played, first.agent_id) is None
    played.happen(StateRequested(at=played.tick(), agent_id=other, wanted="not_ready", reason="break"))
    assert why(played, other) is None


def test_a_caller_who_hangs_up_or_leaves_the_line_while_it_rings_is_told() -> None:
    played = scene(support={"keys": {"9": ToGoodbye()}})
    played.ready(ANA)
    played.queue("first")
    played.hang_up("channel-first")
    assert why(played, ANA) == ("caller_left", "")
    second = played.queue("second")
    assert why(played, ANA) is None, "the next one rings"
    played.press(second, "9")
    assert why(played, ANA) == ("caller_left", "")


def test_a_colleague_who_takes_the_call_back_is_told_and_a_customer_who_is_gone_too() -> None:
    played = Talk()
    talks.transfer_ringing(played)
    played.happen(TakenBack(at=played.tick(), agent_id=ANA, call_id=played.call_id))
    assert why(played, CAI) == ("taken_back", "")
    played.consult(ToAgent(agent_id=CAI))
    assert why(played, CAI) is None
    played.happen(ConsultCancelled(at=played.tick(), agent_id=ANA, call_id=played.call_id))
    assert why(played, CAI) == ("taken_back", "")
    played.transfer(ToAgent(agent_id=CAI))
    played.hang_up(played.leg(None))
    assert why(played, CAI) == ("caller_left", "")


def test_an_agent_who_did_not_take_the_call_is_told_nothing_of_the_kind() -> None:
    played = scene()
    played.ready(ANA)
    played.queue()
    played.hang_up(played.ringing_leg(), cause=21)
    assert why(played, ANA) is None
    assert desk(played, ANA).reason == "declined"


def test_a_pause_after_a_refusal_says_until_when() -> None:
    played = scene(support={"retry": Retry(declined=timedelta(seconds=7))})
    played.ready(ANA)
    played.queue()
    played.hang_up(played.ringing_leg(), cause=21)
    until = desk(played, ANA).paused_until
    assert until == played.now + timedelta(seconds=7)
    assert desk(played, ANA).not_offered == ["paused"]
    played.timer(ANA)
    assert desk(played, ANA).paused_until is None
