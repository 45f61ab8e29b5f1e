"""Callers who hang up in the line: who gave up, and who had hardly begun to wait."""

from datetime import datetime

from app.calls.state import Call, CallCenter

ABANDONED, SHORT = "abandoned", "abandoned_short"


def word(center: CallCenter, call: Call, at: datetime) -> str:
    """What the open segment of a caller who hangs up is called; a short wait is no fault of the queue's."""
    last = call.segments[-1] if call.segments else None
    if last is None or last.kind != "queue" or last.queue_id is None:
        return ABANDONED
    queue = center.configuration.queues.get(last.queue_id)
    return SHORT if queue is not None and at - last.started_at < queue.short_abandon else ABANDONED
