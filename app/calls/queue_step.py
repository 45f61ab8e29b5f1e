"""Callers whom a flow's step put into a queue, and who come back to it by an exit of that step."""

from datetime import datetime
from typing import Final

from msgspec import structs

from agents.configuration import Queue, Stay
from app.calls import exits, farewell, menu
from app.calls.actions import StopMusic
from app.calls.edit import Result, closed, noted, opened
from app.calls.exit_state import WayBack
from app.calls.interaction import Segment
from app.calls.state import Call, CallCenter, InMenu
from ivr.dialog import EnterQueue, Session

_NAMES: Final = {"closed": "closed", "full": "full", "nobody": "nobody", "long_wait": "timeout", "key": "key"}
"""The step's exits by what leads a caller out of a queue."""


def way_back(asked: EnterQueue, session: Session) -> WayBack | None:
    """How the walk goes on when the wait leads to one of the step's exits; None where it has none."""
    if not asked.exits:
        return None
    return WayBack(session=session, exits=asked.exits, longest=asked.longest, key=asked.key)


def turned_back(center: CallCenter, queue: Queue, asked: EnterQueue, at: datetime) -> str:
    """The exit for a caller who cannot begin to wait; empty: the wait begins, or the queue's own rules hold."""
    why = exits.hindrance(center, queue, at)
    stays = why == "nobody" and "nobody" not in asked.exits and isinstance(queue.overflow.on_nobody, Stay)
    if stays and exits.is_full(center, queue):
        why = "full"
    return _NAMES[why] if why and _NAMES[why] in asked.exits else ""


def leads_back(call: Call, why: str) -> bool:
    """Whether that, which leads the caller out of the line, has an exit in the flow."""
    back = None if call.wait is None else call.wait.way_back
    return back is not None and _NAMES.get(why) in back.exits


def come_back(center: CallCenter, call: Call, why: str, queue_id: str, at: datetime) -> Result:
    """Out of the line, and on in the flow."""
    assert call.wait is not None, "who waits"
    back = call.wait.way_back
    assert back is not None, "there is an exit"
    call, hush = farewell.silenced(call)
    call = noted(closed(call, at, "overflowed"), at, "overflowed", detail=why, queue_id=queue_id)
    call = opened(call, Segment(kind="ivr", started_at=at, flow_id=back.session.flow_id))
    phase = InMenu(session=back.session, playback_id=None)
    call = structs.replace(call, phase=phase, wait=None, timers=())
    center, actions = menu.refused(center, call, phase, at, _NAMES[why])
    return center, (*hush, StopMusic(call_id=call.id, leg_id=call.leg_id), *actions)
