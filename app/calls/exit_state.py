"""What is remembered of a caller's wait, and the phases of callers who leave the line by another way than an agent. Values only."""

from datetime import datetime, timedelta
from typing import Literal

from msgspec import Struct

from ivr.dialog import Session


class Told(Struct, frozen=True, kw_only=True, gc=False):
    """What a waiting caller was told: the place in the line, and the range of the wait that is left, when it could be known."""

    at: datetime
    position: int
    shortest: timedelta | None = None
    longest: timedelta | None = None


class WayBack(Struct, frozen=True, kw_only=True, gc=False):
    """The walk through a flow that goes on when a wait leads to one of these exits of its step: after `longest`, by `key`, or by
    what the queue finds out. Other ways out are the queue's own."""

    session: Session
    exits: tuple[str, ...]
    longest: timedelta = timedelta()
    key: str = ""


class Wait(Struct, frozen=True, kw_only=True, gc=False):
    """The wait in one queue, over all offers. `left` are the queues that overflowed this caller; `tried` are the
    rules that led out of the line and back into it, and do so no more. `playback_id` is what sounds now, `way_back` leads on in the flow
    that the caller came from."""

    queue_id: str
    began_at: datetime
    left: tuple[str, ...] = ()
    tried: tuple[str, ...] = ()
    playback_id: str | None = None
    told: Told | None = None
    way_back: WayBack | None = None


class Back(Struct, frozen=True, kw_only=True, gc=False):
    """Where a caller goes for whom somebody is rung, when nobody comes: the place of `since` in the line, or on in a flow.

    `why` is what led here, `session` the walk through the flow that goes on.
    """

    since: datetime
    why: str
    session: Session | None = None


class Exiting(Struct, frozen=True, kw_only=True, gc=False):
    """Left the line of `queue_id` by one of its exits, and the caller's leg is still there; `playback_id` is what sounds now."""

    queue_id: str
    playback_id: str | None


class Farewell(Exiting, frozen=True, kw_only=True, gc=False, tag=True):
    """Hears a last text; then the line is hung up."""


class LeavingMessage(Exiting, frozen=True, kw_only=True, gc=False, tag=True):
    """Hears the greeting, then speaks a message into `recording_id`; `spoke`: somebody was heard speaking."""

    recording_id: str | None = None
    spoke: bool = False


class AskingNumber(Exiting, frozen=True, kw_only=True, gc=False, tag=True):
    """Says which number shall be called back, and keeps the place of `since` meanwhile.

    `why` is what led here. `number` is the one to be confirmed, `digits` is what was typed. `session` is the walk through a
    flow that goes on when the caller wants no callback.
    """

    since: datetime
    why: str
    stage: Literal["checking", "confirming", "entering"]
    number: str = ""
    digits: str = ""
    failures: int = 0
    session: Session | None = None


ExitPhase = Farewell | LeavingMessage | AskingNumber
