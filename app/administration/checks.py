"""Whether a changed world can stand: what refers to what, what is taken, and who is left to administer. Pure.

A fault is `code` or `code:limit` at a place such as `overflow.on_full`; `SENTENCES` says each in words.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType

from msgspec import Struct

from agents.choices import Choice
from agents.configuration import Queue, Relaxation, ToAgent, ToGoodbye, ToQueue
from app.accounts.users import login_key
from app.administration.uses import exits_of, uses_of
from app.administration.world import Difference, Person, World
from ivr.repository import Number

SENTENCES: Mapping[str, str] = MappingProxyType(
    {
        "missing": "This is needed.",
        "too_short": "This is too short.",
        "too_long": "At most {limit} characters or entries.",
        "too_low": "At least {limit}.",
        "too_high": "At most {limit}.",
        "not_a_number": "This is not a number.",
        "not_a_choice": "This is not one of the choices.",
        "not_text": "This is not text.",
        "not_yes_or_no": "Say yes or no.",
        "pattern": "This has letters or signs that cannot be used here.",
        "unknown_field": "There is no such field.",
        "not_understood": "This is not understood.",
        "taken": "Another one has this already. Choose another.",
        "unknown_queue": "There is no such queue. Add it first, or choose another.",
        "unknown_skill": "There is no such skill. Add it first, or choose another.",
        "unknown_team": "There is no such team. Add it first, or choose another.",
        "unknown_agent": "There is no such agent who takes calls. Choose another.",
        "unknown_flow": "There is no such call flow. Choose another.",
        "unknown_prompt": "The prompt library has no such prompt. Choose another, or none.",
        "unknown_calendar": "There are no such opening hours. Choose others, or none for always open.",
        "duplicate": "This is here twice. Remove one.",
        "exit_loop": "Callers would be sent in a circle. Choose another way out.",
        "order": "Each step must begin later than the one before.",
        "narrows": "A later step must not ask for more than an earlier one.",
        "needs_number": "An agent needs a number.",
        "number_not_allowed": "Only agents have a number.",
        "only_agents": "Only agents serve queues and have skills.",
        "led_to": "A queue sends callers to this agent. Change that queue first.",
        "last_admin": "Somebody must be left who can administer. Make another administrator first.",
        "not_yourself": "You cannot take your own account away. Ask another administrator.",
        "cannot_change": "This stays as it is once it is made.",
        "incomplete": "Write it in at least one language.",
    }
)


class Fault(Struct, frozen=True, kw_only=True):
    """Something that cannot stand in one thing."""

    kind: str
    key: str
    place: str
    code: str


def sentence(code: str) -> str:
    """A fault in words; the same for a code that carries a limit."""
    word, _, limit = code.partition(":")
    return SENTENCES.get(word, SENTENCES["not_understood"]).replace("{limit}", limit)


def faults_of(world: World, changed: Sequence[Difference], actor: str = "") -> Sequence[Fault]:
    """What is wrong with the things that changed, as the world would be then."""
    logins = Counter(login_key(person.login) for person in world.people.values())
    numbers = Counter(person.number for person in world.people.values() if person.number)
    faults: list[Fault] = []
    for difference in changed:
        match difference.after:
            case Queue() as queue:
                found = _queue(world, queue)
            case Person() as person:
                found = _person(world, person, difference, actor, logins, numbers)
            case Choice() as choice:
                found = _unknown_queues(world, choice.queues, "queues")
            case Number() as number:
                found = iter([("flow_id", "unknown_flow")] if number.flow_id not in world.flows else [])
            case None if difference.kind == "people" and difference.key == actor:
                found = iter([("login", "not_yourself")])
            case _:
                found = iter(())
        faults += [Fault(kind=difference.kind, key=difference.key, place=place, code=code) for place, code in found]
    if not faults and _lost_the_last_admin(world, changed):
        faults += [
            Fault(kind="people", key=one.key, place="role", code="last_admin")
            for one in changed
            if one.kind == "people"
        ][:1]
    return faults


_Found = Iterator[tuple[str, str]]


def _queue(world: World, queue: Queue) -> _Found:
    for place, calendar in (("hours", queue.hours), ("callback.hours", queue.callback.hours)):
        if calendar and calendar not in world.calendars:
            yield place, "unknown_calendar"
    if queue.survey and queue.survey not in world.flows:
        yield "survey", "unknown_flow"
    for place, prompt in (("announcements.prompt", queue.announcements.prompt), ("agent_prompt", queue.agent_prompt)):
        if prompt and prompt not in world.prompts:
            yield place, "unknown_prompt"
    for place, leads in exits_of(queue):
        match leads:
            case ToQueue(queue_id=queue_id) if queue_id not in world.queues:
                yield f"{place}.queue_id", "unknown_queue"
            case ToQueue(queue_id=queue_id) if place.startswith("overflow.") and _returns(world, queue.id, queue_id):
                yield f"{place}.queue_id", "exit_loop"
            case ToGoodbye(prompt=prompt) if prompt and prompt not in world.prompts:
                yield f"{place}.prompt", "unknown_prompt"
            case ToAgent(agent_id=agent_id):
                person = world.people.get(str(agent_id))
                if person is None or not person.number or person.disabled:
                    yield f"{place}.agent_id", "unknown_agent"
            case _:
                pass
    yield from _requirements(world, queue.requirements)


def _requirements(world: World, steps: Sequence[Relaxation]) -> _Found:
    for place, step in enumerate(steps):
        here = f"requirements.{place}"
        if place and step.after <= steps[place - 1].after:
            yield f"{here}.after", "order"
        asked: set[str] = set()
        before = {need.skill: need.level for need in steps[place - 1].needs} if place else {}
        for at, need in enumerate(step.needs):
            if need.skill not in world.skills:
                yield f"{here}.needs.{at}.skill", "unknown_skill"
            elif need.skill in asked:
                yield f"{here}.needs.{at}.skill", "duplicate"
            elif place and need.level > before.get(need.skill, -1):
                yield f"{here}.needs.{at}.level", "narrows"
            asked.add(need.skill)


def _returns(world: World, home: str, through: str) -> bool:
    """Whether the ways out that need no caller's key lead back."""
    ahead, seen = [through], set[str]()
    while ahead:
        queue_id = ahead.pop()
        if queue_id == home:
            return True
        queue = world.queues.get(queue_id)
        if queue is None or queue_id in seen:
            continue
        seen.add(queue_id)
        ahead += [
            leads.queue_id
            for place, leads in exits_of(queue)
            if isinstance(leads, ToQueue) and place.startswith("overflow.")
        ]
    return False


