"""What follows from the result of a call that we placed, beside the call itself."""

from datetime import datetime
from typing import Literal

from app.calls import callbacks
from app.calls.edit import Result
from app.calls.interaction import DialResult
from app.calls.state import Call, CallCenter, Dialing


def dialed(
    center: CallCenter, call: Call, result: DialResult | Literal["answered", "cancelled"], at: datetime
) -> Result:
    """Told once for each call that was placed: the other side answered, was not reached, or the agent gave up."""
    if result == "answered" or not isinstance(call.phase, Dialing):
        return center, ()
    return callbacks.not_reached(center, call, result, call.phase.queue_id, at)
