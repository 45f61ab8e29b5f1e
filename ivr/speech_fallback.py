"""What callers hear in place of a text that cannot be spoken now: a sentence that was spoken beforehand, or two soft notes."""

import asyncio
import os
import shutil
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from pathlib import Path

from ivr.prompt import Speech
from ivr.speech_tone import write_tone

FOLDER = "fallback"
TONE = "tone"
OTHERS = "en"
"""What is played in languages that have no sentence of their own."""

Speak = Callable[[Speech], Awaitable[Path | None]]


class Fallback:
    """Sounds below `folder`, beside the cache and not part of it: they are never tidied away.

    A sentence is kept from the last time when an engine could speak it, however long ago, and over restarts.
    """

    def __init__(self, folder: Path, sentences: Mapping[str, str]) -> None:
        self._folder = folder / FOLDER
        self._sentences = sentences
        self._wanted: set[str] = set(sentences)

    @property
    def complete(self) -> bool:
        """Every sentence is there as the present voices speak it."""
        return not self._wanted

    def prepare(self) -> None:
        """Make the notes, which need no engine. Blocks."""
        self._folder.mkdir(parents=True, exist_ok=True)
        for part in self._folder.glob(".*.part"):
            part.unlink(missing_ok=True)
        write_tone(self._file(TONE))

    def sound_for(self, language: str) -> Path:
        """The sound to play, without extension: the sentence of the language, of English, or the notes. One look at the disk."""
        for name in (language, OTHERS):
            if name in self._sentences and self._file(name).exists():
                return self._folder / name
        return self._folder / TONE

    def renew(self) -> None:
        """The voices are others now."""
        self._wanted = set(self._sentences)

    async def keep(self, speak: Speak) -> None:
        """Have what is missing spoken, and keep it. What cannot be spoken now is left as it was, for the next time."""
        for language in tuple(self._wanted):
            sound = await speak(Speech(text=self._sentences[language], language=language))
            if sound is None:
                continue
            with suppress(OSError):
                await asyncio.to_thread(_copy, sound.with_name(f"{sound.name}.wav"), self._file(language))
                self._wanted.discard(language)

    def _file(self, name: str) -> Path:
        return self._folder / f"{name}.wav"


def _copy(source: Path, target: Path) -> None:
    part = target.with_name(f".{target.name}.part")
    shutil.copyfile(source, part)
    os.replace(part, target)
