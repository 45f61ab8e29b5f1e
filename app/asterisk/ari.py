"""The one websocket to Asterisk's REST interface: events in, requests out."""

import asyncio
import contextlib
import itertools
from base64 import b64encode
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from types import TracebackType
from typing import Self
from urllib.parse import urlencode

import structlog
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, WebSocketException

from app.asterisk.ari_messages import (
    AriRequest,
    AriResponse,
    Json,
    JsonObject,
    Method,
    Outcome,
    decode_message,
    decode_response,
    encode_request,
    outcome_of,
)
from app.asterisk.reconnection import reconnect_delays

_log = structlog.stdlib.get_logger(__name__)

REQUEST_TIMEOUT = timedelta(seconds=5)
PING_EVERY = timedelta(seconds=5)
PING_TIMEOUT = timedelta(seconds=10)
# GET /channels of a node with thousands of calls arrives as one message.
_LARGEST_MESSAGE = 64 * 1024 * 1024


class AriError(Exception):
    """A request has no answer; whether Asterisk carried it out is unknown."""


class AriTimeout(AriError):
    """Asterisk did not answer in time."""


class AriDisconnected(AriError):
    """There is no connection, or it was lost before the answer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AriAddress:
    """Where one Asterisk node listens, and as whom we sign in."""

    host: str
    port: int
    username: str
    password: str = field(repr=False)
    app: str = "ringdesk"
    prefix: str = "/ari"

    @property
    def url(self) -> str:
        """The events websocket; the password travels in a header, because URLs end up in logs."""
        query = urlencode({"app": self.app, "subscribeAll": "false"})
        return f"ws://{self.host}:{self.port}{self.prefix}/events?{query}"

    @property
    def authorization(self) -> str:
        """HTTP basic authentication (RFC 7617)."""
        return "Basic " + b64encode(f"{self.username}:{self.password}".encode()).decode()


class AriClient:
    """Stays connected from `async with` to its end, until another controller takes the application over.

    Callbacks run in the event loop. `on_event` and `on_disconnected` must only enqueue: a slow reader is cut off by
    Asterisk. `on_connected` runs after every connect, beside the reader, and may send requests; when it raises
    AriError the connection is closed and tried again. `on_replaced` means that a second controller owns the
    application now: the client has stopped for good, and this process must stop commanding calls, because its
    requests would still be obeyed.
    """

    def __init__(
        self,
        address: AriAddress,
        *,
        on_event: Callable[[JsonObject], None],
        on_connected: Callable[[], Awaitable[None]] | None = None,
        on_disconnected: Callable[[], None] | None = None,
        on_replaced: Callable[[], None] | None = None,
        request_timeout: timedelta = REQUEST_TIMEOUT,
        ping_every: timedelta = PING_EVERY,
        ping_timeout: timedelta = PING_TIMEOUT,
    ) -> None:
        self._address = address
        self._on_event = on_event
        self._on_connected = on_connected
        self._on_disconnected = on_disconnected
        self._on_replaced = on_replaced
        self._request_timeout = request_timeout.total_seconds()
        self._ping_every = ping_every.total_seconds()
        self._ping_timeout = ping_timeout.total_seconds()
        self._request_ids = itertools.count(1)
        # None in place of an answer: the connection was lost first.
        self._pending: dict[str, asyncio.Future[AriResponse | None]] = {}
        self._connection: ClientConnection | None = None
        self._ready = asyncio.Event()
        self._replaced = False
        self._tasks = asyncio.TaskGroup()
        self._running: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Self:
        await self._tasks.__aenter__()
        self._running = self._tasks.create_task(self._stay_connected(), name="ari")
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._running is not None:
            self._running.cancel()
        # A crash in our own task cancels the body, and the group reports it; the body's own errors pass unwrapped.
        cancelled = isinstance(error, asyncio.CancelledError)
        await self._tasks.__aexit__(*((kind, error, trace) if cancelled else (None, None, None)))

    @property
    def connected(self) -> bool:
        """Whether requests can be sent and `on_connected` has ended well."""
        return self._ready.is_set()

    @property
    def replaced(self) -> bool:
        """Whether another controller has taken the application over."""
        return self._replaced

    async def wait_connected(self) -> None:
        """Wait until the connection stands and `on_connected` has ended well."""
        await self._ready.wait()

    async def request(
        self,
        method: Method,
        path: str,
        *,
        query: Mapping[str, str] | None = None,
        body: Mapping[str, Json] | None = None,
    ) -> AriResponse:
        """Send one request whose path has plain parts only; see `send` for parts that come from outside."""
        parts = tuple(path.strip("/").split("/"))
        return await self._exchange(AriRequest(method=method, path=parts, query=query or {}, body=body))

    async def send(self, request: AriRequest) -> Outcome:
        """Send one request and say what its answer means.

        Raises:
            AriTimeout, AriDisconnected: the answer is unknown.
            UnsafeText: a value may not reach Asterisk; nothing was sent.
        """
        return outcome_of(request, await self._exchange(request))

    async def _exchange(self, request: AriRequest) -> AriResponse:
        request_id = str(next(self._request_ids))
        text = encode_request(request, request_id)
        connection = self._connection
        if connection is None:
            raise AriDisconnected("not connected")
        answer: asyncio.Future[AriResponse | None] = asyncio.get_running_loop().create_future()
        self._pending[request_id] = answer
        try:
            async with asyncio.timeout(self._request_timeout):
                await connection.send(text)
                response = await answer
        except TimeoutError:
            raise AriTimeout(f"no answer to {request.method} {request.path[0]}") from None
        except ConnectionClosed:
            raise AriDisconnected("connection lost") from None
        finally:
            del self._pending[request_id]
        if response is None:
            raise AriDisconnected("connection lost")
        return response

    async def _stay_connected(self) -> None:
        delays = reconnect_delays()
        while not self._replaced:
            try:
                async with self._connect() as connection:
                    if await self._serve(connection):
                        delays = reconnect_delays()
            except (OSError, TimeoutError, WebSocketException, AriError) as error:
                _log.warning("ari_connection_failed", error=type(error).__name__)
            if not self._replaced:
                await asyncio.sleep(next(delays))
        if self._on_replaced is not None:
            self._on_replaced()

    def _connect(self) -> connect:
        return connect(
            self._address.url,
            additional_headers={"Authorization": self._address.authorization},
            compression=None,
            # A proxy from the environment must never see the control connection.
            proxy=None,
            open_timeout=self._request_timeout,
            close_timeout=1,
            ping_interval=self._ping_every,
            ping_timeout=self._ping_timeout,
            max_size=_LARGEST_MESSAGE,
            user_agent_header=None,
        )

    async def _serve(self, connection: ClientConnection) -> bool:
        """Read until the connection ends; return whether it was ever ready for use."""
        self._connection = connection
        reader = asyncio.create_task(self._read(connection), name="ari-reader")
        try:
            if await self._prepare(reader):
                self._ready.set()
                _log.info("ari_connected")
            await reader
            return self._ready.is_set()
        finally:
            reader.cancel()
            await asyncio.wait((reader,))
            self._forget_connection()

    async def _prepare(self, reader: asyncio.Task[None]) -> bool:
        """Run `on_connected`, but not longer than the connection lives."""
        if self._on_connected is None:
            return True
        preparation = asyncio.ensure_future(self._on_connected())
        try:
            await asyncio.wait((preparation, reader), return_when=asyncio.FIRST_COMPLETED)
            if not preparation.done():
                return False
            preparation.result()
            return True
        finally:
            preparation.cancel()
            await asyncio.wait((preparation,))

    async def _read(self, connection: ClientConnection) -> None:
        with contextlib.suppress(ConnectionClosed):
            async for text in connection:
                self._receive(text)
                if self._replaced:
                    return

    def _receive(self, text: str | bytes) -> None:
        message = decode_message(text)
        if message is None:
            _log.warning("ari_message_unreadable")
        elif message.get("type") == "RESTResponse":
            answer = self._pending.get(str(message.get("request_id")))
            if answer is not None and not answer.done():
                answer.set_result(decode_response(message))
        elif message.get("type") == "ApplicationReplaced":
            _log.error("ari_application_replaced")
            self._replaced = True
        else:
            self._on_event(message)

    def _forget_connection(self) -> None:
        self._connection = None
        for answer in self._pending.values():
            if not answer.done():
                answer.set_result(None)
        was_ready = self._ready.is_set()
        self._ready.clear()
        if was_ready and self._on_disconnected is not None:
            self._on_disconnected()
