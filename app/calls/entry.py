"""A batch in plain values: what a commit writes, and what is kept in a file while the database is away."""

from datetime import datetime
from uuid import UUID

from msgspec import Struct

from customers.work import WorkChange
from recording.repository import PendingRecording
from reporting.record import InteractionRecord, MessageRecord, SpellRecord, WrapUpRecord


class JournalLine(Struct, frozen=True, kw_only=True):
    """One event, as JSON text, under its number."""

    seq: int
    at: datetime
    type: str
    call_id: UUID | None
    agent_id: UUID | None
    event: str | None


class LiveState(Struct, frozen=True, kw_only=True):
    """A call or an agent as it is now, as JSON text; None: it is gone."""

    id: UUID
    state: str | None


class QueueState(Struct, frozen=True, kw_only=True):
    """What a queue remembers now, as JSON text."""

    id: str
    state: str


class Entry(Struct, frozen=True, kw_only=True):
    """What belongs into one transaction of the controller of this epoch. `alive_at` is when it was there last to watch deadlines."""

    epoch: int
    journal: tuple[JournalLine, ...]
    calls: tuple[LiveState, ...]
    agents: tuple[LiveState, ...]
    interactions: tuple[InteractionRecord, ...]
    wrap_ups: tuple[WrapUpRecord, ...]
    recordings: tuple[PendingRecording, ...]
    spells: tuple[SpellRecord, ...] = ()
    queues: tuple[QueueState, ...] = ()
    work: tuple[WorkChange, ...] = ()
    messages: tuple[MessageRecord, ...] = ()
    alive_at: datetime | None = None
