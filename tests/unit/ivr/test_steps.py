"""Each step of the flow language: what it asks for, and by which exits it is left."""

from datetime import UTC, datetime, timedelta

import pytest
from msgspec import structs

from ivr.dialog import (
    Answered,
    CustomerKnown,
    DialOutside,
    EndCall,
    EnterQueue,
    Hush,
    Listen,
    LookUp,
    OfferCallback,
    OfferToAgent,
    Refused,
    Request,
    Returned,
    Say,
    SilenceElapsed,
    Tagged,
    TakeMessage,
)
from ivr.flow import Flow
from ivr.hours import Calendar, Manual, Span
from ivr.prompt import Sound, Speech
from ivr.session import DEEPEST_STACK
from ivr.value import Value
from tests.unit.ivr.walking import END, NOON, Step, Walk, facts, flow, left_by, one, say, walk


def test_play_says_its_prompts_in_order_and_goes_on() -> None:
    prompts = [{"sound": "beep"}, {"say": {"en": "Hello {caller.number}"}}, {"read": "money", "value": "2.5"}]
    caller = walk("play", {"prompts": prompts}, "done error")
    assert caller.last[-1] == Say(
        prompts=(
            Sound(name="beep"),
            Speech(text="Hello 13800138000", language="en"),
            Speech(text="two yuan and fifty fen", language="en"),
        )
    )
    assert caller.press("1") == ()
    caller.heard_out()
    assert left_by(caller) == "done"


def test_play_fails_when_a_value_is_missing() -> None:
    assert left_by(walk("play", {"prompts": say("Order {order}")}, "done error")) == "error"


def test_a_key_cuts_a_play_step_short_where_it_may() -> None:
    caller = walk("play", {"prompts": say("Long"), "barge_in": True}, "done error")
    assert Hush() in caller.press("5")
    assert left_by(caller) == "done"


def test_variables_are_calculated_one_after_the_other() -> None:
    caller = walk("set", {"variables": {"x": "2 + 3", "y": "string(x) + '!'"}}, "done error", variables={"z": 1})
    assert (left_by(caller), caller.session.variables) == ("done", {"z": 1, "x": 5, "y": "5!"})
    caller = walk("set", {"variables": {"x": "1", "y": "nobody_knows"}}, "done error")
    assert (left_by(caller), caller.session.variables) == ("error", {})


@pytest.mark.parametrize(
    ("when", "taken"),
    [
        ("customer.tier == 'vip'", "it"),
        ("customer.known && caller.number.startsWith('138')", "it"),
        ("queues['support'].waiting > 3", "it"),
        ("time.hour == 12 && time.weekday == 5", "it"),
        ("language == 'zh-CN'", "otherwise"),
        ("dialed_number == '4000' ? false : true", "otherwise"),
        ("customer.tier", "error"),
        ("missing == 1", "error"),
        ("1 / 0 == 1", "error"),
    ],
)
def test_a_branch_sees_the_caller_the_customer_the_time_and_the_queues(when: str, taken: str) -> None:
    state: dict[str, Value] = {"waiting": 4, "ready": 0, "open": True}
    world = structs.replace(
        facts(),
        customer={"name": "Wang", "tier": "vip"},
        queue_ids=("support",),
        queue_state={"support": state}.__getitem__,
    )
    caller = walk(
        "branch", {"cases": [{"outcome": "it", "when": when}]}, "it otherwise error", world, zone="Asia/Shanghai"
    )
    assert left_by(caller) == taken


OFFICE = Calendar(id="office", name="", zone="UTC", week=((Span(opens=0, closes=720),),) * 7)


@pytest.mark.parametrize(
    ("calendar", "at", "taken"),
    [
        (OFFICE, datetime(2026, 11, 20, 11, tzinfo=UTC), "open"),
        (OFFICE, datetime(2026, 11, 20, 13, tzinfo=UTC), "closed"),
        (structs.replace(OFFICE, id="other"), NOON, "error"),
    ],
)
def test_hours_are_those_of_the_calendar(calendar: Calendar, at: datetime, taken: str) -> None:
    world = structs.replace(facts(), at=at, calendars={calendar.id: calendar})
    assert left_by(walk("hours", {"calendar": "office"}, "open closed error", world)) == taken


