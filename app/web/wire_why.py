"""Why an agent is offered no call, as the desk shows it."""

from datetime import datetime
from typing import Literal

from agents.state import StateName
from app.web.wire import Wire


class QueueChance(Wire):
    """A queue that the agent serves.

    `before` counts the ready agents who are asked first; null: not ready, or the skills do not reach (`lacks`, such as `english 50`).
    From step `from_step` (counted from 0) on, after `from_s` seconds of waiting, callers are offered. `kept` says why the first
    caller who waits is not.
    """

    queue: str
    waiting: int
    ready: int
    before: int | None
    from_step: int
    from_s: float
    lacks: list[str]
    kept: Literal["", "kept_for_another", "lacks_skill", "not_yet"]


class WhyNoCalls(Wire):
    """What keeps calls away from the agent now: the state, what stands in the way of any offer, and each queue."""

    at: datetime
    state: StateName
    reason: str
    not_offered: list[str]
    paused_until: datetime | None
    queues: list[QueueChance]
