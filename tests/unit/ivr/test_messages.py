"""Steps that keep what callers say, and that send words of ours."""

from collections.abc import Mapping
from datetime import timedelta

import pytest
from msgspec import structs

from ivr.dialog import (
    EndRecording,
    Faxed,
    Hush,
    Listen,
    Pressed,
    Recorded,
    Say,
    SendMessage,
    SilenceElapsed,
    TakeFax,
    TakeRecording,
)
from ivr.flow_check import Known, check
from ivr.library import LibraryPrompt, TextContent
from ivr.prompt import OwnWords, Speech
from tests.unit.ivr.walking import Walk, facts, flow, left_by, say, walk

EXITS = "done timeout error"


def test_after_the_prompt_the_caller_is_recorded_within_the_limits() -> None:
    caller = walk("record", {"prompts": say("Speak."), "maximum_seconds": 30, "silence_seconds": 6}, EXITS)
    assert caller.said() == ["Speak."]
    take = TakeRecording(longest=timedelta(seconds=30), silence=timedelta(seconds=6), beep=True)
    assert caller.heard_out() == (take,)
    caller.give(Recorded(spoke=True, seconds=4.2))
    assert left_by(caller) == "done"


def test_the_prompt_may_be_one_of_the_library() -> None:
    library = {"speak": LibraryPrompt(id="speak", name="Speak", contents={"en": TextContent(text="Go on.")})}
    world = structs.replace(facts(), prompts=library)
    assert walk("record", {"prompts": [{"prompt": "speak"}]}, EXITS, world).said() == ["Go on."]


def test_without_a_prompt_it_records_at_once() -> None:
    caller = walk("record", {"beep": False, "silence_seconds": 0}, EXITS)
    assert caller.last[-1] == TakeRecording(longest=timedelta(seconds=120), silence=timedelta(), beep=False)


@pytest.mark.parametrize(
    ("terminator", "key", "ends"), [("#", "#", True), ("#", "1", False), ("any", "1", True), ("", "#", False)]
)
def test_the_terminator_ends_the_recording(terminator: str, key: str, ends: bool) -> None:
    caller = walk("record", {"terminator": terminator}, EXITS)
    assert (caller.press(key) == (EndRecording(),)) is ends
    assert caller.session.stage == "taking"


def test_the_terminator_skips_the_prompt() -> None:
    caller = walk("record", {"prompts": say("Speak after the tone.")}, EXITS)
    [hush, take] = caller.press("#")
    assert (type(hush), type(take)) == (Hush, TakeRecording)


def test_silence_and_failure_have_their_exits_and_the_length_its_variable() -> None:
    for given, exit_name in (
        (Recorded(), "timeout"),
        (Recorded(problem="not_recorded"), "error"),
        (Recorded(spoke=True, seconds=3.14), "done"),
    ):
        caller = walk("record", {"variable": "length"}, EXITS)
        caller.give(given)
        assert left_by(caller) == exit_name
        assert caller.session.variables.get("length") == (3.1 if exit_name == "done" else None)


def test_a_reviewed_recording_is_heard_again_and_kept_or_made_anew() -> None:
    caller = walk("record", {"review": True}, EXITS)
    spoken = Recorded(spoke=True, seconds=2)
    [heard] = caller.give(spoken)
    assert isinstance(heard, Say)
    assert heard.prompts[0] == OwnWords()
    assert isinstance(heard.prompts[1], Speech)
    assert caller.press("9") == ()
    assert any(isinstance(directive, TakeRecording) for directive in caller.press("2"))
    caller.give(spoken)
    caller.press("1")
    assert left_by(caller) == "done"


def test_who_says_nothing_about_the_review_keeps_the_recording() -> None:
    caller = walk("record", {"review": True}, EXITS)
    caller.give(Recorded(spoke=True, seconds=2))
    assert isinstance(caller.heard_out()[0], Listen)
    caller.give(SilenceElapsed())
    assert left_by(caller) == "done"


def sent(parameters: Mapping[str, object], **world: object) -> list[SendMessage]:
    caller = walk("send_message", parameters, "done error", structs.replace(facts(), **world))
    messages = [directive for directive in caller.all if isinstance(directive, SendMessage)]
    assert left_by(caller) == ("done" if messages else "error")
    return messages


def test_a_text_message_goes_to_the_caller_in_the_callers_words() -> None:
    [message] = sent({"text": {"en": "Thank you, {caller.number}."}})
    assert (message.channel, message.to, message.language) == ("sms", "13800138000", "en")
    assert message.text == "Thank you, 13800138000."


