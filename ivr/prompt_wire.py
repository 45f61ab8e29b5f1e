"""The prompt library and the rules of speech as they come from and go to browsers."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, JsonValue, StringConstraints

from ivr.flow_prompts import Text
from ivr.library import Content, SoundContent, Source
from ivr.library_repository import Saved
from ivr.speech_rules import SpeechChoice
from ivr.value import Language
from ivr.word_coverage import Coverage

Line = Annotated[
    str, StringConstraints(min_length=1, max_length=200, strip_whitespace=True, pattern=r"^[^\x00-\x1f]*$")
]


class _Wire(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class ContentItem(_Wire):
    """What a prompt is in one language; `seconds` is None for a text."""

    kind: Literal["sound", "text"]
    text: str = ""
    seconds: float | None = None
    source: Source | None = None
    file_name: str = ""


class PromptItem(_Wire):
    """A prompt in the list. `uses` counts the flows, queues and calendars that play it."""

    id: str
    name: str
    version: int
    changed_at: datetime
    changed_by: str
    contents: dict[Language, ContentItem]
    uses: int


class PromptPage(_Wire):
    """A part of the list; `total` counts all that were found."""

    total: int
    items: list[PromptItem]


class PromptUser(_Wire):
    """Something that plays a prompt. `kind` is where, `draft` means that it is not published yet."""

    kind: Literal["flow", "queue", "calendar"]
    id: str
    name: str
    draft: bool = False


class PromptDetail(PromptItem):
    """A prompt with what plays it."""

    users: list[PromptUser]


class PromptDraft(_Wire):
    """A prompt as it should be. `version` is the one that was read, 0 for a new prompt.

    Languages that are not among `texts` stay as they are; None takes what there is in a language away.
    """

    name: Line
    version: Annotated[int, Field(ge=0)] = 0
    texts: dict[Language, Text | None] = {}


class PhoneRecordingKept(_Wire):
    """What was recorded by phone shall be a prompt's sound. `version` is the one of the prompt that was read."""

    trial: Annotated[str, StringConstraints(max_length=40)]
    version: Annotated[int, Field(ge=1)]


class VersionItem(_Wire):
    """A prompt as it was saved once."""

    version: int
    name: str
    saved_at: datetime
    saved_by: str
    restored: int | None
    contents: dict[Language, ContentItem]


class VoiceItem(_Wire):
    """A voice that can be chosen."""

    id: str
    language: str
    name: str


class ProviderItem(_Wire):
    """A speech engine; `missing` says what it lacks and how to get that, and is empty where it can speak."""

    name: str
    missing: str
    voices: list[VoiceItem]


Rate = Annotated[int, Field(ge=80, le=300)]


class ChoiceItem(_Wire):
    """Who speaks a language; an empty voice is the provider's own choice."""

    provider: Line = "pyttsx3"
    voice: Annotated[str, StringConstraints(max_length=300)] = ""
    words_per_minute: Rate = 150

    def choice(self) -> SpeechChoice:
        """As the rules see it."""
        return SpeechChoice(provider=self.provider, voice=self.voice, words_per_minute=self.words_per_minute)


class SpeechItem(_Wire):
    """Engines, and who speaks each language."""

    providers: list[ProviderItem]
    languages: dict[Language, ChoiceItem]


def _not_blank(word: str) -> str:
    if not any(character.isalnum() for character in word):
        raise ValueError("a word has letters or digits")
    return word


Word = Annotated[
    str,
    StringConstraints(min_length=1, max_length=80, strip_whitespace=True, pattern=r"^[^\x00-\x1f]*$"),
    AfterValidator(_not_blank),
]


class PronunciationItem(_Wire):
    """How a word is spoken in a language."""

    language: Language
    word: Word
    spoken: Line


class PreviewOfText(_Wire):
    """A text to be heard, by the voice of its language or by another."""

    text: Text
    language: Language
    by: ChoiceItem | None = None


class WarmUpItem(_Wire):
    """How far the speaking ahead has come."""

    total: int
    done: int
    failed: int
    running: bool


class SpeakAhead(_Wire):
    """A flow whose texts are to be spoken before anybody calls. Without `begin` it is only asked how far that has come."""

    document: dict[str, JsonValue]
    begin: bool = True


class UnspokenItem(_Wire):
    """A text that no engine could speak."""

    language: str
    text: str


class SpokenAheadItem(WarmUpItem):
    """How far the speaking ahead of one flow has come."""

    unspoken: list[UnspokenItem]


def content_item(content: Content) -> ContentItem:
    """As browsers see it."""
    if isinstance(content, SoundContent):
        return ContentItem(kind="sound", seconds=content.seconds, source=content.source, file_name=content.file_name)
    return ContentItem(kind="text", text=content.text)


def prompt_item(saved: Saved, uses: int) -> PromptItem:
    """As browsers see it."""
    prompt = saved.prompt
    return PromptItem(
        id=prompt.id,
        name=prompt.name,
        version=prompt.version,
        changed_at=saved.at,
        changed_by=saved.by,
        contents={language: content_item(content) for language, content in prompt.contents.items()},
        uses=uses,
    )


def version_item(saved: Saved) -> VersionItem:
    """As browsers see it."""
    return VersionItem(
        version=saved.prompt.version,
        name=saved.prompt.name,
        saved_at=saved.at,
        saved_by=saved.by,
        restored=saved.restored,
        contents={language: content_item(content) for language, content in saved.prompt.contents.items()},
    )


class WordItem(_Wire):
    """A word as it is spoken, and the prompt that is its recording."""

    prompt_id: str
    spoken: str
    content: Literal["sound", "text", "nothing"]


class WordsItem(_Wire):
    """The words that values of a form need in a language; one without a sound leaves them all to the engine."""

    language: Language
    form: Literal["digits", "number", "money", "date", "time"]
    words: list[WordItem]


def words_item(found: Coverage) -> WordsItem:
    """For the wire."""
    return WordsItem(
        language=found.language,
        form=found.form,
        words=[WordItem(prompt_id=one.prompt_id, spoken=one.spoken, content=one.content) for one in found.words],
    )
