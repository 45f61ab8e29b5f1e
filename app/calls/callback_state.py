"""A promised callback: a call of its own that keeps the caller's place. Values only."""

from datetime import datetime
from typing import Literal

from msgspec import Struct

from app.calls.interaction import DialResult

Unreached = DialResult | Literal["cancelled", "answering_machine"]
"""What comes of an attempt that is no talk; `cancelled`: the agent hung up first."""


class Attempt(Struct, frozen=True, kw_only=True, gc=False):
    """An attempt that did not reach the customer, and what came of it."""

    at: datetime
    result: Unreached


class Promise(Struct, frozen=True, kw_only=True):
    """To call `number` in the place of `since`, given up at `expires_at`. `attempt` is the one that this call is.

    `reached`: the customer was talked with meanwhile, so that this attempt is the last. `tried` are the attempts before."""

    number: str
    since: datetime
    requested_at: datetime
    expires_at: datetime
    attempt: int = 1
    reached: bool = False
    tried: tuple[Attempt, ...] = ()


class Scheduled(Struct, frozen=True, kw_only=True, gc=False, tag=True):
    """A callback that comes into the line of `queue_id`, at the place `since`, when it is due.

    `wanted` is when it would be due if customers could be called at any time.
    """

    queue_id: str
    since: datetime
    due: datetime
    wanted: datetime | None = None
