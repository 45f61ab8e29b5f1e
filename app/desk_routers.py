"""Joins the capabilities' routers: who may use them, and how they reach the live calls."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from fastapi import FastAPI

from agents.state import named
from app.accounts.audit_repository import audit
from app.accounts.user import Session
from app.calls.events import CustomerFound
from app.case_sight import case_sight
from app.runtime import Runtime
from app.web import search, sound_quality
from app.web.join import API
from app.web.permissions import Gate
from app.web.routes import add_router
from app.work_routers import queues_served
from customers import router as customers
from customers.numbers import forms
from customers.profile import CustomerSummary
from customers.repository import numbers_of
from customers.work_repository import message_for
from database.engine import Database
from recording import router as recordings
from recording.listening import Listenings
from recording.repository import StoredRecording, of_interaction
from recording.store import RecordingStore
from reporting import day_router as day
from reporting import router as interactions
from reporting import spell_router as spells
from reporting import survey_router as surveys
from reporting.record import CustomerRecord, SpellRecord
from reporting.repository import link_customer, took_part


def join_capabilities(
    app: FastAPI, *, gate: Gate, database: Database, runtime: Runtime, shelf: RecordingStore, region: str, zone: str
) -> None:
    """Add customers, interactions and recordings. Agents see their own interactions and hear their own calls alone."""

    async def announce(session: Session, call_id: UUID, customer: CustomerSummary) -> None:
        if in_hand(runtime, session.user.id) == call_id:
            await runtime.submit(CustomerFound(at=runtime.clock.now(), call_id=call_id, customer=customer))
            async with database.write() as connection:
                await link_customer(connection, call_id, _record(customer))

    async def may_hear(session: Session, interaction_id: UUID, recording_id: str) -> bool:
        if session.user.role != "agent":
            return True
        async with database.read() as connection:
            queues = queues_served(runtime, session.user.id)
            heard = await took_part(connection, interaction_id, session.user.id)
            return heard or await message_for(connection, interaction_id, recording_id, queues)

    async def note(session: Session, what: str, subject: str) -> None:
        async with database.write() as connection:
            await audit(connection, at=runtime.clock.now(), actor=str(session.user.id), what=what, subject=subject)

    listenings = Listenings(runtime.clock.now)

    async def note_hearing(session: Session, what: str, subject: str) -> None:
        if what != "recording_heard" or listenings.begins(session.user.id, subject):
            await note(session, what, subject)

    async def recordings_of(interaction_id: UUID) -> Sequence[StoredRecording]:
        return await database.look(lambda connection: of_interaction(connection, interaction_id))

    def only_own(session: Session) -> UUID | None:
        return session.user.id if session.user.role == "agent" else None

    everybody = gate.allow("agent", "supervisor", "admin")
    routers = (
        customers.create_router(
            database, region=region, permission=everybody, announce=announce, now=runtime.clock.now
        ),
        interactions.create_router(
            database,
            permission=everybody,
            only_own=only_own,
            recordings_of=recordings_of,
            forms_of_number=lambda typed: forms(typed, region) or (typed,),
            numbers_of=numbers_of,
            audit=note,
        ),
        day.create_router(
            database,
            permission=gate.allow("agent"),
            agent_of=lambda session: session.user.id,
            lasting=lambda session, until: _lasting(runtime, session.user.id, until),
            now=runtime.clock.now,
            zone=zone,
        ),
        spells.create_router(
            database, permission=everybody, only_own=only_own, agent_of=lambda session: session.user.id, audit=note
        ),
        surveys.create_router(database, permission=everybody, only_own=only_own),
        recordings.create_router(shelf, permission=everybody, may_hear=may_hear, audit=note_hearing),
    )
    for router in routers:
        add_router(app, router, prefix=API)
    add_router(
        app, sound_quality.create_router(gate=gate, live=runtime, clock=runtime.clock, database=database), prefix=API
    )
    add_router(
        app,
        search.create_router(
            gate=gate,
            live=runtime,
            database=database,
            region=region,
            clock=runtime.clock,
            sight=lambda session: case_sight(runtime.center, session, region),
        ),
        prefix=API,
    )


def in_hand(runtime: Runtime, agent_id: UUID) -> UUID | None:
    """The call that an agent talks on or finishes the paperwork of."""
    agent = runtime.center.agents.get(agent_id)
    if agent is None:
        return None
    return agent.wrap_up.id if agent.wrap_up is not None else getattr(agent.state, "call_id", None)


def _lasting(runtime: Runtime, agent_id: UUID, until: datetime) -> SpellRecord | None:
    """The state that lasts, as far as the given moment."""
    agent = runtime.center.agents.get(agent_id)
    if agent is None:
        return None
    state, reason = named(agent.state)
    return SpellRecord(
        agent_id=agent_id, state=state, reason=reason, started_at=agent.since, ended_at=until, next_state=state
    )


def _record(customer: CustomerSummary) -> CustomerRecord:
    return CustomerRecord(
        id=customer.id,
        name=customer.name,
        tier=customer.tier,
        company=customer.company,
        number=customer.number,
        note=customer.note,
    )
