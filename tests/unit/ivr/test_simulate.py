"""The simulator: a caller without a telephone."""

from datetime import UTC, datetime

import pytest

from ivr.dialog_logic import LOOK_UP_TIMEOUT
from ivr.flow import Flow
from ivr.hours import Calendar, Span
from ivr.simulate import Run, Scenario, Service, simulate
from tests.center import HOTLINE
from tests.unit.ivr.walking import END, NOON, flow, say

OFFICE = Calendar(id="office", name="", zone="UTC", week=((Span(opens=0, closes=720),),) * 7)
SHOP = flow(
    [
        {"id": "hours", "type": "hours", "parameters": {"calendar": "office"}}
        | {"next": {"open": "order", "closed": "voicemail", "error": "end"}},
        {"id": "order", "type": "collect_digits"}
        | {"parameters": {"prompts": say("Your order?"), "variable": "order", "maximum": 6, "barge_in": False}}
        | {"next": {"done": "ask", "timeout": "queue", "no_match": "queue"}},
        {"id": "ask", "type": "http", "parameters": {"url": "https://shop/{order}", "answers": {"state": "state"}}}
        | {"next": {"done": "tell", "refused": "queue", "timeout": "queue", "error": "queue"}},
        {"id": "tell", "type": "play", "parameters": {"prompts": say("Order {order} is {state}.")}}
        | {"next": {"done": "csat", "error": "queue"}},
        {"id": "csat", "type": "survey", "parameters": {"prompts": say("1 to 5?"), "question": "csat"}}
        | {"next": {"done": "end", "timeout": "end", "no_match": "end"}},
        {"id": "queue", "type": "queue", "parameters": {"queue": "support"}, "next": {"error": "end"}},
        {"id": "voicemail", "type": "voicemail", "parameters": {"queue": "support"}, "next": {"error": "end"}},
        END,
    ],
    id="shop",
)


def run(scenario: Scenario, start: Flow = SHOP) -> Run:
    return simulate(start, scenario, flow_of=lambda _, __: None, calendars={"office": OFFICE})


def test_a_caller_hears_about_an_order_and_says_how_it_was() -> None:
    done = run(
        Scenario(at=NOON, keys=("123#", "5"), services={"ask": Service(values={"state": "sent"})}),
    )
    assert done.ended == "hang_up"
    assert [visit.step_id for visit in done.visits] == ["hours", "order", "ask", "tell", "csat", "end"]
    assert done.visits[1].pressed == "123#"
    assert done.visits[3].said == ("Order 123 is sent.",)
    assert done.variables == {"order": "123", "state": "sent", "csat": 5}


def test_a_service_that_does_not_answer_leads_to_a_person() -> None:
    assert run(Scenario(at=NOON, keys=("123456",))).ended == "queue:support"


def test_at_night_there_is_the_voicemail_unless_it_is_refused() -> None:
    night = datetime(2026, 11, 20, 20, tzinfo=UTC)
    assert run(Scenario(at=night)).ended == "voicemail:support"
    assert run(Scenario(at=night, refused=frozenset({"voicemail"}))).ended == "hang_up"


def test_silence_takes_its_time_and_its_exit() -> None:
    silent = run(Scenario(at=NOON, keys=("", "", "")))
    assert (silent.ended, silent.seconds) == ("queue:support", 15)


def test_without_more_keys_the_flow_waits() -> None:
    waiting = run(Scenario(at=NOON))
    assert (waiting.ended, waiting.visits[-1].step_id) == ("", "order")


def test_a_flow_of_the_first_form_is_walked_in_the_callers_language() -> None:
    done = run(Scenario(at=NOON, language="zh-CN", keys=("1",)), HOTLINE)
    assert done.ended == "queue:sales"
    assert done.visits[0].said == ("欢迎。",)


