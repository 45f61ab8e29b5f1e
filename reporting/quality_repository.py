"""What pages measured of parts that are written down already."""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

import msgspec
from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from reporting.record import QualityRecord
from reporting.tables import SegmentRecorded


async def change_quality(
    connection: AsyncConnection,
    interaction_id: UUID,
    agent_id: UUID,
    since: datetime,
    change: Callable[[QualityRecord | None], QualityRecord],
) -> bool:
    """Change what is known of the agent's last part of an interaction. False: there is none that ended since then."""
    mine = (SegmentRecorded.interaction_id == interaction_id, SegmentRecorded.agent_id == agent_id)
    part = (
        await connection.execute(
            select(SegmentRecorded.position, SegmentRecorded.quality)
            .where(*mine, SegmentRecorded.kind == "agent", SegmentRecorded.ended_at >= since)
            .order_by(SegmentRecorded.position.desc())
            .limit(1)
            .with_for_update()
        )
    ).first()
    if part is None:
        return False
    quality = change(msgspec.convert(part.quality, QualityRecord | None))
    await connection.execute(
        update(SegmentRecorded).where(*mine, SegmentRecorded.position == part.position).values(quality=quality)
    )
    return True
