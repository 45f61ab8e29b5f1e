"""Customers are called back within the hours of the queue's policy, or the queue's own."""

from datetime import UTC, datetime, timedelta

import pytest
from immutables import Map
from msgspec import structs

from app.calls.actions import DialOut, HangUp, RingAgent
from app.calls.callback_state import Scheduled
from app.calls.errors import OutsideCallbackHours
from app.calls.events import CallbackMoved, ConfigurationChanged, LegAnswered, TelephonyRestored
from app.calls.state import Call, Dialing, Ringing, Waiting
from ivr.hours import Calendar, Manual, Span
from tests.callback_site import MINE, POLICY, SUPERVISOR, callback, promised, site
from tests.center import ANA, START, Scene
from tests.waiting_site import restarted

MORNING = Span(opens=9 * 60, closes=12 * 60)
WEEKDAYS = Calendar(id="weekdays", name="Weekdays", zone="UTC", week=((MORNING,),) * 5 + ((), ()))
SUNDAY = Calendar(id="sunday", name="Sunday", zone="UTC", week=((),) * 6 + ((Span(opens=8 * 60, closes=9 * 60),),))
MONDAY_NINE = datetime(2026, 11, 23, 9, tzinfo=UTC)
SUNDAY_NINE = datetime(2026, 11, 22, 9, tzinfo=UTC)


def keeping(played: Scene, calendar: Calendar, *, whose: str = "policy") -> None:
    """Business hours for the callbacks of the queue, or for the queue; they are taken up at once."""
    rules = played.center.configuration
    queue = rules.queues["support"]
    if whose == "policy":
        queue = structs.replace(queue, callback=structs.replace(queue.callback, hours=calendar.id))
    else:
        queue = structs.replace(queue, hours=calendar.id)
    changed = structs.replace(rules, queues=rules.queues.set("support", queue), calendars=Map({calendar.id: calendar}))
    played.happen(ConfigurationChanged(at=played.tick(), configuration=changed))


def within(calendar: Calendar, *, whose: str = "policy") -> Scene:
    """Support calls customers back within these hours; it is eight on Sunday."""
    played = site()
    keeping(played, calendar, whose=whose)
    return played


def due(played: Scene) -> datetime:
    """When the callback comes into the line."""
    phase = callback(played).phase
    assert isinstance(phase, Scheduled)
    assert phase.due == min(timer.due for timer in callback(played).timers if timer.name == "wait_due")
    return phase.due


def later(played: Scene, call: Call, at: datetime | None) -> None:
    played.happen(CallbackMoved(at=played.tick(), call_id=call.id, by=SUPERVISOR, due=at))


def restored(played: Scene, *legs: str) -> None:
    restarted(played)
    here = frozenset(legs)
    played.happen(TelephonyRestored(at=played.tick(), legs=here, answered_legs=frozenset(), bridges=frozenset()))


@pytest.mark.parametrize("whose", ["policy", "queue"])
def test_what_is_promised_outside_the_hours_comes_into_its_place_when_they_begin(whose: str) -> None:
    played = site()
    waiting = promised(played)
    assert isinstance(waiting.phase, Waiting)
    since = waiting.phase.since
    keeping(played, WEEKDAYS, whose=whose)
    assert due(played) == MONDAY_NINE
    played.ready(ANA)
    assert not any(isinstance(action, RingAgent) for action in played.actions)
    later(played, callback(played), MONDAY_NINE - timedelta(days=1))
    assert due(played) == MONDAY_NINE
    played.timer(waiting.id)
    assert played.now == MONDAY_NINE
    phase = callback(played).phase
    assert isinstance(phase, Ringing)
    assert phase.since == since


def test_a_caller_who_asks_outside_the_hours_is_promised_the_next_ones() -> None:
    played = within(WEEKDAYS)
    played.ready(ANA)
    made = promised_beside_a_talk(played)
    assert due(played) == MONDAY_NINE
    assert made.promise is not None
    assert made.promise.expires_at == MONDAY_NINE + POLICY.gap
    assert [moment.what for moment in made.timeline] == ["callback_promised", "callback_scheduled"]


def promised_beside_a_talk(played: Scene) -> Call:
    """Ana talks, so that the caller has to wait, and asks to be called back."""
    played.queue("talker")
    played.answer()
    return promised(played)


def test_the_policys_hours_count_and_not_the_queues() -> None:
    played = within(SUNDAY)
    rules = played.center.configuration
    queue = structs.replace(rules.queues["support"], hours="weekdays")
    both = structs.replace(
        rules,
        queues=rules.queues.set("support", queue),
        calendars=rules.calendars.set("weekdays", WEEKDAYS),
    )
    made = promised(played)
    played.happen(ConfigurationChanged(at=played.tick(), configuration=both))
    assert isinstance(played.call(made.id).phase, Waiting)


def test_when_the_hours_end_a_callback_leaves_the_line_and_its_time_is_kept() -> None:
    played = within(SUNDAY)
    made = promised(played)
    assert isinstance(made.phase, Waiting)
    played.timer(made.id)
    assert played.now == SUNDAY_NINE
    assert due(played) == START + timedelta(days=7)
    assert not played.center.floor.line("support")
    assert callback(played).segments[-1].outcome == "postponed"


