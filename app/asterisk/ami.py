"""The manager interface for what ARI lacks: one connection, kept alive, seen from asyncio."""

import asyncio
import contextlib
import itertools
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import timedelta
from types import TracebackType
from typing import Self

import structlog

from app.asterisk.ami_connection import AmiConnection, AmiEvent, AmiResponse
from app.asterisk.outgoing_text import safe_text
from app.asterisk.reconnection import reconnect_delays

__all__ = ["AmiAddress", "AmiClient", "AmiDisconnected", "AmiError", "AmiEvent", "AmiResponse", "AmiTimeout"]

_log = structlog.stdlib.get_logger(__name__)

ACTION_TIMEOUT = timedelta(seconds=5)
PING_EVERY = timedelta(seconds=10)


class AmiError(Exception):
    """An action has no answer; whether Asterisk carried it out is unknown."""


class AmiTimeout(AmiError):
    """Asterisk did not answer in time."""


class AmiDisconnected(AmiError):
    """There is no connection, or it was lost before the answer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AmiAddress:
    """Where one Asterisk node listens, and as whom we sign in; `events` names event classes as in `Login`."""

    host: str
    port: int
    username: str
    secret: str = field(repr=False)
    events: str = "system"


class AmiClient:
    """Stays connected from `async with` to its end.

    Callbacks run in the event loop. `on_event` must only enqueue; `on_connected` runs after every sign-in and may
    send actions.
    """

    def __init__(
        self,
        address: AmiAddress,
        *,
        on_event: Callable[[AmiEvent], None],
        on_connected: Callable[[], Awaitable[None]] | None = None,
        action_timeout: timedelta = ACTION_TIMEOUT,
        ping_every: timedelta = PING_EVERY,
    ) -> None:
        self._address = address
        self._on_event = on_event
        self._on_connected = on_connected
        self._timeout = action_timeout
        self._ping_every = ping_every.total_seconds()
        self._action_ids = itertools.count(1)
        # None in place of an answer: the connection was lost first.
        self._pending: dict[str, asyncio.Future[AmiResponse | None]] = {}
        self._connection: AmiConnection | None = None
        self._ready = asyncio.Event()
        self._delays = reconnect_delays()
        # Sending may block on a full socket; one thread keeps the actions in order.
        self._sender = ThreadPoolExecutor(1, thread_name_prefix="ami-sender")
        self._tasks = asyncio.TaskGroup()
        self._running: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Self:
        await self._tasks.__aenter__()
        self._running = self._tasks.create_task(self._stay_connected(), name="ami")
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._running is not None:
            self._running.cancel()
        try:
            # A crash in our own task cancels the body, and the group reports it; the body's own errors pass unwrapped.
            cancelled = isinstance(error, asyncio.CancelledError)
            await self._tasks.__aexit__(*((kind, error, trace) if cancelled else (None, None, None)))
        finally:
            self._sender.shutdown(wait=False)

    @property
    def connected(self) -> bool:
        """Whether actions can be sent."""
        return self._ready.is_set()

    async def wait_connected(self) -> None:
        """Wait until we are signed in."""
        await self._ready.wait()

    async def action(self, name: str, **fields: str) -> AmiResponse:
        """Carry out one action and wait for its response.

        Raises:
            AmiTimeout, AmiDisconnected: the answer is unknown.
            UnsafeText: a value may not reach Asterisk; nothing was sent.
        """
        if not self._ready.is_set() or self._connection is None:
            _check_texts(name, fields)
            raise AmiDisconnected("not connected")
        return await self._exchange(self._connection, name, fields)

    async def _exchange(self, connection: AmiConnection, name: str, fields: dict[str, str]) -> AmiResponse:
        _check_texts(name, fields)
        action_id = f"ringdesk-{next(self._action_ids)}"
        loop = asyncio.get_running_loop()
        answer: asyncio.Future[AmiResponse | None] = loop.create_future()
        self._pending[action_id] = answer
        try:
            async with asyncio.timeout(self._timeout.total_seconds()):
                await loop.run_in_executor(self._sender, connection.transmit, action_id, name, fields)
                response = await answer
        except TimeoutError:
            raise AmiTimeout(f"no answer to {name}") from None
        except OSError:
            if connection is self._connection:
                self._ready.clear()  # the reader notices it too, but perhaps later
            raise AmiDisconnected("connection lost") from None
        finally:
            del self._pending[action_id]
        if response is None:
            raise AmiDisconnected("connection lost")
        return response

    async def _stay_connected(self) -> None:
        while True:
            try:
                await self._serve()
            except (OSError, AmiError) as error:
                _log.warning("ami_connection_failed", error=type(error).__name__)
            await asyncio.sleep(next(self._delays))

    async def _serve(self) -> None:
        """Connect, sign in and ping until the connection ends."""
        loop = asyncio.get_running_loop()
        closed = asyncio.Event()

        def enter_loop(callback: Callable[..., None], *values: object) -> None:
            # The loop may already be closed when the reader thread notices the end.
            with contextlib.suppress(RuntimeError):
                loop.call_soon_threadsafe(callback, *values)

        connection = AmiConnection(
            on_response=lambda action_id, response: enter_loop(self._answer, action_id, response),
            on_event=lambda event: enter_loop(self._on_event, event),
            on_closed=lambda: enter_loop(self._mark_closed, closed),
        )
        try:
            await asyncio.to_thread(connection.open, self._address.host, self._address.port, self._timeout)
            await self._sign_in(connection)
            self._connection = connection
            self._delays = reconnect_delays()
            self._ready.set()
            _log.info("ami_connected")
            if self._on_connected is not None:
                await self._on_connected()
            await self._ping_until(closed, connection)
        finally:
            self._connection = None
            self._ready.clear()
            await asyncio.shield(asyncio.to_thread(connection.close))

    async def _sign_in(self, connection: AmiConnection) -> None:
        address = self._address
        response = await self._exchange(
            connection, "Login", {"Username": address.username, "Secret": address.secret, "Events": address.events}
        )
        if not response.ok:
            raise AmiError("sign-in refused")

    async def _ping_until(self, closed: asyncio.Event, connection: AmiConnection) -> None:
        while not closed.is_set():
            try:
                async with asyncio.timeout(self._ping_every):
                    await closed.wait()
            except TimeoutError:
                await self._exchange(connection, "Ping", {})

    def _answer(self, action_id: str, response: AmiResponse) -> None:
        answer = self._pending.get(action_id)
        if answer is not None and not answer.done():
            answer.set_result(response)

    def _mark_closed(self, closed: asyncio.Event) -> None:
        closed.set()
        self._ready.clear()
        for answer in self._pending.values():
            if not answer.done():
                answer.set_result(None)


def _check_texts(name: str, fields: dict[str, str]) -> None:
    safe_text(name, "action name")
    for key, value in fields.items():
        safe_text(key, "field name")
        safe_text(value, "field value")
