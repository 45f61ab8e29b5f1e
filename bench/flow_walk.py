"""The walk through a flow alone: steps per second, in flows of several sizes."""

from datetime import UTC, datetime
from statistics import median
from time import perf_counter_ns

from msgspec import Struct

from bench.table import Table
from ivr.dialog import Facts, Pressed, PromptEnded, StepEntered
from ivr.flow import Flow
from ivr.session import advance, begin

ROUNDS = 5
SPOKEN = {"en": "You are number {place} here.", "zh-CN": "您是第 {place} 位。"}


class Walk(Struct, frozen=True, kw_only=True):
    """A flow of so many steps: microseconds per step, and steps per second, both in the median round."""

    flow_steps: int
    walked: int
    us_per_step: float
    steps_per_second: float


def measure(sizes: tuple[int, ...], least_steps: int) -> tuple[Walk, ...]:
    """Walk callers through a flow of each size until so many steps are walked, five times over."""
    return tuple(_walk(size, least_steps) for size in sizes)


def table(found: tuple[Walk, ...]) -> Table:
    """For people."""
    return Table(
        title="Flows: the walk alone",
        columns=("steps in the flow", "steps walked", "us per step", "steps/s"),
        rows=tuple(
            (str(one.flow_steps), f"{one.walked:,}", f"{one.us_per_step:.1f}", f"{one.steps_per_second:,.0f}")
            for one in found
        ),
        notes=(
            "In turn a menu, a calculated variable, a condition in CEL and a spoken text with a gap; live calls and the "
            "simulator walk by the same functions.",
            f"Cost of a step, largest / smallest flow: {found[-1].us_per_step / found[0].us_per_step:.2f}x.",
        ),
    )


def _walk(size: int, least_steps: int) -> Walk:
    flow = _flow(size)
    facts = Facts(at=datetime(2026, 3, 2, 9, tzinfo=UTC), flow_of=lambda flow_id, revision: flow)
    spent: list[float] = []
    walked = 0
    for _ in range(ROUNDS):
        walked, began = 0, perf_counter_ns()
        while walked < least_steps:
            walked += _call(facts, flow)
        spent.append((perf_counter_ns() - began) / 1000 / walked)
    return Walk(flow_steps=size, walked=walked, us_per_step=median(spent), steps_per_second=1_000_000 / median(spent))


def _call(facts: Facts, flow: Flow) -> int:
    """One caller until the call ends; how many steps that were."""
    session, directives = begin(facts, flow, "en")
    steps = 0
    while True:
        entered = sum(isinstance(directive, StepEntered) for directive in directives)
        steps += entered
        if session.steps >= flow.limits.steps or not directives:
            return steps
        given = Pressed(digit="1") if session.step_id.startswith("menu") else PromptEnded()
        session, directives = advance(facts, session, given)


def _flow(size: int) -> Flow:
    """Rounds of four kinds of steps; the last leads to the first again."""
    steps: list[object] = []
    for place in range(size // 4):
        following = f"menu-{(place + 1) % (size // 4)}"
        steps += [
            {
                "id": f"menu-{place}",
                "type": "menu",
                "parameters": {"prompts": [{"sound": "menu"}], "choices": {"1": "On"}},
                "next": {"1": f"set-{place}", "timeout": f"set-{place}", "no_match": f"set-{place}"},
            },
            {
                "id": f"set-{place}",
                "type": "set",
                "parameters": {"variables": {"place": "place + 1"}},
                "next": {"done": f"branch-{place}", "error": f"branch-{place}"},
            },
            {
                "id": f"branch-{place}",
                "type": "branch",
                "parameters": {"cases": [{"outcome": "many", "when": "place > 100000"}]},
                "next": {"many": f"say-{place}", "otherwise": f"say-{place}", "error": f"say-{place}"},
            },
            {
                "id": f"say-{place}",
                "type": "play",
                "parameters": {"prompts": [{"say": SPOKEN}]},
                "next": {"done": following, "error": following},
            },
        ]
    return Flow.model_validate(
        {
            "version": 2,
            "id": "walk",
            "name": "walk",
            "languages": ["en", "zh-CN"],
            "variables": {"place": 0},
            "limits": {"steps": 1000},
            "start": "menu-0",
            "steps": steps,
        }
    )
