"""Callbacks that keep the place: asked for, offered, dialed once, tried again, and given up."""

from datetime import datetime, timedelta

import pytest
from immutables import Map
from msgspec import structs

from agents.configuration import Overflow, ToCallback
from agents.state import Busy, Ready
from app.calls.actions import CheckNumber, DialOut, Play, RingAgent
from app.calls.callback_state import Attempt, Scheduled, Unreached
from app.calls.errors import CallbackUnderWay
from app.calls.events import (
    CallbackCancelled,
    CallbackFailed,
    CallbackMoved,
    ConfigurationChanged,
    LegAnswered,
    TelephonyRestored,
)
from app.calls.exit_state import AskingNumber, Farewell
from app.calls.state import Call, Dialing, Ringing, Talking, Waiting
from ivr.prompt import Speech
from tests.callback_site import MINE, POLICY, SUPERVISOR, callback, checked, promised, site
from tests.center import ANA, BEN, Scene
from tests.waiting_site import restarted, scene

OTHER = "+862162881234"


def accepted(played: Scene) -> str:
    """The agent whose phone rings accepts the preview; the leg on which the customer is dialed."""
    played.happen(LegAnswered(at=played.tick(), leg_id=played.ringing_leg()))
    (dial,) = [action for action in played.asked if isinstance(action, DialOut)]
    return dial.leg_id


def rings(played: Scene) -> list[RingAgent]:
    """The phones rung by the last event."""
    return [action for action in played.asked if isinstance(action, RingAgent)]


def due(played: Scene) -> None:
    """The next attempt is due."""
    played.timer(callback(played).id)


def restored(played: Scene, *legs: str, answered: tuple[str, ...] = ()) -> None:
    restarted(played)
    played.happen(
        TelephonyRestored(
            at=played.tick(), legs=frozenset(legs), answered_legs=frozenset(answered), bridges=frozenset()
        )
    )


def place(call: Call) -> datetime:
    assert isinstance(call.phase, Waiting)
    return call.phase.since


def test_the_caller_confirms_the_number_shown_and_a_callback_takes_the_place() -> None:
    played = site()
    call_id = played.queue()
    began = place(played.call(call_id))
    played.press(call_id, "1")
    assert any(isinstance(action, CheckNumber) for action in played.asked)
    assert isinstance(played.call(call_id).phase, AskingNumber)
    checked(played, call_id, MINE)
    question = next(action for action in played.asked if isinstance(action, Play)).prompts[0]
    assert isinstance(question, Speech)
    assert "8 6 1 3 8 0 0 1 3 8 0 0 0" in question.text
    played.press(call_id, "1")
    assert isinstance(played.call(call_id).phase, Farewell)
    made = callback(played)
    assert (made.direction, made.parent_id, made.caller_number, made.leg_id) == ("callback", call_id, MINE, "")
    assert place(made) == began
    played.hang_up("channel-call")
    (interaction,) = played.interactions()
    assert interaction.outcome == "callback_requested"
    assert interaction.segments[-1].outcome == "callback_requested"
    assert place(callback(played)) == began


def test_another_number_is_typed_and_confirmed() -> None:
    played = site()
    call_id = played.queue()
    played.press(call_id, "1")
    checked(played, call_id, MINE)
    played.press(call_id, "2")
    for key in "02162881234#":
        played.press(call_id, key)
    assert CheckNumber(call_id=call_id, number="02162881234") in played.asked
    checked(played, call_id, OTHER)
    played.press(call_id, "1")
    assert callback(played, OTHER).caller_number == OTHER
    typed = [m.detail for m in played.call(call_id).timeline if m.what == "digit"]
    assert typed == ["2", "1"], "what was typed is nowhere in the story"


def test_a_number_that_may_not_be_called_is_asked_for_again_and_then_given_up() -> None:
    played = site()
    call_id = played.queue()
    began = played.call(call_id).phase
    played.press(call_id, "1")
    checked(played, call_id, "+4915112345678")
    for _ in range(3):
        phase = played.call(call_id).phase
        assert isinstance(phase, AskingNumber)
        assert phase.stage == "entering"
        for key in "123#":
            played.press(call_id, key)
        checked(played, call_id, "")
    for key in "123#":
        played.press(call_id, key)
    assert played.call(call_id).phase == began
    assert not played.center.promised


def test_a_caller_who_rather_waits_is_back_in_the_old_place() -> None:
    played = site()
    call_id = played.queue()
    began = played.call(call_id).phase
    played.queue("later")
    played.press(call_id, "1")
    checked(played, call_id, MINE)
    played.press(call_id, "0")
    assert played.call(call_id).phase == began


