"""A clock that stands still until a test moves it."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


class VirtualClock:
    """Alarms ring while `advance` passes their moment, in order."""

    def __init__(self, start: datetime = START) -> None:
        self._now = start
        self._alarms: list[tuple[datetime, int, Callable[[], None]]] = []
        self._order = 0

    def now(self) -> datetime:
        """The moment the test has set."""
        return self._now

    def call_at(self, moment: datetime, wake: Callable[[], None]) -> Callable[[], None]:
        """Remember an alarm."""
        self._order += 1
        alarm = (moment, self._order, wake)
        self._alarms.append(alarm)

        def cancel() -> None:
            if alarm in self._alarms:
                self._alarms.remove(alarm)

        return cancel

    def advance(self, by: timedelta) -> None:
        """Let time pass, ringing alarms at their moments."""
        until = self._now + by
        while due := [alarm for alarm in self._alarms if alarm[0] <= until]:
            alarm = min(due, key=lambda each: each[:2])
            self._alarms.remove(alarm)
            self._now = max(self._now, alarm[0])
            alarm[2]()
        self._now = until
