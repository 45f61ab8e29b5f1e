"""Finding an agent's parts and wrap-ups of a day, with the contacts they belong to."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import msgspec
from msgspec import Struct
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from reporting.day import Paperwork, Part
from reporting.record import CustomerRecord
from reporting.tables import InteractionRecorded, SegmentRecorded, WrapUpRecorded


class PartOfContact(Struct, frozen=True, kw_only=True):
    """An agent's part, and whose contact it was."""

    part: Part
    queue_id: str
    caller_number: str
    customer: CustomerRecord | None


async def parts_between(
    connection: AsyncConnection, agent_id: UUID, since: datetime, until: datetime
) -> Sequence[PartOfContact]:
    """The agent's parts that began in a span of time, oldest first."""
    rows = await connection.execute(
        select(
            SegmentRecorded.interaction_id,
            SegmentRecorded.started_at,
            SegmentRecorded.talk_ms,
            SegmentRecorded.hold_ms,
            SegmentRecorded.queue_id,
            InteractionRecorded.caller_number,
            InteractionRecorded.customer,
        )
        .join(InteractionRecorded, InteractionRecorded.id == SegmentRecorded.interaction_id)
        .where(
            SegmentRecorded.agent_id == agent_id,
            SegmentRecorded.kind == "agent",
            InteractionRecorded.test.is_(False),
            SegmentRecorded.started_at >= since,
            SegmentRecorded.started_at < until,
        )
        .order_by(SegmentRecorded.started_at, SegmentRecorded.position)
    )
    return [
        PartOfContact(
            part=Part(interaction_id=row[0], started_at=row[1], talk_ms=row[2], hold_ms=row[3]),
            queue_id=row[4],
            caller_number=row[5],
            customer=msgspec.convert(row[6], CustomerRecord | None),
        )
        for row in rows
    ]


async def papers_between(
    connection: AsyncConnection, agent_id: UUID, since: datetime, until: datetime
) -> Sequence[Paperwork]:
    """The agent's wrap-ups that began in a span of time, oldest first."""
    rows = await connection.execute(
        select(WrapUpRecorded.interaction_id, WrapUpRecorded.started_at, WrapUpRecorded.ended_at)
        .where(
            WrapUpRecorded.agent_id == agent_id, WrapUpRecorded.started_at >= since, WrapUpRecorded.started_at < until
        )
        .order_by(WrapUpRecorded.started_at)
    )
    return [Paperwork(interaction_id=row[0], started_at=row[1], ended_at=row[2]) for row in rows]
