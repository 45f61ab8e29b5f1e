"""Customers who are talked with before they are called back."""

from datetime import timedelta
from uuid import UUID

from agents.state import Ready
from app.calls.actions import HangUp
from app.calls.events import CallArrived, CallbackMoved, LegAnswered
from app.calls.promises import changes_of
from app.calls.state import Call, Ringing, Talking
from tests.callback_site import SUPERVISOR, promised, site
from tests.center import ANA, CAI, Scene


def answered_meanwhile(played: Scene) -> Call:
    """The customer of the callback rings up again, from the same number, and Cai talks with them."""
    played.ready(CAI)
    played.queue("again", digit="1")
    played.answer()
    return played.call(next(call.id for call in played.center.calls.values() if isinstance(call.phase, Talking)))


def test_a_customer_who_is_talked_with_meanwhile_is_not_called_back() -> None:
    played = site()
    made = promised(played)
    played.hang_up("channel-call")
    talk = answered_meanwhile(played)
    assert talk.caller_number == "13800138000", "as the network gives it, not as it was promised"
    assert made.id not in played.center.calls
    assert not played.center.promised
    (kept,) = [i for i in played.interactions() if i.id == made.id]
    assert (kept.outcome, kept.timeline[-1].what) == ("callback_reached", "callback_reached")
    assert list(played.center.floor.line("support")) == []
    assert changes_of((kept,), "CN") == ()


def test_a_scheduled_attempt_ends_as_well_when_the_customer_is_talked_with() -> None:
    played = site()
    made = promised(played)
    played.hang_up("channel-call")
    due = played.tick() + timedelta(minutes=30)
    played.happen(CallbackMoved(at=played.tick(), call_id=made.id, by=SUPERVISOR, due=due))
    answered_meanwhile(played)
    assert [i.outcome for i in played.interactions() if i.id == made.id] == ["callback_reached"]


def test_an_agent_who_looks_at_the_preview_is_free_when_the_customer_was_reached() -> None:
    played = site()
    made = promised(played)
    played.hang_up("channel-call")
    played.ready(ANA)
    ringing = played.ringing_leg()
    assert isinstance(played.call(made.id).phase, Ringing)
    answered_meanwhile(played)
    assert HangUp(call_id=made.id, leg_id=ringing) in played.actions
    assert isinstance(played.agent(ANA).state, Ready)
    assert [i.outcome for i in played.interactions() if i.id == made.id] == ["callback_reached"]


def test_an_attempt_that_is_under_way_is_the_last_when_the_customer_was_reached() -> None:
    played = site()
    made = promised(played)
    played.hang_up("channel-call")
    played.ready(ANA)
    played.happen(LegAnswered(at=played.tick(), leg_id=played.ringing_leg()))
    dialed = played.call(made.id).leg_id
    answered_meanwhile(played)
    played.hang_up(dialed, cause=17)
    assert not played.center.promised
    played.timer(made.id)
    (kept,) = [i for i in played.interactions() if i.id == made.id]
    assert kept.outcome == "busy"
    assert [moment.what for moment in kept.timeline][-2:] == ["callback_tried", "callback_reached"]


def test_a_talk_with_somebody_else_leaves_the_callback_alone() -> None:
    played = site()
    made = promised(played)
    played.hang_up("channel-call")
    played.ready(CAI)
    other = CallArrived(
        at=played.tick(),
        call_id=UUID(int=7),
        leg_id="channel-other",
        caller_number="13900139000",
        caller_name="",
        dialed_number="4000",
    )
    played.happen(other)
    played.playback_ends()
    played.press(other.call_id, "1")
    played.answer()
    assert isinstance(played.call(other.call_id).phase, Talking)
    assert made.id in played.center.calls
