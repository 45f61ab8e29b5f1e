"""Which texts are known before anybody calls."""

from typing import cast

from app.calls.configuration import Configuration
from app.fixed_texts import fixed_texts
from ivr import wording
from ivr.flow import Flow
from ivr.library import Content, LibraryPrompt, SoundContent, TextContent
from ivr.prompt import Speech
from ivr.speech_warm import texts_of
from ivr.value import Language

FLOW = Flow.model_validate(
    {
        "version": 2,
        "id": "hello",
        "name": "Hello",
        "languages": ["en"],
        "start": "greet",
        "steps": [
            {
                "id": "greet",
                "type": "play",
                "parameters": {
                    "prompts": [
                        {"prompt": "welcome"},
                        {"prompt": "stranger"},
                        {"say": {"en": "Hello {caller.number}"}},
                        {"say": {"en": "Five {{5}}"}},
                    ]
                },
                "next": {"done": "end", "error": "end"},
            },
            {"id": "end", "type": "hang_up"},
        ],
    }
)


def test_a_flows_texts_are_its_own_without_gaps_and_those_of_the_prompts_it_plays() -> None:
    contents: dict[Language, Content] = {
        "en": TextContent(text="Welcome"),
        "zh-CN": SoundContent(content="0" * 40, seconds=1),
    }
    library = {"welcome": LibraryPrompt(id="welcome", name="", contents=contents)}
    texts = list(texts_of(FLOW, library))
    assert Speech(text="Welcome", language="en") in texts
    assert [text for text in texts if "Hello" in text.text] == []
    assert len(texts) == 2


def test_every_built_in_sentence_is_spoken_ahead_in_both_languages() -> None:
    spoken = set(fixed_texts(Configuration()))
    sentences = [
        cast("wording.Texts", value)
        for name, value in vars(wording).items()
        if name.isupper() and isinstance(value, dict)
    ]
    assert len(sentences) >= 5
    for texts in sentences:
        assert {Speech(text=text, language=language) for language, text in texts.items()} <= spoken
