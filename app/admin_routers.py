"""Joins the administration's routers: who may use them, which live calls hold on to things, and how changes take effect."""

from collections.abc import Awaitable, Callable, Sequence
from uuid import UUID

from fastapi import FastAPI

from agents.state import LoggedOff, NotReady
from app.administration import audit_router, router, sheet_router
from app.administration.administration import Administration
from app.administration.errors import Use
from app.administration.world import Kind
from app.calls.state import Agent, CallCenter
from app.runtime import Runtime
from app.web.join import API
from app.web.permissions import Gate
from app.web.routes import add_router
from database.engine import Database


def join_administration(
    app: FastAPI, *, gate: Gate, database: Database, runtime: Runtime, announce: Callable[[], Awaitable[None]]
) -> Administration:
    """Add the administration. Supervisors read everything but the audit, and change what they lead agents by."""
    administration = Administration(
        database,
        now=runtime.clock.now,
        live_uses=lambda kind, key: live_uses(runtime.center, kind, key),
        announce=announce,
    )
    may_read, may_change = gate.allow("supervisor", "admin"), gate.allow("admin")
    add_router(app, audit_router.create_router(administration, may_change=may_change), prefix=API)
    add_router(app, sheet_router.create_router(administration, may_read=may_read, may_change=may_change), prefix=API)
    add_router(
        app,
        router.create_router(administration, may_read=may_read, may_lead=may_read, may_change=may_change),
        prefix=API,
    )
    return administration


def live_uses(center: CallCenter, kind: Kind, key: str) -> Sequence[Use]:
    """The live calls that wait in a queue or came in by a number, the person who is at work, and what agents have chosen just now.

    A break that was asked for during a call counts as chosen, and so does the disposition of paperwork that is open.
    """
    if kind == "queues":
        waiting = [call for call in center.calls.values() if getattr(call.phase, "queue_id", None) == key]
        return [_live("calls", str(call.id), "in_queue") for call in waiting]
    if kind == "people":
        agent = center.agents.get(UUID(key))
        if agent is not None and not isinstance(agent.state, LoggedOff):
            return [_live("people", key, "signed_in")]
    if kind == "numbers":
        calls = [call for call in center.calls.values() if call.direction == "inbound" and call.dialed_number == key]
        return [_live("calls", str(call.id), "came_in_by") for call in calls]
    if kind == "reasons":
        return [_agent(center, agent, "reason_now") for agent in center.agents.values() if _is_away_for(agent, key)]
    if kind == "dispositions":
        calls = [call for call in center.calls.values() if call.disposition == key]
        writing = [one for one in center.agents.values() if one.wrap_up is not None and one.wrap_up.disposition == key]
        return [
            *(_live("calls", str(call.id), "chosen_now") for call in calls),
            *(_agent(center, agent, "chosen_now") for agent in writing),
        ]
    return []


def _is_away_for(agent: Agent, reason: str) -> bool:
    return agent.next_state == f"not_ready:{reason}" or (
        isinstance(agent.state, NotReady) and agent.state.reason == reason
    )


def _agent(center: CallCenter, agent: Agent, how: str) -> Use:
    profile = center.configuration.agents.get(agent.id)
    return Use(
        kind="people", key=str(agent.id), name="" if profile is None else profile.name, how=how, releasable=False
    )


def _live(kind: str, key: str, how: str) -> Use:
    return Use(kind=kind, key=key, name="", how=how, releasable=False)
