"""How true the waits were that callers were told: each told range beside what really happened."""

from collections.abc import Sequence
from datetime import datetime

from msgspec import Struct
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from reporting.measures import Judgement, TellingScore, score
from reporting.tables import InteractionRecorded, SegmentRecorded


class QueueScore(Struct, frozen=True, kw_only=True):
    """What the tellings of one queue were worth."""

    queue_id: str
    score: TellingScore


async def score_by_queue(connection: AsyncConnection, since: datetime, until: datetime) -> Sequence[QueueScore]:
    """Per queue, for callers who were told a range from `since` on and before `until`."""
    rows = await connection.execute(
        select(
            SegmentRecorded.queue_id,
            SegmentRecorded.told_at,
            SegmentRecorded.told_shortest_ms,
            SegmentRecorded.told_longest_ms,
            SegmentRecorded.ended_at,
            SegmentRecorded.outcome,
        )
        .join(InteractionRecorded, InteractionRecorded.id == SegmentRecorded.interaction_id)
        .where(SegmentRecorded.told_at >= since, SegmentRecorded.told_at < until, InteractionRecorded.test.is_(False))
        .order_by(SegmentRecorded.queue_id)
    )
    judged: dict[str, list[Judgement]] = {}
    for queue_id, told_at, shortest_ms, longest_ms, ended_at, outcome in rows:
        real = None
        if told_at is not None and ended_at is not None and outcome == "answered":
            real = ended_at - told_at
        judged.setdefault(queue_id, []).append(Judgement(shortest_ms=shortest_ms, longest_ms=longest_ms, real=real))
    return [QueueScore(queue_id=queue_id, score=score(tellings)) for queue_id, tellings in judged.items()]
