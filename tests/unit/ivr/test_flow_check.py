"""The faults of a flow: all at once, each at its step, each with a way to mend it."""

from collections.abc import Mapping

import pytest

from ivr.flow import Flow
from ivr.flow_check import Known, check
from tests.center import HOTLINE
from tests.unit.ivr.walking import END, Step, say

KNOWN = Known(
    queues=frozenset({"sales", "support"}),
    calendars=frozenset({"office"}),
    skills=frozenset({"english"}),
    sounds=frozenset({"beep"}),
    secrets=frozenset({"shop_key"}),
    flow_of=lambda flow_id, revision: PIN if flow_id == "pin" and revision in (0, 1) else None,
)


def document(*steps: Step, **head: object) -> dict[str, object]:
    return {
        "version": 2,
        "id": "f",
        "name": "F",
        "languages": ["en"],
        "start": steps[0]["id"],
        "steps": [*steps, END],
        **head,
    }


def exits(*names: str) -> Mapping[str, str]:
    return dict.fromkeys(names, "end")


def play(**parameters: object) -> dict[str, object]:
    return {"id": "a", "type": "play", "parameters": parameters, "next": exits("done", "error")}


PIN = Flow.model_validate(
    document(
        {"id": "ask", "type": "menu", "parameters": {"prompts": say("?"), "choices": {"1": ""}}}
        | {"next": {"1": "ok", "timeout": "end", "no_match": "end"}},
        {"id": "ok", "type": "return", "parameters": {"outcome": "verified"}},
        id="pin",
        revision=1,
    )
)


def codes(faulty: object) -> list[tuple[str, str]]:
    return [(fault.step_id, fault.code) for fault in check(faulty, KNOWN)[1]]


def test_a_faultless_flow_can_be_walked() -> None:
    flow, faults = check(HOTLINE.model_dump(mode="json"), KNOWN)
    assert faults == ()
    assert flow == HOTLINE


def test_a_document_of_the_first_form_is_checked_too() -> None:
    old = {"id": "f", "name": "F", "start": "a", "steps": {"a": {"type": "queue", "queue": "gone"}}}
    assert codes(old) == [("a", "unknown_queue")]


def test_all_faults_of_all_kinds_are_told_at_once() -> None:
    faulty = document(
        play(prompts=[{"say": {"en": "{who}"}}, {"sound": "moo"}]) | {"next": {"done": "b", "error": "nowhere"}},
        {"id": "b", "type": "queue", "parameters": {"queue": "gone"}, "next": {}},
        {"id": "c", "type": "dance"},
        {"id": "d", "type": "menu", "parameters": {"prompts": [], "choices": {}}},
        name="",
        languages=["en", "zh-CN"],
    )
    faults = check(faulty, KNOWN)[1]
    assert {(fault.step_id, fault.code) for fault in faults} == {
        ("", "not_valid"),
        ("a", "dangling_exit"),
        ("b", "open_exit"),
        ("c", "not_valid"),
        ("d", "not_valid"),
        ("c", "unreachable"),
        ("d", "unreachable"),
        ("end", "unreachable"),
    }
    named = {fault.code for fault in check({**faulty, "name": "F"}, KNOWN)[1]}
    assert {"unknown_variable", "unknown_sound", "missing_language", "unknown_queue"} <= named
    assert all(fault.message and "\n" not in fault.message for fault in faults)


