"""What administrators decide about speech: an engine and a voice per language, and how words are pronounced."""

import re
from collections.abc import Mapping
from functools import lru_cache

from msgspec import Struct

DEFAULT_PROVIDER = "pyttsx3"
WORDS_PER_MINUTE = 150


class SpeechChoice(Struct, frozen=True, kw_only=True):
    """Who speaks a language. An empty `voice` is the provider's own choice for the language."""

    provider: str = DEFAULT_PROVIDER
    voice: str = ""
    words_per_minute: int = WORDS_PER_MINUTE


class SpeechRules(Struct, frozen=True, kw_only=True):
    """By language: who speaks it, and the spoken forms of words."""

    choices: Mapping[str, SpeechChoice] = {}
    pronunciations: Mapping[str, Mapping[str, str]] = {}

    def choice(self, language: str) -> SpeechChoice:
        """Who speaks this language."""
        return self.choices.get(language, SpeechChoice())

    def pronounced(self, text: str, language: str) -> str:
        """The text as the engine is to be given it.

        A word of letters is replaced where it stands alone, in whichever case; others, such as Chinese ones, wherever they
        occur. Of two that begin at the same place the longer wins, and what was put in is not looked at again.
        """
        words = self.pronunciations.get(language)
        if not words:
            return text
        spoken = {word.casefold(): form for word, form in words.items()}
        return _pattern(tuple(sorted(spoken, key=lambda word: (-len(word), word)))).sub(
            lambda match: spoken.get(match[0].casefold(), match[0]), text
        )


@lru_cache(maxsize=16)
def _pattern(words: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("|".join(_bounded(word) for word in words), re.IGNORECASE)


def _bounded(word: str) -> str:
    """Chinese is written without spaces, so only what begins or ends with a Latin letter or digit needs an end there."""
    before = r"(?<![0-9A-Za-zÀ-ɏ])" if _is_latin(word[0]) else ""
    after = r"(?![0-9A-Za-zÀ-ɏ])" if _is_latin(word[-1]) else ""
    return f"{before}{re.escape(word)}{after}"


def _is_latin(character: str) -> bool:
    return character.isalnum() and character <= "ɏ"
