"""Promised callbacks as browsers see them."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from pydantic import AwareDatetime

from app.web.wire import Wire

CallbackState = Literal["waiting", "offered", "dialing", "talking", "scheduled"]
AttemptResult = Literal["busy", "no_answer", "rejected", "unreachable", "cancelled", "answering_machine"]


class CallbackAttempt(Wire):
    """An attempt that did not reach the customer."""

    at: datetime
    result: AttemptResult


class CallbackItem(Wire):
    """A callback that is still promised: `attempt` is the one under way or next, of `attempts` at most.

    `key` stays the same from attempt to attempt, `id` is that of the present attempt's call. `since` is the place in the line.
    `due_at` is when the next attempt begins, if it has been put off. `tried` are the attempts so far, oldest first.
    """

    kind: Literal["callback"] = "callback"
    key: str
    id: UUID
    number: str
    customer_name: str
    queue: str
    queue_id: str
    state: CallbackState
    since: datetime
    requested_at: datetime
    attempt: int
    attempts: int
    due_at: datetime | None
    expires_at: datetime
    parent_id: UUID | None
    tried: list[CallbackAttempt]


class CallbackTime(Wire):
    """When to call back; null is now."""

    at: AwareDatetime | None


class CallbackResult(Wire):
    """Whom the agent reached."""

    result: Literal["machine"]
