"""Prompts as a flow's document holds them, and as a caller hears them."""

from collections.abc import Mapping
from typing import Annotated, cast

from pydantic import BaseModel, ConfigDict, Field, StringConstraints
from pydantic.fields import FieldInfo

from ivr.expression import LONGEST_EXPRESSION, ExpressionFailed, ExpressionNotValid, expression
from ivr.library import Library, from_library
from ivr.prompt import Prompt, Sound, Speech
from ivr.read_out import Currency, Form, NotReadable, read_out
from ivr.recorded_words import in_own_voice
from ivr.template import GapNotFilled, filled
from ivr.value import LONGEST_TEXT, Language


def meant_as(kind: str) -> FieldInfo:
    """Tells in the schema, as `x-kind`, what a value stands for, so that a form can offer what there is to choose."""
    return cast("FieldInfo", Field(json_schema_extra={"x-kind": kind}))


SoundName = Annotated[
    str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{1,64}(/[A-Za-z0-9_-]{1,64})*$"), meant_as("sound")
]
Text = Annotated[str, StringConstraints(min_length=1, max_length=LONGEST_TEXT, strip_whitespace=True)]
ExpressionText = Annotated[
    str, StringConstraints(min_length=1, max_length=LONGEST_EXPRESSION, strip_whitespace=True), meant_as("expression")
]

Facts = Mapping[str, object]


class PromptNotSpoken(Exception):
    """A value that should be spoken is missing or has another form."""


class DocumentPart(BaseModel):
    """A part of a flow's document; unknown fields are refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class SoundPrompt(DocumentPart):
    """A recorded sound, the same in every language."""

    sound: SoundName


class SayPrompt(DocumentPart):
    """Text for the speech engine, per language. `{order}` or `{customer.name}` is filled in."""

    say: Annotated[dict[Language, Text], Field(min_length=1)]


class LibraryPromptPart(DocumentPart):
    """A prompt of the library, in the caller's language."""

    prompt: Annotated[str, StringConstraints(pattern=r"^[a-z0-9_-]{1,64}$"), meant_as("prompt")]


class ReadPrompt(DocumentPart):
    """A value in words: `read` says how, `value` is an expression."""

    read: Form
    value: ExpressionText
    currency: Currency = "CNY"


FlowPrompt = SoundPrompt | SayPrompt | LibraryPromptPart | ReadPrompt
Prompts = Annotated[tuple[FlowPrompt, ...], Field(max_length=20), meant_as("prompts")]
SomePrompts = Annotated[tuple[FlowPrompt, ...], Field(min_length=1, max_length=20), meant_as("prompts")]


def spoken(
    prompts: tuple[FlowPrompt, ...], language: str, facts: Facts, library: Library | None = None
) -> tuple[Prompt, ...]:
    """What is to be played. Raises `PromptNotSpoken`."""
    return tuple(heard for prompt in prompts for heard in _spoken(prompt, language, facts, library or {}))


def in_language(texts: Mapping[Language, str] | Mapping[str, str], language: str) -> Speech:
    """The text in this language, else in English, else in whichever exists."""
    known = cast("Mapping[str, str]", texts)
    chosen = next(code for code in (language, "en", *known) if code in known)
    return Speech(text=known[chosen], language=chosen)


def _spoken(prompt: FlowPrompt, language: str, facts: Facts, library: Library) -> tuple[Prompt, ...]:
    match prompt:
        case SoundPrompt(sound=name):
            return (Sound(name=name),)
        case SayPrompt(say=texts):
            speech = in_language(texts, language)
            try:
                return (Speech(text=filled(speech.text, facts), language=speech.language),)
            except GapNotFilled as error:
                raise PromptNotSpoken from error
        case LibraryPromptPart(prompt=prompt_id):
            found = from_library(library, prompt_id, language)
            if found is None:
                raise PromptNotSpoken
            return (found,)
        case ReadPrompt(read=form, value=value, currency=currency):
            try:
                return in_own_voice(read_out(expression(value).value(facts), form, language, currency), library)
            except (ExpressionFailed, ExpressionNotValid, NotReadable) as error:
                raise PromptNotSpoken from error