def test_a_caller_who_says_nothing_is_back_in_the_old_place() -> None:
    played = site()
    call_id = played.queue()
    began = played.call(call_id).phase
    played.press(call_id, "1")
    checked(played, call_id, MINE)
    for _ in range(3):
        played.timer(call_id)
    assert played.call(call_id).phase == began


def test_a_long_wait_offers_a_callback_once() -> None:
    played = site(overflow=Overflow(maximum_wait=timedelta(seconds=60), on_long_wait=ToCallback()))
    call_id = played.queue()
    played.timer(call_id)
    assert isinstance(played.call(call_id).phase, AskingNumber)
    checked(played, call_id, MINE)
    played.press(call_id, "0")
    assert isinstance(played.call(call_id).phase, Waiting)
    assert not [timer for timer in played.call(call_id).timers if timer.name == "wait_longest"]


def test_without_a_trunk_the_key_leads_nowhere() -> None:
    played = scene(support={"keys": {"1": ToCallback()}})
    call_id = played.queue()
    began = played.call(call_id).phase
    played.press(call_id, "1")
    assert played.call(call_id).phase == began


def test_asking_twice_keeps_the_first_place_and_one_callback() -> None:
    played = site()
    first = promised(played, "first")
    promised(played, "second")
    assert callback(played).id == first.id
    assert len([call for call in played.center.calls.values() if call.promise is not None]) == 1


def test_a_callback_comes_before_callers_who_came_later() -> None:
    played = site()
    made = promised(played)
    played.queue("later")
    played.ready(ANA)
    assert isinstance(callback(played).phase, Ringing)
    ring = next(action for action in played.asked if isinstance(action, RingAgent))
    assert (ring.call_id, ring.caller_number) == (made.id, MINE)


def test_an_agent_whose_calls_answer_themselves_looks_at_a_callback_before_it_is_dialed() -> None:
    played = site()
    rules = played.center.configuration
    by_themselves = Map({key: structs.replace(one, auto_answer=True) for key, one in rules.agents.items()})
    played.happen(ConfigurationChanged(at=played.tick(), configuration=structs.replace(rules, agents=by_themselves)))
    promised(played)
    played.ready(ANA)
    assert [ring.answer for ring in rings(played)] == [""]
    accepted(played)
    played.queue("somebody")
    played.ready(BEN)
    assert [ring.answer for ring in rings(played)] == ["auto"]


def test_the_customer_is_dialed_once_when_the_agent_accepts_and_the_talk_begins_on_the_answer() -> None:
    played = site()
    made = promised(played)
    played.ready(ANA)
    leg = accepted(played)
    phase = played.call(made.id).phase
    assert isinstance(phase, Dialing)
    assert isinstance(played.agent(ANA).state, Busy)
    dial = next(action for action in played.asked if isinstance(action, DialOut))
    assert (dial.number, dial.trunk, dial.caller_id) == (MINE, "carrier", "+861012345678")
    played.happen(LegAnswered(at=played.tick(), leg_id=leg))
    assert isinstance(played.call(made.id).phase, Talking)
    played.tick(30)
    played.hang_up(leg)
    interaction = played.interactions()[-1]
    assert (interaction.id, interaction.direction, interaction.outcome) == (made.id, "callback", "answered")
    assert interaction.parent_id == made.parent_id
    assert not played.center.promised
    assert sum(isinstance(action, DialOut) for action in played.actions) == 1


@pytest.mark.parametrize(("cause", "result"), [(17, "busy"), (19, "no_answer"), (1, "unreachable")])
def test_a_customer_who_is_not_reached_is_tried_again_after_the_gap_in_the_old_place(
    cause: int, result: Unreached
) -> None:
    played = site()
    made = promised(played)
    began = place(made)
    played.ready(ANA)
    leg = accepted(played)
    played.hang_up(leg, cause=cause)
    failed_at = played.now
    played.timer(made.id)
    assert [i.outcome for i in played.interactions() if i.id == made.id] == [result]
    assert isinstance(played.agent(ANA).state, Ready)
    following = callback(played)
    assert following.id != made.id
    assert following.parent_id == made.parent_id
    assert isinstance(following.phase, Scheduled)
    assert following.phase.due == failed_at + POLICY.gap
    assert following.promise is not None
    assert following.promise.tried == (Attempt(at=failed_at, result=result),)
    due(played)
    phase = callback(played).phase
    assert isinstance(phase, Ringing)
    assert phase.since == began


