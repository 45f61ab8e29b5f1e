"""All that administrators decide, as values: a change is a function from one `World` to the next. Pure."""

import hashlib
from collections.abc import Mapping, Sequence
from typing import Literal, cast, get_args
from uuid import UUID

import msgspec
from msgspec import Struct, structs

from agents.choices import Choice, Group
from agents.configuration import Queue
from app.accounts.user import ConsoleLanguage, Role
from app.administration.errors import ChangedMeanwhile, NoSuchThing
from app.calls.configuration import OutgoingRules
from ivr.flow import Flow
from ivr.repository import Number

Kind = Literal["queues", "people", "teams", "skills", "reasons", "dispositions", "numbers", "outgoing"]
KINDS: tuple[Kind, ...] = get_args(Kind)
OUTGOING = "outgoing"
"""The key of the one thing of its kind."""


class Membership(Struct, frozen=True, kw_only=True):
    """An agent serves a queue. `position` orders a linear queue, `weight` counts in a weighted random one."""

    queue: str
    position: int | None = None
    weight: int | None = None


class Person(Struct, frozen=True, kw_only=True):
    """Somebody with an account. People who take calls have a `number`, and all that follows it."""

    id: UUID
    login: str
    name: str
    role: Role
    language: ConsoleLanguage = ""
    disabled: bool = False
    number: str = ""
    team: str = ""
    skills: dict[str, int] = {}
    queues: tuple[Membership, ...] = ()
    capacity: dict[str, int] = {}
    auto_answer: bool = False


Thing = Queue | Person | Group | Choice | Number | OutgoingRules
Document = dict[str, object]

TYPES: Mapping[Kind, type[Thing]] = {
    "queues": Queue,
    "people": Person,
    "teams": Group,
    "skills": Group,
    "reasons": Choice,
    "dispositions": Choice,
    "numbers": Number,
    "outgoing": OutgoingRules,
}


class World(Struct, frozen=True, kw_only=True):
    """Everything at one moment, by key. `flows` are only referred to here; `calendars` are
    the opening hours, with their names, and `prompts` those of the library."""

    queues: Mapping[str, Queue] = {}
    people: Mapping[str, Person] = {}
    teams: Mapping[str, Group] = {}
    skills: Mapping[str, Group] = {}
    reasons: Mapping[str, Choice] = {}
    dispositions: Mapping[str, Choice] = {}
    numbers: Mapping[str, Number] = {}
    outgoing: Mapping[str, OutgoingRules] = {}
    flows: Mapping[str, Flow] = {}
    calendars: Mapping[str, str] = {}
    prompts: Mapping[str, str] = {}


class Difference(Struct, frozen=True, kw_only=True):
    """What became of one thing: None before means added, None after means removed."""

    kind: Kind
    key: str
    before: Thing | None
    after: Thing | None


def things(world: World, kind: Kind) -> Mapping[str, Thing]:
    """Everything of a kind, by key."""
    return cast("Mapping[str, Thing]", getattr(world, kind))


def key_of(thing: Thing) -> str:
    """What a thing is known by in its kind."""
    match thing:
        case Choice():
            return thing.code
        case Number():
            return thing.dialed_number
        case OutgoingRules():
            return OUTGOING
        case _:
            return str(thing.id)


def name_of(thing: Thing) -> str:
    """What people call it."""
    match thing:
        case Choice():
            return thing.labels.get("en") or next(iter(thing.labels.values()), thing.code)
        case Number():
            return thing.name or thing.dialed_number
        case OutgoingRules():
            return OUTGOING
        case _:
            return thing.name


def put(world: World, kind: Kind, changed: Mapping[str, Thing | None]) -> World:
    """The world with these things instead; None removes one."""
    kept = dict(things(world, kind))
    for key, thing in changed.items():
        if thing is None:
            kept.pop(key, None)
        else:
            kept[key] = thing
    return structs.replace(world, **{kind: kept})


def differences(before: World, after: World) -> Sequence[Difference]:
    """Everything that is not the same, kind by kind in the order in which it can be written."""
    found: list[Difference] = []
    for kind in KINDS:
        old, new = things(before, kind), things(after, kind)
        if old is new:
            continue
        found += [
            Difference(kind=kind, key=key, before=old.get(key), after=new.get(key))
            for key in sorted(old.keys() | new.keys())
            if old.get(key) != new.get(key)
        ]
    return found


def document(thing: Thing) -> Document:
    """The thing in plain values, as it is kept in the audit and told apart by `version`."""
    return cast("Document", msgspec.to_builtins(thing, order="deterministic"))


def from_document(kind: Kind, kept: object) -> Thing:
    """The thing again; fields that did not exist when it was kept take their defaults."""
    return msgspec.convert(kept, TYPES[kind])


def version(thing: Thing) -> str:
    """A short name for exactly these values: an editor who began with other values is told."""
    return hashlib.sha256(msgspec.json.encode(thing, order="deterministic")).hexdigest()[:16]


def demand_version(world: World, kind: Kind, key: str, seen: str | None) -> Thing:
    """The thing, if it still is as it was seen. Raises `NoSuchThing` or `ChangedMeanwhile`."""
    thing = things(world, kind).get(key)
    if thing is None:
        raise NoSuchThing
    if seen is not None and version(thing) != seen:
        raise ChangedMeanwhile
    return thing
