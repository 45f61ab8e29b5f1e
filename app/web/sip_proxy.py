"""SIP over websocket from a browser to Asterisk, which listens on loopback only. Messages pass unread.

An agent comes with the session's cookie, a visitor with a ticket, a designer who calls a draft with both. What they may do
beyond reaching Asterisk is decided there: each account is known by its secret (digest) and rings only into its own dialplan
context. Callers of this machine, who are known by its address alone, have another address than browsers.
"""

import asyncio
from collections.abc import Generator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from datetime import timedelta
from http import HTTPStatus
from typing import Annotated
from urllib.parse import urlsplit
from uuid import UUID

import structlog
from fastapi import APIRouter, Depends, Response, WebSocket
from msgspec import Struct
from starlette.requests import HTTPConnection
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, WebSocketException
from websockets.typing import Subprotocol

from app.accounts.user import Session
from app.calls.events import PhoneChanged
from app.calls.phone_lines import BROWSERS_ADDRESS, is_loopback
from app.web.open_sockets import OpenSockets, TooManySockets
from app.web.permissions import Declared, Gate, NotPermitted, Permission
from app.web.phone_names import SIP_PATH
from app.web.ports import Clock, LiveCenter
from app.web.rate import Rate
from app.web.socket_life import NORMAL, NOT_ALLOWED, TOO_BIG, TRY_AGAIN, UPSTREAM_AWAY, close, closed_when, first_of
from app.web.web_calls import WebLines

LONGEST_MESSAGE = 65_536
_BURST, _EVERY = 200, timedelta(milliseconds=20)
_CONNECT_SECONDS = 5
_SIP = Subprotocol("sip")
_log = structlog.stdlib.get_logger(__name__)


class AgentPhones:
    """Open SIP sockets per agent: the phone is lost when the last one closes."""

    def __init__(self, live: LiveCenter, clock: Clock) -> None:
        self._live = live
        self._clock = clock
        self._open: dict[UUID, int] = {}

    @contextmanager
    def hold(self, agent_id: UUID) -> Generator[None]:
        """Count one socket for as long as the block runs."""
        self._open[agent_id] = self._open.get(agent_id, 0) + 1
        try:
            yield
        finally:
            self._open[agent_id] -= 1
            if not self._open[agent_id]:
                del self._open[agent_id]
                self._live.post(PhoneChanged(at=self._clock.now(), agent_id=agent_id, reachable=False))


class Entry(Struct, frozen=True):
    """By what a browser came in: a session, a ticket, or both."""

    session: Session | None
    ticket: str | None


class TicketOrAgent(Declared):
    """The ways in: an agent's session, a ticket for one call, or a ticket of somebody's own with that person's session."""

    def __init__(self, agents: Permission, designers: Permission, lines: WebLines) -> None:
        super().__init__(agents.roles)
        self._agents = agents
        self._designers = designers
        self._lines = lines

    async def __call__(self, connection: HTTPConnection) -> Entry:
        """Raises `NotSignedIn` or `NotPermitted`."""
        ticket = connection.query_params.get("ticket")
        if ticket is None:
            return Entry(await self._agents(connection), None)
        self._lines.demand(ticket)
        owner = self._lines.owner_of(ticket)
        if owner is None:
            return Entry(None, ticket)
        session = await self._designers(connection)
        if session.user.id != owner:
            raise NotPermitted
        return Entry(session, ticket)


def create_router(
    *, gate: Gate, sip_url: str, clock: Clock, phones: AgentPhones, lines: WebLines, sockets: OpenSockets
) -> APIRouter:
    """`WS /sip`."""
    router = APIRouter(tags=["phone"])
    entry = Depends(TicketOrAgent(gate.allow("agent"), gate.allow("admin"), lines))

    @router.websocket(SIP_PATH)
    async def proxy(socket: WebSocket, who: Annotated[Entry, entry]) -> None:
        """Carry SIP until either side leaves, or the session or the line ends."""
        with ExitStack() as held:
            ended: list[asyncio.Event] = []
            try:
                if who.ticket is not None:
                    ended.append(held.enter_context(lines.hold(who.ticket)))
                if who.session is not None:
                    ended.append(held.enter_context(sockets.hold(who.session, "phone")))
            except TooManySockets:
                # before it opens: a phone whose socket opened and closed would come back each second
                await socket.send_denial_response(Response(status_code=HTTPStatus.TOO_MANY_REQUESTS))
                return
            if who.session is not None and who.ticket is None:
                held.enter_context(phones.hold(who.session.user.id))
            await _serve(socket, sip_url, clock, ended)

    return router


async def _serve(socket: WebSocket, sip_url: str, clock: Clock, ended: Sequence[asyncio.Event]) -> None:
    if _SIP not in socket.scope["subprotocols"]:
        await socket.close(NOT_ALLOWED)
        return
    try:
        upstream = await connect(
            sip_url,
            subprotocols=[_SIP],
            proxy=None,
            compression=None,
            open_timeout=_CONNECT_SECONDS,
            close_timeout=1,
            max_size=LONGEST_MESSAGE,
            local_addr=(BROWSERS_ADDRESS, 0) if is_loopback(urlsplit(sip_url).hostname or "") else None,
        )
    except (OSError, TimeoutError, WebSocketException) as error:
        _log.warning("sip_upstream_away", error=type(error).__name__)
        await socket.accept(subprotocol=_SIP)
        await close(socket, UPSTREAM_AWAY)
        return
    async with upstream:
        await socket.accept(subprotocol=_SIP)
        code = await first_of(
            _browser_to_asterisk(socket, upstream, clock),
            _asterisk_to_browser(upstream, socket),
            *(closed_when(one, NOT_ALLOWED) for one in ended),
        )
    await close(socket, code)


async def _browser_to_asterisk(socket: WebSocket, upstream: ClientConnection, clock: Clock) -> int:
    rate = Rate(_BURST, _EVERY)
    try:
        while True:
            message = await socket.receive()
            if message["type"] == "websocket.disconnect":
                return NORMAL
            text: str | bytes = message.get("text") or message.get("bytes") or b""
            if len(text) > LONGEST_MESSAGE:
                return TOO_BIG
            if rate.take("", clock.now()):
                return TRY_AGAIN
            await upstream.send(text)
    except ConnectionClosed:
        return UPSTREAM_AWAY


async def _asterisk_to_browser(upstream: ClientConnection, socket: WebSocket) -> int:
    # an Asterisk that is killed does not say that it leaves
    with suppress(ConnectionClosed):
        async for message in upstream:
            if isinstance(message, str):
                await socket.send_text(message)
            else:
                await socket.send_bytes(message)
    return UPSTREAM_AWAY