def test_after_the_last_attempt_the_promise_is_given_up() -> None:
    played = site()
    promised(played)
    played.ready(ANA)
    for _ in range(POLICY.attempts):
        made = callback(played)
        played.hang_up(accepted(played), cause=17)
        played.timer(made.id)
        if played.center.promised:
            due(played)
    assert not played.center.promised
    last = played.interactions()[-1]
    assert "callback_given_up" in [moment.what for moment in last.timeline]
    assert [i.outcome for i in played.interactions() if i.direction == "callback"] == ["busy", "busy"]


def test_an_answering_machine_counts_as_an_attempt() -> None:
    played = site()
    made = promised(played)
    played.ready(ANA)
    leg = accepted(played)
    played.happen(LegAnswered(at=played.tick(), leg_id=leg))
    played.happen(CallbackFailed(at=played.tick(), agent_id=ANA, call_id=made.id))
    played.hang_up(leg)
    assert played.interactions()[-1].outcome == "answering_machine"
    assert isinstance(callback(played).phase, Scheduled)


def test_a_promise_expires() -> None:
    played = site()
    made = promised(played)
    played.timer(made.id)
    assert played.now - made.arrived_at == POLICY.expires
    assert not played.center.promised
    assert [i.outcome for i in played.interactions() if i.id == made.id] == ["callback_expired"]


def test_a_callback_is_cancelled_or_moved_unless_it_is_under_way() -> None:
    played = site()
    made = promised(played)
    later = played.now + timedelta(minutes=30)
    played.happen(CallbackMoved(at=played.tick(), call_id=made.id, by=SUPERVISOR, due=later))
    assert isinstance(callback(played).phase, Scheduled)
    played.ready(ANA)
    assert not isinstance(callback(played).phase, Ringing)
    played.happen(CallbackMoved(at=played.tick(), call_id=made.id, by=SUPERVISOR, due=None))
    assert isinstance(callback(played).phase, Ringing)
    cancel = CallbackCancelled(at=played.tick(), call_id=made.id, by=SUPERVISOR)
    with pytest.raises(CallbackUnderWay):
        played.happen(cancel)
    played.hang_up(played.ringing_leg(), cause=21)
    played.happen(cancel)
    assert [i.outcome for i in played.interactions() if i.id == made.id] == ["callback_cancelled"]
    with pytest.raises(CallbackUnderWay):
        played.happen(cancel)


def test_a_callback_keeps_its_place_over_a_restart() -> None:
    played = site()
    made = promised(played)
    began = place(made)
    played.hang_up("channel-call")
    restored(played)
    assert place(callback(played)) == began
    played.ready(ANA)
    assert isinstance(callback(played).phase, Ringing)
    assert made.id == callback(played).id


def test_a_scheduled_attempt_keeps_its_time_over_a_restart() -> None:
    played = site()
    made = promised(played)
    played.ready(ANA)
    played.hang_up(accepted(played), cause=17)
    played.timer(made.id)
    phase = callback(played).phase
    played.hang_up("channel-call")
    restored(played)
    assert callback(played).phase == phase
    due(played)
    assert isinstance(callback(played).phase, Waiting)


def test_a_customer_whose_phone_rings_is_not_dialed_again_after_a_restart() -> None:
    played = site()
    made = promised(played)
    played.hang_up("channel-call")
    played.ready(ANA)
    leg = accepted(played)
    agent_leg = next(action for action in played.actions if isinstance(action, RingAgent)).leg_id
    before = sum(isinstance(action, DialOut) for action in played.actions)
    restored(played, agent_leg, leg, answered=(agent_leg,))
    assert isinstance(played.call(made.id).phase, Dialing)
    assert sum(isinstance(action, DialOut) for action in played.actions) == before
    played.happen(LegAnswered(at=played.tick(), leg_id=leg))
    assert isinstance(played.call(made.id).phase, Talking)


def test_a_customer_who_is_called_back_is_rung_for_as_long_as_the_queue_says() -> None:
    played = site()
    made = promised(played)
    played.ready(ANA)
    accepted(played)
    rules = played.center.configuration
    (timer,) = (timer for timer in played.call(made.id).timers if timer.name == "dial")
    assert timer.due - played.now == rules.queues["support"].callback.ring_timeout != rules.outgoing.ring_timeout


def test_an_agent_who_hangs_up_while_the_customer_is_rung_has_made_an_attempt() -> None:
    played = site()
    made = promised(played)
    played.ready(BEN)
    accepted(played)
    agent_leg = next(action for action in reversed(played.actions) if isinstance(action, RingAgent)).leg_id
    played.hang_up(agent_leg)
    assert [i.outcome for i in played.interactions() if i.id == made.id] == ["cancelled"]
    assert isinstance(callback(played).phase, Scheduled)
