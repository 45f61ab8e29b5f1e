"""Joins the knowledge base: who reads, writes and approves articles, and which of them a call asks for."""

from uuid import UUID

from fastapi import FastAPI
from sqlalchemy.ext.asyncio import AsyncConnection

from app.accounts.audit_repository import audit
from app.accounts.user import Session
from app.calls.errors import CallNotYours
from app.calls.state import CallCenter
from app.web import suggested_articles
from app.web.join import API
from app.web.permissions import Gate
from app.web.ports import Clock, LiveCenter
from app.web.routes import add_router
from app.web.view_of_call import call_item
from database.engine import Database
from knowledge_base import router as articles
from knowledge_base import search_router
from knowledge_base.article import Language, Person


def join_knowledge(app: FastAPI, *, gate: Gate, database: Database, live: LiveCenter, clock: Clock) -> None:
    """Add articles. Agents read what is for their queues, and for that of the call in hand; who leads reads and decides all."""
    everybody, leads = gate.allow("agent", "supervisor", "admin"), gate.allow("supervisor", "admin")

    def person(session: Session) -> Person:
        user = session.user
        queues = None
        if user.role == "agent":
            queues = {*_queues_served(live.center, user.id), *_queue_in_hand(live.center, user.id)}
        return Person(id=user.id, name=user.name, leads=user.role != "agent", queues=queues)

    def demand_call(session: Session, call_id: UUID) -> None:
        if session.user.role == "agent" and call_in_hand(live.center, session.user.id) != call_id:
            raise CallNotYours(call_id)

    async def note(connection: AsyncConnection, session: Session, what: str, subject: UUID) -> None:
        actor = str(session.user.id)
        await audit(connection, at=clock.now(), actor=actor, what=what, subject=str(subject))

    # what has a name of its own comes before the routes that take an article's id in its place
    routers = (
        suggested_articles.create_router(gate=gate, live=live, database=database, person=person),
        search_router.create_router(
            database,
            permission=everybody,
            leads=leads,
            person=person,
            language_of=_language_of,
            demand_call=demand_call,
            audit=note,
            now=clock.now,
        ),
        articles.create_router(database, permission=everybody, person=person, audit=note, now=clock.now),
    )
    for router in routers:
        add_router(app, router, prefix=API)


def call_in_hand(center: CallCenter, agent_id: UUID) -> UUID | None:
    """The call that rings for an agent, is talked, or is written about."""
    agent = center.agents.get(agent_id)
    if agent is None:
        return None
    return agent.wrap_up.id if agent.wrap_up is not None else getattr(agent.state, "call_id", None)


def _queues_served(center: CallCenter, agent_id: UUID) -> tuple[str, ...]:
    profile = center.configuration.agents.get(agent_id)
    return () if profile is None else tuple(profile.queues)


def _queue_in_hand(center: CallCenter, agent_id: UUID) -> tuple[str, ...]:
    agent = center.agents.get(agent_id)
    if agent is not None and agent.wrap_up is not None:
        return (agent.wrap_up.queue_id,) if agent.wrap_up.queue_id else ()
    call_id = call_in_hand(center, agent_id)
    call = None if call_id is None else center.calls.get(call_id)
    item = None if call is None else call_item(center, call, agent_id)
    return () if item is None or not item.queue_id else (item.queue_id,)


def _language_of(session: Session) -> Language:
    return "en" if session.user.language == "en" else "zh-CN"
