"""One inbox, one loop: events are decided upon, made durable, and only then acted upon and shown."""

import asyncio
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from datetime import datetime

import structlog

from app.calls.actions import CallAction, Effect, Record
from app.calls.configuration import Configuration
from app.calls.events import CallEvent
from app.calls.ports import Fenced, Store
from app.calls.queue_memory import QueueMemory
from app.calls.secrecy import journaled
from app.calls.state import Agent, Call, CallCenter, Touched
from app.metrics import Metrics
from app.runtime_clock import AlarmClock
from app.runtime_commit import Batch, Committer
from app.runtime_effects import Effects, Performers
from app.runtime_pulse import Pulse
from app.runtime_timers import Timers

BATCH_EVENTS = 128

Step = Callable[[CallCenter, CallEvent], tuple[CallCenter, Sequence[CallAction]]]
Restore = Callable[
    [Configuration, Sequence[Call], Sequence[Agent], Mapping[str, QueueMemory], datetime | None], CallCenter
]
Listener = Callable[[CallCenter, CallCenter, Mapping[Touched, None]], None]
"""Called after each batch with the center before it, the center after it, and all that was touched. Must only enqueue."""

_Waiter = asyncio.Future[None]
_log = structlog.stdlib.get_logger(__name__)


class Runtime:
    """The owner of the live state. `refusals` are the exceptions by which `step` tells a person no."""

    def __init__(
        self,
        *,
        store: Store,
        step: Step,
        restore: Restore,
        performers: Performers,
        clock: AlarmClock,
        refusals: tuple[type[Exception], ...],
        metrics: Metrics,
    ) -> None:
        self.clock = clock
        self._store = store
        self._step = step
        self._restore = restore
        self._refusals = refusals
        self._metrics = metrics
        self._committer = Committer(store, metrics)
        self._effects = Effects(performers, self.post, clock, metrics)
        self._timers = Timers(clock, self.post)
        self._pulse = Pulse(store, clock, self._watching)
        self._center = CallCenter(configuration=Configuration())
        self._inbox: deque[tuple[CallEvent, _Waiter | None]] = deque()
        self._filled = asyncio.Event()
        self._listeners: list[Listener] = []
        self._opened = asyncio.Event()
        self._closed = False

    @property
    def center(self) -> CallCenter:
        """The live state as of the last finished batch."""
        return self._center

    @property
    def running(self) -> bool:
        """The live state is loaded and events are decided upon."""
        return self._opened.is_set() and not self._closed

    @property
    def database_away(self) -> bool:
        """What happens now is kept aside."""
        return self._committer.away

    @property
    def kept_events(self) -> int:
        """How many wait for the database; they stay in memory, whatever their number."""
        return self._committer.kept

    def post(self, event: CallEvent) -> None:
        """Put an event into the inbox."""
        self._inbox.append((event, None))
        self._filled.set()

    async def submit(self, event: CallEvent) -> None:
        """Put a person's command into the inbox and wait until it is durable. Raises the refusal, or `Fenced` at the end."""
        if self._closed:
            raise Fenced
        waiter: _Waiter = asyncio.get_running_loop().create_future()
        self._inbox.append((event, waiter))
        self._filled.set()
        await waiter

    async def opened(self) -> None:
        """Wait until the live state is loaded; before that there is nothing to be seen."""
        await self._opened.wait()

    def subscribe(self, listener: Listener) -> Callable[[], None]:
        """Be told of every change from now on; the answer ends it."""
        self._listeners.append(listener)

        def stop() -> None:
            with suppress(ValueError):
                self._listeners.remove(listener)

        return stop

    async def open(self) -> None:
        """Take the site over and load its live state."""
        stored = await self._store.open()
        self._center = self._restore(
            stored.configuration, stored.calls, stored.agents, stored.memories, stored.alive_at
        )
        for call_id, call in self._center.calls.items():
            self._timers.watch("call", call_id, call.timers)
        for agent_id, agent in self._center.agents.items():
            self._timers.watch("agent", agent_id, agent.timers)
        self._opened.set()
        _log.info("live_state_loaded", calls=len(self._center.calls), agents=len(self._center.agents))

    async def run(self) -> None:
        """Work until cancelled. Raises `Fenced` when another controller has taken the site over."""
        parts = (self._committer.mend(), self._decide(), self._pulse.run())
        tasks = [asyncio.create_task(part) for part in parts]
        try:
            await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
            for task in tasks:
                if task.done():
                    task.result()
        finally:
            self._closed = True
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            self._timers.stop()
            await self._effects.stop()
            self._dismiss()

    async def _decide(self) -> None:
        while True:
            await self._filled.wait()
            await self._take_batch()
            # a full inbox must not starve sockets and performers
            await asyncio.sleep(0)

    async def _take_batch(self) -> None:
        batch, effects, waiters = Batch(), list[Effect](), list[_Waiter]()
        before = self._center
        after, touched = before, dict[Touched, None]()
        for _ in range(min(len(self._inbox), BATCH_EVENTS)):
            event, waiter = self._inbox.popleft()
            decided = self._decide_one(after, event, waiter)
            if decided is None:
                continue
            earlier, (after, actions) = after, decided
            touched.update(after.touched)
            batch.events.append(journaled(earlier, after, event))
            for action in actions:
                if isinstance(action, Record):
                    batch.records.append(action)
                else:
                    effects.append(action)
            if waiter is not None:
                waiters.append(waiter)
        self._metrics.inbox.set(len(self._inbox))
        if not self._inbox:
            self._filled.clear()
        if not batch.events:
            return
        self._collect(batch, before, after, touched)
        batch.alive_at = None if after.restoring else self.clock.now()
        try:
            await self._committer.write(batch)
        except BaseException:
            self._refuse(waiters)
            raise
        self._pulse.told()
        self._center = after
        self._effects.perform(effects)
        self._watch(batch)
        self._tell(before, after, touched)
        for waiter in waiters:
            if not waiter.done():
                waiter.set_result(None)

    def _watching(self) -> bool:
        return bool(self._timers) and not self._center.restoring and not self._committer.away

    def _decide_one(
        self, center: CallCenter, event: CallEvent, waiter: _Waiter | None
    ) -> tuple[CallCenter, Sequence[CallAction]] | None:
        kind = type(event).__name__
        try:
            decided = self._step(center, event)
        except Exception as error:  # noqa: BLE001 - a bug in one rule must not end the other calls
            if isinstance(error, self._refusals):
                self._metrics.refused.labels(str(getattr(error, "code", kind))).inc()
            else:
                self._metrics.step_failures.labels(kind).inc()
                _log.exception("event_not_decided", event_type=kind)
            if waiter is not None and not waiter.done():
                waiter.set_exception(error)
            return None
        self._metrics.events.labels(kind).inc()
        return decided

    @staticmethod
    def _collect(batch: Batch, before: CallCenter, center: CallCenter, touched: Mapping[Touched, None]) -> None:
        for thing in touched:
            match thing:
                case ("call", call_id):
                    batch.put_call(call_id, center.calls.get(call_id))
                case ("agent", agent_id):
                    batch.put_agent(agent_id, center.agents.get(agent_id))
                case ("queue", queue_id):
                    memory = center.memories.get(queue_id)
                    if memory is not None and memory is not before.memories.get(queue_id):
                        batch.put_queue(queue_id, memory)

    def _watch(self, batch: Batch) -> None:
        for call_id, call in batch.calls:
            self._timers.watch("call", call_id, call.timers if call else ())
        for agent_id, agent in batch.agents:
            self._timers.watch("agent", agent_id, agent.timers if agent else ())
        self._metrics.live_calls.set(len(self._center.calls))
        self._metrics.live_agents.set(len(self._center.agents))

    def _tell(self, before: CallCenter, after: CallCenter, touched: Mapping[Touched, None]) -> None:
        for listener in tuple(self._listeners):
            try:
                listener(before, after, touched)
            except Exception:  # noqa: BLE001 - a broken view must not end the calls
                _log.exception("listener_failed")

    def _dismiss(self) -> None:
        self._refuse([waiter for _, waiter in self._inbox if waiter is not None])
        self._inbox.clear()

    @staticmethod
    def _refuse(waiters: Sequence[_Waiter]) -> None:
        for waiter in waiters:
            if not waiter.done():
                waiter.set_exception(Fenced())
