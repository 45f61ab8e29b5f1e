"""Where a page of the list ended, as text that browsers hand back. It opens nothing: every page asks for rights anew."""

import base64
import binascii
import struct
from datetime import UTC, datetime, timedelta
from typing import NamedTuple
from uuid import UUID

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_LAYOUT = struct.Struct(">q16s")


class CursorNotValid(Exception):
    """The cursor was not made here."""

    code = "cursor_not_valid"


class Cursor(NamedTuple):
    """The last row of a page; the next page begins behind it."""

    arrived_at: datetime
    id: UUID


def write(cursor: Cursor) -> str:
    """The cursor as text that needs no quoting in a URL."""
    microseconds = (cursor.arrived_at - _EPOCH) // timedelta(microseconds=1)
    return base64.urlsafe_b64encode(_LAYOUT.pack(microseconds, cursor.id.bytes)).decode()


def read(text: str) -> Cursor:
    """The cursor of a text. Raises `CursorNotValid`."""
    try:
        microseconds, raw_id = _LAYOUT.unpack(base64.b64decode(text, altchars=b"-_", validate=True))
        return Cursor(_EPOCH + timedelta(microseconds=microseconds), UUID(bytes=raw_id))
    except (binascii.Error, struct.error, ValueError, OverflowError) as error:
        raise CursorNotValid from error
