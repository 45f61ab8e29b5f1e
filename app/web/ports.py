"""What the browser side needs from the rest, in the smallest words."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from app.calls.events import CallEvent
from app.calls.state import CallCenter, Touched
from app.web.wire import WebNumber

Listener = Callable[[CallCenter, CallCenter, Mapping[Touched, None]], None]
WebNumbers = Callable[[], Awaitable[Sequence[WebNumber]]]


class LiveCenter(Protocol):
    """The one door to the live calls."""

    @property
    def center(self) -> CallCenter:
        """What is committed now."""
        ...

    async def opened(self) -> None:
        """Wait until the live calls are loaded."""
        ...

    async def submit(self, event: CallEvent) -> None:
        """Let a command happen; returns after the commit. Raises the refusal."""
        ...

    def post(self, event: CallEvent) -> None:
        """Let something happen, without waiting."""
        ...

    def subscribe(self, listener: Listener) -> Callable[[], None]:
        """Call `listener(before, after, touched)` after each commit; the answer ends it."""
        ...


class Clock(Protocol):
    """Where `at` comes from."""

    def now(self) -> datetime:
        """The present moment, aware, in UTC."""
        ...
