"""Text to speech with a cache on disk: every text is spoken once, and a caller never waits long for it."""

import asyncio
import hashlib
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path

from msgspec import Struct

from ivr.prompt import Speech
from ivr.sound_shelf import SoundShelf
from ivr.speech_engine import EngineFailed, SpeechEngine
from ivr.speech_fallback import Fallback
from ivr.speech_provider import Pyttsx3Provider, SpeechProvider, voice_for
from ivr.speech_rules import DEFAULT_PROVIDER, SpeechChoice, SpeechRules
from ivr.speech_text import speakable
from ivr.wording import NOT_SPOKEN

TIMEOUT = timedelta(seconds=2)
SHARE_OF_THE_FIRST = 0.7
"""Of a caller's patience, when another engine could still speak."""
MOST_BYTES = 500_000_000
"""About nine hours of speech."""
KEEP_AGAIN_SECONDS = 60.0
LEAST_AGE = timedelta(hours=1)
"""What was asked for since then may still be played."""


class SpeechUnavailable(Exception):
    """There is no sound for this text now; play `SpeechCache.fallback_for` its language and go on."""


class Speaker(Struct, frozen=True):
    """An engine with a voice and a speed."""

    provider: str
    voice: str
    rate: int


class SpeechCache:
    """Sounds of texts in `folder`, named by a hash of what is spoken, by whom and how fast: what changes none of these stays.

    `timeout` is the longest that a caller waits. Beyond `most_bytes`, those that were not asked for longest are removed, unless
    within `least_age`.
    """

    def __init__(
        self,
        folder: Path,
        *,
        providers: Mapping[str, SpeechProvider] | None = None,
        timeout: timedelta = TIMEOUT,
        most_bytes: int = MOST_BYTES,
        least_age: timedelta = LEAST_AGE,
    ) -> None:
        self._folder = folder
        self.providers = providers if providers is not None else {DEFAULT_PROVIDER: Pyttsx3Provider()}
        self._timeout = timeout
        self._rules = SpeechRules()
        self._engines: dict[str, SpeechEngine] = {}
        self._speakers: dict[str, tuple[Speaker, ...]] = {}
        self._speaking: dict[Path, asyncio.Task[None]] = {}
        self._restarting: set[asyncio.Task[None]] = set()
        self._shelf = SoundShelf(folder, most_bytes=most_bytes, least_age=least_age)
        self._fallback = Fallback(folder, {str(language): text for language, text in NOT_SPOKEN.items()})
        self._keeping: asyncio.Task[None] | None = None
        self._keep_again_at = 0.0
        self._closed = False

    def fallback_for(self, language: str) -> Path:
        """The sound to play instead of speech, without extension."""
        return self._fallback.sound_for(language)

    @property
    def rules(self) -> SpeechRules:
        """Who speaks, and how words are pronounced."""
        return self._rules

    def use(self, rules: SpeechRules) -> None:
        """From now on, speak by these rules. Engines that are new to them are started, so that no caller waits for that."""
        self._rules = rules
        self._speakers = {}
        self._fallback.renew()
        self._keep_again_at = 0.0
        for language in () if self._closed else rules.choices:
            for speaker in self._speakers_of(language)[:1]:
                self._restart(self._engine(speaker.provider))

    async def start(self) -> bool:
        """Make the fallback sounds and start the usual engine. False: there is none, and every prompt is the fallback."""
        await asyncio.to_thread(self._prepare)
        try:
            await self._engine(DEFAULT_PROVIDER).start()
        except EngineFailed:
            return False
        self._keep_fallback()
        return True

    async def sound_for(self, prompt: Speech, choice: SpeechChoice | None = None) -> Path:
        """The sound of a text, without extension, as ARI's `sound:` wants it. Raises `SpeechUnavailable` in time.

        When the engine of the language fails, the usual one speaks instead, if it can. A `choice` tries out another voice.
        """
        text = speakable(self._rules.pronounced(speakable(prompt.text), prompt.language))
        if not text:
            raise SpeechUnavailable("the text has nothing that can be spoken")
        speakers = self._speakers_of(prompt.language) if choice is None else self._known(prompt.language, choice)[:1]
        now = asyncio.get_running_loop().time
        until = now() + self._timeout.total_seconds()
        failed = SpeechUnavailable("no engine speaks this language")
        for place, speaker in enumerate(speakers):
            share = SHARE_OF_THE_FIRST if place + 1 < len(speakers) else 1.0
            try:
                return await self._sound(text, speaker, (until - now()) * share)
            except SpeechUnavailable as error:
                failed = error
        raise failed

    async def has(self, prompt: Speech) -> bool:
        """Whether the text is spoken already; it counts as asked for now."""
        text = speakable(self._rules.pronounced(speakable(prompt.text), prompt.language))
        first = self._speakers_of(prompt.language)[:1]
        return any([await asyncio.to_thread(self._shelf.take, _wav(self._place(text, speaker))) for speaker in first])

    async def close(self) -> None:
        """Give up what is being spoken and end the engines."""
        self._closed = True
        keeping = () if self._keeping is None else (self._keeping,)
        tasks = (*self._speaking.values(), *self._restarting, *keeping)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        for engine in self._engines.values():
            await engine.close()

    async def _sound(self, text: str, speaker: Speaker, patience: float) -> Path:
        sound = self._place(text, speaker)
        if await asyncio.to_thread(self._shelf.take, _wav(sound)):
            return sound
        task = self._speaking.get(sound)
        if task is None:
            task = asyncio.create_task(self._speak(text, speaker, sound))
            self._speaking[sound] = task
            task.add_done_callback(lambda done: self._forget(sound, done))
        done, _ = await asyncio.wait({task}, timeout=patience)
        if not done:
            raise SpeechUnavailable("the speech engine is too slow")
        if task.cancelled():
            raise SpeechUnavailable("the speech engine is shut down")
        error = task.exception()
        if error is not None:
            raise SpeechUnavailable(str(error)) from error
        return sound

    async def _speak(self, text: str, speaker: Speaker, sound: Path) -> None:
        part = sound.with_name(f".{sound.name}.part.wav")
        engine = self._engine(speaker.provider)
        try:
            await engine.speak(text, speaker.voice, speaker.rate, part)
            await asyncio.to_thread(self._shelf.put, part, _wav(sound))
            self._keep_fallback()
        except EngineFailed:
            self._restart(engine)
            raise
        except OSError as error:
            raise EngineFailed(f"the sound cannot be kept: {error.strerror}") from error
        finally:
            await asyncio.to_thread(part.unlink, missing_ok=True)

    def _keep_fallback(self) -> None:
        """When an engine speaks, beside what callers wait for; what cannot be spoken is tried again after a while."""
        now = asyncio.get_running_loop().time()
        if self._closed or self._fallback.complete or now < self._keep_again_at:
            return
        self._keep_again_at = now + KEEP_AGAIN_SECONDS
        self._keeping = asyncio.create_task(self._fallback.keep(self._in_time))

    async def _in_time(self, prompt: Speech) -> Path | None:
        try:
            return await self.sound_for(prompt)
        except SpeechUnavailable:
            return None

    def _restart(self, engine: SpeechEngine) -> None:
        """At once, so that the next caller need not wait for it."""
        if self._closed:
            return
        task = asyncio.create_task(_started(engine))
        self._restarting.add(task)
        task.add_done_callback(self._restarting.discard)

    def _engine(self, provider: str) -> SpeechEngine:
        engine = self._engines.get(provider)
        if engine is None:
            engine = SpeechEngine(self.providers[provider].worker(), timeout=self._timeout)
            if self._closed:
                raise EngineFailed("the speech engine is shut down")
            self._engines[provider] = engine
        return engine

    def _speakers_of(self, language: str) -> tuple[Speaker, ...]:
        """Who speaks a language, the chosen one first."""
        if language not in self._speakers:
            choice = self._rules.choice(language)
            usual = SpeechChoice(words_per_minute=choice.words_per_minute)
            speakers = (*self._known(language, choice), *self._known(language, usual))
            # a language that nobody speaks is read as English would be
            speakers = speakers or self._known("en", usual)
            self._speakers[language] = tuple(dict.fromkeys(speakers))
        return self._speakers[language]

    def _known(self, language: str, choice: SpeechChoice) -> tuple[Speaker, ...]:
        provider = self.providers.get(choice.provider)
        if provider is None or provider.missing():
            return ()
        voice = voice_for(provider, language, choice.voice)
        return () if voice is None else (Speaker(choice.provider, voice.id, choice.words_per_minute),)

    def _place(self, text: str, speaker: Speaker) -> Path:
        spoken = f"{speaker.provider}\0{speaker.voice}\0{speaker.rate}\0{text}"
        return self._folder / hashlib.sha256(spoken.encode()).hexdigest()[:40]

    def _forget(self, sound: Path, task: asyncio.Task[None]) -> None:
        del self._speaking[sound]
        if not task.cancelled():
            task.exception()  # whoever waited has seen it; nobody may have waited long enough

    def _prepare(self) -> None:
        self._folder.mkdir(parents=True, exist_ok=True)
        for part in self._folder.glob(".*.part.wav"):
            part.unlink(missing_ok=True)
        self._fallback.prepare()
        self._shelf.tidy()


async def _started(engine: SpeechEngine) -> None:
    try:
        await engine.start()
    except EngineFailed:
        return  # whoever asks next tries again


def _wav(sound: Path) -> Path:
    return sound.with_name(f"{sound.name}.wav")
