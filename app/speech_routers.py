"""Joins the prompt library and speech: who may use them, what plays a prompt, and what is spoken ahead."""

import asyncio
from collections import defaultdict
from collections.abc import Awaitable, Callable, Mapping, Sequence

from fastapi import FastAPI
from sqlalchemy.ext.asyncio import AsyncConnection

from agents.configuration import Queue, ToGoodbye
from agents.repository import load_queues
from app.accounts.audit_repository import audit
from app.accounts.user import Session
from app.administration.repository import take_turn
from app.administration.uses import exits_of
from app.calls.configuration import Configuration
from app.fixed_texts import fixed_texts
from app.runtime import Runtime
from app.trials import Trials
from app.web.join import API
from app.web.permissions import Gate
from app.web.routes import add_router
from database.engine import Database
from ivr import prompt_router, speech_router
from ivr.calendar_repository import load_calendars
from ivr.flow_prompts import LibraryPromptPart
from ivr.flow_repository import flow_states
from ivr.flow_words import prompts_in, prompts_of
from ivr.prompt_shelf import PromptShelf
from ivr.prompt_wire import PromptUser
from ivr.repository import load_flows
from ivr.speech import SpeechCache
from ivr.speech_repository import load_speech_rules
from ivr.speech_warm import WarmUp


def join_speech(
    app: FastAPI,
    *,
    gate: Gate,
    database: Database,
    runtime: Runtime,
    speech: SpeechCache,
    warm: WarmUp,
    shelf: PromptShelf,
    trials: Trials,
    announce: Callable[[], Awaitable[None]],
) -> None:
    """Add the prompt library and speech. Supervisors read and listen; administrators write. `announce` follows each change."""
    leads, administrators = gate.allow("supervisor", "admin"), gate.allow("admin")

    async def note(connection: AsyncConnection, session: Session, what: str, subject: str) -> None:
        await audit(connection, at=runtime.clock.now(), actor=str(session.user.id), what=what, subject=subject)

    async def recorded(session: Session, trial: str) -> bytes:
        file = await trials.recorded(session.user.id, trial)
        return await asyncio.to_thread(file.read_bytes)

    add_router(
        app,
        prompt_router.create_router(
            database,
            may_read=leads,
            may_edit=administrators,
            now=runtime.clock.now,
            name_of=lambda session: session.user.name,
            shelf=shelf,
            speech=speech,
            users=prompt_users,
            recorded=recorded,
            take_turn=take_turn,
            audit=note,
            changed=announce,
        ),
        prefix=API,
    )
    add_router(
        app,
        speech_router.create_router(
            database,
            may_read=leads,
            may_edit=administrators,
            speech=speech,
            warm=warm,
            audit=note,
            changed=announce,
        ),
        prefix=API,
    )


def speech_reader(speech: SpeechCache, warm: WarmUp) -> Callable[[AsyncConnection, Configuration], Awaitable[None]]:
    """What follows from a change of anything: speak by the new rules, and speak ahead what is new."""

    async def read(connection: AsyncConnection, configuration: Configuration) -> None:
        rules = await load_speech_rules(connection)
        if rules != speech.rules:
            speech.use(rules)
        warm.put(fixed_texts(configuration))

    return read


async def prompt_users(connection: AsyncConnection) -> Mapping[str, Sequence[PromptUser]]:
    """By prompt, every flow, draft, queue and calendar that plays it."""
    users: defaultdict[str, list[PromptUser]] = defaultdict(list)
    for flow in await load_flows(connection):
        played = [prompt for step in flow.steps for _, prompt in prompts_of(step)]
        for prompt_id in sorted({one.prompt for one in played if isinstance(one, LibraryPromptPart)}):
            users[prompt_id].append(PromptUser(kind="flow", id=flow.id, name=flow.name))
    for state in await flow_states(connection):
        if state.draft is not None:
            for prompt_id in sorted(set(prompts_in(state.draft.document))):
                if all((user.kind, user.id) != ("flow", state.id) for user in users[prompt_id]):
                    users[prompt_id].append(PromptUser(kind="flow", id=state.id, name=state.name, draft=True))
    for queue in await load_queues(connection):
        for prompt_id in sorted(prompts_of_queue(queue)):
            users[prompt_id].append(PromptUser(kind="queue", id=queue.id, name=queue.name))
    for calendar in await load_calendars(connection):
        named = {one.prompt for one in (*calendar.special_days, calendar.manual) if one is not None and one.prompt}
        for prompt_id in sorted(named):
            users[prompt_id].append(PromptUser(kind="calendar", id=calendar.id, name=calendar.name))
    return users


def prompts_of_queue(queue: Queue) -> frozenset[str]:
    """The prompts that a queue names."""
    goodbyes = {leads.prompt for _, leads in exits_of(queue) if isinstance(leads, ToGoodbye)}
    return frozenset({queue.announcements.prompt, queue.agent_prompt, *goodbyes} - {""})