def test_whoever_closed_by_hand_is_heard_first() -> None:
    closed = structs.replace(OFFICE, manual=Manual(text={"en": "Fire drill."}))
    world = structs.replace(facts(), calendars={"office": closed})
    caller = walk("hours", {"calendar": "office"}, "open closed error", world)
    assert caller.said() == ["Fire drill."]
    caller.heard_out()
    assert left_by(caller) == "closed"
    silent = walk("hours", {"calendar": "office", "say_why": False}, "open closed error", world)
    assert left_by(silent) == "closed"


LOOK_UP_EXITS = "found not_found timeout"


def test_a_look_up_waits_for_the_one_that_began_with_the_call() -> None:
    unsure = structs.replace(facts(), looked_up=False)
    caller = walk("look_up", {}, LOOK_UP_EXITS, unsure)
    assert caller.last[-1] == Listen(timeout=timedelta(seconds=5))
    caller.give(CustomerKnown(found=True), customer={"name": "Wang"}, looked_up=True)
    assert left_by(caller) == "found"
    caller = walk("look_up", {}, LOOK_UP_EXITS, unsure)
    caller.give(SilenceElapsed())
    assert left_by(caller) == "timeout"
    assert left_by(walk("look_up", {}, LOOK_UP_EXITS)) == "not_found"


def test_a_look_up_by_another_number_asks_for_it() -> None:
    caller = walk("look_up", {"number": "phone"}, LOOK_UP_EXITS, variables={"phone": "4711"})
    assert LookUp(number="4711") in caller.last
    caller.give(CustomerKnown(found=False))
    assert left_by(caller) == "not_found"
    unknown = {"number": "phone.size() > 3"}
    assert left_by(walk("look_up", unknown, LOOK_UP_EXITS, variables={"phone": "4711"})) == "not_found"
    assert left_by(walk("look_up", unknown, f"{LOOK_UP_EXITS} error", variables={"phone": "4711"})) == "error"


HTTP = {
    "url": "https://shop/orders/{order}?q={caller.number}",
    "headers": {"X-Key": "secret:shop", "X-Order": "{order}"},
    "answers": {"status": "order.status"},
    "timeout_seconds": 2,
}
HTTP_EXITS = "done refused timeout error"


def asked_shop(**changed: object) -> Walk:
    return walk("http", HTTP | changed, HTTP_EXITS, variables={"order": "A/1 2\nx"})


def test_a_web_request_is_written_safely_and_its_answer_kept() -> None:
    caller = asked_shop()
    request, guard = caller.last[-2:]
    assert isinstance(request, Request)
    assert request.url == "https://shop/orders/A%2F1%202%0Ax?q=13800138000"
    assert request.headers == {"X-Key": "secret:shop", "X-Order": "A/1 2 x"}
    assert guard == Listen(timeout=timedelta(seconds=7))
    assert caller.give(Answered(request_id="other", status=200)) == ()
    caller.give(Answered(request_id=request.request_id, status=200, values={"status": "sent", "other": "x"}))
    assert (left_by(caller), caller.session.variables["status"]) == ("done", "sent")
    assert "other" not in caller.session.variables


@pytest.mark.parametrize(
    ("status", "problem", "taken"),
    [
        (404, "", "refused"),
        (503, "", "error"),
        (0, "timeout", "timeout"),
        (0, "address_refused", "error"),
        (302, "", "error"),
    ],
)
def test_each_way_of_failing_has_its_exit(status: int, problem: str, taken: str) -> None:
    caller = asked_shop()
    caller.give(Answered(request_id=caller.session.awaited, status=status, problem=problem))
    assert left_by(caller) == taken


def test_a_failed_request_is_sent_again_under_another_id() -> None:
    caller = asked_shop(retries=1)
    first = caller.session.awaited
    caller.give(Answered(request_id=first, problem="timeout"))
    assert caller.session.awaited != first
    assert caller.give(Answered(request_id=first, status=200)) == ()
    caller.give(Answered(request_id=caller.session.awaited, status=500))
    assert left_by(caller) == "error"


def test_a_lost_answer_is_a_timeout() -> None:
    caller = asked_shop()
    caller.give(SilenceElapsed())
    assert left_by(caller) == "timeout"


