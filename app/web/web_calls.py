"""Calls from a web page, by visitors and by designers: a line of its own for each, few at a time, gone when it is not used any more.

Lines outlive the application: the page of a call that goes on comes back with the same ticket.
"""

import asyncio
import secrets
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from uuid import UUID

import anyio
import structlog
from fastapi import APIRouter, Depends, Request
from msgspec import Struct

from app.accounts.visitors import VisitorLine, VisitorLines, hashed
from app.calls.phone_lines import WEB_CONTEXT, PhoneLine, PhoneLines
from app.web.permissions import Gate, NotPermitted
from app.web.phone_names import SIP_PATH, new_secret, new_web_line, sip_uri
from app.web.ports import Clock, WebNumbers
from app.web.rate import Rate, TooManyRequests
from app.web.wire import PhoneCredentials, WebCallRequest, WebNumber

MOST_LINES = 50
TICKET_LIFE = timedelta(minutes=2)
LONGEST_CALL = timedelta(hours=2)
_SWEEP_SECONDS = 5
# a socket that is coming back may overlap with the one that has not yet been seen to break
_MOST_SOCKETS = 2
_log = structlog.stdlib.get_logger(__name__)


class NumberNotOnTheWeb(Exception):
    """The number is not ours, or not offered on the web."""

    code = "number_not_on_the_web"


class _Line(Struct):
    name: str
    dialed_number: str
    owner: UUID | None
    opened_at: datetime
    idle_since: datetime
    ended: asyncio.Event
    sockets: int = 0
    is_over: bool = False


