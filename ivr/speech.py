"""Text to speech with a cache on disk: every text is spoken once, and a caller never waits long for it."""

import asyncio
import hashlib
from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from pathlib import Path

from ivr.prompt import Speech
from ivr.sound_shelf import SoundShelf
from ivr.speech_engine import WORKER, EngineFailed, SpeechEngine
from ivr.speech_text import speakable
from ivr.speech_tone import write_tone

# "sit/cmn" of older engines reads Chinese text as "Chinese letter"; this one speaks Mandarin in all
VOICES: Mapping[str, str] = {"en": "gmw/en", "zh-CN": "sit/cmn-latn-pinyin"}
TIMEOUT = timedelta(seconds=2)
WORDS_PER_MINUTE = 150
MOST_BYTES = 500_000_000
"""About nine hours of speech."""
LEAST_AGE = timedelta(hours=1)
"""What was asked for since then may still be played."""


class SpeechUnavailable(Exception):
    """There is no sound for this text now; play `SpeechCache.fallback` and go on."""


class SpeechCache:
    """Sounds of texts in `folder`, named by a hash of text, voice and rate. `timeout` is the longest that a caller waits.

    Beyond `most_bytes`, those that were not asked for longest are removed, unless within `least_age`.
    """

    def __init__(
        self,
        folder: Path,
        *,
        command: Sequence[str] = WORKER,
        words_per_minute: int = WORDS_PER_MINUTE,
        timeout: timedelta = TIMEOUT,
        most_bytes: int = MOST_BYTES,
        least_age: timedelta = LEAST_AGE,
    ) -> None:
        self._folder = folder
        self._rate = words_per_minute
        self._timeout = timeout.total_seconds()
        self._engine = SpeechEngine(command, timeout=timeout)
        self._speaking: dict[Path, asyncio.Task[None]] = {}
        self._shelf = SoundShelf(folder, most_bytes=most_bytes, least_age=least_age)

    @property
    def fallback(self) -> Path:
        """The sound to play instead of speech, without extension."""
        return self._folder / "fallback"

    async def start(self) -> bool:
        """Make the fallback sound and start the engine. False: there is no engine, and every prompt is the fallback."""
        await asyncio.to_thread(self._prepare)
        try:
            await self._engine.start()
        except EngineFailed:
            return False
        return True

    async def sound_for(self, prompt: Speech) -> Path:
        """The sound of a text, without extension, as ARI's `sound:` wants it. Raises `SpeechUnavailable` in time."""
        text = speakable(prompt.text)
        if not text:
            raise SpeechUnavailable("the text has nothing that can be spoken")
        voice = VOICES.get(prompt.language, VOICES["en"])
        sound = self._folder / _name(text, voice, self._rate)
        if await asyncio.to_thread(self._shelf.take, _wav(sound)):
            return sound
        task = self._speaking.get(sound)
        if task is None:
            task = asyncio.create_task(self._speak(text, voice, sound))
            self._speaking[sound] = task
            task.add_done_callback(lambda done: self._forget(sound, done))
        done, _ = await asyncio.wait({task}, timeout=self._timeout)
        if not done:
            raise SpeechUnavailable("the speech engine is too slow")
        if task.cancelled():
            raise SpeechUnavailable("the speech engine is shut down")
        error = task.exception()
        if error is not None:
            raise SpeechUnavailable(str(error)) from error
        return sound

    async def warm(self, prompts: Iterable[Speech]) -> int:
        """Speak texts ahead of the first caller, one after another. Gives how many have a sound now."""
        ready = 0
        for prompt in prompts:
            try:
                await self.sound_for(prompt)
            except SpeechUnavailable:
                continue
            ready += 1
        return ready

    async def close(self) -> None:
        """Give up what is being spoken and end the engine."""
        tasks = tuple(self._speaking.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await self._engine.close()

    async def _speak(self, text: str, voice: str, sound: Path) -> None:
        part = sound.with_name(f".{sound.name}.part.wav")
        try:
            await self._engine.speak(text, voice, self._rate, part)
            await asyncio.to_thread(self._shelf.put, part, _wav(sound))
        except OSError as error:
            raise EngineFailed(f"the sound cannot be kept: {error.strerror}") from error
        finally:
            await asyncio.to_thread(part.unlink, missing_ok=True)

    def _forget(self, sound: Path, task: asyncio.Task[None]) -> None:
        del self._speaking[sound]
        if not task.cancelled():
            task.exception()  # whoever waited has seen it; nobody may have waited long enough

    def _prepare(self) -> None:
        self._folder.mkdir(parents=True, exist_ok=True)
        for part in self._folder.glob(".*.part.wav"):
            part.unlink(missing_ok=True)
        write_tone(_wav(self.fallback))
        self._shelf.tidy(keep=_wav(self.fallback))


def _name(text: str, voice: str, rate: int) -> str:
    return hashlib.sha256(f"{voice}\0{rate}\0{text}".encode()).hexdigest()[:40]


def _wav(sound: Path) -> Path:
    return sound.with_name(f"{sound.name}.wav")
