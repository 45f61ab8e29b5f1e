"""Texts spoken ahead of the first caller, one after another, with how far it has come."""

import asyncio
from collections import deque
from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import timedelta
from types import MappingProxyType

from msgspec import Struct

from ivr.errors import StillSpeaking, TextsNotSpoken
from ivr.flow import Flow
from ivr.flow_prompts import LibraryPromptPart, SayPrompt
from ivr.flow_words import prompts_of
from ivr.library import Library, TextContent
from ivr.prompt import Speech
from ivr.speech import SpeechCache, SpeechUnavailable
from ivr.template import filled, gaps

NOTHING: Library = MappingProxyType({})
PATIENCE = timedelta(seconds=20)
"""How long a publication waits for its texts; a proxy in front of us would not wait much longer."""
MOST_FAILED = 1_000
"""Texts without a sound that are remembered; of older ones it is not known any more."""


class Progress(Struct, frozen=True, kw_only=True):
    """Of the texts that had to be spoken since the work began: how many there are, have a sound, and have none."""

    total: int = 0
    done: int = 0
    failed: int = 0

    @property
    def running(self) -> bool:
        """Some are left."""
        return self.done + self.failed < self.total


def texts_of(flow: Flow, library: Library = NOTHING) -> Iterator[Speech]:
    """What a flow says whoever calls; of the library, what it plays of that."""
    for step in flow.steps:
        for _, prompt in prompts_of(step):
            if isinstance(prompt, LibraryPromptPart) and prompt.prompt in library:
                for language, content in library[prompt.prompt].contents.items():
                    if isinstance(content, TextContent):
                        yield Speech(text=content.text, language=language)
            if isinstance(prompt, SayPrompt):
                for language, text in prompt.say.items():
                    if not gaps(text):
                        yield Speech(text=filled(text, {}), language=language)


class WarmUp:
    """Speaks what is put into it whenever no other text of it is being spoken; callers' own texts are not behind it in line."""

    def __init__(self, speech: SpeechCache) -> None:
        self._speech = speech
        self._waiting: deque[Speech] = deque()
        self._known: set[Speech] = set()
        self._failed: dict[Speech, None] = {}
        self._more = asyncio.Event()
        self._idle = asyncio.Event()
        self._idle.set()
        self._next = asyncio.Event()
        self.progress = Progress()

    def put(self, texts: Iterable[Speech], *, first: bool = False) -> None:
        """Have these spoken too, or before all others. The count begins anew when nothing was left to do."""
        wanted = dict.fromkeys(texts)
        fresh = [text for text in wanted if text not in self._known]
        if first:
            waiting = {*fresh, *self._waiting}
            ahead = [text for text in wanted if text in waiting]
            self._waiting = deque([*ahead, *(text for text in self._waiting if text not in wanted)])
        else:
            self._waiting.extend(fresh)
        if not fresh:
            return
        if not self.progress.running:
            self.progress = Progress()
        self.progress = _counted(self.progress, total=len(fresh))
        self._known.update(fresh)
        self._idle.clear()
        self._more.set()

    def come_to(self, texts: Iterable[Speech]) -> tuple[Progress, tuple[Speech, ...]]:
        """How far it has come with these, which were put in before, and which of them have no sound."""
        wanted = tuple(dict.fromkeys(texts))
        left = sum(text in self._known for text in wanted)
        failed = tuple(text for text in wanted if text in self._failed and text not in self._known)
        done = len(wanted) - left - len(failed)
        return Progress(total=len(wanted), done=done, failed=len(failed)), failed

    async def demand(self, texts: Iterable[Speech], patience: timedelta = PATIENCE) -> None:
        """Have these spoken before all others, and return when each has a sound.

        Raises:
            StillSpeaking: that takes longer; what was begun goes on.
            TextsNotSpoken: some cannot be spoken.
        """
        wanted = tuple(dict.fromkeys(texts))
        self.put(wanted, first=True)
        with suppress(TimeoutError):
            async with asyncio.timeout(patience.total_seconds()):
                while self.come_to(wanted)[0].running:
                    await self._next.wait()
        now, unspoken = self.come_to(wanted)
        if now.running:
            raise StillSpeaking(now.total - now.done - now.failed)
        if unspoken:
            raise TextsNotSpoken([f"{text.language}: {text.text}" for text in unspoken])

    async def settled(self) -> None:
        """Return when nothing is left to do."""
        await self._idle.wait()

    async def run(self) -> None:
        """Speak until cancelled."""
        while True:
            await self._more.wait()
            self._more.clear()
            while self._waiting:
                text = self._waiting.popleft()
                try:
                    if not await self._speech.has(text):
                        await self._speech.sound_for(text)
                except SpeechUnavailable:
                    self._fail(text)
                    self.progress = _counted(self.progress, failed=1)
                else:
                    self._failed.pop(text, None)
                    self.progress = _counted(self.progress, done=1)
                finally:
                    self._known.discard(text)
                    self._next.set()
                    self._next = asyncio.Event()
            self._idle.set()

    def _fail(self, text: Speech) -> None:
        self._failed.pop(text, None)
        while len(self._failed) >= MOST_FAILED:
            del self._failed[next(iter(self._failed))]
        self._failed[text] = None


def _counted(progress: Progress, *, total: int = 0, done: int = 0, failed: int = 0) -> Progress:
    return Progress(total=progress.total + total, done=progress.done + done, failed=progress.failed + failed)
