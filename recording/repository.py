"""The rows of recordings."""

from collections.abc import Sequence
from datetime import datetime
from typing import Literal, cast
from uuid import UUID

from msgspec import Struct, structs
from sqlalchemy import ColumnElement, Connection, select

from database.rows import insert_or_replace
from recording.tables import RecordingKept

Status = Literal["pending", "ready", "partial", "failed"]


_NOTE = insert_or_replace(RecordingKept, "segment", "started_at")
_SAVE = insert_or_replace(RecordingKept, "status", "fault", "duration_ms", "size", "path", "pages")


class PendingRecording(Struct, frozen=True, kw_only=True):
    """A recording that has ended, and its place: the segment's position in the interaction."""

    id: str
    interaction_id: UUID
    segment: int
    started_at: datetime


class StoredRecording(Struct, frozen=True, kw_only=True):
    """A recording as it is known. `path` is below the folder of recordings and empty until something is stored."""

    id: str
    interaction_id: UUID
    segment: int
    started_at: datetime
    status: Status
    fault: str = ""
    duration_ms: int = 0
    size: int = 0
    path: str = ""
    pages: int = 0


def add_pending(connection: Connection, recordings: Sequence[PendingRecording]) -> None:
    """Note recordings that are to be stored. One that is there already keeps its state and learns its place."""
    state = {"status": "pending", "fault": "", "duration_ms": 0, "size": 0, "path": "", "pages": 0}
    _NOTE.run(connection, [{**structs.asdict(recording), **state} for recording in recordings])


def save(connection: Connection, recording: StoredRecording) -> None:
    """Write what became of a recording, whether it was noted before or not."""
    _SAVE.run(connection, [structs.asdict(recording)])


def find(connection: Connection, recording_id: str) -> StoredRecording | None:
    """One recording, or None."""
    found = _select(connection, RecordingKept.id == recording_id)
    return found[0] if found else None


def of_interaction(connection: Connection, interaction_id: UUID) -> Sequence[StoredRecording]:
    """The recordings of an interaction, oldest first."""
    return _select(connection, RecordingKept.interaction_id == interaction_id)


def pending(connection: Connection) -> Sequence[StoredRecording]:
    """Recordings of which nothing is known yet."""
    return _select(connection, RecordingKept.status == "pending")


def _select(connection: Connection, *conditions: ColumnElement[bool]) -> Sequence[StoredRecording]:
    rows = connection.execute(
        select(
            RecordingKept.id,
            RecordingKept.interaction_id,
            RecordingKept.segment,
            RecordingKept.started_at,
            RecordingKept.status,
            RecordingKept.fault,
            RecordingKept.duration_ms,
            RecordingKept.size,
            RecordingKept.path,
            RecordingKept.pages,
        )
        .where(*conditions)
        .order_by(RecordingKept.started_at, RecordingKept.id)
    )
    return [
        StoredRecording(
            id=row.id,
            interaction_id=row.interaction_id,
            segment=row.segment,
            started_at=row.started_at,
            status=cast("Status", row.status),
            fault=row.fault,
            duration_ms=row.duration_ms,
            size=row.size,
            path=row.path,
            pages=row.pages,
        )
        for row in rows
    ]
