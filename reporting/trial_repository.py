"""What was recorded on a designer's test call, found by the number that was dialed."""

from datetime import datetime

from sqlalchemy import ColumnElement, select
from sqlalchemy.ext.asyncio import AsyncConnection

from reporting.tables import InteractionRecorded, SegmentRecorded


async def is_over(connection: AsyncConnection, dialed_number: str, since: datetime) -> bool:
    """Whether the test call to this number, which was not made before `since`, has ended."""
    found = select(InteractionRecorded.id).where(*_of(dialed_number, since)).limit(1)
    return await connection.scalar(found) is not None


async def recording_of(connection: AsyncConnection, dialed_number: str, since: datetime) -> str | None:
    """The id of what the caller recorded last on it."""
    return await connection.scalar(
        select(SegmentRecorded.recording_id)
        .join(InteractionRecorded, InteractionRecorded.id == SegmentRecorded.interaction_id)
        .where(*_of(dialed_number, since), SegmentRecorded.recording_id.is_not(None))
        .order_by(SegmentRecorded.position.desc())
        .limit(1)
    )


def _of(dialed_number: str, since: datetime) -> tuple[ColumnElement[bool], ...]:
    return (
        InteractionRecorded.arrived_at >= since,
        InteractionRecorded.dialed_number == dialed_number,
        InteractionRecorded.test.is_(True),
    )