def test_an_e_mail_goes_to_the_address_that_an_expression_gives() -> None:
    email = {"channel": "email", "to": "'wang@example.cn'", "subject": {"en": "Your\ncall"}, "text": {"en": "Hello"}}
    [message] = sent(email)
    assert (message.to, message.subject) == ("wang@example.cn", "Your call")


@pytest.mark.parametrize(
    "wrong",
    [
        {"text": {"en": "{customer.nothing}"}},
        {"to": "1 / 0", "text": {"en": "x"}},
        {"to": "'anonymous'", "text": {"en": "x"}},
        {"channel": "email", "to": "'a@b\\r\\nBcc: c@d.e'", "text": {"en": "x"}},
        {"channel": "email", "to": "'a b@c.de'", "text": {"en": "x"}},
        {"channel": "email", "to": "caller.number", "text": {"en": "x"}},
    ],
)
def test_a_message_to_nobody_or_with_a_gap_is_not_sent(wrong: dict[str, object]) -> None:
    assert sent(wrong) == []


def test_a_hidden_caller_gets_no_text_message() -> None:
    assert sent({"text": {"en": "x"}}, caller_number="") == []


def test_a_loop_does_not_send_for_ever() -> None:
    steps = [
        {"id": "m", "type": "menu", "parameters": {"prompts": say("1"), "choices": {"1": ""}, "retries": 0}}
        | {"next": {"1": "s", "timeout": "end", "no_match": "end"}},
        {"id": "s", "type": "send_message", "parameters": {"text": {"en": "x"}}, "next": {"done": "m", "error": "end"}},
        {"id": "end", "type": "hang_up"},
    ]
    made = flow(steps)
    looping = Walk(structs.replace(facts(), flow_of=facts(made).flow_of), made)
    for _ in range(20):
        looping.give(Pressed(digit="1"))
    assert len(looping.asked_for(SendMessage)) == 10
    assert looping.steps()[-1] == "end"


def test_texts_of_messages_are_checked_like_spoken_ones() -> None:
    document = {
        "version": 2,
        "id": "f",
        "name": "F",
        "languages": ["en", "zh-CN"],
        "start": "a",
        "steps": [
            {"id": "pin", "type": "collect_digits", "next": {"done": "a", "timeout": "a", "no_match": "a"}}
            | {"parameters": {"variable": "pin", "maximum": 4, "secret": True, "prompts": [{"sound": "x"}]}},
            {
                "id": "a",
                "type": "send_message",
                "parameters": {"channel": "email", "text": {"en": "{pin} {nothing}"}},
                "next": {"done": "end", "error": "end"},
            },
            {"id": "end", "type": "hang_up"},
        ],
    }
    document["start"] = "pin"
    _, faults = check(document, Known())
    assert {(fault.code, fault.where) for fault in faults} == {
        ("missing_language", "parameters.text"),
        ("secret_told", "parameters.text.en"),
        ("unknown_variable", "parameters.text.en"),
        ("does_not_fit", "parameters.to"),
    }


def test_optional_exits_may_be_open_and_lead_to_error_then() -> None:
    steps = [
        {"id": "a", "type": "agent", "parameters": {"agent": "'8001'"}, "next": {"error": "end", "busy": "other"}},
        {"id": "other", "type": "hang_up"},
        {"id": "end", "type": "hang_up"},
    ]
    flow, faults = check(
        {"version": 2, "id": "f", "name": "F", "languages": ["en"], "start": "a", "steps": steps}, Known()
    )
    assert faults == ()
    assert flow is not None


@pytest.mark.parametrize(
    ("told", "exit_name"),
    [
        (Faxed(pages=2), "received"),
        (Faxed(pages=1, problem="failed"), "received"),
        (Faxed(problem="silent"), "timeout"),
        (Faxed(problem="failed"), "failed"),
    ],
)
def test_a_fax_is_taken_after_the_prompt_and_each_end_has_its_exit(told: Faxed, exit_name: str) -> None:
    caller = walk(
        "fax", {"prompts": say("Send now."), "maximum_minutes": 5, "variable": "pages"}, "received failed timeout"
    )
    assert caller.said() == ["Send now."]
    assert caller.give(told) == ()
    assert caller.heard_out() == (TakeFax(longest=timedelta(minutes=5)),)
    assert caller.press("1") == ()
    caller.give(told)
    assert left_by(caller) == exit_name
    assert caller.session.variables["pages"] == told.pages


def test_a_key_cuts_the_words_before_a_fax_short() -> None:
    caller = walk("fax", {"prompts": say("Send now.")}, "received failed timeout")
    assert caller.press("1") == (Hush(), TakeFax(longest=timedelta(minutes=15)))
