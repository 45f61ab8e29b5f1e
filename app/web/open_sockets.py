"""The websockets that signed-in people hold. They close when the session ends: at once here, within seconds elsewhere.

Sign-out, a disabled account or a new role may also come from another process (the command line), so the sessions of
all open sockets are looked up again every two seconds, in one query.
"""

import asyncio
from collections import Counter
from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager
from typing import Literal
from uuid import UUID

import structlog
from sqlalchemy.exc import SQLAlchemyError

from app.accounts.sessions import Accounts
from app.accounts.user import Session

_LOOK_EVERY_SECONDS = 2
_log = structlog.stdlib.get_logger(__name__)

Ended = asyncio.Event
Left = Callable[[UUID], None]
Use = Literal["live", "phone"]
MOST_SOCKETS: Mapping[Use, int] = {"live": 16, "phone": 8}
"""Of one session: more than anybody's tabs, and few enough that one browser cannot use up the server."""


class TooManySockets(Exception):
    """This session has as many sockets as it may have."""


class OpenSockets:
    """Who has a socket open, and which sessions they belong to."""

    def __init__(self, accounts: Accounts, signed_out: Left) -> None:
        """`signed_out` is told of a person whose sessions have all ended while sockets were open."""
        self._accounts = accounts
        self._signed_out = signed_out
        self._open: dict[str, dict[Ended, Session]] = {}
        self._uses = Counter[tuple[str, Use]]()

    @contextmanager
    def hold(self, session: Session, use: Use) -> Generator[Ended]:
        """Register a socket for as long as the block runs; the event is set when it must close. Raises `TooManySockets`."""
        with self._counted((session.id, use)), self._registered(session) as ended:
            yield ended

    @contextmanager
    def _counted(self, one: tuple[str, Use]) -> Generator[None]:
        if self._uses[one] >= MOST_SOCKETS[one[1]]:
            raise TooManySockets
        self._uses[one] += 1
        try:
            yield
        finally:
            self._uses[one] -= 1
            if not self._uses[one]:
                del self._uses[one]

    @contextmanager
    def _registered(self, session: Session) -> Generator[Ended]:
        ended = Ended()
        self._open.setdefault(session.id, {})[ended] = session
        try:
            yield ended
        finally:
            sockets = self._open.get(session.id, {})
            sockets.pop(ended, None)
            if not sockets:
                self._open.pop(session.id, None)

    def end(self, session: Session) -> None:
        """This session is over: its sockets close, and its person has left unless signed in elsewhere too."""
        for ended in self._open.pop(session.id, {}):
            ended.set()
        others = (other for sockets in self._open.values() for other in sockets.values())
        if not any(other.user.id == session.user.id for other in others):
            self._signed_out(session.user.id)

    async def look(self) -> None:
        """End the sessions that are not good any more, or whose person has another role now."""
        held = {session_id: next(iter(sockets.values())) for session_id, sockets in self._open.items() if sockets}
        good: Mapping[str, Session] = await self._accounts.still_good(held) if held else {}
        for session_id, session in held.items():
            now = good.get(session_id)
            if now is None or now.user.role != session.user.role:
                self.end(session)

    async def run(self) -> None:
        """Look until cancelled. While the database is away nobody is thrown out."""
        while True:
            await asyncio.sleep(_LOOK_EVERY_SECONDS)
            try:
                await self.look()
            except (SQLAlchemyError, OSError) as error:
                _log.warning("sessions_not_checked", error=type(error).__name__)
