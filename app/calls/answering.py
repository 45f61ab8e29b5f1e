"""An agent picked up the phone that rang: for a caller who waits, or for somebody who is to be called back."""

from datetime import datetime

from app.calls import callbacks, talking
from app.calls.edit import Result
from app.calls.state import Call, CallCenter, Offer, Ringing


def agent_answered(center: CallCenter, call: Call, ringing: Ringing, offer: Offer, at: datetime) -> Result:
    """Join the caller, or dial the customer."""
    answered = talking.agent_answered if call.promise is None else callbacks.agent_answered
    return answered(center, call, ringing, offer, at)
