"""When somebody begins to listen: players ask for a recording again and again while they play it once."""

from collections.abc import Callable, Hashable
from datetime import datetime, timedelta

PAUSE = timedelta(minutes=10)
"""Whoever asks for the same recording after a longer pause listens anew."""


class Listenings:
    """Who listens to what. Kept in memory: after a restart whoever goes on counts once more."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        self._now = now
        self._asked: dict[tuple[Hashable, str], datetime] = {}

    def begins(self, who: Hashable, recording_id: str) -> bool:
        """Whether this request begins a listening, or goes on with one."""
        at = self._now()
        self._asked = {key: last for key, last in self._asked.items() if at - last < PAUSE}
        goes_on = (who, recording_id) in self._asked
        self._asked[who, recording_id] = at
        return not goes_on
