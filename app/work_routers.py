"""Joins the routes about waiting and about what is promised to callers."""

from collections.abc import Collection
from uuid import UUID

from fastapi import FastAPI
from sqlalchemy.ext.asyncio import AsyncConnection

from app.accounts.audit_repository import audit
from app.accounts.user import Session
from app.runtime import Runtime
from app.web import callbacks, work_list
from app.web.join import API
from app.web.permissions import Gate
from app.web.routes import add_router
from customers import work_router
from customers.person import Person
from database.engine import Database
from reporting import estimate_router, flow_router


def join_work(app: FastAPI, *, gate: Gate, database: Database, runtime: Runtime, region: str) -> None:
    """Add the work list and the truth of told waits. Agents see their own items and the free ones of their queues."""

    async def note(connection: AsyncConnection, session: Session, what: str, item_id: UUID) -> None:
        actor = str(session.user.id)
        await audit(connection, at=runtime.clock.now(), actor=actor, what=what, subject=str(item_id))

    def queues(session: Session) -> Collection[str] | None:
        return None if session.user.role != "agent" else queues_served(runtime, session.user.id)

    everybody, leads = gate.allow("agent", "supervisor", "admin"), gate.allow("supervisor", "admin")
    routers = (
        work_router.create_router(
            database,
            region=region,
            permission=everybody,
            person=lambda session: Person(id=session.user.id, name=session.user.name),
            queues_of=queues,
            knows_queue=lambda queue_id: queue_id in runtime.center.configuration.queues,
            audit=note,
            now=runtime.clock.now,
        ),
        estimate_router.create_router(database, permission=leads),
        flow_router.create_router(database, permission=leads, now=runtime.clock.now),
    )
    for router in routers:
        add_router(app, router, prefix=API)
    add_router(app, callbacks.create_router(gate=gate, live=runtime, clock=runtime.clock), prefix=API)
    add_router(app, work_list.create_router(gate=gate, live=runtime, database=database), prefix=API)


def queues_served(runtime: Runtime, agent_id: UUID) -> Collection[str]:
    """The queues that an agent takes calls of."""
    profile = runtime.center.configuration.agents.get(agent_id)
    return () if profile is None else profile.queues