def test_when_the_hours_end_a_phone_that_rings_for_a_callback_stops() -> None:
    played = within(SUNDAY)
    made = promised(played)
    played.tick((SUNDAY_NINE - played.now).total_seconds() - 15)
    played.ready(ANA)
    leg = played.ringing_leg()
    played.timer(made.id)
    assert played.now == SUNDAY_NINE
    assert HangUp(call_id=made.id, leg_id=leg) in played.asked
    assert isinstance(callback(played).phase, Scheduled)
    played.queue("somebody")
    assert played.ringing_leg() != leg


def test_a_callback_offered_at_once_stops_ringing_at_the_end_of_the_hours_too() -> None:
    played = within(SUNDAY)
    made = promised(played)
    soon = SUNDAY_NINE - timedelta(seconds=10)
    played.ready(ANA)
    played.hang_up(played.ringing_leg(), 21)
    later(played, made, soon)
    played.ready(ANA)
    played.timer(made.id)
    assert isinstance(callback(played).phase, Ringing)
    played.timer(made.id)
    assert played.now == SUNDAY_NINE
    assert isinstance(callback(played).phase, Scheduled)


def test_whoever_accepted_before_the_hours_ended_makes_the_call() -> None:
    played = within(SUNDAY)
    made = promised(played)
    played.ready(ANA)
    played.happen(LegAnswered(at=played.tick(), leg_id=played.ringing_leg()))
    keeping(played, WEEKDAYS)
    assert isinstance(played.call(made.id).phase, Dialing)
    assert not [timer for timer in played.call(made.id).timers if timer.name.startswith("wait_")]


def test_the_next_attempt_waits_for_the_hours() -> None:
    played = within(structs.replace(SUNDAY, week=((MORNING,),) + ((),) * 5 + SUNDAY.week[6:]))
    made = promised(played)
    later(played, made, SUNDAY_NINE - timedelta(minutes=4))
    played.timer(made.id)
    kept = callback(played)
    assert kept.promise is not None
    day = structs.replace(kept, promise=structs.replace(kept.promise, expires_at=MONDAY_NINE + timedelta(hours=1)))
    played.center = structs.replace(played.center, calls=played.center.calls.set(day.id, day))
    played.ready(ANA)
    played.happen(LegAnswered(at=played.tick(), leg_id=played.ringing_leg()))
    (dial,) = [action for action in played.asked if isinstance(action, DialOut)]
    played.hang_up(dial.leg_id, 17)
    assert due(played) == MONDAY_NINE


def test_nobody_is_called_now_outside_the_hours_and_a_later_time_is_moved_into_them() -> None:
    played = within(WEEKDAYS)
    made = promised(played)
    with pytest.raises(OutsideCallbackHours):
        later(played, made, None)
    later(played, made, MONDAY_NINE + timedelta(hours=5))
    assert due(played) == MONDAY_NINE + timedelta(days=1)
    expires = callback(played).promise
    assert expires is not None
    assert expires.expires_at == MONDAY_NINE + timedelta(days=1) + POLICY.gap
    later(played, made, MONDAY_NINE + timedelta(hours=1))
    assert due(played) == MONDAY_NINE + timedelta(hours=1)


def test_opening_by_hand_lets_callbacks_into_the_line_and_closing_by_hand_takes_them_out() -> None:
    played = within(WEEKDAYS)
    made = promised(played)
    keeping(played, structs.replace(WEEKDAYS, manual=Manual(open=True)))
    played.timer(made.id)
    assert played.now < START + timedelta(minutes=1)
    assert isinstance(callback(played).phase, Waiting)
    keeping(played, structs.replace(WEEKDAYS, manual=Manual(open=False)))
    looked = played.now
    assert due(played) == looked + timedelta(minutes=30)
    played.timer(made.id)
    assert due(played) == looked + timedelta(hours=1)
    assert [m.what for m in callback(played).timeline].count("callback_scheduled") == 2
    while MINE in played.center.promised:
        played.timer(made.id)
    assert [i.outcome for i in played.interactions() if i.id == made.id] == ["callback_expired"]


def test_the_hours_are_kept_over_a_restart() -> None:
    played = within(SUNDAY)
    made = promised(played)
    restored(played, "channel-call")
    assert isinstance(callback(played).phase, Waiting)
    played.now = SUNDAY_NINE
    restored(played)
    assert due(played) == START + timedelta(days=7)
    restored(played)
    assert due(played) == START + timedelta(days=7)
    played.now = START + timedelta(days=7)
    restored(played)
    played.timer(made.id)
    assert isinstance(callback(played).phase, Waiting)


def test_a_phone_that_rang_when_the_application_died_stops_when_the_hours_are_over() -> None:
    played = within(SUNDAY)
    made = promised(played)
    played.ready(ANA)
    leg = played.ringing_leg()
    played.now = SUNDAY_NINE
    restored(played, leg)
    assert isinstance(callback(played).phase, Ringing)
    played.timer(made.id)
    assert isinstance(callback(played).phase, Scheduled)


def test_hours_without_an_end_are_looked_at_again_in_a_week() -> None:
    always = Calendar(id="always", name="Always", zone="UTC", week=((Span(opens=0, closes=24 * 60),),) * 7)
    played = site(callback=structs.replace(POLICY, expires=timedelta(days=10)))
    keeping(played, always)
    made = promised(played)
    began = played.now
    played.timer(made.id)
    assert began < played.now <= began + timedelta(days=7)
    assert isinstance(callback(played).phase, Waiting)
    assert {timer.name for timer in callback(played).timers} == {"wait_closes", "wait_expires"}
