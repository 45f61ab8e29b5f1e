"""Which words of read-outs the library has as sounds: one that is missing leaves a whole value to the engine. Pure."""

from collections.abc import Iterator, Mapping
from datetime import date, time, timedelta
from functools import cache
from typing import Literal, cast, get_args

from msgspec import Struct

from ivr.library import Content, Library, SoundContent
from ivr.read_out import Form, read_out
from ivr.recorded_words import PREFIX, words_in
from ivr.value import Language

WordForm = Literal["digits", "number", "money", "date", "time"]
FORMS: tuple[WordForm, ...] = get_args(WordForm)
LANGUAGES: tuple[Language, ...] = get_args(Language)
YEARS = range(1950, 2100)
LEAP_YEAR = 2028
"""All of its days are read, and the first day of every other year."""


class Word(Struct, frozen=True, kw_only=True):
    """A word as it is spoken, and the prompt that is its recording; `content` is what that prompt has in the language."""

    prompt_id: str
    spoken: str
    content: Literal["sound", "text", "nothing"]


class Coverage(Struct, frozen=True, kw_only=True):
    """The words that values of a form need in a language."""

    language: Language
    form: WordForm
    words: tuple[Word, ...]


def coverage(library: Library) -> tuple[Coverage, ...]:
    """Every language and form, with what the library has of each word."""
    return tuple(
        Coverage(
            language=language,
            form=form,
            words=tuple(
                Word(prompt_id=f"{PREFIX}{name}", spoken=spoken, content=_content(library, f"{PREFIX}{name}", language))
                for name, spoken in words_of(form, language).items()
            ),
        )
        for language in LANGUAGES
        for form in FORMS
    )


@cache
def words_of(form: WordForm, language: Language) -> Mapping[str, str]:
    """The words by their names, found by reading out what there is to read."""
    words: dict[str, str] = {}
    for value in _values(form):
        words.update(words_in(read_out(value, cast("Form", form), language)))
    return words


def _values(form: WordForm) -> Iterator[str]:
    match form:
        case "digits":
            yield "0123456789"
        case "number":
            yield from map(str, range(1_000))
            yield from (str(10**power + rest) for power in range(3, 15) for rest in (0, 1, 2, 22, 222))
            yield from ("-2", "2.5", "200000000", "20000", "2222222222")
        case "money":
            yield from (f"{amount}.{cents:02}" for amount in (0, 1, 2, 12, 20, 202) for cents in range(100))
            yield from (f"{2 * 10**power}.00" for power in range(15))
            yield from ("-1.00", *map(str, range(1_000)))
        case "date":
            yield from ((date(LEAP_YEAR, 1, 1) + timedelta(days=day)).isoformat() for day in range(366))
            yield from (date(year, 1, 1).isoformat() for year in YEARS)
        case "time":
            yield from (time(hour, minute).isoformat() for hour in range(24) for minute in range(60))


def _content(library: Library, prompt_id: str, language: Language) -> Literal["sound", "text", "nothing"]:
    prompt = library.get(prompt_id)
    content = None if prompt is None else cast("Mapping[str, Content]", prompt.contents).get(language)
    if content is None:
        return "nothing"
    return "sound" if isinstance(content, SoundContent) else "text"
