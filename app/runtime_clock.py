"""Time as the runtime sees it: the present moment, and a call back at a later one."""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Protocol

LONGEST_SLEEP_SECONDS = 30.0
"""Alarms are looked at again this often, so that a wall clock that was set is noticed."""


class AlarmClock(Protocol):
    """A clock that can also wake us; a virtual one in tests."""

    def now(self) -> datetime:
        """The present moment, aware, in UTC."""
        ...

    def call_at(self, moment: datetime, wake: Callable[[], None]) -> Callable[[], None]:
        """Call `wake` once, at `moment` or somewhat earlier; the answer cancels it."""
        ...


class SystemClock:
    """The machine's clock and the running event loop's alarms."""

    def now(self) -> datetime:
        """The present moment."""
        return datetime.now(UTC)

    def call_at(self, moment: datetime, wake: Callable[[], None]) -> Callable[[], None]:
        """Wake at the moment, or after 30 seconds when it is farther away."""
        delay = (moment - self.now()).total_seconds()
        handle = asyncio.get_running_loop().call_later(min(max(delay, 0.0), LONGEST_SLEEP_SECONDS), wake)
        return handle.cancel
