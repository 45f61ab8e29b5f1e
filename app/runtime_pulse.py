"""The pulse of the runtime: between commits, now and then, the store is told that deadlines are still watched.

The next process reads from it how long nobody could act. Commits tell the same, so that a busy site has no pulse.
"""

import asyncio
from collections.abc import Callable

import structlog

from app.calls.ports import Fenced, Store
from app.runtime_clock import AlarmClock

BEAT_SECONDS = 1.0

_log = structlog.stdlib.get_logger(__name__)


class Pulse:
    """`watching` says whether there is any deadline, and a database to write to."""

    def __init__(self, store: Store, clock: AlarmClock, watching: Callable[[], bool]) -> None:
        self._store = store
        self._clock = clock
        self._watching = watching
        self._told = False

    def told(self) -> None:
        """A commit has just said it."""
        self._told = True

    async def run(self) -> None:
        """Beat until cancelled. Raises `Fenced`."""
        while True:
            await asyncio.sleep(BEAT_SECONDS)
            await self.beat()

    async def beat(self) -> None:
        """Say it, unless a commit has since the last time. Raises `Fenced`."""
        told, self._told = self._told, False
        if told or not self._watching():
            return
        try:
            async with asyncio.timeout(BEAT_SECONDS):
                await self._store.alive(self._clock.now())
        except Fenced:
            raise
        except Exception as error:  # noqa: BLE001 - whatever a driver raises; the next commit finds out what is wrong
            _log.warning("pulse_not_written", error=type(error).__name__)
