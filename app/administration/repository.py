"""Reads the whole world that administrators decide, and writes what became of it. Callers own the transaction."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TypeVar, cast
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from agents import repository as agents
from agents.choices import Choice, Group
from agents.configuration import AgentProfile, Queue
from agents.tables import DispositionRow, ReasonRow, SkillRow, TeamRow
from app.accounts import repository as accounts
from app.accounts.user import User
from app.accounts.users import login_key
from app.administration.world import OUTGOING, Difference, Kind, Membership, Person, World
from app.calls.configuration import OutgoingRules
from app.calls.repository import load_rule, save_rule
from ivr import repository as ivr
from ivr.calendar_repository import load_calendars
from ivr.library_repository import load_prompts
from ivr.repository import Number
from reporting.choice_repository import disposition_was_recorded, reason_was_recorded

ThingT = TypeVar("ThingT", Queue, Person, Group, Choice, Number, OutgoingRules)

_TURN = 0x72696E67
"""The advisory lock of changes; the number is arbitrary and must stay."""


async def take_turn(connection: AsyncConnection) -> None:
    """Wait until no other transaction changes the world: what is read from now on stays true until the commit."""
    # SQLite has one writer at a time by itself
    if connection.dialect.name == "postgresql":
        await connection.execute(text("SELECT pg_advisory_xact_lock(:turn)"), {"turn": _TURN})


async def load_world(connection: AsyncConnection) -> World:
    """Everything."""
    profiles = {profile.id: profile for profile in await agents.load_agents(connection, inactive=True)}
    people = [_person(user, closed, profiles.get(user.id)) for user, closed in await accounts.all_users(connection)]
    return World(
        queues={queue.id: queue for queue in await agents.load_queues(connection)},
        people={str(person.id): person for person in people},
        teams={team.id: team for team in await agents.load_groups(connection, TeamRow)},
        skills={skill.id: skill for skill in await agents.load_groups(connection, SkillRow)},
        reasons={reason.code: reason for reason in await agents.load_choices(connection, ReasonRow)},
        dispositions={one.code: one for one in await agents.load_choices(connection, DispositionRow)},
        numbers={number.dialed_number: number for number in await ivr.load_numbers(connection)},
        outgoing={OUTGOING: await load_rule(connection, OUTGOING, OutgoingRules)},
        calendars={calendar.id: calendar.name for calendar in await load_calendars(connection)},
        flows={flow.id: flow for flow in await ivr.load_flows(connection)},
        prompts={saved.prompt.id: saved.prompt.name for saved in await load_prompts(connection)},
    )


async def was_recorded(connection: AsyncConnection, kind: Kind, key: str) -> bool:
    """Whether something of the past is shown with the label of this disposition or reason."""
    match kind:
        case "dispositions":
            return await disposition_was_recorded(connection, key)
        case "reasons":
            return await reason_was_recorded(connection, key)
        case _:
            return False


async def write(
    connection: AsyncConnection, changed: Sequence[Difference], password_hashes: Mapping[UUID, str], at: datetime
) -> None:
    """Write the differences; new accounts need a password hash."""
    await _write_people(connection, changed, password_hashes, at, removing=True)
    await ivr.remove_numbers(connection, _gone(changed, "numbers"))
    await agents.save_queues(connection, _kept(changed, "queues", Queue))
    await agents.save_groups(connection, TeamRow, _kept(changed, "teams", Group))
    await agents.save_groups(connection, SkillRow, _kept(changed, "skills", Group))
    await _write_people(connection, changed, password_hashes, at, removing=False)
    await agents.save_choices(connection, ReasonRow, _kept(changed, "reasons", Choice))
    await agents.save_choices(connection, DispositionRow, _kept(changed, "dispositions", Choice))
    await ivr.save_numbers(connection, _kept(changed, "numbers", Number))
    for rules in _kept(changed, "outgoing", OutgoingRules):
        await save_rule(connection, OUTGOING, rules)
    await agents.remove_choices(connection, ReasonRow, _gone(changed, "reasons"))
    await agents.remove_choices(connection, DispositionRow, _gone(changed, "dispositions"))
    await agents.remove_groups(connection, TeamRow, _gone(changed, "teams"))
    await agents.remove_groups(connection, SkillRow, _gone(changed, "skills"))
    await agents.remove_queues(connection, _gone(changed, "queues"))


async def _write_people(
    connection: AsyncConnection,
    changed: Sequence[Difference],
    password_hashes: Mapping[UUID, str],
    at: datetime,
    *,
    removing: bool,
) -> None:
    if removing:
        gone = [UUID(key) for key in _gone(changed, "people")]
        await agents.remove_agents(connection, gone)
        await accounts.remove_users(connection, gone)
        return
    kept = [one for one in changed if one.kind == "people" and isinstance(one.after, Person)]
    people = [cast("Person", one.after) for one in kept]
    users = [(_user(person), login_key(person.login), person.disabled) for person in people]
    await accounts.put_users(connection, users, password_hashes, at)
    await agents.remove_agents(connection, [person.id for person in people if not person.number])
    takers = [person for person in people if person.number]
    closed = {person.id for person in takers if person.disabled}
    await agents.save_agents(connection, [_profile(person) for person in takers], closed)
    for one in kept:
        if isinstance(one.before, Person) and _signs_out(one.before, cast("Person", one.after)):
            await accounts.delete_sessions_of(connection, one.before.id)


def _signs_out(before: Person, after: Person) -> bool:
    """A session goes on as long as it would be the same if it were begun now."""
    return after.disabled or (before.login, before.role, before.number) != (after.login, after.role, after.number)


def _kept(changed: Sequence[Difference], kind: Kind, type_: type[ThingT]) -> list[ThingT]:
    return [one.after for one in changed if one.kind == kind and isinstance(one.after, type_)]


def _gone(changed: Sequence[Difference], kind: Kind) -> list[str]:
    return [one.key for one in changed if one.kind == kind and one.after is None]


def _person(user: User, closed: bool, profile: AgentProfile | None) -> Person:
    person = Person(
        id=user.id,
        login=user.login,
        name=user.name,
        role=user.role,
        language=user.language,
        disabled=closed,
        number=user.agent_number,
    )
    if profile is None:
        return person
    return Person(
        id=user.id,
        login=user.login,
        name=user.name,
        role=user.role,
        language=user.language,
        disabled=closed,
        number=profile.number,
        team=profile.team,
        skills=profile.skills,
        queues=tuple(
            Membership(queue=queue, position=profile.positions.get(queue), weight=profile.weights.get(queue))
            for queue in profile.queues
        ),
        capacity=profile.capacity,
        auto_answer=profile.auto_answer,
    )


def _user(person: Person) -> User:
    return User(
        id=person.id,
        login=person.login,
        name=person.name,
        role=person.role,
        language=person.language,
        agent_number=person.number,
    )


def _profile(person: Person) -> AgentProfile:
    return AgentProfile(
        id=person.id,
        number=person.number,
        name=person.name,
        queues=tuple(member.queue for member in person.queues),
        positions={member.queue: member.position for member in person.queues if member.position is not None},
        weights={member.queue: member.weight for member in person.queues if member.weight is not None},
        skills=person.skills,
        team=person.team,
        capacity=person.capacity,
        auto_answer=person.auto_answer,
    )
