"""What depends on a thing, and the world without these dependences. Pure."""

import re
from collections.abc import Callable, Iterator, Sequence
from uuid import UUID

from msgspec import structs

from agents.choices import Choice
from agents.configuration import Exit, Overflow, Queue, Relaxation, Stay, ToAgent, ToQueue
from app.administration.errors import Use
from app.administration.world import Kind, Person, Thing, World, name_of, put

_EXITS = ("on_full", "on_long_wait", "on_nobody", "on_closed")


def uses_of(world: World, kind: Kind, key: str, thing: Thing | None = None) -> Sequence[Use]:
    """Everything that would be left without this thing, which is `thing` where the world has it no more."""
    match kind:
        case "queues":
            return [*_of_queue(world, key)]
        case "people":
            person = thing or world.people.get(key)
            led_to = [
                _use("queues", queue.id, queue.name, how)
                for queue in world.queues.values()
                for how, leads in exits_of(queue)
                if isinstance(leads, ToAgent) and str(leads.agent_id) == key
            ]
            return [*led_to, *(_naming(world, person.number) if isinstance(person, Person) else ())]
        case "teams":
            return [_person(person, "team_member") for person in world.people.values() if person.team == key]
        case "skills":
            skilled = [_person(person, "skilled") for person in world.people.values() if key in person.skills]
            required = [
                _use("queues", queue.id, queue.name, "requirement")
                for queue in world.queues.values()
                if any(need.skill == key for step in queue.requirements for need in step.needs)
            ]
            return [*_asking(world, key), *required, *skilled]
        case "numbers":
            shown = [
                _use("queues", queue.id, queue.name, "caller_id")
                for queue in world.queues.values()
                if queue.caller_id == key
            ]
            offered = [
                _use("outgoing", held, "", "caller_id") for held, one in world.outgoing.items() if key in one.caller_ids
            ]
            return [*shown, *offered]
        case "reasons" | "dispositions" | "outgoing":
            return []


def released(world: World, kind: Kind, key: str) -> World:
    """The world in which nothing depends on the thing any more, as far as that can be."""
    match kind:
        case "queues":
            world = put(
                world,
                "people",
                {
                    held: structs.replace(person, queues=tuple(m for m in person.queues if m.queue != key))
                    for held, person in world.people.items()
                    if any(member.queue == key for member in person.queues)
                },
            )
            world = put(
                world,
                "dispositions",
                {
                    code: _choice_without(choice, key)
                    for code, choice in world.dispositions.items()
                    if key in choice.queues
                },
            )
            return _without_exits(world, lambda leads: isinstance(leads, ToQueue) and leads.queue_id == key)
        case "people":
            return _without_exits(world, lambda leads: isinstance(leads, ToAgent) and str(leads.agent_id) == key)
        case "teams":
            left = {held: structs.replace(one, team="") for held, one in world.people.items() if one.team == key}
            return put(world, "people", left)
        case "skills":
            return _without_skill(world, key)
        case "numbers":
            return _without_caller_id(world, key)
        case "reasons" | "dispositions" | "outgoing":
            return world


def exits_of(queue: Queue) -> Iterator[tuple[str, Exit]]:
    """Every way out of a queue, with the place it is at."""
    for place in _EXITS:
        yield f"overflow.{place}", getattr(queue.overflow, place)
    for key, leads in queue.keys.items():
        yield f"keys.{key}", leads


def _of_queue(world: World, key: str) -> Iterator[Use]:
    for flow in world.flows.values():
        if any(getattr(step.parameters, "queue", None) == key for step in flow.steps):
            numbers = [number for number in world.numbers.values() if number.flow_id == flow.id]
            yield _use("flows", flow.id, flow.name, "flow", releasable=False)
            for number in numbers:
                yield _use("numbers", number.dialed_number, name_of(number), "through_flow", releasable=False)
    for queue in world.queues.values():
        if queue.id == key:
            continue
        for how, leads in exits_of(queue):
            if isinstance(leads, ToQueue) and leads.queue_id == key:
                yield _use("queues", queue.id, queue.name, how)
    for person in world.people.values():
        if any(member.queue == key for member in person.queues):
            yield _person(person, "member")
    for choice in world.dispositions.values():
        if key in choice.queues:
            yield _use("dispositions", choice.code, name_of(choice), "offered_in")


def _asking(world: World, skill: str) -> Iterator[Use]:
    """Flows with a step that asks for the skill."""
    for flow in world.flows.values():
        if any(one.skill == skill for step in flow.steps for one in getattr(step.parameters, "skills", ())):
            yield _use("flows", flow.id, flow.name, "requirement", releasable=False)


def _naming(world: World, agent_number: str) -> Iterator[Use]:
    """Flows with a step whose expression for an agent has this number in it."""
    if not agent_number:
        return
    number = re.compile(rf"(?<!\w){re.escape(agent_number)}(?!\w)")
    for flow in world.flows.values():
        if any(number.search(getattr(step.parameters, "agent", None) or "") for step in flow.steps):
            yield _use("flows", flow.id, flow.name, "flow", releasable=False)


def _without_caller_id(world: World, number: str) -> World:
    queues = {
        queue.id: structs.replace(queue, caller_id="") for queue in world.queues.values() if queue.caller_id == number
    }
    outgoing = {
        held: structs.replace(one, caller_ids=tuple(shown for shown in one.caller_ids if shown != number))
        for held, one in world.outgoing.items()
        if number in one.caller_ids
    }
    return put(put(world, "queues", queues), "outgoing", outgoing)


def _without_exits(world: World, leads_there: Callable[[Exit], bool]) -> World:
    changed: dict[str, Queue] = {}
    for queue in world.queues.values():
        if not any(leads_there(leads) for _, leads in exits_of(queue)):
            continue
        kept = {place: Stay() for place in _EXITS if leads_there(getattr(queue.overflow, place))}
        overflow: Overflow = structs.replace(queue.overflow, **kept)
        keys = {key: leads for key, leads in queue.keys.items() if not leads_there(leads)}
        changed[queue.id] = structs.replace(queue, overflow=overflow, keys=keys)
    return put(world, "queues", changed)


def _without_skill(world: World, skill: str) -> World:
    people = {
        key: structs.replace(person, skills={code: level for code, level in person.skills.items() if code != skill})
        for key, person in world.people.items()
        if skill in person.skills
    }
    queues = {
        queue.id: structs.replace(queue, requirements=tuple(_step_without(step, skill) for step in queue.requirements))
        for queue in world.queues.values()
        if any(need.skill == skill for step in queue.requirements for need in step.needs)
    }
    return put(put(world, "people", people), "queues", queues)


def _choice_without(choice: Choice, queue_id: str) -> Choice:
    """No queue means every queue, so that the last one takes the choice with it."""
    left = tuple(queue for queue in choice.queues if queue != queue_id)
    return structs.replace(choice, queues=left, active=choice.active and bool(left))


def _step_without(step: Relaxation, skill: str) -> Relaxation:
    return structs.replace(step, needs=tuple(need for need in step.needs if need.skill != skill))


def _person(person: Person, how: str) -> Use:
    return _use("people", str(person.id), person.name, how)


def _use(kind: str, key: str | UUID, name: str, how: str, *, releasable: bool = True) -> Use:
    return Use(kind=kind, key=str(key), name=name, how=how, releasable=releasable)
