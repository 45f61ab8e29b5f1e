"""`step` alone: the cost of an event at several sizes, and where it goes."""

import gc
from collections import defaultdict
from collections.abc import Sequence
from statistics import median
from time import perf_counter_ns, process_time_ns

from msgspec import Struct

from app.calls.events import CallEvent
from app.calls.state import CallCenter
from app.calls.step import step
from bench.table import Table, quantile
from bench.traffic import Traffic, picture

BUDGET_US = 50.0
FLAT = 2.0


class Scene(Struct, frozen=True, kw_only=True):
    """A center in full swing and what happens next in it."""

    agents: int
    center: CallCenter
    script: tuple[CallEvent, ...]


class Kind(Struct, frozen=True, kw_only=True):
    """One kind of event, in microseconds of wall time."""

    kind: str
    share: float
    median_us: float
    p99_us: float


class Size(Struct, frozen=True, kw_only=True):
    """Microseconds per event: the best and the median round, of CPU time and of wall time."""

    agents: int
    calls: int
    picture: dict[str, int]
    events: int
    cpu_us: float
    cpu_median_us: float
    wall_us: float
    events_per_second: float
    cpu_without_collector_us: float
    kinds: tuple[Kind, ...]


class EventCore(Struct, frozen=True, kw_only=True):
    """All sizes; `growth` is the cost per event at the largest over that at the smallest."""

    sizes: tuple[Size, ...]
    growth: float


def scenes(sizes: Sequence[int], length: int) -> tuple[Scene, ...]:
    """Build each center and its script."""
    built: list[Scene] = []
    for agents in sizes:
        traffic = Traffic(agents)
        center = traffic.center
        built.append(Scene(agents=agents, center=center, script=tuple(traffic.script(length=length))))
    return tuple(built)


def measure(played: Sequence[Scene], rounds: int) -> EventCore:
    """Replay every script `rounds` times, the sizes taking turns, so that a busy moment of the machine meets all."""
    cpu, wall, uncollected = (defaultdict[int, list[float]](list) for _ in range(3))
    for _ in range(rounds):
        for scene in played:
            began_cpu, began = process_time_ns(), perf_counter_ns()
            _replay(scene)
            wall[scene.agents].append((perf_counter_ns() - began) / 1000 / len(scene.script))
            cpu[scene.agents].append((process_time_ns() - began_cpu) / 1000 / len(scene.script))
            gc.disable()
            try:
                began_cpu = process_time_ns()
                _replay(scene)
                uncollected[scene.agents].append((process_time_ns() - began_cpu) / 1000 / len(scene.script))
            finally:
                gc.enable()
                gc.collect()
    measured = tuple(
        Size(
            agents=scene.agents,
            calls=len(scene.center.calls),
            picture=picture(scene.center),
            events=len(scene.script),
            cpu_us=min(cpu[scene.agents]),
            cpu_median_us=median(cpu[scene.agents]),
            wall_us=min(wall[scene.agents]),
            events_per_second=1_000_000 / min(wall[scene.agents]),
            cpu_without_collector_us=min(uncollected[scene.agents]),
            kinds=_by_kind(scene),
        )
        for scene in played
    )
    return EventCore(sizes=measured, growth=measured[-1].cpu_us / measured[0].cpu_us)


def tables(core: EventCore) -> tuple[Table, ...]:
    """For people."""
    small, large = core.sizes[0], core.sizes[-1]
    sizes = Table(
        title="Event core: `step` alone",
        columns=(
            "agents / live calls",
            "events/s (wall, best round)",
            "us per event (CPU, best)",
            "us per event (CPU, median round)",
            "us per event, garbage collector off",
            "against the smallest",
        ),
        rows=tuple(
            (
                f"{size.agents:,} / {size.calls:,}",
                f"{size.events_per_second:,.0f}",
                f"{size.cpu_us:.1f}",
                f"{size.cpu_median_us:.1f}",
                f"{size.cpu_without_collector_us:.1f}",
                f"{size.cpu_us / small.cpu_us:.2f}x",
            )
            for size in core.sizes
        ),
        notes=(
            f"Growth {core.growth:.2f}x = CPU per event at {large.agents:,} agents and calls / at {small.agents:,}; "
            f"demanded: below {FLAT:.0f}x: {_verdict(core.growth < FLAT)}.",
            f"Budget {BUDGET_US:.0f} us per typical event at {large.agents:,}: "
            f"{large.cpu_us:.1f} us measured: {_verdict(large.cpu_us <= BUDGET_US)}.",
            f"Script of {large.events:,} events from a center in full swing; the largest one holds "
            + ", ".join(f"{count:,} {name}" for name, count in large.picture.items())
            + ".",
        ),
    )
    kinds = Table(
        title=f"Event core: kinds of events at {large.agents:,} agents and calls",
        columns=("event", "share of events", "median us", "p99 us"),
        rows=tuple(
            (kind.kind, f"{kind.share:.1%}", f"{kind.median_us:.1f}", f"{kind.p99_us:.1f}") for kind in large.kinds
        ),
        notes=("Wall time of each single event; repeated and late events are among them, as Asterisk sends them.",),
    )
    return sizes, kinds


def _replay(scene: Scene) -> None:
    center = scene.center
    for event in scene.script:
        center, _ = step(center, event)


def _by_kind(scene: Scene) -> tuple[Kind, ...]:
    center, taken = scene.center, defaultdict[str, list[float]](list)
    for event in scene.script:
        began = perf_counter_ns()
        center, _ = step(center, event)
        taken[type(event).__name__].append((perf_counter_ns() - began) / 1000)
    ordered = sorted(taken.items(), key=lambda item: -len(item[1]))
    return tuple(
        Kind(
            kind=kind,
            share=len(times) / len(scene.script),
            median_us=median(times),
            p99_us=quantile(sorted(times), 0.99),
        )
        for kind, times in ordered
    )


def _verdict(kept: bool) -> str:
    return "kept" if kept else "**not kept**"
