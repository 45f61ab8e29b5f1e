"""A promised callback: a call of its own that keeps the caller's place. Values only."""

from datetime import datetime

from msgspec import Struct


class Promise(Struct, frozen=True, kw_only=True, gc=False):
    """To call `number` in the place of `since`, given up at `expires_at`. `attempt` is the one that this call is.

    `reached`: the customer was talked with meanwhile, so that this attempt is the last."""

    number: str
    since: datetime
    requested_at: datetime
    expires_at: datetime
    attempt: int = 1
    reached: bool = False


class Scheduled(Struct, frozen=True, kw_only=True, gc=False, tag=True):
    """A callback that comes into the line of `queue_id`, at the place `since`, when it is due."""

    queue_id: str
    since: datetime
    due: datetime
