"""Promised callbacks as browsers see them."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from pydantic import AwareDatetime

from app.web.wire import Wire

CallbackState = Literal["waiting", "offered", "dialing", "talking", "scheduled"]


class CallbackItem(Wire):
    """A callback that is still promised: `attempt` is the one under way or next, of `attempts` at most.

    `since` is the place in the line. `due_at` is when the next attempt begins, if it has been put off.
    """

    id: UUID
    number: str
    customer_name: str
    queue: str
    state: CallbackState
    since: datetime
    requested_at: datetime
    attempt: int
    attempts: int
    due_at: datetime | None
    expires_at: datetime
    parent_id: UUID | None


class CallbackTime(Wire):
    """When to call back; null is now."""

    at: AwareDatetime | None


class CallbackResult(Wire):
    """Whom the agent reached."""

    result: Literal["machine"]
