"""Waiting callers and why they still wait, on the wire."""

from datetime import datetime
from uuid import UUID

from app.web.wire import Wire
from reporting.why_wire import WhyView


class WaitingCaller(Wire):
    """One caller of a queue, in the order in which they are served. `priority_s` seconds are added to the time waited.

    `caller_number` is masked for agents. `kept_for` is the number of the one agent who may have the call now, if it is kept.
    """

    call_id: UUID
    position: int
    caller_number: str
    since: datetime
    step: int
    priority_s: float
    kept_for: str


class WhyStill(Wire):
    """Where a live call is (`menu`, `waiting`, `ringing`, `talking`, `elsewhere`) and the distributor's decision about it."""

    call_id: UUID
    at: datetime
    stage: str
    queue: str
    why: WhyView | None
