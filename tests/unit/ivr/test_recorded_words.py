"""Values are read out in the site's own voice where it has recorded all of their words, else by the engine."""

from collections.abc import Iterable

import pytest

from app.calls.announcements import agent_number_alone
from ivr.flow_prompts import ReadPrompt, spoken
from ivr.library import LibraryPrompt, SoundContent, TextContent
from ivr.prompt import Recorded, Speech
from ivr.read_out import Form, read_out
from ivr.recorded_words import CHINESE, in_own_voice
from ivr.value import Language


def recorded(words: Iterable[str], language: Language = "en") -> dict[str, LibraryPrompt]:
    """A library in which these words are recorded."""
    return {
        f"word-{word}": LibraryPrompt(
            id=f"word-{word}", name=word, contents={language: SoundContent(content=f"{word:x>40}", seconds=0.4)}
        )
        for word in words
    }


@pytest.mark.parametrize(
    ("value", "form", "language", "words"),
    [
        ("407", "digits", "en", "four zero seven"),
        ("1204.5", "number", "en", "one thousand two hundred and four point five"),
        ("21.50", "money", "en", "twenty one yuan and fifty fen"),
        ("2026-11-22", "date", "en", "november twenty second twenty twenty six"),
        ("08:05", "time", "en", "eight oh five am"),
        ("410", "digits", "zh-CN", "four yao zero"),
        ("-20200", "number", "zh-CN", "minus liang ten-thousand zero two hundred"),
        ("12.50", "money", "zh-CN", "ten two yuan five jiao"),
        ("2026-11-22", "date", "zh-CN", "two zero two six year ten one month two ten two day"),
        ("15:30", "time", "zh-CN", "afternoon three point three ten fen"),
    ],
)
def test_recorded_words_take_the_place_of_speech(value: str, form: Form, language: Language, words: str) -> None:
    names = words.split(" ")
    speech = read_out(value, form, language)
    assert in_own_voice(speech, {}) == (speech,)
    library = recorded(names, language)
    heard = in_own_voice(speech, library)
    assert [prompt.prompt_id for prompt in heard if isinstance(prompt, Recorded)] == [f"word-{name}" for name in names]
    assert len(heard) == len(names)


def test_one_word_that_is_missing_or_only_written_leaves_all_to_the_engine() -> None:
    speech = read_out("47", "digits", "en")
    library = recorded(["four"])
    assert in_own_voice(speech, library) == (speech,)
    library["word-seven"] = LibraryPrompt(id="word-seven", name="seven", contents={"en": TextContent(text="seven")})
    assert in_own_voice(speech, library) == (speech,)
    assert in_own_voice(speech, recorded(["four", "seven"], "zh-CN")) == (speech,), "not in another language's voice"


def test_what_is_no_number_is_left_to_the_engine() -> None:
    library = recorded(["four", *CHINESE.values()])
    for text in ("four!", "", "4", "four é"):
        speech = Speech(text=text, language="en")
        assert in_own_voice(speech, library) == (speech,)


def test_a_value_among_prompts_and_an_agents_number_are_heard_in_the_sites_voice() -> None:
    library = recorded(["four", "zero"])
    read = ReadPrompt.model_validate({"read": "digits", "value": "'40'"})
    assert [prompt for prompt in spoken((read,), "en", {}, library) if isinstance(prompt, Speech)] == []
    assert len(agent_number_alone("4004", "en", library)) == 4
    assert agent_number_alone("8001", "en", library) == (Speech(text="8 0 0 1", language="en"),)