class WebLines:
    """The lines that visitors hold. A ticket opens the SIP socket; a line without a socket is removed."""

    def __init__(self, *, phone_lines: PhoneLines, numbers: WebNumbers, clock: Clock, kept: VisitorLines) -> None:
        self._phone_lines = phone_lines
        self._kept = kept
        self._numbers = numbers
        self._clock = clock
        self._lines: dict[str, _Line] = {}
        """By the hash of the ticket."""
        self._per_address = Rate(burst=5, every=timedelta(seconds=20))
        self._together = Rate(burst=30, every=timedelta(seconds=1))
        self._per_owner = Rate(burst=10, every=timedelta(seconds=5))

    async def numbers(self) -> Sequence[WebNumber]:
        """What may be rung from the web."""
        return await self._numbers()

    async def open(self, dialed_number: str, address: str) -> PhoneCredentials:
        """A line and its ticket.

        Raises:
            TooManyRequests: this address, or all together, ask too often or hold too many lines.
            NumberNotOnTheWeb, PhoneLineUnavailable: as they say.
        """
        at = self._clock.now()
        self._per_address.demand(address, at)
        self._together.demand("", at)
        self._demand_room()
        if dialed_number not in {number.dialed_number for number in await self._numbers()}:
            raise NumberNotOnTheWeb
        return await self._opened(dialed_number, None, "")

    async def open_own(self, dialed_number: str, owner: UUID, caller_number: str = "") -> PhoneCredentials:
        """A line for this person alone, to any number of ours, which seems to come from `caller_number`.

        Raises:
            TooManyRequests, PhoneLineUnavailable: as `open`.
        """
        self._per_owner.demand(owner.hex, self._clock.now())
        return await self._opened(dialed_number, owner, caller_number)

    def end(self, dialed_number: str) -> None:
        """The one call of a line of somebody's own is over: the line goes with the next sweep, when its last words are through."""
        for line in self._lines.values():
            if line.owner is not None and line.dialed_number == dialed_number:
                line.is_over = True

    def owner_of(self, ticket: str) -> UUID | None:
        """Who alone may use the ticket; None: whoever has it."""
        line = self._lines.get(hashed(ticket))
        return None if line is None else line.owner

    def _demand_room(self) -> None:
        if len(self._lines) >= MOST_LINES:
            raise TooManyRequests(timedelta(seconds=_SWEEP_SECONDS))

    async def _opened(self, dialed_number: str, owner: UUID | None, caller_number: str) -> PhoneCredentials:
        self._demand_room()
        at = self._clock.now()
        ticket, secret = secrets.token_urlsafe(24), new_secret()
        key, line = hashed(ticket), _Line(new_web_line(), dialed_number, owner, at, at, asyncio.Event())
        self._lines[key] = line
        try:
            await self._kept.keep(
                VisitorLine(ticket=key, name=line.name, dialed_number=dialed_number, owner=owner, opened_at=at)
            )
            await self._phone_lines.open_line(
                PhoneLine(
                    name=line.name,
                    secret=secret,
                    context=WEB_CONTEXT,
                    dialed_number=dialed_number,
                    caller_number=caller_number,
                )
            )
        except BaseException:
            # the next sweep removes what is left of it
            line.is_over = True
            raise
        return PhoneCredentials(
            uri=sip_uri(line.name),
            username=line.name,
            password=secret,
            display_name="Web",
            websocket_path=f"{SIP_PATH}?ticket={ticket}",
            dial=sip_uri(dialed_number),
        )

    def demand(self, ticket: str) -> None:
        """Raises `NotPermitted` unless the ticket is good. A page that lost its socket may come back for a while."""
        line = self._lines.get(hashed(ticket))
        if line is None or line.sockets >= _MOST_SOCKETS or _is_over(line, self._clock.now()):
            raise NotPermitted

    @contextmanager
    def hold(self, ticket: str) -> Generator[asyncio.Event]:
        """Use a ticket for one SIP socket; the event is set when the line is taken away."""
        self.demand(ticket)
        line = self._lines[hashed(ticket)]
        line.sockets += 1
        try:
            yield line.ended
        finally:
            line.sockets -= 1
            line.idle_since = self._clock.now()

    async def restore(self) -> None:
        """Take up the lines of an earlier run. Their pages have a while to come back."""
        at = self._clock.now()
        for line in await self._kept.load():
            self._lines.setdefault(
                line.ticket, _Line(line.name, line.dialed_number, line.owner, line.opened_at, at, asyncio.Event())
            )

    async def sweep(self) -> None:
        """Remove lines that are not used any more; what cannot be removed now is tried again."""
        at = self._clock.now()
        for key, line in list(self._lines.items()):
            if _is_over(line, at):
                line.ended.set()
                try:
                    await self._remove(key, line)
                except Exception as error:  # noqa: BLE001 - whatever Asterisk or the database raise, the next sweep may succeed
                    _log.warning("web_line_not_removed", error=type(error).__name__)

    async def run(self) -> None:
        """Take up what an earlier run left, then sweep until cancelled. Lines stay: their calls go on without us."""
        restored = False
        while True:
            restored = restored or await self._restored()
            await anyio.sleep(_SWEEP_SECONDS)
            await self.sweep()

    async def _restored(self) -> bool:
        try:
            await self.restore()
        except Exception as error:  # noqa: BLE001 - a database that is away comes back
            _log.warning("web_lines_not_restored", error=type(error).__name__)
            return False
        return True

    async def _remove(self, key: str, line: _Line) -> None:
        await self._phone_lines.close_line(line.name)
        await self._kept.drop(key)
        self._lines.pop(key, None)


def create_router(*, gate: Gate, lines: WebLines) -> APIRouter:
    """`GET /web-numbers` and `POST /web-calls`."""
    router = APIRouter(tags=["web calls"], dependencies=[Depends(gate.public())])

    @router.get("/web-numbers")
    async def list_numbers() -> list[WebNumber]:
        """The lines that visitors may ring."""
        return list(await lines.numbers())

    @router.post("/web-calls")
    async def open_line(wanted: WebCallRequest, request: Request) -> PhoneCredentials:
        """A SIP account for one call from this page."""
        return await lines.open(wanted.dialed_number, request.client.host if request.client else "")

    return router


def _is_over(line: _Line, at: datetime) -> bool:
    unused = not line.sockets and at - line.idle_since >= TICKET_LIFE
    return line.is_over or unused or at - line.opened_at >= LONGEST_CALL
