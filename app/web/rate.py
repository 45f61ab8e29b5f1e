"""How often something may happen: token buckets, one per key, in memory."""

from datetime import datetime, timedelta

from msgspec import Struct

_MOST_KEPT = 10_000


class TooManyRequests(Exception):
    """The caller of this route has to wait."""

    code = "too_many_requests"

    def __init__(self, wait: timedelta) -> None:
        super().__init__(f"wait {wait}")
        self.wait = wait


class _Bucket(Struct):
    tokens: float
    at: datetime


class Rate:
    """`burst` at once, then one per `every`."""

    def __init__(self, burst: int, every: timedelta) -> None:
        self._burst = burst
        self._every = every
        self._buckets: dict[str, _Bucket] = {}

    def take(self, key: str, at: datetime) -> timedelta:
        """How long to wait first; zero, then it is taken."""
        bucket = self._buckets.pop(key, None) or _Bucket(float(self._burst), at)
        refilled = bucket.tokens + max(timedelta(), at - bucket.at) / self._every
        bucket.tokens, bucket.at = min(float(self._burst), refilled), at
        # the dictionary stays in order of use; the one untouched for longest goes
        self._buckets[key] = bucket
        if len(self._buckets) > _MOST_KEPT:
            del self._buckets[next(iter(self._buckets))]
        if bucket.tokens < 1:
            return (1 - bucket.tokens) * self._every
        bucket.tokens -= 1
        return timedelta()

    def demand(self, key: str, at: datetime) -> None:
        """Raises `TooManyRequests`."""
        wait = self.take(key, at)
        if wait:
            raise TooManyRequests(wait)
