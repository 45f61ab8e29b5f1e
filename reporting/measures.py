"""What the parts of one interaction add up to; the definitions are those of the measures' documentation."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from reporting.record import SegmentRecord


def talk_ms(segments: Sequence[SegmentRecord]) -> int:
    """Time bridged with agents and not on hold."""
    return sum(segment.talk_ms for segment in segments)


def wait_ms(segments: Sequence[SegmentRecord], ended_at: datetime) -> int:
    """Time in queues: from entering one until a human agent is bridged or the caller leaves; ringing is waiting too."""
    return sum(
        max(0, ((segment.ended_at or ended_at) - segment.started_at) // timedelta(milliseconds=1))
        for segment in segments
        if segment.kind == "queue"
    )


def last_agent(segments: Sequence[SegmentRecord]) -> tuple[str, str]:
    """Number and name of the agent who had the contact last, or two empty texts."""
    for segment in reversed(segments):
        if segment.kind == "agent":
            return segment.agent_number, segment.agent_name
    return "", ""


def last_queue(segments: Sequence[SegmentRecord]) -> str:
    """The queue that had the contact last, or nothing."""
    return next((segment.queue_id for segment in reversed(segments) if segment.queue_id), "")
