"""The deadlines kept in calls and agents, each turned into `TimerElapsed` when it comes."""

from collections.abc import Callable
from datetime import datetime
from heapq import heappop, heappush
from typing import Literal
from uuid import UUID

from app.calls.events import TimerElapsed
from app.calls.state import Timer
from app.runtime_clock import AlarmClock

Owner = Literal["call", "agent"]
_Entry = tuple[datetime, int, Owner, UUID, str]


class Timers:
    """A heap of deadlines with one alarm set for the earliest. Deadlines that were taken back are skipped when reached.

    Those that stand still are not watched until they run again.
    """

    def __init__(self, clock: AlarmClock, elapsed: Callable[[TimerElapsed], None]) -> None:
        self._clock = clock
        self._elapsed = elapsed
        self._heap: list[_Entry] = []
        self._set: dict[tuple[Owner, UUID], tuple[Timer, ...]] = {}
        self._order = 0
        self._alarm: tuple[datetime, Callable[[], None]] | None = None

    def __len__(self) -> int:
        return len(self._set)

    def watch(self, owner: Owner, owner_id: UUID, timers: tuple[Timer, ...]) -> None:
        """These are the owner's deadlines now; earlier ones that are not among them are void."""
        key = (owner, owner_id)
        timers = tuple([timer for timer in timers if timer.left is None])
        known = self._set.get(key, ())
        if timers == known:
            return
        if timers:
            self._set[key] = timers
        else:
            del self._set[key]
        for timer in timers:
            if timer not in known:
                self._order += 1
                heappush(self._heap, (timer.due, self._order, owner, owner_id, timer.name))
        self._arm()

    def stop(self) -> None:
        """Forget every deadline."""
        self._heap.clear()
        self._set.clear()
        if self._alarm is not None:
            self._alarm[1]()
            self._alarm = None

    def _arm(self) -> None:
        if not self._heap:
            return
        due = self._heap[0][0]
        if self._alarm is not None:
            if self._alarm[0] <= due:
                return
            self._alarm[1]()
        self._alarm = (due, self._clock.call_at(due, self._wake))

    def _wake(self) -> None:
        self._alarm = None
        now = self._clock.now()
        while self._heap and self._heap[0][0] <= now:
            due, _, owner, owner_id, name = heappop(self._heap)
            if Timer(name=name, due=due) in self._set.get((owner, owner_id), ()):
                self._elapsed(TimerElapsed(at=now, owner=owner, owner_id=owner_id, name=name, due=due))
        self._arm()
