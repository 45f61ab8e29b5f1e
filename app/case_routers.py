"""Joins the routes about cases: who may see which, and what the audit log and the CRM are told."""

from datetime import datetime
from uuid import UUID

from fastapi import FastAPI
from sqlalchemy.ext.asyncio import AsyncConnection

from app.accounts.audit_repository import audit
from app.accounts.user import Session
from app.case_sight import case_sight
from app.desk_routers import in_hand
from app.runtime import Runtime
from app.web.join import API
from app.web.permissions import EVERY_ROLE, Gate
from app.web.routes import add_router
from customers import case_router
from customers.case import written
from customers.case_repository import CaseSight, Found
from customers.case_router import CaseDoor
from customers.person import Person
from database.engine import Database
from reporting.record import CaseRecord
from reporting.repository import add_case_message, find_story, took_part


def join_cases(app: FastAPI, *, gate: Gate, database: Database, runtime: Runtime, region: str) -> None:
    """Add cases. Agents see their own, nobody's, and those of the caller on their present call; who leads sees all."""

    def sight(session: Session) -> CaseSight | None:
        return case_sight(runtime.center, session, region)

    def person(session: Session) -> Person:
        return Person(id=session.user.id, name=session.user.name)

    def agent(agent_id: UUID) -> Person | None:
        profile = runtime.center.configuration.agents.get(agent_id)
        return None if profile is None else Person(id=agent_id, name=profile.name)

    async def had_part(connection: AsyncConnection, session: Session, interaction_id: UUID) -> bool:
        if session.user.role != "agent":
            live = interaction_id in runtime.center.calls
            return live or await find_story(connection, interaction_id) is not None
        if in_hand(runtime, session.user.id) == interaction_id:
            return True
        return await took_part(connection, interaction_id, session.user.id)

    async def note(connection: AsyncConnection, session: Session, what: str, case_id: UUID) -> None:
        actor = str(session.user.id)
        await audit(connection, at=runtime.clock.now(), actor=actor, what=what, subject=str(case_id))

    async def tell(connection: AsyncConnection, found: Found, what: str, at: datetime) -> None:
        await connection.run_sync(add_case_message, _record(found, what, at))

    router = case_router.create_router(
        database,
        region=region,
        permission=gate.allow(*EVERY_ROLE),
        door=CaseDoor(
            person=person,
            sight=sight,
            agent=agent,
            took_part=had_part,
            audit=note,
            tell=tell,
        ),
        now=runtime.clock.now,
    )
    add_router(app, router, prefix=API)


def _record(found: Found, what: str, at: datetime) -> CaseRecord:
    case, fields = found.case, found.case.fields
    return CaseRecord(
        id=case.id,
        number=written(case.number),
        what=what,
        version=case.version,
        subject=fields.subject,
        kind=fields.kind,
        priority=fields.priority,
        state=case.state,
        text=fields.text,
        customer_id=case.customer_id,
        caller_number=case.caller_number,
        owner_name="" if fields.owner is None else fields.owner.name,
        due_at=fields.due_at,
        result=case.result,
        department="" if case.finding is None else case.finding.department,
        finding="" if case.finding is None else case.finding.text,
        at=at,
    )