KEPT = flow(
    [
        {
            "id": "words",
            "type": "record",
            "parameters": {"prompts": say("Speak."), "review": True, "variable": "length"},
        }
        | {"next": {"done": "sms", "timeout": "end", "error": "end"}},
        {"id": "sms", "type": "send_message", "parameters": {"to": "'10086'", "text": {"en": "{length} s"}}}
        | {"next": {"done": "over", "error": "end"}},
        {"id": "over", "type": "agent", "parameters": {"agent": "'8001'"}, "next": {"error": "end", "busy": "later"}},
        {"id": "later", "type": "callback", "parameters": {"queue": "support"}, "next": {"error": "end"}},
        END,
    ],
    id="kept",
)


def test_a_simulated_caller_speaks_records_anew_and_keeps_it() -> None:
    done = run(Scenario(at=NOON, keys=("2", "1")), KEPT)
    assert done.ended == "agent:8001"
    assert done.visits[0].asked == ("record", "record")
    assert done.visits[0].pressed == "21"
    assert done.visits[1].asked == ("message:sms",)
    assert done.variables["length"] == 3.0


def test_without_keys_the_recording_is_kept_and_in_silence_there_is_none() -> None:
    assert run(Scenario(at=NOON), KEPT).ended == "agent:8001"
    for outcome in ("timeout", "error"):
        assert run(Scenario(at=NOON, exits={"words": outcome}), KEPT).ended == "hang_up"


def test_a_scenario_says_how_a_hand_over_comes_back() -> None:
    busy = Scenario(at=NOON, exits={"over": "busy"})
    assert run(busy, KEPT).ended == "callback:support"
    declined = Scenario(at=NOON, exits={"over": "busy", "later": "declined"})
    assert run(declined, KEPT).ended == "queue:support"
    assert run(Scenario(at=NOON, exits={"over": "no_answer"}), KEPT).ended == "hang_up"


@pytest.mark.parametrize(
    ("exits", "ended"), [({}, "agent:8001"), ({"fax": "timeout"}, "hang_up"), ({"fax": "failed"}, "return:gone")]
)
def test_a_simulated_fax_arrives_unless_the_scenario_says_otherwise(exits: dict[str, str], ended: str) -> None:
    faxed = flow(
        [
            {"id": "fax", "type": "fax", "parameters": {"prompts": say("Send now.")}}
            | {"next": {"received": "over", "timeout": "end", "failed": "gone"}},
            {"id": "over", "type": "agent", "parameters": {"agent": "'8001'"}, "next": {"error": "end"}},
            {"id": "gone", "type": "return", "parameters": {"outcome": "gone"}},
            END,
        ],
        id="faxed",
    )
    done = run(Scenario(at=NOON, exits=exits), faxed)
    assert (done.ended, done.visits[0].asked) == (ended, ("fax",))


LOOKING = flow(
    [
        {"id": "who", "type": "look_up"} | {"next": {"found": "hello", "not_found": "hello", "timeout": "again"}},
        {"id": "again", "type": "look_up", "parameters": {"number": '"100" + "86"'}}
        | {"next": {"found": "hello", "not_found": "hello", "timeout": "queue"}},
        {"id": "hello", "type": "play", "parameters": {"prompts": say("Hello {customer.name}.")}}
        | {"next": {"done": "end", "error": "queue"}},
        {"id": "queue", "type": "queue", "parameters": {"queue": "support"}, "next": {"error": "end"}},
        END,
    ],
    id="looking",
)


@pytest.mark.parametrize(
    ("exits", "path"),
    [
        ({}, ["who", "hello", "end"]),
        ({"who": "timeout"}, ["who", "again", "hello", "end"]),
        ({"again": "timeout"}, ["who", "hello", "end"]),
        ({"who": "timeout", "again": "timeout"}, ["who", "again", "queue"]),
    ],
)
def test_a_look_up_is_in_time_unless_the_scenario_says_otherwise(exits: dict[str, str], path: list[str]) -> None:
    done = run(Scenario(at=NOON, customer={"name": "Wang"}, exits=exits), LOOKING)
    assert [visit.step_id for visit in done.visits] == path
    assert done.seconds == sum(step_id in exits for step_id in path) * LOOK_UP_TIMEOUT.total_seconds()
    assert ("Hello Wang.",) in [visit.said for visit in done.visits] or "hello" not in path
