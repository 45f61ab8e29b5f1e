"""What a queue remembers of callers who are gone: how fast it served lately, and who gave up. Bounded, and kept over restarts."""

from datetime import datetime, timedelta

from msgspec import Struct, structs

from app.calls.estimate import Service, remembered

MOST_ABANDONED = 500


class Abandoned(Struct, frozen=True, kw_only=True, gc=False, array_like=True):
    """A caller of this number hung up in the line at `at`; the place was `since`."""

    number: str
    since: datetime
    at: datetime


class QueueMemory(Struct, frozen=True, kw_only=True, gc=False):
    """The past of one queue, oldest first."""

    services: tuple[Service, ...] = ()
    served_at: datetime | None = None
    abandoned: tuple[Abandoned, ...] = ()


def served(memory: QueueMemory, at: datetime, began_at: datetime, agents: int) -> QueueMemory:
    """An agent answered a caller who had been waiting since `began_at`."""
    head = began_at if memory.served_at is None else max(began_at, memory.served_at)
    service = Service(at=at, head_ms=max(0, (at - head) // timedelta(milliseconds=1)), agents=max(1, agents))
    return structs.replace(memory, services=remembered(memory.services, service), served_at=at)


def abandoned(memory: QueueMemory, caller: Abandoned, window: timedelta) -> QueueMemory:
    """A caller gave up. Remembered for as long as calling again keeps the place."""
    kept = tuple(
        known for known in memory.abandoned if caller.at - known.at <= window and known.number != caller.number
    )
    return structs.replace(memory, abandoned=(*kept, caller)[-MOST_ABANDONED:])


def kept_place(memory: QueueMemory, number: str, at: datetime, window: timedelta) -> datetime | None:
    """The place of a caller of this number who hung up a moment ago."""
    for caller in memory.abandoned:
        if number and caller.number == number and at - caller.at <= window:
            return caller.since
    return None


def place_taken(memory: QueueMemory, number: str) -> QueueMemory:
    """The memory without a caller who is back."""
    return structs.replace(memory, abandoned=tuple(known for known in memory.abandoned if known.number != number))
