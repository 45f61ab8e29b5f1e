"""The caller's walk through a flow, and what a flow must be like."""

from collections.abc import Mapping
from datetime import timedelta

import pytest
from pydantic import ValidationError

from ivr.flow import Flow
from ivr.prompt import Speech
from ivr.session import (
    EndCall,
    EnterQueue,
    Hush,
    Listen,
    Pressed,
    PromptEnded,
    Say,
    Session,
    SilenceElapsed,
    StepEntered,
    advance,
    begin,
    resume,
)
from tests.center import HOTLINE


def flow(steps: Mapping[str, object], start: str = "a") -> Flow:
    return Flow.model_validate({"id": "f", "name": "F", "start": start, "steps": steps})


def in_menu() -> Session:
    session, _ = begin(HOTLINE, "en")
    return advance(HOTLINE, session, PromptEnded())[0]


def test_a_flow_begins_with_its_first_step_in_the_callers_language() -> None:
    _, directives = begin(HOTLINE, "zh-CN")
    assert directives == (
        StepEntered(step_id="welcome", label=""),
        Say(prompts=(Speech(text="欢迎。", language="zh-CN"),)),
    )


def test_a_missing_language_falls_back_to_english() -> None:
    only_english = flow(
        {"a": {"type": "play", "prompts": [{"say": {"en": "Hi"}}], "next": "b"}, "b": {"type": "hang_up"}}
    )
    _, directives = begin(only_english, "zh-CN")
    assert Say(prompts=(Speech(text="Hi", language="en"),)) in directives


def test_the_menu_listens_after_its_prompt() -> None:
    session, directives = advance(HOTLINE, in_menu(), PromptEnded())
    assert directives == (Listen(timeout=timedelta(seconds=5)),)
    assert session.listening


def test_barge_in_stops_the_prompt() -> None:
    _, directives = advance(HOTLINE, in_menu(), Pressed(digit="1"))
    assert directives[0] == Hush()
    assert directives[-1] == EnterQueue(queue_id="sales")


def test_without_barge_in_a_key_during_the_prompt_means_nothing() -> None:
    steps = {
        "a": {"type": "menu", "prompts": [{"sound": "x"}], "choices": {"1": "b"}, "on_failure": "b", "barge_in": False},
        "b": {"type": "hang_up"},
    }
    patient = flow(steps)
    session, _ = begin(patient, "en")
    assert advance(patient, session, Pressed(digit="1")) == (session, ())


def test_wrong_keys_and_silence_are_counted_together() -> None:
    session, _ = advance(HOTLINE, in_menu(), Pressed(digit="9"))
    assert session.failures == 1
    session, _ = advance(HOTLINE, session, PromptEnded())
    _, directives = advance(HOTLINE, session, SilenceElapsed())
    assert directives[-1] == EndCall()


def test_resuming_plays_the_present_step_and_keeps_its_failures() -> None:
    session, _ = advance(HOTLINE, in_menu(), Pressed(digit="9"))
    again, directives = resume(HOTLINE, session)
    assert again.failures == 1
    assert any(isinstance(directive, Say) for directive in directives)


def test_a_caller_cannot_walk_for_ever() -> None:
    steps = {
        "a": {"type": "menu", "prompts": [{"sound": "x"}], "choices": {"1": "a"}, "on_failure": "a"},
    }
    circle = flow(steps)
    session, directives = begin(circle, "en")
    for _ in range(500):
        session, directives = advance(circle, session, Pressed(digit="1"))
        if EndCall() in directives:
            break
    assert EndCall() in directives


@pytest.mark.parametrize(
    ("steps", "fault"),
    [
        ({"a": {"type": "play", "prompts": [{"sound": "x"}], "next": "gone"}}, "leads to 'gone'"),
        ({"a": {"type": "hang_up"}, "b": {"type": "hang_up"}}, "'b' cannot be reached"),
        ({"a": {"type": "play", "prompts": [{"sound": "x"}], "next": "a"}}, "plays in a loop"),
        ({"b": {"type": "hang_up"}}, "start step 'a' does not exist"),
        ({"a": {"type": "play", "prompts": [], "next": "a"}}, "at least 1 item"),
        ({"a": {"type": "play", "prompts": [{"sound": "../etc/passwd"}], "next": "a"}}, "match pattern"),
        ({"a": {"type": "dance"}}, "dance"),
        ({"a": {"type": "hang_up", "extra": 1}}, "Extra inputs"),
    ],
)
def test_a_faulty_flow_is_refused_with_a_sentence(steps: dict[str, object], fault: str) -> None:
    with pytest.raises(ValidationError, match=fault):
        flow(steps)


def test_all_faults_are_told_at_once() -> None:
    steps = {"a": {"type": "play", "prompts": [{"sound": "x"}], "next": "gone"}, "b": {"type": "hang_up"}}
    with pytest.raises(ValidationError, match=r"(?s)'gone'.*'b' cannot be reached"):
        flow(steps)
