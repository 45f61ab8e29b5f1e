"""Designers' calls into drafts, and what they record by telephone: a trial, a line to it, and what came of it."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from pathlib import Path
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from app.accounts.audit_repository import audit
from app.accounts.user import Session
from app.calls.state import CallCenter, Touched
from app.web.ports import LiveCenter
from app.web.web_calls import WebLines
from app.web.wire_calls import TrialLine
from database.engine import Database
from ivr.errors import NothingRecorded, RecordingNotThere
from ivr.flow import Flow
from ivr.phone_recording import FLOW_ID
from ivr.trial_repository import add_trial, load_trials
from recording.store import RecordingStore
from reporting.trial_repository import is_over, recording_of

PATIENCE_SECONDS = 10.0
"""How long somebody waits for a recording to be stored after the call."""
_LOOK_EVERY_SECONDS = 0.2


class Trials:
    """Begins trials for one site. `announce` lets the live calls know what was stored."""

    def __init__(
        self,
        *,
        database: Database,
        live: LiveCenter,
        lines: WebLines,
        shelf: RecordingStore,
        now: Callable[[], datetime],
        announce: Callable[[], Awaitable[None]],
    ) -> None:
        self._database = database
        self._lines = lines
        self._shelf = shelf
        self._now = now
        self._announce = announce
        live.subscribe(self._tell)

    async def begin(
        self, session: Session, flow: Flow, language: str, caller_number: str = "", *, what: str, subject: str
    ) -> TrialLine:
        """A copy of the flow that this person may call now, and the line to it; audited as `what` of `subject`.

        Raises:
            TooManyRequests, PhoneLineUnavailable: no line can be had.
        """
        async with self._database.write() as connection:
            made = await add_trial(connection, flow, language=language, made_at=self._now(), made_by=session.user.id)
            await audit(connection, at=self._now(), actor=str(session.user.id), what=what, subject=subject)
        await self._announce()
        phone = await self._lines.open_own(made.dialed_number, session.user.id, caller_number)
        return TrialLine(**dict(phone), trial=made.dialed_number)

    async def recorded(self, user_id: UUID, trial: str) -> Path:
        """What this person recorded by phone, once the call is over.

        Raises:
            RecordingNotThere: there is no such call of this person's, or it goes on.
            NothingRecorded: nothing was said on it.
        """
        async with self._database.read() as connection:
            since = await _made_at(connection, user_id, trial)
        if since is None:
            raise RecordingNotThere
        clock = asyncio.get_running_loop().time
        until = clock() + PATIENCE_SECONDS
        while True:
            async with self._database.read() as connection:
                over = await is_over(connection, trial, since)
                recording_id = await recording_of(connection, trial, since)
            if over and recording_id is None:
                raise NothingRecorded
            file = None if recording_id is None else await self._shelf.file_of(recording_id)
            if file is not None:
                return file
            if clock() >= until:
                raise RecordingNotThere
            await asyncio.sleep(_LOOK_EVERY_SECONDS)

    def _tell(self, before: CallCenter, after: CallCenter, touched: Mapping[Touched, None]) -> None:
        """A trial is called once."""
        for thing in touched:
            if thing[0] == "call" and thing[1] not in after.calls:
                call = before.calls.get(thing[1])
                if call is not None and call.test:
                    self._lines.end(call.dialed_number)


async def _made_at(connection: AsyncConnection, user_id: UUID, trial: str) -> datetime | None:
    for kept in await load_trials(connection):
        if kept.dialed_number == trial and kept.made_by == user_id and kept.flow.id == FLOW_ID:
            return kept.made_at
    return None
