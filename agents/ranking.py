"""The strategies: in which order the ready agents of a queue are offered its calls.

Each agent has a rank, two numbers that stay the same for as long as the agent is ready; the lowest is first. So the line of
ready agents is kept in order, and nobody is compared again when a call comes.
"""

from collections.abc import Mapping
from datetime import datetime
from hashlib import blake2b
from math import log

from msgspec import Struct

from agents.configuration import AgentProfile, Queue

Rank = tuple[float, float]
_LAST = 1_000_000
_DRAWS = 2**64


class Standing(Struct, frozen=True, kw_only=True, gc=False):
    """What the strategies compare. `handled` calls and `busy_ms` with them count since `signed_in_at`.

    `offered` is when a call of a queue was last offered.
    """

    signed_in_at: datetime | None = None
    handled: int = 0
    busy_ms: int = 0
    offered: dict[str, datetime] = {}


class Readiness(Struct, frozen=True, kw_only=True, gc=False):
    """A ready agent: since when, idle since when (which a call that went away does not end), and the standing."""

    since: datetime
    idle_since: datetime
    standing: Standing = Standing()


def rank(queue: Queue, profile: AgentProfile, ready: Readiness, drawn: float) -> Rank:
    """The agent's place among the ready ones of the queue; `drawn` is the draw at which the last one was taken.

    Ties go to the longest idle.
    """
    idle = ready.idle_since.timestamp()
    match queue.strategy:
        case "longest_idle" | "ring_all":
            return idle, 0.0
        case "least_busy":
            return busy_share(ready), idle
        case "fewest_calls":
            return ready.standing.handled, idle
        case "round_robin":
            return _moment(ready.standing.offered, queue.id), idle
        case "linear":
            return profile.positions.get(queue.id, _LAST), idle
        case "weighted_random":
            return drawn + _draw(queue, profile, ready), idle


def busy_share(ready: Readiness) -> float:
    """The share of the signed-in time spent with calls, as it was when the agent became ready."""
    began = ready.standing.signed_in_at
    seconds = 0.0 if began is None else (ready.since - began).total_seconds()
    return min(1.0, ready.standing.busy_ms / 1000 / seconds) if seconds > 0 else 0.0


def _moment(offered: Mapping[str, datetime], queue_id: str) -> float:
    last = offered.get(queue_id)
    return 0.0 if last is None else last.timestamp()


def _draw(queue: Queue, profile: AgentProfile, ready: Readiness) -> float:
    """An exponential draw at the rate of the agent's weight, from a hash of who, where and when.

    Of independent exponential clocks the one with weight w rings first with probability w / sum of weights. They have no memory:
    what is left of those that did not ring, counted from the one that did, is distributed as if drawn anew. So agents who
    stay in the line keep their draws, and those who join it begin at the last one taken.
    """
    weight = max(1, profile.weights.get(queue.id, 1))
    said = f"{profile.id}{queue.id}{ready.since.timestamp()}".encode()
    uniform = (int.from_bytes(blake2b(said, digest_size=8).digest(), "big") + 1) / (_DRAWS + 1)
    return -log(uniform) / weight
