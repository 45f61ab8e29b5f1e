"""One offer: choosing the longest-idle agent by the distributor's index beside a plain loop over all agents."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from time import perf_counter_ns
from uuid import UUID

from msgspec import Struct

from agents import distribution, floor
from bench import site
from bench.event_core import EventCore, Scene
from bench.table import Table
from bench.traffic import START


@dataclass(slots=True)
class PlainAgent:
    """What a plain loop looks at."""

    id: UUID
    queues: tuple[str, ...]
    idle_since: datetime
    ready: bool


class Offer(Struct, frozen=True, kw_only=True):
    """Microseconds per offer: put the caller in line, choose, take both out, put the agent back. `scan_us` is the plain loop."""

    agents: int
    ready: int
    indexed_us: float
    scan_us: float


def measure(scenes: Sequence[Scene], offers: int, rounds: int) -> tuple[Offer, ...]:
    """The same choices by both ways; they must agree."""
    indexed, scanned = defaultdict[int, list[float]](list), defaultdict[int, list[float]](list)
    queues = [site.calm(number % site.PAIRS) for number in range(offers)]
    for _ in range(rounds):
        for scene in scenes:
            ours, ours_us = _by_index(scene, queues)
            plain, plain_us = _by_scan(scene, queues)
            assert ours == plain, "both ways choose the same agents"
            indexed[scene.agents].append(ours_us)
            scanned[scene.agents].append(plain_us)
    return tuple(
        Offer(
            agents=scene.agents,
            ready=sum(scene.center.floor.is_ready(agent_id) for agent_id in scene.center.agents),
            indexed_us=min(indexed[scene.agents]),
            scan_us=min(scanned[scene.agents]),
        )
        for scene in scenes
    )


def table(offers: Sequence[Offer], core: EventCore) -> Table:
    """For people."""
    answered = {
        size.agents: next(kind.median_us for kind in size.kinds if kind.kind == "DigitReceived") for size in core.sizes
    }
    return Table(
        title="One offer: the distributor's index beside a plain loop",
        columns=("agents (ready)", "index us", "plain loop us", "plain loop / index", "whole step with an offer us"),
        rows=tuple(
            (
                f"{offer.agents:,} ({offer.ready:,})",
                f"{offer.indexed_us:.1f}",
                f"{offer.scan_us:.1f}",
                f"{offer.scan_us / offer.indexed_us:.2f}x",
                f"{answered[offer.agents]:.1f}",
            )
            for offer in offers
        ),
        notes=(
            "Plain loop: `min` by idle time over all agents that are ready and serve the queue, on mutable objects "
            "without history. Both choose the same agents, take them out and put them back; the index puts the caller in line too and "
            "takes the caller out.",
            "Last column: median of `DigitReceived`, which queues the caller and mostly offers the call.",
        ),
    )


def _by_index(scene: Scene, queues: Sequence[str]) -> tuple[list[UUID | None], float]:
    lines, chosen = scene.center.floor, list[UUID | None]()
    caller, at = site.call_id(0), START
    began = perf_counter_ns()
    for queue_id in queues:
        lines = floor.wait(lines, caller, floor.Place(lane=(queue_id, ()), order=at, since=at))
        (agent_id,) = distribution.agents_for_call(lines, caller) or (None,)
        chosen.append(agent_id)
        if agent_id is not None:
            readiness = lines.members[agent_id].readiness
            lines = floor.stand(lines, agent_id, "reserved", None)
            lines = floor.stand(lines, agent_id, floor.READY, readiness)
        lines = floor.leave(lines, caller)
    return chosen, (perf_counter_ns() - began) / 1000 / len(queues)


def _by_scan(scene: Scene, queues: Sequence[str]) -> tuple[list[UUID | None], float]:
    profiles, chosen = scene.center.configuration.agents, list[UUID | None]()
    people = [
        PlainAgent(
            id=agent.id,
            queues=profiles[agent.id].queues,
            idle_since=agent.idle_since,
            ready=scene.center.floor.is_ready(agent.id),
        )
        for agent in scene.center.agents.values()
    ]
    began = perf_counter_ns()
    for queue_id in queues:
        candidates = (agent for agent in people if agent.ready and queue_id in agent.queues)
        found = min(candidates, key=lambda agent: (agent.idle_since, agent.id), default=None)
        chosen.append(None if found is None else found.id)
        if found is not None:
            found.ready = False
            found.ready = True
    return chosen, (perf_counter_ns() - began) / 1000 / len(queues)