@pytest.mark.parametrize(
    ("kind", "parameters", "directive"),
    [
        (
            "queue",
            {"queue": "vip", "priority_seconds": 60, "skills": [{"skill": "english", "level": 50}]}
            | {"agent": "'8001'", "sticky_seconds": 30},
            EnterQueue(
                queue_id="vip",
                priority=timedelta(seconds=60),
                needs=(("english", 50),),
                agent_number="8001",
                sticky=timedelta(seconds=30),
            ),
        ),
        ("agent", {"agent": "'8001'"}, OfferToAgent(agent_number="8001")),
        ("outside", {"number": "+8613800138000"}, DialOutside(number="+8613800138000")),
        ("outside", {"expression": "caller.number"}, DialOutside(number="13800138000")),
        ("voicemail", {"queue": "vip"}, TakeMessage(queue_id="vip")),
        ("callback", {"queue": "vip"}, OfferCallback(queue_id="vip")),
    ],
)
def test_a_caller_is_handed_over_or_takes_the_exit(kind: str, parameters: Step, directive: object) -> None:
    caller = walk(kind, parameters, "error")
    assert caller.last[-1] == directive
    caller.give(Refused())
    assert left_by(caller) == "error"


def test_an_unknown_agent_expression_is_an_error() -> None:
    assert left_by(walk("agent", {"agent": "nobody"}, "error")) == "error"


def test_a_value_is_read_out_in_the_callers_language() -> None:
    made = one("read_out", {"value": "balance", "form": "money"}, "done error", variables={"balance": 2})
    caller = Walk(facts(made), made, "zh-CN")
    assert caller.last[-1] == Say(prompts=(Speech(text="两元", language="zh-CN"),))
    caller.heard_out()
    assert left_by(caller) == "done"
    assert left_by(walk("read_out", {"value": "'x'", "form": "money"}, "done error")) == "error"


def test_tags_goto_and_wait() -> None:
    caller = walk("tag", {"tags": ["complaint"]}, "done")
    assert Tagged(tags=("complaint",)) in caller.all
    assert left_by(walk("goto", {}, "done")) == "done"
    caller = walk("wait", {"seconds": 2}, "done")
    assert caller.last[-1] == Listen(timeout=timedelta(seconds=2))
    assert caller.press("1") == ()
    caller.give(SilenceElapsed())
    assert left_by(caller) == "done"


def pair(outcomes: list[str], revision: int | None = None) -> tuple[Flow, Flow]:
    inner = flow(
        [
            {
                "id": "ask",
                "type": "menu",
                "parameters": {"prompts": say("?"), "choices": {"1": "", "2": ""}, "retries": 0},
            }
            | {"next": {"1": "good", "2": "bad", "timeout": "end", "no_match": "end"}},
            {"id": "good", "type": "return"},
            {"id": "bad", "type": "return", "parameters": {"outcome": "bad"}},
            END,
        ],
        id="inner",
        revision=1,
        variables={"pin": "", "x": 1},
    )
    outer = one(
        "sub_flow",
        {"flow": "inner", "outcomes": outcomes, "revision": revision},
        " ".join((*outcomes, "error")),
        variables={"x": 7},
    )
    return outer, inner


def test_a_sub_flow_returns_by_the_outcome_it_came_to_and_shares_variables() -> None:
    outer, inner = pair(["done", "bad"])
    caller = Walk(facts(outer, inner), outer)
    assert (caller.session.flow_id, len(caller.session.stack)) == ("inner", 1)
    caller.press("2")
    assert (left_by(caller), caller.session.flow_id) == ("bad", "f")
    assert caller.session.variables == {"x": 7, "pin": ""}


def test_an_outcome_that_nobody_waits_for_is_an_error() -> None:
    outer, inner = pair(["done"])
    caller = Walk(facts(outer, inner), outer)
    caller.press("2")
    assert left_by(caller) == "error"


def test_a_sub_flow_may_be_pinned_to_a_revision() -> None:
    outer, inner = pair(["done"], revision=1)
    newer = inner.model_copy(update={"revision": 2})
    caller = Walk(facts(outer, inner, newer), outer)
    assert caller.session.revision == 1
    outer, _ = pair(["done"])
    assert Walk(facts(outer, inner, newer), outer).session.revision == 2
    gone, _ = pair(["done"], revision=9)
    assert left_by(Walk(facts(gone, inner), gone)) == "error"


def test_flows_inside_each_other_have_a_bottom() -> None:
    abyss = flow(
        [{"id": "a", "type": "sub_flow", "parameters": {"flow": "f"}, "next": {"done": "end", "error": "end"}}, END]
    )
    caller = Walk(facts(abyss), abyss)
    assert caller.last[-1] == EndCall()
    assert len(caller.steps()) == DEEPEST_STACK + 2


def test_a_flow_that_was_begun_for_somebody_tells_what_it_came_to() -> None:
    inner = pair(["done"])[1]
    caller = Walk(facts(inner), inner)
    assert caller.press("2")[-1] == Returned(outcome="bad", variables={"pin": "", "x": 1})
