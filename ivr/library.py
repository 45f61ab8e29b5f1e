"""The prompt library: what callers hear by name, in every language, as a sound or as a text for speech."""

from collections.abc import Mapping
from typing import Literal, cast

from msgspec import Struct

from ivr.prompt import Prompt, Recorded, Speech
from ivr.value import Language

Source = Literal["upload", "browser", "phone"]


class SoundContent(Struct, frozen=True, kw_only=True, tag="sound"):
    """A sound in the site's folder of prompts, named by a hash of its samples."""

    content: str
    seconds: float
    source: Source = "upload"
    file_name: str = ""


class TextContent(Struct, frozen=True, kw_only=True, tag="text"):
    """A text to be spoken, as it stands: it has no gaps."""

    text: str


Content = SoundContent | TextContent


class LibraryPrompt(Struct, frozen=True, kw_only=True):
    """A prompt; `version` counts its changes."""

    id: str
    name: str
    version: int = 1
    contents: dict[Language, Content] = {}


Library = Mapping[str, LibraryPrompt]


def from_library(library: Library, prompt_id: str, language: str) -> Prompt | None:
    """What is to be played in this language, else in English, else in whichever there is; None where there is nothing."""
    prompt = library.get(prompt_id)
    if prompt is None or not prompt.contents:
        return None
    contents = cast("Mapping[str, Content]", prompt.contents)
    chosen = next(code for code in (language, "en", *contents) if code in contents)
    match contents[chosen]:
        case SoundContent(content=content):
            return Recorded(content=content, prompt_id=prompt_id)
        case TextContent(text=text):
            return Speech(text=text, language=chosen)
