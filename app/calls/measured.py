"""How an agent's page heard its part of a call: what is known of it, with one more report. Pure."""

from datetime import datetime, timedelta
from uuid import UUID

from app.calls.call_commands import QualityReported
from app.calls.interaction import Quality
from app.calls.state import Call

LATE = timedelta(seconds=30)
"""How long after its end a part may be reported on: a page tells of the last stretch when it sees that the call is over."""


def heard(before: Quality | None, report: QualityReported) -> Quality:
    """The means over all reports, and the worst opinion."""
    reports = 1 if before is None else before.reports + 1

    def mean(old: float, new: float) -> float:
        return round(old + (new - old) / reports, 3)

    return Quality(
        reports=reports,
        packet_loss=mean(before.packet_loss if before else 0, report.packet_loss),
        jitter_ms=mean(before.jitter_ms if before else 0, report.jitter_ms),
        round_trip_ms=mean(before.round_trip_ms if before else 0, report.round_trip_ms),
        mos=mean(before.mos if before else 0, report.mos),
        worst_mos=min(before.worst_mos, report.mos) if before else report.mos,
    )


def part_just_left(call: Call, agent_id: UUID, at: datetime) -> int:
    """The place of the agent's last part of a call that goes on without them, if it ended just now; else -1."""
    for place in reversed(range(len(call.segments))):
        part = call.segments[place]
        if part.agent_id == agent_id and part.kind == "agent":
            return place if part.ended_at is not None and at - part.ended_at <= LATE else -1
    return -1
