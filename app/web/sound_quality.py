"""What an agent's page measured of its sound, while the call lasts and just after its end."""

from typing import Annotated
from uuid import UUID

import msgspec
from fastapi import APIRouter, Depends

from app.accounts.user import Session
from app.calls.call_commands import QualityReported
from app.calls.errors import CallNotYours
from app.calls.interaction import Quality
from app.calls.measured import LATE, heard
from app.web import wire_calls
from app.web.permissions import Gate
from app.web.ports import Clock, LiveCenter
from database.engine import Database
from reporting.quality_repository import change_quality
from reporting.record import QualityRecord


def create_router(*, gate: Gate, live: LiveCenter, clock: Clock, database: Database) -> APIRouter:
    """`/desk/calls/{id}/quality`."""
    router = APIRouter(prefix="/desk", tags=["desk"])
    agent = Depends(gate.allow("agent"))

    @router.post("/calls/{call_id}/quality", status_code=204)
    async def report_quality(call_id: UUID, measured: wire_calls.Quality, session: Annotated[Session, agent]) -> None:
        """Keep what the page measured with the agent's part of the call; the last stretch comes when the call is written down."""
        report = QualityReported(
            at=clock.now(),
            agent_id=session.user.id,
            call_id=call_id,
            packet_loss=measured.packet_loss,
            jitter_ms=measured.jitter_ms,
            round_trip_ms=measured.round_trip_ms,
            mos=measured.mos,
        )
        try:
            await live.submit(report)
        except CallNotYours:
            if call_id in live.center.calls or not await _written_down(report):
                raise

    async def _written_down(report: QualityReported) -> bool:
        def change(before: QualityRecord | None) -> QualityRecord:
            known = None if before is None else msgspec.convert(before, Quality, from_attributes=True)
            return msgspec.convert(heard(known, report), QualityRecord, from_attributes=True)

        async with database.write() as connection:
            return await change_quality(connection, report.call_id, report.agent_id, report.at - LATE, change)

    return router
