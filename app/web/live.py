"""The live socket: a snapshot, then numbered changes; the browser pings. See `wire.py` for the frames."""

import asyncio
from collections.abc import Callable, Generator
from contextlib import ExitStack, contextmanager
from datetime import timedelta
from functools import partial
from typing import Annotated, assert_never
from uuid import UUID

from fastapi import APIRouter, Depends, WebSocket
from pydantic import TypeAdapter, ValidationError

from app.accounts.user import Session
from app.calls.errors import UnknownAgent
from app.calls.events import AgentSignedIn
from app.web.frames import change_frame, pong_frame, snapshot_frame
from app.web.live_hub import LiveHub, Viewer
from app.web.open_sockets import OpenSockets, TooManySockets
from app.web.page_presence import PagePresences
from app.web.permissions import EVERY_ROLE, FRAMES, Gate
from app.web.ports import Clock, LiveCenter
from app.web.socket_life import NOT_ALLOWED, NOT_UNDERSTOOD, TOO_MANY_PAGES, TRY_AGAIN, close, closed_when, first_of
from app.web.wire_frames import ClientFrame, Ping

SILENCE_LIMIT = timedelta(seconds=30)
_SEND_LIMIT = timedelta(seconds=10)
_LONGEST_FRAME = 4096

_frames: TypeAdapter[ClientFrame] = TypeAdapter(ClientFrame)


def create_router(
    *,
    gate: Gate,
    live: LiveCenter,
    hub: LiveHub,
    sockets: OpenSockets,
    clock: Clock,
    pages: PagePresences,
    silence_limit: timedelta = SILENCE_LIMIT,
) -> APIRouter:
    """`WS /live`."""
    router = APIRouter(tags=["live"])
    anybody = Depends(gate.allow(*EVERY_ROLE))

    @router.websocket("/live")
    async def watch(socket: WebSocket, session: Annotated[Session, anybody]) -> None:
        """Serve one page until it leaves, falls silent or behind, or its session ends."""
        await socket.accept()
        # an empty site would look as if every call had ended
        await live.opened()
        user = session.user
        agent_id = user.id if user.role == "agent" else None
        with ExitStack() as held:
            try:
                ended = held.enter_context(sockets.hold(session, "live"))
            except TooManySockets:
                await close(socket, TOO_MANY_PAGES, "too many pages are open")
                return
            if agent_id is not None:
                try:
                    await live.submit(AgentSignedIn(at=clock.now(), agent_id=agent_id))
                except UnknownAgent:
                    agent_id = None  # an account that is in no queue yet sees the board only
            leads = user.role != "agent"
            with hub.watch(agent_id, user.id, leads=leads) as viewer, _heard(pages, agent_id) as hear:
                code = await first_of(
                    _send_changes(socket, viewer, clock),
                    _hear(socket, session, clock, silence_limit, hear),
                    closed_when(ended, NOT_ALLOWED),
                    closed_when(viewer.cut_off, TRY_AGAIN),
                )
        await close(socket, code)

    return router


@contextmanager
def _heard(pages: PagePresences, agent_id: UUID | None) -> Generator[Callable[[Ping], None]]:
    """What to do with a page's pings: those of agents are signs of life."""
    if agent_id is None:
        yield lambda ping: None
        return
    with pages.hold(agent_id) as page:
        yield partial(pages.hear, agent_id, page)


async def _send_changes(socket: WebSocket, viewer: Viewer, clock: Clock) -> int:
    seq = 0
    await _send(socket, snapshot_frame(seq, clock.now(), viewer.snapshot))
    viewer.snapshot.clear()
    try:
        while True:
            await viewer.filled()
            for tail in viewer.take():
                seq += 1
                await _send(socket, change_frame(seq, tail))
    except TimeoutError:
        return TRY_AGAIN


async def _send(socket: WebSocket, text: str) -> None:
    async with asyncio.timeout(_SEND_LIMIT.total_seconds()):
        await socket.send_text(text)


async def _hear(
    socket: WebSocket, session: Session, clock: Clock, silence_limit: timedelta, hear: Callable[[Ping], None]
) -> int:
    try:
        while True:
            async with asyncio.timeout(silence_limit.total_seconds()):
                text = await socket.receive_text()
            if len(text) > _LONGEST_FRAME:
                return NOT_UNDERSTOOD
            frame = _frames.validate_json(text)
            if session.user.role not in FRAMES.get(frame.type, ()):
                return NOT_ALLOWED
            match frame:
                case Ping():
                    hear(frame)
                    await _send(socket, pong_frame(clock.now()))
                case _:
                    assert_never(frame)
    except TimeoutError:
        return TRY_AGAIN
    except (ValidationError, KeyError):
        # KeyError: starlette's word for a binary frame
        return NOT_UNDERSTOOD
