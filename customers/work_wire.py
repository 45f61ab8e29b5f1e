"""The work list as browsers see it."""

from datetime import UTC, datetime, timedelta
from typing import Annotated, Literal
from uuid import UUID

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints

from customers.wire import lines

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

Note = Annotated[str, StringConstraints(max_length=2000), AfterValidator(lines)]


class _Wire(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class WorkItem(_Wire):
    """Something that is owed to a caller since or at `due_at`.

    `kind`: `missed` callers gave up, `contacts` times; `voicemail` and `fax` are in `recording_id`; `callback` was promised and failed;
    `follow_up` was promised by its owner. `queue` is an id. `result` is `reached` when contact has closed the item by itself.
    """

    id: UUID
    kind: Literal["missed", "voicemail", "fax", "callback", "follow_up"]
    state: Literal["open", "claimed", "closed"]
    number: str
    customer_id: UUID | None
    customer_name: str
    queue: str
    interaction_id: UUID | None
    recording_id: str
    created_at: datetime
    last_at: datetime
    due_at: datetime
    contacts: int
    note: str
    owner_id: UUID | None
    owner_name: str
    result: str
    closed_at: datetime | None
    closed_by: str


class WorkPage(_Wire):
    """A page of the list, oldest promise first. `next` is the cursor of the following page, empty at the end."""

    rows: list[WorkItem]
    total: int
    next: str


class WorkQuery(_Wire):
    """What to list; `mine` means only what one has claimed."""

    kind: Literal["", "missed", "voicemail", "fax", "callback", "follow_up"] = ""
    state: Literal["open", "closed", "all"] = "open"
    queue: Annotated[str, StringConstraints(max_length=64, pattern=r"^[a-z0-9_-]*$")] = ""
    mine: bool = False
    cursor: Annotated[str, StringConstraints(pattern=r"^(-?[0-9]{1,18}\.[0-9a-f]{32})?$")] = ""
    limit: Annotated[int, Field(ge=1, le=200)] = 50


class FollowUp(_Wire):
    """A promise to be kept at `due_at`."""

    number: Annotated[str, StringConstraints(min_length=2, max_length=32)]
    due_at: AwareDatetime
    note: Note = ""
    interaction_id: UUID | None = None
    queue: Annotated[str, StringConstraints(max_length=64, pattern=r"^[a-z0-9_-]*$")] = ""


class WorkResult(_Wire):
    """What came of an item."""

    result: Annotated[str, StringConstraints(min_length=1, max_length=64, pattern=r"^[a-z0-9_-]+$")]
    note: Note = ""


def write_cursor(place: tuple[datetime, UUID]) -> str:
    """Where a page ended, as text."""
    return f"{(place[0] - _EPOCH) // timedelta(microseconds=1)}.{place[1].hex}"


def read_cursor(text: str) -> tuple[datetime, UUID] | None:
    """Where the last page ended; None at the beginning."""
    if not text:
        return None
    microseconds, _, item_id = text.partition(".")
    try:
        return _EPOCH + timedelta(microseconds=int(microseconds)), UUID(item_id)
    except OverflowError:
        return None
