"""Joins the routers of business hours and flows: who may use them, and what depends on what."""

import asyncio
from pathlib import Path

from fastapi import FastAPI
from sqlalchemy.ext.asyncio import AsyncConnection

from agents.repository import load_groups, load_queues
from agents.tables import SkillRow
from app.accounts.audit_repository import audit
from app.accounts.user import Session
from app.administration.repository import take_turn
from app.runtime import Runtime
from app.web.join import API
from app.web.permissions import Gate
from app.web.routes import add_router
from database.engine import Database
from ivr import calendar_router as calendars
from ivr import case_router as cases
from ivr import flow_router as flows
from ivr.calendar_repository import load_calendars
from ivr.calendar_router import CalendarUse
from ivr.flow import Flow
from ivr.flow_check import Known
from ivr.flow_repository import load_revisions
from ivr.library_repository import load_prompts
from ivr.repository import load_flows
from ivr.speech_warm import WarmUp, texts_of


def join_ivr(
    app: FastAPI, *, gate: Gate, database: Database, runtime: Runtime, warm: WarmUp, secrets: Path, zone: str
) -> None:
    """Add calendars and flows. Supervisors read them and may close or open by hand; administrators write them.

    `secrets` is the folder of what flows may send to web services, `zone` that of calendars saved without one.
    """
    leads, administrators = gate.allow("supervisor", "admin"), gate.allow("admin")

    async def note(connection: AsyncConnection, session: Session, what: str, subject: str) -> None:
        await audit(connection, at=runtime.clock.now(), actor=str(session.user.id), what=what, subject=subject)

    async def use_of_calendar(connection: AsyncConnection, calendar_id: str) -> CalendarUse:
        queues = await load_queues(connection)
        published = await load_flows(connection)
        return CalendarUse(
            queues=tuple(queue.id for queue in queues if calendar_id in (queue.hours, queue.callback.hours)),
            flows=tuple(flow.id for flow in published if calendar_id in _calendars_of(flow)),
        )

    async def known(connection: AsyncConnection) -> Known:
        published = {flow.id: flow for flow in await load_flows(connection)}
        earlier = {(flow.id, flow.revision): flow for flow in await load_revisions(connection, published)}

        def flow_of(flow_id: str, revision: int) -> Flow | None:
            newest = published.get(flow_id)
            is_newest = newest is not None and revision in (0, newest.revision)
            return newest if is_newest else earlier.get((flow_id, revision))

        return Known(
            queues=frozenset([queue.id for queue in await load_queues(connection)]),
            prompts={saved.prompt.id: frozenset(saved.prompt.contents) for saved in await load_prompts(connection)},
            calendars=frozenset([calendar.id for calendar in await load_calendars(connection)]),
            skills=frozenset([skill.id for skill in await load_groups(connection, SkillRow)]),
            secrets=await asyncio.to_thread(_names_in, secrets),
            flow_of=flow_of,
        )

    async def speak(flow: Flow) -> None:
        async with database.read() as connection:
            library = {saved.prompt.id: saved.prompt for saved in await load_prompts(connection)}
        await warm.demand(texts_of(flow, library))

    add_router(
        app,
        calendars.create_router(
            database,
            may_read=leads,
            may_set_by_hand=leads,
            may_edit=administrators,
            now=runtime.clock.now,
            use_of=use_of_calendar,
            take_turn=take_turn,
            audit=note,
            zone=zone,
        ),
        prefix=API,
    )
    add_router(
        app,
        flows.create_router(
            database,
            may_read=leads,
            may_edit=administrators,
            now=runtime.clock.now,
            name_of=_name_of,
            known=known,
            speak=speak,
            take_turn=take_turn,
            audit=note,
        ),
        prefix=API,
    )
    add_router(
        app,
        cases.create_router(
            database,
            may_read=leads,
            may_edit=administrators,
            now=runtime.clock.now,
            name_of=_name_of,
            known=known,
            audit=note,
        ),
        prefix=API,
    )


def _name_of(session: Session) -> str:
    return session.user.name


def _calendars_of(flow: Flow) -> set[str]:
    return {step.parameters.calendar for step in flow.steps if step.type == "hours"}


def _names_in(folder: Path) -> frozenset[str]:
    return frozenset(file.name for file in folder.iterdir()) if folder.is_dir() else frozenset()
