"""Promises to callers: who could not be reached, left a message, or was promised something. Pure."""

from datetime import datetime
from typing import Literal
from uuid import UUID, uuid5

from msgspec import Struct

_NAMESPACE = UUID("a4a6a6b0-7a8e-5f3c-9a4e-52c1d0a3b6f1")

WorkKind = Literal["missed", "voicemail", "fax", "callback", "follow_up"]
WorkState = Literal["open", "claimed", "closed"]

REACHED = "reached"
"""The result of an item that contact with the number has closed."""


class NewWork(Struct, frozen=True, kw_only=True, tag=True):
    """Something that is owed to a caller since `at`. Missed calls of one number become one item. The sender of a
    fax may have no `number`."""

    id: UUID
    kind: WorkKind
    number: str
    queue_id: str
    interaction_id: UUID | None
    at: datetime
    customer_id: UUID | None = None
    customer_name: str = ""
    recording_id: str = ""


class Contact(Struct, frozen=True, kw_only=True, tag=True):
    """Somebody of ours has talked with this number: what was only about reaching it is done."""

    number: str
    at: datetime


WorkChange = NewWork | Contact
"""What a finished interaction means for the work list."""


def work_id(interaction_id: UUID, kind: WorkKind) -> UUID:
    """The id of what an interaction leaves to be done, the same each time."""
    return uuid5(_NAMESPACE, f"{interaction_id}|{kind}")
