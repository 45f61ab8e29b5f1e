"""Prompts of the library in flows, in queues, and among a flow's faults."""

from datetime import UTC, datetime

import pytest

from agents.configuration import Announcements
from app.calls import announcements
from app.calls.exit_state import Told
from ivr.flow_check import Known, check
from ivr.flow_prompts import LibraryPromptPart, PromptNotSpoken, spoken
from ivr.flow_words import prompts_in
from ivr.library import LibraryPrompt, SoundContent, TextContent, from_library
from ivr.prompt import Recorded, Speech, shown

SOUND = SoundContent(content="a" * 40, seconds=2.0)
LIBRARY = {
    "both": LibraryPrompt(id="both", name="Both", contents={"en": SOUND, "zh-CN": TextContent(text="您好")}),
    "chinese": LibraryPrompt(id="chinese", name="Chinese", contents={"zh-CN": TextContent(text="您好")}),
    "empty": LibraryPrompt(id="empty", name="Empty"),
}


@pytest.mark.parametrize(
    ("prompt_id", "language", "played"),
    [
        ("both", "en", Recorded(content="a" * 40, prompt_id="both")),
        ("both", "zh-CN", Speech(text="您好", language="zh-CN")),
        ("both", "fr", Recorded(content="a" * 40, prompt_id="both")),
        ("chinese", "en", Speech(text="您好", language="zh-CN")),
        ("empty", "en", None),
        ("unknown", "en", None),
        ("", "en", None),
    ],
)
def test_a_prompt_is_heard_in_the_callers_language_else_in_english_else_in_any(
    prompt_id: str, language: str, played: Recorded | Speech | None
) -> None:
    assert from_library(LIBRARY, prompt_id, language) == played


def test_a_flow_plays_prompts_and_leaves_by_error_where_there_is_nothing() -> None:
    heard = spoken((LibraryPromptPart(prompt="both"),), "en", {}, LIBRARY)

    assert [shown(prompt) for prompt in heard] == ["prompt:both"]
    with pytest.raises(PromptNotSpoken):
        spoken((LibraryPromptPart(prompt="empty"),), "en", {}, LIBRARY)


def test_a_flow_that_names_a_stranger_or_leaves_a_language_out_is_faulty() -> None:
    play = {
        "id": "play",
        "type": "play",
        "parameters": {"prompts": [{"prompt": "chinese"}, {"prompt": "unknown"}, {"prompt": "both"}]},
        "next": {"done": "end", "error": "end"},
    }
    document = {
        "version": 2,
        "id": "hotline",
        "name": "Hotline",
        "languages": ["zh-CN", "en"],
        "start": "play",
        "steps": [play, {"id": "end", "type": "hang_up"}],
    }
    known = {prompt.id: frozenset(prompt.contents) for prompt in LIBRARY.values()}

    _, faults = check(document, Known(prompts=known))

    assert [(fault.code, fault.where) for fault in faults] == [
        ("unknown_prompt", "parameters.prompts.1"),
        ("missing_language", "parameters.prompts.0"),
    ]
    assert all("prompt" in fault.message for fault in faults)
    assert sorted(prompts_in(document)) == ["both", "chinese", "unknown"]


def test_a_queues_prompt_takes_the_place_of_its_text() -> None:
    told = Told(at=datetime(2026, 11, 20, tzinfo=UTC), position=1)
    rules = Announcements(text={"en": "Visit our page"}, prompt="both")

    assert announcements.outlook(rules, told, "en", LIBRARY) == (Recorded(content="a" * 40, prompt_id="both"),)
    assert announcements.outlook(rules, told, "en", {}) == (Speech(text="Visit our page", language="en"),)
    goodbye = announcements.goodbye({"en": "Bye"}, "closed", "en", LIBRARY, "both")
    assert goodbye == Recorded(content="a" * 40, prompt_id="both")


@pytest.mark.parametrize(
    ("prompt", "where"),
    [
        ({"prompt": ""}, ["parameters.prompts.0.prompt"]),
        ({"say": {}}, ["parameters.prompts.0.say"]),
        ({"read": "digits"}, ["parameters.prompts.0.value"]),
    ],
)
def test_an_unfinished_prompt_has_the_faults_of_its_own_kind_alone(prompt: dict[str, object], where: list[str]) -> None:
    steps = [
        {"id": "play", "type": "play", "parameters": {"prompts": [prompt]}, "next": {"done": "end", "error": "end"}},
        {"id": "end", "type": "hang_up"},
    ]
    document = {"version": 2, "id": "f", "name": "F", "languages": ["en"], "start": "play", "steps": steps}
    _, faults = check(document, Known())
    assert [fault.where for fault in faults if fault.code == "not_valid"] == where