@pytest.mark.parametrize(
    ("step", "code"),
    [
        (play(prompts=say("{customer.salary}")), "unknown_variable"),
        (play(prompts=say("a { brace")), "not_valid"),
        (play(prompts=[{"read": "number", "value": "1 +"}]), "expression_not_valid"),
        (play(prompts=[{"read": "number", "value": "x"}]), "unknown_variable"),
        (
            {"id": "a", "type": "hours", "parameters": {"calendar": "x"}, "next": exits("open", "closed", "error")},
            "unknown_calendar",
        ),
        (
            {
                "id": "a",
                "type": "queue",
                "parameters": {"queue": "sales", "skills": [{"skill": "x"}]},
                "next": exits("error"),
            },
            "unknown_skill",
        ),
        (
            {"id": "a", "type": "http", "parameters": {"url": "https://x/", "headers": {"K": "secret:other"}}}
            | {"next": exits("done", "refused", "timeout", "error")},
            "unknown_secret",
        ),
        (
            {"id": "a", "type": "http", "parameters": {"url": "https://{host}/"}}
            | {"next": exits("done", "refused", "timeout", "error")},
            "not_valid",
        ),
        (
            {"id": "a", "type": "language", "parameters": {"prompts": say("?"), "choices": {"1": "zh-CN"}}}
            | {"next": exits("done", "timeout", "no_match")},
            "missing_language",
        ),
        (
            {"id": "a", "type": "collect_digits", "next": exits("done", "timeout", "no_match")}
            | {"parameters": {"prompts": say("?"), "variable": "x", "minimum": 5, "maximum": 4}},
            "does_not_fit",
        ),
        (
            {"id": "a", "type": "collect_digits", "next": exits("done", "timeout", "no_match")}
            | {"parameters": {"prompts": say("?"), "variable": "caller", "maximum": 4}},
            "reserved_name",
        ),
        ({"id": "a", "type": "outside", "next": exits("error"), "parameters": dict[str, object]()}, "does_not_fit"),
        ({"id": "a", "type": "goto", "next": {"done": "a"}}, "endless"),
        ({"id": "a", "type": "tag", "parameters": {"tags": ["x"]}, "next": exits("done", "maybe")}, "unknown_exit"),
        ({"id": "end", "type": "tag", "parameters": {"tags": ["x"]}, "next": exits("done")}, "repeated_id"),
        ({"id": "a", "type": "sub_flow", "parameters": {"flow": "x"}, "next": exits("done", "error")}, "unknown_flow"),
        (
            {"id": "a", "type": "sub_flow", "parameters": {"flow": "pin"}, "next": exits("done", "error")},
            "unexpected_outcome",
        ),
    ],
)
def test_each_fault_has_its_code(step: Step, code: str) -> None:
    assert code in [known for _, known in codes(document(step))]


def test_a_secret_may_be_checked_and_sent_and_nothing_else() -> None:
    collect = {
        "id": "a",
        "type": "collect_digits",
        "parameters": {"prompts": say("?"), "variable": "pin", "maximum": 4, "secret": True},
        "next": {"done": "b", "timeout": "end", "no_match": "end"},
    }
    send = {"id": "b", "type": "http", "parameters": {"url": "https://x/{pin}"}} | {
        "next": {"done": "c", "refused": "end", "timeout": "end", "error": "end"}
    }
    decide = {"id": "c", "type": "branch", "parameters": {"cases": [{"outcome": "it", "when": "pin == '1'"}]}} | {
        "next": {"it": "d", "otherwise": "end", "error": "end"}
    }
    tell = play(prompts=say("{pin}")) | {"id": "d"}
    assert codes(document(collect, send, decide, tell)) == [("d", "secret_told")]


def test_flows_that_call_each_other_in_a_circle_are_refused() -> None:
    step = {"id": "a", "type": "sub_flow", "parameters": {"flow": "pin", "outcomes": ["verified"]}} | {
        "next": exits("verified", "error")
    }
    assert codes(document(step)) == []
    assert codes(document(step, id="pin")) == [("a", "calls_itself")]


@pytest.mark.parametrize("nonsense", [None, [], "x", {}, {"steps": 1}, {"steps": [1, None, {"id": 3}]}, {"version": 9}])
def test_nonsense_is_told_and_raises_nothing(nonsense: object) -> None:
    flow, faults = check(nonsense, KNOWN)
    assert flow is None
    assert faults


@pytest.mark.parametrize(
    ("texts", "faults"),
    [
        (({"zh-CN": "中文请按一。"}, {"en": "For English, press 2."}), 0),
        (({"zh-CN": "中文请按一。"},), 1),
        (({"zh-CN": "中文请按一。"}, {"zh-CN": "一。", "en": "For English, press 2."}), 0),
    ],
)
def test_languages_are_asked_each_in_its_own_voice(texts: tuple[dict[str, str], ...], faults: int) -> None:
    asks: Step = {
        "id": "a",
        "type": "language",
        "parameters": {"prompts": [{"say": one} for one in texts], "choices": {"1": "zh-CN", "2": "en"}},
        "next": exits("done", "timeout", "no_match"),
    }
    found = codes(document(asks) | {"languages": ["zh-CN", "en"]})
    assert [code for _, code in found].count("missing_language") == faults
