"""Makes batches durable; while the database is away, keeps them aside and tries again, so that calls go on."""

import asyncio
from collections import deque
from collections.abc import Sequence
from datetime import datetime
from time import monotonic
from uuid import UUID

import structlog

from app.calls.actions import Record
from app.calls.events import CallEvent
from app.calls.ports import Fenced, Store
from app.calls.queue_memory import QueueMemory
from app.calls.state import Agent, Call
from app.metrics import Metrics

COMMIT_TIMEOUT_SECONDS = 5.0
FIRST_RETRY_SECONDS = 0.1
LONGEST_RETRY_SECONDS = 5.0
MOST_EVENTS_AT_ONCE = 1_000
"""Of one commit of what was kept, which must end within the time of a commit."""

_log = structlog.stdlib.get_logger(__name__)


class Batch:
    """Events with what they changed. A later batch can be added to an earlier one; the newest state of each thing stays."""

    def __init__(self) -> None:
        self.events: list[CallEvent] = []
        self.records: list[Record] = []
        self.alive_at: datetime | None = None
        self._calls: dict[UUID, Call | None] = {}
        self._agents: dict[UUID, Agent | None] = {}
        self._queues: dict[str, QueueMemory] = {}

    @property
    def calls(self) -> Sequence[tuple[UUID, Call | None]]:
        """Changed calls; None for one that is gone."""
        return tuple(self._calls.items())

    @property
    def agents(self) -> Sequence[tuple[UUID, Agent | None]]:
        """Changed agents; None for one that is gone."""
        return tuple(self._agents.items())

    @property
    def queues(self) -> Sequence[tuple[str, QueueMemory]]:
        """Queues that remember something new."""
        return tuple(self._queues.items())

    def put_call(self, call_id: UUID, call: Call | None) -> None:
        """This is the call now."""
        self._calls[call_id] = call

    def put_agent(self, agent_id: UUID, agent: Agent | None) -> None:
        """This is the agent now."""
        self._agents[agent_id] = agent

    def put_queue(self, queue_id: str, memory: QueueMemory) -> None:
        """This is what the queue remembers now."""
        self._queues[queue_id] = memory

    def add(self, later: "Batch") -> None:
        """Append what happened afterwards."""
        self.events += later.events
        self.records += later.records
        self.alive_at = later.alive_at or self.alive_at
        self._calls.update(later._calls)
        self._agents.update(later._agents)
        self._queues.update(later._queues)

    def __len__(self) -> int:
        return len(self.events)


class Committer:
    """Hands batches to the store in order.

    After a failed commit the batch and all later ones are kept, in memory and in the store's local journal, and `mend`
    tries again with growing pauses. The store numbers events itself, so that a commit whose answer was lost is not written twice.
    """

    def __init__(self, store: Store, metrics: Metrics) -> None:
        self._store = store
        self._metrics = metrics
        self._kept = deque[Batch]()
        self._waiting = 0
        self._away = asyncio.Event()

    @property
    def away(self) -> bool:
        """The database could not be reached; what happens is kept aside."""
        return self._away.is_set()

    @property
    def kept(self) -> int:
        """How many events wait for the database, those among them that are being tried now."""
        return self._waiting

    async def write(self, batch: Batch) -> None:
        """Make a batch durable, or keep it when that is not possible now. Raises `Fenced`."""
        if not self.away and await self._commit(batch):
            return
        self._kept.append(batch)
        self._count(len(batch))
        self._away.set()
        try:
            await self._store.keep(batch)
        except OSError as error:
            _log.error("kept_in_memory_alone", error=type(error).__name__, events=len(batch))

    async def mend(self) -> None:
        """Run for ever beside the loop: writes what was kept as soon as the database is back. Raises `Fenced`."""
        while True:
            await self._away.wait()
            pause = FIRST_RETRY_SECONDS
            while self._kept:
                batch = self._oldest()
                if await self._commit(batch):
                    pause = FIRST_RETRY_SECONDS
                    self._count(-len(batch))
                    if not self._kept:
                        await self._caught_up()
                    continue
                self._kept.appendleft(batch)
                await asyncio.sleep(pause)
                pause = min(pause * 2, LONGEST_RETRY_SECONDS)
            self._away.clear()
            _log.info("database_back")

    def _oldest(self) -> Batch:
        batch = self._kept.popleft()
        while self._kept and len(batch) + len(self._kept[0]) <= MOST_EVENTS_AT_ONCE:
            batch.add(self._kept.popleft())
        return batch

    async def _caught_up(self) -> None:
        try:
            await self._store.caught_up()
        except OSError as error:
            # harmless: the next start sees by their numbers that its entries are committed
            _log.warning("local_journal_not_removed", error=type(error).__name__)

    def _count(self, more: int) -> None:
        self._waiting += more
        self._metrics.uncommitted.set(self._waiting)

    async def _commit(self, batch: Batch) -> bool:
        began = monotonic()
        try:
            async with asyncio.timeout(COMMIT_TIMEOUT_SECONDS):
                await self._store.commit(batch)
        except Fenced:
            raise
        except Exception as error:  # noqa: BLE001 - whatever a driver raises, calls must go on
            self._metrics.commit_failures.inc()
            _log.error("commit_failed", error=type(error).__name__, events=len(batch))
            return False
        self._metrics.commit_seconds.observe(monotonic() - began)
        self._metrics.batch_size.observe(len(batch))
        return True
