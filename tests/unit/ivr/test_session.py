"""The caller's walk through a flow of the first language, and what a flow must be like."""

from collections.abc import Mapping
from datetime import timedelta

import pytest
from pydantic import ValidationError

from ivr.dialog import (
    EndCall,
    EnterQueue,
    Hush,
    Listen,
    Pressed,
    PromptEnded,
    Say,
    SilenceElapsed,
    StepEntered,
)
from ivr.flow import Flow
from ivr.prompt import Speech
from ivr.session import begin, resume
from tests.center import HOTLINE
from tests.unit.ivr.walking import Walk, facts


def old(steps: Mapping[str, object], start: str = "a") -> Flow:
    return Flow.model_validate({"id": "f", "name": "F", "start": start, "steps": steps})


def in_menu() -> Walk:
    walk = Walk(facts(HOTLINE), HOTLINE)
    walk.heard_out()
    return walk


def test_a_flow_begins_with_its_first_step_in_the_callers_language() -> None:
    _, directives = begin(facts(HOTLINE), HOTLINE, "zh-CN")
    assert directives == (
        StepEntered(step_id="welcome", label="", flow_id=HOTLINE.id),
        Say(prompts=(Speech(text="欢迎。", language="zh-CN"),)),
    )


def test_a_missing_language_falls_back_to_english() -> None:
    only_english = old(
        {"a": {"type": "play", "prompts": [{"say": {"en": "Hi"}}], "next": "b"}, "b": {"type": "hang_up"}}
    )
    assert only_english.languages == ("en",)
    _, directives = begin(facts(only_english), only_english, "zh-CN")
    assert Say(prompts=(Speech(text="Hi", language="en"),)) in directives


def test_the_menu_listens_after_its_prompt() -> None:
    walk = in_menu()
    assert walk.heard_out() == (Listen(timeout=timedelta(seconds=5)),)
    assert walk.session.listening


def test_barge_in_stops_the_prompt() -> None:
    directives = in_menu().press("1")
    assert directives[0] == Hush()
    assert directives[-1] == EnterQueue(queue_id="sales")


def test_without_barge_in_a_key_during_the_prompt_means_nothing() -> None:
    steps = {
        "a": {"type": "menu", "prompts": [{"sound": "x"}], "choices": {"1": "b"}, "on_failure": "b", "barge_in": False},
        "b": {"type": "hang_up"},
    }
    patient = old(steps)
    walk = Walk(facts(patient), patient)
    before = walk.session
    assert walk.give(Pressed(digit="1")) == ()
    assert walk.session is before


def test_wrong_keys_and_silence_are_counted_together() -> None:
    walk = in_menu()
    walk.press("9")
    assert walk.session.failures == 1
    walk.give(PromptEnded())
    assert walk.give(SilenceElapsed())[-1] == EndCall()


def test_resuming_plays_the_present_step_and_keeps_its_failures() -> None:
    walk = in_menu()
    walk.press("9")
    again, directives = resume(walk.world, walk.session)
    assert (again.failures, again.steps) == (1, walk.session.steps)
    assert any(isinstance(directive, Say) for directive in directives)


def test_a_caller_cannot_walk_for_ever() -> None:
    circle = old({"a": {"type": "menu", "prompts": [{"sound": "x"}], "choices": {"1": "a"}, "on_failure": "a"}})
    walk = Walk(facts(circle), circle)
    walk.press("1" * 500)
    assert EndCall() in walk.all
    assert len(walk.steps()) == circle.limits.steps


def test_a_flow_of_the_first_language_is_written_in_the_second() -> None:
    assert HOTLINE.languages == ("zh-CN", "en")
    assert HOTLINE.by_id["menu"].next == {
        "1": "sales",
        "2": "support",
        "timeout": "goodbye",
        "no_match": "goodbye",
    }
    assert HOTLINE.by_id["sales"].next == {"error": "queue_gone"}
    assert Flow.model_validate(HOTLINE.model_dump(mode="json", exclude_defaults=True)) == HOTLINE


@pytest.mark.parametrize(
    ("steps", "fault"),
    [
        ({"a": {"type": "play", "prompts": [{"sound": "x"}], "next": "gone"}}, "leads to 'gone'"),
        ({"a": {"type": "hang_up"}, "b": {"type": "hang_up"}}, "'b' cannot be reached"),
        ({"a": {"type": "play", "prompts": [{"sound": "x"}], "next": "a"}}, "goes in a loop"),
        ({"b": {"type": "hang_up"}}, "start step 'a' does not exist"),
        ({"a": {"type": "play", "prompts": [], "next": "a"}}, "at least 1 item"),
        ({"a": {"type": "play", "prompts": [{"sound": "../etc/passwd"}], "next": "a"}}, "match pattern"),
        ({"a": {"type": "dance"}}, "dance"),
        ({"a": {"type": "hang_up", "extra": 1}}, "Extra inputs"),
    ],
)
def test_a_faulty_flow_is_refused_with_a_sentence(steps: dict[str, object], fault: str) -> None:
    with pytest.raises(ValidationError, match=fault):
        old(steps)


def test_all_faults_are_told_at_once() -> None:
    steps = {"a": {"type": "play", "prompts": [{"sound": "x"}], "next": "gone"}, "b": {"type": "hang_up"}}
    with pytest.raises(ValidationError, match=r"(?s)'gone'.*'b' cannot be reached"):
        old(steps)
