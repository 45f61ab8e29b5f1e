"""Writes an entry: as a whole; or, where the database refuses something in it, all that it does take."""

from collections.abc import Iterator, Sequence

import msgspec
from msgspec import Raw
from sqlalchemy import Connection

from app.calls import statements
from app.calls.entry import Entry, LiveState
from customers.work_repository import apply_changes
from database.away import is_refusal
from database.rows import Statement
from recording.repository import add_pending
from reporting.repository import add_interactions, add_messages, add_wrap_ups
from reporting.spell_repository import add_spells

_ROWS = ("journal", "calls", "agents", "queues", "interactions", "work", "wrap_ups", "recordings", "spells", "messages")
"""The rows of an entry, in the order in which they are written."""


def write(connection: Connection, entry: Entry) -> None:
    """Write all of it."""
    statements.ADD_TO_JOURNAL.run(
        connection, [{**msgspec.structs.asdict(line), "event": _raw(line.event)} for line in entry.journal]
    )
    _write_live(connection, entry.calls, statements.PUT_CALL, statements.DROP_CALL)
    _write_live(connection, entry.agents, statements.PUT_AGENT, statements.DROP_AGENT)
    statements.PUT_QUEUE.run(connection, [{"id": queue.id, "state": Raw(queue.state)} for queue in entry.queues])
    add_interactions(connection, entry.interactions)
    apply_changes(connection, entry.work)
    add_wrap_ups(connection, entry.wrap_ups)
    add_pending(connection, entry.recordings)
    add_spells(connection, entry.spells)
    add_messages(connection, entry.messages)


def write_what_is_taken(connection: Connection, entry: Entry) -> Sequence[Entry]:
    """Write row by row. What the database refuses for what it is comes back, each row in an entry of its own."""
    refused: list[Entry] = []
    for row in _single(entry):
        try:
            with connection.begin_nested():
                write(connection, row)
        except Exception as error:
            if not is_refusal(error):
                raise
            refused.append(row)
    return refused


def _single(entry: Entry) -> Iterator[Entry]:
    empty = msgspec.structs.replace(entry, **dict.fromkeys(_ROWS, ()))
    for rows in _ROWS:
        for row in getattr(entry, rows):
            yield msgspec.structs.replace(empty, **{rows: (row,)})


def _write_live(connection: Connection, changed: Sequence[LiveState], put: Statement, drop: Statement) -> None:
    put.run(connection, [{"id": thing.id, "state": _raw(thing.state)} for thing in changed if thing.state is not None])
    drop.run(connection, [{"id": thing.id} for thing in changed if thing.state is None])


def _raw(text: str | None) -> Raw | None:
    """JSON text as a value that is written as it stands."""
    return None if text is None else Raw(text)
