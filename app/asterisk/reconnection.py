"""How long to wait before the next attempt to connect."""

import random
from collections.abc import Iterator
from datetime import timedelta

SHORTEST = timedelta(milliseconds=100)
LONGEST = timedelta(seconds=5)


def reconnect_delays(shortest: timedelta = SHORTEST, longest: timedelta = LONGEST) -> Iterator[float]:
    """Seconds to wait, doubling up to the longest, each drawn from its upper half so that clients spread out."""
    ceiling = shortest.total_seconds()
    while True:
        yield random.uniform(ceiling / 2, ceiling)  # noqa: S311 (spreads load, guards nothing)
        ceiling = min(ceiling * 2, longest.total_seconds())
