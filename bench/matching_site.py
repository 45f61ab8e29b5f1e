"""Queues by skill and agents with skills, for whom decisions are timed; and what is measured of a decision."""

from collections.abc import Callable, Iterable, Sequence
from random import Random
from statistics import median
from time import perf_counter_ns
from typing import TypeVar
from uuid import UUID

from immutables import Map
from msgspec import Struct

from agents import floor as lines
from agents.configuration import AgentProfile, Queue, Relaxation, Requirement
from agents.floor import Floor
from bench.site import agent_id

SKILLS = 50
WAITING = 500
LEVEL = 50

Asked = TypeVar("Asked")


class Matching(Struct, frozen=True, kw_only=True):
    """Microseconds per decision, the median. `looks`: who looks for whom; `sql_us`: one row by indexes; `module_us`: mod_callcenter."""

    looks: str
    agents: int
    ready: int
    lines_us: float
    scan_us: float
    sql_us: float
    module_us: float


def queue_of(skill: int) -> str:
    """The queue of a skill, and the skill itself."""
    return f"skill-{skill}"


def profiles_of(size: int) -> tuple[AgentProfile, ...]:
    """Agents of five skills and their queues each; the same every time."""
    chance = Random(1)
    return tuple(
        AgentProfile(
            id=agent_id(number),
            number=str(number),
            name=str(number),
            queues=tuple(queue_of(skill) for skill in skills),
            skills={queue_of(skill): chance.randrange(101) for skill in skills},
        )
        for number in range(size)
        for skills in (chance.sample(range(SKILLS), 5),)
    )


def opened(profiles: Sequence[AgentProfile]) -> Floor:
    """A queue for every skill, which demands it at 50 or better."""
    needs = {n: (Requirement(skill=queue_of(n), level=LEVEL),) for n in range(SKILLS)}
    queues = [
        Queue(id=queue_of(n), name=queue_of(n), requirements=(Relaxation(needs=needs[n]),)) for n in range(SKILLS)
    ]
    return lines.opened(Map({queue.id: queue for queue in queues}), profiles)


def timed(choose: Callable[[Asked], UUID | None], wanted: Iterable[Asked]) -> tuple[list[UUID | None], float]:
    """What was chosen, and the median of the microseconds that it took."""
    chosen, taken = list[UUID | None](), list[float]()
    for asked in wanted:
        began = perf_counter_ns()
        chosen.append(choose(asked))
        taken.append((perf_counter_ns() - began) / 1000)
    return chosen, median(taken)
