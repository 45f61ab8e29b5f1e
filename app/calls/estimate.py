"""How long a waiting caller will probably still wait, from what this queue did lately. Pure.

The measure is how long the first in line had to stand there before an agent answered. The wait of the caller at place p
is p such times in a row, so the sums of p successive ones are what it may be; their middle four fifths are the range. With
more or fewer agents at work than then, the times shrink or grow in proportion.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from msgspec import Struct

MOST_KEPT = 60
KEPT_FOR = timedelta(hours=2)
FEWEST = 8
"""Below this many times nothing can be known."""
_STALE = 5
_MINUTE = 60_000


class Service(Struct, frozen=True, kw_only=True, gc=False, array_like=True):
    """Somebody at the head of the line was answered: the time spent there, and how many agents were at work."""

    at: datetime
    head_ms: int
    agents: int


class Range(Struct, frozen=True, kw_only=True, gc=False):
    """Between these the wait will probably end, in whole minutes."""

    shortest: timedelta
    longest: timedelta


def remembered(services: tuple[Service, ...], service: Service) -> tuple[Service, ...]:
    """The times, oldest first, with one more, without those that are too old or too many."""
    first = next((n for n, known in enumerate(services) if service.at - known.at <= KEPT_FOR), len(services))
    return (*services[first:], service)[-MOST_KEPT:]


def wait_range(services: Sequence[Service], position: int, agents: int, at: datetime) -> Range | None:
    """The range for the caller at a place (1 is the head); None when it cannot be known honestly."""
    recent = [service for service in services if at - service.at <= KEPT_FOR and service.agents > 0]
    if len(recent) < FEWEST or agents < 1 or position < 1:
        return None
    heads = [service.head_ms * service.agents / agents for service in recent]
    if (at - recent[-1].at) / timedelta(milliseconds=1) > _STALE * max(*heads, _MINUTE):
        return None
    width = min(position, len(heads) // 2)
    scale = position / width
    sums = sorted(scale * sum(heads[start : start + width]) for start in range(len(heads) - width + 1))
    shortest, longest = _quantile(sums, 0.1), _quantile(sums, 0.9)
    return Range(
        shortest=timedelta(minutes=int(shortest // _MINUTE)),
        longest=timedelta(minutes=max(1, int(-(-longest // _MINUTE)))),
    )


def _quantile(ordered: Sequence[float], share: float) -> float:
    place = share * (len(ordered) - 1)
    low = int(place)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (ordered[high] - ordered[low]) * (place - low)
