"""Joins the routers of business hours and flows: who may use them, and what depends on what."""

from fastapi import FastAPI
from sqlalchemy.ext.asyncio import AsyncConnection

from agents.repository import load_queues
from app.accounts.audit_repository import audit
from app.accounts.user import Session
from app.runtime import Runtime
from app.web.join import API
from app.web.permissions import Gate
from database.engine import Database
from ivr import calendar_router as calendars
from ivr.calendar_router import CalendarUse


def join_ivr(app: FastAPI, *, gate: Gate, database: Database, runtime: Runtime) -> None:
    """Add calendars. Supervisors read them and may close or open by hand; administrators write them."""
    leads, administrators = gate.allow("supervisor", "admin"), gate.allow("admin")

    async def note(connection: AsyncConnection, session: Session, what: str, subject: str) -> None:
        await audit(connection, at=runtime.clock.now(), actor=str(session.user.id), what=what, subject=subject)

    async def use_of_calendar(calendar_id: str) -> CalendarUse:
        async with database.read() as connection:
            queues = await load_queues(connection)
        return CalendarUse(queues=tuple(queue.id for queue in queues if queue.hours == calendar_id))

    router = calendars.create_router(
        database,
        may_read=leads,
        may_set_by_hand=leads,
        may_edit=administrators,
        now=runtime.clock.now,
        use_of=use_of_calendar,
        audit=note,
    )
    app.include_router(router, prefix=API)
