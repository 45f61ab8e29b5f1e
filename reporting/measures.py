"""What the parts of one interaction add up to; the definitions are those of the measures' documentation."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from msgspec import Struct

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


class Judgement(Struct, frozen=True, kw_only=True):
    """A range that a caller was told, and the wait that followed; None for one who was not answered."""

    shortest_ms: int
    longest_ms: int
    real: timedelta | None


class TellingScore(Struct, frozen=True, kw_only=True):
    """How true told ranges were: `bias_ms` is how much longer than the range's middle the waits were on average.

    Only answered callers are judged: how long the others would have waited, nobody knows.
    """

    told: int
    judged: int
    within: int
    bias_ms: int
    mean_width_ms: int

    @property
    def within_share(self) -> float | None:
        """Share of the judged tellings whose wait ended within the range."""
        return self.within / self.judged if self.judged else None


def score(tellings: Sequence[Judgement]) -> TellingScore:
    """The sum of what was told and what came of it."""
    judged = [(telling, telling.real // timedelta(milliseconds=1)) for telling in tellings if telling.real is not None]
    off = [real - (telling.shortest_ms + telling.longest_ms) / 2 for telling, real in judged]
    widths = [telling.longest_ms - telling.shortest_ms for telling, _ in judged]
    return TellingScore(
        told=len(tellings),
        judged=len(judged),
        within=sum(telling.shortest_ms <= real <= telling.longest_ms for telling, real in judged),
        bias_ms=round(sum(off) / len(off)) if off else 0,
        mean_width_ms=round(sum(widths) / len(widths)) if widths else 0,
    )
