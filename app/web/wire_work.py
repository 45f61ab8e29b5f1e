"""What is owed to callers, as the desk lists it: work items and promised callbacks in one line."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from app.web.wire import Wire
from app.web.wire_callbacks import CallbackItem
from customers.work_wire import WorkItem

OwedKind = Literal["missed", "voicemail", "fax", "callback", "follow_up"]


class OwedItem(Wire):
    """Something that a person does. It is owed since or at `promised_at`."""

    type: Literal["item"] = "item"
    promised_at: datetime
    item: WorkItem


class OwedCallback(Wire):
    """A callback that the line will make: promised for a time, or else owed since the caller began to wait."""

    type: Literal["callback"] = "callback"
    promised_at: datetime
    callback: CallbackItem


Owed = Annotated[OwedItem | OwedCallback, Field(discriminator="type")]


class OwedCounts(Wire):
    """How much of each kind is owed; `callback` counts those that the line will make and those that it gave up."""

    missed: int
    voicemail: int
    fax: int
    callback: int
    follow_up: int


class OwedPage(Wire):
    """A page of the list, oldest promise first. `counts` are of everything, whatever was asked for; `next` is empty at the end."""

    rows: list[Owed]
    counts: OwedCounts
    next: str


class OwedQuery(Wire):
    """What to list; without a kind everything."""

    kind: OwedKind | Literal[""] = ""
    cursor: Annotated[str, StringConstraints(pattern=r"^(-?[0-9]{1,18}\.[0-9a-f]{32})?$")] = ""
    limit: Annotated[int, Field(ge=1, le=200)] = 50
