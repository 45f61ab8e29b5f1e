"""The fake's ARI websockets: events out, REST in, one socket per application, and each socket's requests in line."""

import asyncio
import json
from base64 import b64encode
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, suppress
from http import HTTPStatus
from typing import TYPE_CHECKING, cast
from urllib.parse import parse_qs, unquote, urlsplit

from websockets.asyncio.server import Server, ServerConnection, serve
from websockets.exceptions import ConnectionClosed
from websockets.http11 import Request, Response

from tests.fakes.asterisk_parts import SECRET, USER
from tests.fakes.asterisk_rest import respond

if TYPE_CHECKING:
    from tests.fakes.asterisk import FakeAsterisk


class AriServer:
    """Serves one application; a second socket replaces the first, whose requests still work. Sockets of others only ask."""

    def __init__(self, asterisk: "FakeAsterisk") -> None:
        self._asterisk = asterisk
        self._owner: asyncio.Queue[str] | None = None
        self._sockets: set[ServerConnection] = set()
        self._disallowed: set[str] = set()
        self._allowed: set[str] = set()
        self.silent = False
        self.port = 0

    @asynccontextmanager
    async def running(self) -> AsyncGenerator[Server]:
        """Listen on a free port."""
        async with serve(self._serve, "127.0.0.1", 0, process_request=self._admit, compression=None) as server:
            self.port = next(iter(server.sockets)).getsockname()[1]
            yield server

    @property
    def sockets(self) -> int:
        """How many are connected, of whatever application."""
        return len(self._sockets)

    @property
    def has_application(self) -> bool:
        """Whether a controller is connected."""
        return self._owner is not None

    def filter_events(self, body: dict[str, list[dict[str, str]]]) -> None:
        """Take the lists of the event filter; they outlive the socket."""
        self._allowed = {item["type"] for item in body.get("allowed", [])}
        self._disallowed = {item["type"] for item in body.get("disallowed", [])}

    def send_event(self, event: dict[str, object]) -> None:
        """To the controller, if there is one and it wants this type."""
        if self._owner is not None:
            self._send(self._owner, event)

    async def drop(self) -> None:
        """Cut all sockets without a goodbye."""
        for socket in tuple(self._sockets):
            socket.transport.abort()
            await socket.wait_closed()

    def _send(self, outgoing: asyncio.Queue[str], message: dict[str, object]) -> None:
        kind = str(message["type"])
        # The real one filters its own answers like events.
        if kind not in self._disallowed and (not self._allowed or kind in self._allowed):
            outgoing.put_nowait(json.dumps(message))

    def _admit(self, connection: ServerConnection, request: Request) -> Response | None:
        expected = "Basic " + b64encode(f"{USER}:{SECRET}".encode()).decode()
        if request.headers.get("Authorization") != expected:
            return connection.respond(HTTPStatus.UNAUTHORIZED, "Authentication required\n")
        return None

    async def _serve(self, socket: ServerConnection) -> None:
        outgoing: asyncio.Queue[str] = asyncio.Queue()
        assert socket.request is not None, "the handshake is over"
        if parse_qs(urlsplit(socket.request.path).query)["app"] == [self._asterisk.app]:
            if self._owner is not None:
                self._send(self._owner, {"type": "ApplicationReplaced", "application": self._asterisk.app})
            self._owner = outgoing
        self._sockets.add(socket)
        writer = asyncio.create_task(self._write(socket, outgoing))
        try:
            async for text in socket:
                await self._answer(outgoing, cast("dict[str, object]", json.loads(text)))
        except ConnectionClosed:
            pass
        finally:
            writer.cancel()
            self._sockets.discard(socket)
            if self._owner is outgoing:
                self._owner = None

    async def _write(self, socket: ServerConnection, outgoing: asyncio.Queue[str]) -> None:
        with suppress(ConnectionClosed):
            while True:
                await socket.send(await outgoing.get())

    async def _answer(self, outgoing: asyncio.Queue[str], message: dict[str, object]) -> None:
        if self.silent:
            return
        method, uri = str(message["method"]), str(message["uri"])
        pairs = cast("list[dict[str, str]]", message.get("query_strings", []))
        text = message.get("message_body")
        path = [unquote(part) for part in uri.split("/")]
        self._asterisk.requests.append((method, uri))
        self._asterisk.asked.set()
        query = {pair["name"]: pair["value"] for pair in pairs}
        await self._thread_of_channel(method, path, query)
        status, body = respond(
            self._asterisk,
            method,
            path,
            query,
            json.loads(text) if isinstance(text, str) else None,
        )
        response: dict[str, object] = {
            "type": "RESTResponse",
            "transaction_id": "",
            "request_id": message.get("request_id", ""),
            "status_code": status,
            "reason_phrase": HTTPStatus(status).phrase,
            "uri": uri,
        }
        if body is not None:
            response |= {"content_type": "application/json", "message_body": json.dumps(body)}
        self._send(outgoing, response)

    async def _thread_of_channel(self, method: str, path: list[str], query: dict[str, str]) -> None:
        """What a channel's own thread does comes after what plays to it; the socket waits, and its later requests with it."""
        match method, *path:
            case "POST", "channels", channel_id, "answer" | "variable" | "variables":
                await self._asterisk.until_silent(channel_id)
            case "POST", "bridges", _, "addChannel" | "removeChannel":
                await self._asterisk.until_silent(query["channel"])
            case _:
                pass
