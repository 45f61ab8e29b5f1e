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


class PhoneLineUnavailable(Exception):
    """Asterisk cannot be asked for a line now."""

    code = "phone_line_unavailable"


class PhoneLine(Protocol):
    """Makes and removes the SIP accounts of browser phones."""

    async def open_line(
        self,
        name: str,
        secret: str,
        display_name: str,
        context: str,
        dialed_number: str = "",
        caller_number: str = "",
    ) -> None:
        """A WebRTC endpoint of this name; an existing one gets the new secret. Raises `PhoneLineUnavailable`.

        Whatever the browser dials, its calls are for `dialed_number`; without one it cannot call. With a `caller_number` its calls
        come from there, whatever the browser says.
        """
        ...

    async def close_line(self, name: str) -> None:
        """Remove it; gone already is fine. Raises `PhoneLineUnavailable`."""
        ...
