"""Searching, sorting and paging of what is administered. Pure: a site has thousands of these things, not millions."""

from collections.abc import Callable, Mapping, Sequence
from typing import Literal

from msgspec import Struct

from agents.choices import Choice
from agents.configuration import Queue
from app.administration.world import Kind, Person, Thing, World, key_of, name_of, things
from ivr.repository import Number

Order = Literal["name", "key", "number", "role", "team", "position", "priority", "active"]


class Wanted(Struct, frozen=True, kw_only=True):
    """What to list. `queue`, `team` and `skill` narrow people; `role` and `active` too."""

    search: str = ""
    sort: Order | None = None
    descending: bool = False
    page: int = 1
    size: int = 50
    role: str = ""
    team: str = ""
    queue: str = ""
    skill: str = ""
    active: bool | None = None


def listed(world: World, kind: Kind, wanted: Wanted) -> tuple[Sequence[Thing], int]:
    """A page of the things of a kind, and how many there are on all pages."""
    found = [thing for thing in things(world, kind).values() if _is_wanted(world, thing, wanted)]
    found.sort(key=_rank(wanted.sort or ("position" if kind in ("reasons", "dispositions") else "name")))
    if wanted.descending:
        found.reverse()
    start = (wanted.page - 1) * wanted.size
    return found[start : start + wanted.size], len(found)


def _is_wanted(world: World, thing: Thing, wanted: Wanted) -> bool:
    words = wanted.search.casefold().split()
    text = _text(world, thing).casefold() if words else ""
    if not all(word in text for word in words):
        return False
    if wanted.active is not None and _is_active(thing) != wanted.active:
        return False
    if isinstance(thing, Person):
        return (
            (not wanted.role or thing.role == wanted.role)
            and (not wanted.team or thing.team == wanted.team)
            and (not wanted.skill or wanted.skill in thing.skills)
            and (not wanted.queue or any(member.queue == wanted.queue for member in thing.queues))
        )
    if isinstance(thing, Choice):
        return not wanted.queue or not thing.queues or wanted.queue in thing.queues
    return True


def _is_active(thing: Thing) -> bool:
    return not thing.disabled if isinstance(thing, Person) else not isinstance(thing, Choice) or thing.active


def _text(world: World, thing: Thing) -> str:
    """Everything by which a thing may be looked for."""
    match thing:
        case Person():
            team = world.teams.get(thing.team)
            queues = [world.queues[member.queue].name for member in thing.queues if member.queue in world.queues]
            words = [thing.login, thing.name, thing.number, thing.role, team.name if team else "", *queues]
            return " ".join([*words, *thing.skills])
        case Choice():
            return " ".join([thing.code, thing.category, *thing.labels.values()])
        case Number():
            return f"{thing.dialed_number} {thing.name} {thing.flow_id}"
        case Queue():
            return f"{thing.id} {thing.name} {thing.strategy}"
        case _:
            return f"{key_of(thing)} {name_of(thing)} {getattr(thing, 'description', '')}"


def _rank(sort: Order) -> Callable[[Thing], tuple[object, ...]]:
    ranks: Mapping[Order, Callable[[Thing], object]] = {
        "name": lambda thing: name_of(thing).casefold(),
        "key": key_of,
        "number": lambda thing: getattr(thing, "number", ""),
        "role": lambda thing: getattr(thing, "role", ""),
        "team": lambda thing: getattr(thing, "team", ""),
        "position": lambda thing: getattr(thing, "position", 0),
        "priority": lambda thing: thing.priority if isinstance(thing, Queue) else 0,
        "active": lambda thing: not _is_active(thing),
    }
    by = ranks[sort]
    return lambda thing: (by(thing), name_of(thing).casefold(), key_of(thing))
