"""What the live calls need from outside, in the smallest words."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol
from uuid import UUID

from msgspec import Struct

from app.calls.actions import Effect, Record
from app.calls.configuration import Configuration
from app.calls.events import CallEvent
from app.calls.queue_memory import QueueMemory
from app.calls.state import Agent, Call
from customers.profile import CustomerSummary
from ivr.dialog import Request
from ivr.value import Value


class ActionNotPerformed(Exception):
    """An effect could not be done; becomes an `ActionFailed` event. `leg_id` is the leg concerned, if any."""

    def __init__(self, error: str, leg_id: str = "") -> None:
        super().__init__(error)
        self.leg_id = leg_id


class Telephony(Protocol):
    """Asterisk, or a fake of it."""

    async def perform(self, effect: Effect) -> None:
        """Do one effect; done already or gone already is success. Raises `ActionNotPerformed`."""
        ...


class CustomerDirectory(Protocol):
    """Finds who is calling."""

    async def find_by_number(self, number: str) -> CustomerSummary | None:
        """The customer of a caller number as it was presented (E.164, national or short), or None."""
        ...

    def dialable(self, raw: str) -> str:
        """The number in E.164 that digits mean, as someone here would dial them; empty for what is no valid number."""
        ...


class PastTalks(Protocol):
    """Knows who talked with whom."""

    async def last_agent(self, number: str) -> UUID | None:
        """The agent who talked last with callers of this number, or None."""
        ...


class RecordingShelf(Protocol):
    """Finishes recordings."""

    async def store(self, recording_id: str) -> None:
        """Join the two sides of an ended recording into its stored file and mark its row. Safe to repeat."""
        ...

    async def discard(self, recording_id: str) -> None:
        """Throw away a recording that nobody wants. Safe to repeat."""
        ...


class Answer(Struct, frozen=True, kw_only=True):
    """What a web service said. `values` hold what was wanted of it; `problem` is empty when it answered at all."""

    status: int = 0
    values: dict[str, Value] = {}
    problem: str = ""


class WebServices(Protocol):
    """Asks web services for flows."""

    async def ask(self, request: Request) -> Answer:
        """Send one request. Raises nothing for what a service or the network does: that is an answer with a problem."""
        ...


class Commit(Protocol):
    """One batch to be made durable in one transaction."""

    @property
    def events(self) -> Sequence[CallEvent]: ...
    @property
    def calls(self) -> Sequence[tuple[UUID, Call | None]]: ...
    @property
    def agents(self) -> Sequence[tuple[UUID, Agent | None]]: ...
    @property
    def queues(self) -> Sequence[tuple[str, QueueMemory]]: ...
    @property
    def records(self) -> Sequence[Record]: ...
    @property
    def alive_at(self) -> datetime | None:
        """When deadlines were watched last; None while they stand still."""
        ...


class Fenced(Exception):
    """Another controller has taken over this site; this one must stop at once."""


class Stored(Struct, frozen=True, kw_only=True):
    """What a controller begins with. `alive_at` is when the one before it was there last to watch calls' deadlines."""

    configuration: Configuration
    calls: Sequence[Call] = ()
    agents: Sequence[Agent] = ()
    memories: Mapping[str, QueueMemory] = {}
    alive_at: datetime | None = None


class Store(Protocol):
    """The durable side of the live state."""

    async def open(self) -> Stored:
        """Take over the site (next epoch) and load the live state."""
        ...

    async def commit(self, batch: Commit) -> None:
        """Write journal, live state, records and outbox in one transaction. Raises `Fenced`."""
        ...

    async def alive(self, at: datetime) -> None:
        """Write down that deadlines are still watched at this moment. Raises `Fenced`."""
        ...

    async def keep(self, batch: Commit) -> None:
        """Make a batch that cannot be committed now durable outside the database. Raises `OSError`."""
        ...

    async def caught_up(self) -> None:
        """All that was kept is committed. Raises `OSError`."""
        ...


class Clock(Protocol):
    """Where `at` comes from."""

    def now(self) -> datetime:
        """The present moment, aware, in UTC."""
        ...
