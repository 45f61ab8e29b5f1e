"""While callers wait: keys, closing time, and what they are told."""

from datetime import time, timedelta
from uuid import UUID

from immutables import Map
from msgspec import structs

from agents.configuration import Overflow, Stay, ToGoodbye, ToQueue
from agents.state import Ready
from app.calls.actions import HangUp
from app.calls.exit_state import Farewell
from app.calls.recovery import restore
from app.calls.state import Ringing, Talking, Waiting
from ivr.hours import Calendar, Span
from tests.center import ANA, CAI, START, Scene
from tests.waiting_site import scene, with_rules

KEYS = {"0": Stay(), "5": ToQueue(queue_id="sales"), "9": ToGoodbye(text={"en": "Bye."})}


def with_hours(opens: time, closes: time, overflow: Overflow) -> Scene:
    """Support keeps hours: these every day, in UTC."""
    span = Span(opens=opens.hour * 60 + opens.minute, closes=closes.hour * 60 + closes.minute)
    calendar = Calendar(id="office", name="Office", zone="UTC", week=((span,),) * 7)
    made = Scene()
    rules = with_rules(support={"hours": "office", "overflow": overflow})
    made.center = restore(structs.replace(rules, calendars=Map({"office": calendar})), (), ())
    return made


def key(played: Scene, call_id: UUID, digit: str) -> None:
    played.press(call_id, digit)


def test_a_key_leads_a_waiting_caller_to_another_queue() -> None:
    played = scene(support={"keys": KEYS})
    call_id = played.queue()
    began = played.now
    key(played, call_id, "5")
    assert played.call(call_id).phase == Waiting(queue_id="sales", since=began)
    assert [m.detail for m in played.call(call_id).timeline if m.what == "digit"] == ["2", "5"]
    assert [m.detail for m in played.call(call_id).timeline if m.what == "overflowed"] == ["key"]


def test_a_key_that_means_to_stay_and_an_unknown_key_keep_the_caller_where_he_is() -> None:
    played = scene(support={"keys": KEYS})
    call_id = played.queue()
    before = played.call(call_id).phase
    key(played, call_id, "0")
    key(played, call_id, "7")
    assert played.call(call_id).phase == before


def test_a_key_pressed_while_a_phone_rings_stops_the_ringing_and_frees_the_agent() -> None:
    played = scene(support={"keys": KEYS})
    played.ready(ANA)
    call_id = played.queue()
    leg = played.ringing_leg()
    key(played, call_id, "9")
    assert isinstance(played.call(call_id).phase, Farewell)
    assert isinstance(played.agent(ANA).state, Ready)
    assert HangUp(call_id=call_id, leg_id=leg) in played.asked


def test_an_agent_freed_by_a_key_gets_the_next_caller() -> None:
    played = scene(support={"keys": KEYS})
    played.ready(ANA)
    first, second = played.queue("first"), played.queue("second")
    key(played, first, "9")
    assert isinstance(played.call(second).phase, Ringing)


def test_a_key_to_stay_lets_the_phone_ring_on() -> None:
    played = scene(support={"keys": KEYS})
    played.ready(ANA)
    call_id = played.queue()
    before = played.call(call_id).phase
    key(played, call_id, "0")
    assert played.call(call_id).phase == before


def test_a_caller_may_go_back_and_forth_between_queues_by_key() -> None:
    played = scene(support={"keys": KEYS}, sales={"keys": {"5": ToQueue(queue_id="support")}})
    call_id = played.queue()
    for queue_id in ("sales", "support", "sales"):
        key(played, call_id, "5")
        phase = played.call(call_id).phase
        assert isinstance(phase, Waiting)
        assert phase.queue_id == queue_id


def test_keys_mean_nothing_in_a_talk() -> None:
    played = scene(support={"keys": KEYS})
    played.ready(ANA)
    call_id = played.queue()
    played.answer()
    key(played, call_id, "9")
    assert isinstance(played.call(call_id).phase, Talking)


def test_a_caller_outside_the_hours_hears_that_it_is_closed_even_when_an_agent_is_ready() -> None:
    played = with_hours(time(9), time(17), Overflow())
    played.ready(ANA)
    call_id = played.queue()
    assert isinstance(played.call(call_id).phase, Farewell)
    assert [m.detail for m in played.call(call_id).timeline if m.what == "turned_away"] == ["closed"]


def test_at_closing_time_those_who_wait_are_served_or_led_out_as_the_queue_chooses() -> None:
    for closing, led_out in (("serve", False), ("exit", True)):
        assert START.hour == 8
        rules = Overflow(closing="exit" if closing == "exit" else "serve")
        played = with_hours(time(0), time(8, 1), rules)
        call_id = played.queue()
        assert isinstance(played.call(call_id).phase, Waiting)
        while played.call(call_id).timers and played.now < START + timedelta(minutes=5):
            played.timer(call_id)
            if not isinstance(played.call(call_id).phase, Waiting):
                break
        assert isinstance(played.call(call_id).phase, Farewell) == led_out


def test_a_caller_led_on_by_key_is_offered_to_an_agent_who_is_free_there() -> None:
    played = scene(support={"keys": KEYS})
    played.ready(CAI)
    call_id = played.queue()
    key(played, call_id, "5")
    assert isinstance(played.call(call_id).phase, Ringing)
