"""What one edit makes of many selected things. Pure."""

from collections.abc import Callable, Mapping, Sequence

import msgspec
from msgspec import structs

from agents.choices import Choice
from agents.configuration import Queue
from app.administration.wire import ChoicesEdit, DispositionsEdit, NumbersEdit, PeopleEdit, QueuesEdit
from app.administration.world import Kind, Membership, Person, Thing, World, demand_version, put
from ivr.repository import Number

BulkEdit = PeopleEdit | QueuesEdit | ChoicesEdit | NumbersEdit
_QUEUE_FIELDS = (
    "strategy",
    "priority",
    "weight",
    "ring_timeout",
    "wrap_up",
    "wrap_up_mode",
    "disposition_required",
    "service_level",
    "service_level_target",
    "hours",
    "music",
    "announce_agent",
)


def edited(world: World, kind: Kind, wanted: BulkEdit) -> World:
    """The world after the edit. Raises `NoSuchThing` or `ChangedMeanwhile` when a selection is not as it was seen."""
    seen = {key: demand_version(world, kind, key, version or None) for key, version in wanted.ids.items()}
    change = _change(wanted)
    world = put(world, kind, {key: change(thing) for key, thing in seen.items()})
    if isinstance(wanted, ChoicesEdit) and wanted.order is not None:
        world = _ordered(world, kind, wanted.order)
    return world


def _change(wanted: BulkEdit) -> Callable[[Thing], Thing]:
    def change(thing: Thing) -> Thing:
        match thing, wanted:
            case Person(), PeopleEdit():
                return _person(thing, wanted)
            case Queue(), QueuesEdit():
                return _queue(thing, wanted)
            case Choice(), ChoicesEdit():
                given = _given(wanted, ("active", "category"))
                if isinstance(wanted, DispositionsEdit) and wanted.queues is not None:
                    given["queues"] = tuple(wanted.queues)
                return structs.replace(thing, **given)
            case Number(), NumbersEdit():
                return structs.replace(thing, **_given(wanted, ("flow_id", "language", "web")))
            case _:
                return thing

    return change


def _queue(queue: Queue, wanted: QueuesEdit) -> Queue:
    given = _given(wanted, _QUEUE_FIELDS)
    if wanted.callback_hours is not None:
        given["callback"] = structs.replace(queue.callback, hours=wanted.callback_hours)
    return structs.replace(queue, **given)


def _person(person: Person, wanted: PeopleEdit) -> Person:
    skills = {skill: level for skill, level in person.skills.items() if skill not in wanted.remove_skills}
    added = [msgspec.convert(member.model_dump(), Membership) for member in wanted.add_queues]
    replaced = {member.queue for member in added} | set(wanted.remove_queues)
    queues = (*(member for member in person.queues if member.queue not in replaced), *added)
    return structs.replace(
        person,
        skills={**skills, **wanted.add_skills},
        queues=tuple(sorted(queues, key=lambda member: member.queue)),
        **_given(wanted, ("team", "auto_answer", "disabled", "capacity")),
    )


def _ordered(world: World, kind: Kind, order: Sequence[str]) -> World:
    choices: Mapping[str, Choice] = world.reasons if kind == "reasons" else world.dispositions
    rank = {code: place for place, code in enumerate(order)}
    ordered = sorted(choices.values(), key=lambda choice: (rank.get(choice.code, len(rank)), choice.position))
    return put(
        world, kind, {choice.code: structs.replace(choice, position=place) for place, choice in enumerate(ordered)}
    )


def _given(wanted: BulkEdit, fields: Sequence[str]) -> dict[str, object]:
    return {field: value for field in fields if (value := getattr(wanted, field)) is not None}
