"""Texts spoken ahead of the first caller, one after another, with how far it has come."""

import asyncio
from collections import deque
from collections.abc import Iterable

from msgspec import Struct

from ivr.prompt import Speech
from ivr.speech import SpeechCache, SpeechUnavailable


class Progress(Struct, frozen=True, kw_only=True):
    """Of the texts that had to be spoken since the work began: how many there are, have a sound, and have none."""

    total: int = 0
    done: int = 0
    failed: int = 0

    @property
    def running(self) -> bool:
        """Some are left."""
        return self.done + self.failed < self.total


class WarmUp:
    """Speaks what is put into it whenever no other text of it is being spoken; callers' own texts are not behind it in line."""

    def __init__(self, speech: SpeechCache) -> None:
        self._speech = speech
        self._waiting: deque[Speech] = deque()
        self._known: set[Speech] = set()
        self._more = asyncio.Event()
        self._idle = asyncio.Event()
        self._idle.set()
        self.progress = Progress()

    def put(self, texts: Iterable[Speech]) -> None:
        """Have these spoken too. The count begins anew when nothing was left to do."""
        fresh = [text for text in dict.fromkeys(texts) if text not in self._known]
        if not fresh:
            return
        if not self.progress.running:
            self.progress = Progress()
        self.progress = _counted(self.progress, total=len(fresh))
        self._known.update(fresh)
        self._waiting.extend(fresh)
        self._idle.clear()
        self._more.set()

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
                    self.progress = _counted(self.progress, failed=1)
                else:
                    self.progress = _counted(self.progress, done=1)
                finally:
                    self._known.discard(text)
            self._idle.set()


def _counted(progress: Progress, *, total: int = 0, done: int = 0, failed: int = 0) -> Progress:
    return Progress(total=progress.total + total, done=progress.done + done, failed=progress.failed + failed)