def _person(
    world: World,
    person: Person,
    difference: Difference,
    actor: str,
    logins: Mapping[str, int],
    numbers: Mapping[str, int],
) -> _Found:
    before = difference.before
    if logins[login_key(person.login)] > 1:
        yield "login", "taken"
    if person.number and numbers[person.number] > 1:
        yield "number", "taken"
    if person.role == "agent" and not person.number:
        yield "number", "needs_number"
    if person.role != "agent" and person.number:
        yield "number", "number_not_allowed"
    if person.role != "agent" and (person.queues or person.skills):
        yield "queues" if person.queues else "skills", "only_agents"
    if person.team and person.team not in world.teams:
        yield "team", "unknown_team"
    yield from ((f"skills.{skill}", "unknown_skill") for skill in person.skills if skill not in world.skills)
    yield from _unknown_queues(world, [member.queue for member in person.queues], "queues")
    if (person.disabled or not person.number) and uses_of(world, "people", difference.key):
        yield "disabled" if person.disabled else "number", "led_to"
    if difference.key == actor and isinstance(before, Person) and (person.disabled or person.role != before.role):
        yield "disabled" if person.disabled else "role", "not_yourself"


def _unknown_queues(world: World, queues: Sequence[str], place: str) -> _Found:
    for at, queue_id in enumerate(queues):
        if queue_id not in world.queues:
            yield f"{place}.{at}", "unknown_queue"
        elif queue_id in queues[:at]:
            yield f"{place}.{at}", "duplicate"


def _lost_the_last_admin(world: World, changed: Sequence[Difference]) -> bool:
    def administers(thing: object) -> bool:
        return isinstance(thing, Person) and thing.role == "admin" and not thing.disabled

    lost = any(administers(one.before) and not administers(one.after) for one in changed)
    return lost and not any(administers(person) for person in world.people.values())
