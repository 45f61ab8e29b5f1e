"""Live state that this version cannot read: what is left of a call is enough to end it and to write it down."""

from collections.abc import Iterable
from datetime import datetime
from typing import TypeVar
from uuid import UUID

import msgspec
import structlog

from app.calls.interaction import UNREADABLE, Moment, Segment
from app.calls.state import Call, Leaving

_Key = TypeVar("_Key")
_Part = TypeVar("_Part")
_log = structlog.stdlib.get_logger(__name__)


def readable_calls(rows: Iterable[tuple[UUID, object]], at: datetime) -> list[Call]:
    """The calls. One that cannot be read comes back as one that is about to end, with whatever of it can be read."""
    return [_read(state, Call, call_id) or _remains(call_id, state, at) for call_id, state in rows]


def readable(rows: Iterable[tuple[_Key, object]], kind: type[_Part]) -> list[tuple[_Key, _Part]]:
    """What can be read, with its id. The rest is left out: an agent begins anew with the next sign-in, a queue forgets."""
    found = ((key, _read(state, kind, key)) for key, state in rows)
    return [(key, value) for key, value in found if value is not None]


def _read(state: object, kind: type[_Part], key: object) -> _Part | None:
    try:
        return msgspec.convert(state, kind)
    except msgspec.ValidationError as error:
        _log.error("live_state_unreadable", kind=kind.__name__, id=str(key), error=_where(error))
        return None


def _where(error: msgspec.ValidationError) -> str:
    """The place in the document; what stands there may be a person's number or name."""
    return str(error).rpartition(" - at ")[2].strip("`") or "$"


def _remains(call_id: UUID, state: object, at: datetime) -> Call:
    fields = _part(state, dict[str, object], {})
    arrived_at = _part(fields.get("arrived_at"), datetime, at)
    timeline = _part(fields.get("timeline"), tuple[Moment, ...], ())
    return Call(
        id=call_id,
        leg_id=_part(fields.get("leg_id"), str, "") or f"unknown-{call_id}",
        caller_number=_part(fields.get("caller_number"), str, ""),
        caller_name=_part(fields.get("caller_name"), str, ""),
        dialed_number=_part(fields.get("dialed_number"), str, ""),
        language=_part(fields.get("language"), str, ""),
        arrived_at=arrived_at if arrived_at.tzinfo is not None else at,
        phase=Leaving(ended_by="system"),
        looked_up=True,
        segments=_part(fields.get("segments"), tuple[Segment, ...], ()),
        timeline=(*timeline, Moment(at=at, what=UNREADABLE)),
    )


def _part(value: object, kind: type[_Part], otherwise: _Part) -> _Part:
    try:
        return msgspec.convert(value, kind)
    except msgspec.ValidationError:
        return otherwise
