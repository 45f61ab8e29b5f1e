"""A store in memory that can be away, and can be fenced."""

from datetime import datetime
from uuid import UUID

from app.calls.actions import Record
from app.calls.configuration import Configuration
from app.calls.events import CallEvent
from app.calls.ports import Commit, Fenced, Stored
from app.calls.queue_memory import QueueMemory
from app.calls.state import Agent, Call


class MemoryStore:
    """Holds what was committed. `away` makes every commit fail; `fenced` ends the controller."""

    def __init__(self) -> None:
        self.away = False
        self.fenced = False
        self.attempts = 0
        self.kept: list[CallEvent] = []
        self.disk_full = False
        self.journal: list[CallEvent] = []
        self.records: list[Record] = []
        self.calls: dict[UUID, Call] = {}
        self.agents: dict[UUID, Agent] = {}
        self.queues: dict[str, QueueMemory] = {}
        self.alive_at: datetime | None = None

    async def open(self) -> Stored:
        """What is there."""
        return Stored(
            configuration=Configuration(),
            calls=tuple(self.calls.values()),
            agents=tuple(self.agents.values()),
            memories=dict(self.queues),
            alive_at=self.alive_at,
        )

    async def alive(self, at: datetime) -> None:
        """Remember the moment."""
        if self.fenced:
            raise Fenced
        if self.away:
            raise ConnectionError("the database is away")
        self.alive_at = at

    async def keep(self, batch: Commit) -> None:
        """Take a batch into the local journal."""
        if self.disk_full:
            raise OSError("the disk is full")
        self.kept += batch.events

    async def caught_up(self) -> None:
        """Empty the local journal."""
        self.kept.clear()

    async def commit(self, batch: Commit) -> None:
        """Take a batch over as a whole."""
        self.attempts += 1
        if self.fenced:
            raise Fenced
        if self.away:
            raise ConnectionError("the database is away")
        self.alive_at = batch.alive_at or self.alive_at
        self.journal += batch.events
        self.records += batch.records
        self.queues.update(batch.queues)
        for call_id, call in batch.calls:
            if call is None:
                self.calls.pop(call_id, None)
            else:
                self.calls[call_id] = call
        for agent_id, agent in batch.agents:
            if agent is None:
                self.agents.pop(agent_id, None)
            else:
                self.agents[agent_id] = agent
