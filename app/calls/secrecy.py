"""What a caller types in secret is kept out of everything that lasts: the journal, the stored call, the records."""

from msgspec import structs

from app.calls import reaching
from app.calls.events import CallEvent, DigitReceived, NumberChecked
from app.calls.exit_state import AskingNumber
from app.calls.state import Call, CallCenter, InMenu
from ivr.dialog import storable

HIDDEN = "x"
"""Stands for a key in the journal."""


def journaled(before: CallCenter, after: CallCenter, event: CallEvent) -> CallEvent:
    """The event as it may be written down.

    Keys of a secret entry, and of one made in the middle of a talk, are hidden, and so are keys that had no effect: they may
    be a secret typed too early or too long, and nothing follows from them.
    """
    if isinstance(event, NumberChecked):
        return structs.replace(event, number=HIDDEN)
    if not isinstance(event, DigitReceived):
        return event
    call_id = before.legs.get(event.leg_id)
    call = None if call_id is None else before.calls.get(call_id)
    if call is None or _is_secret(call) or _is_unmoved(call, after.calls.get(call.id)):
        return structs.replace(event, digit=HIDDEN)
    return event


def _is_unmoved(before: Call, after: Call | None) -> bool:
    """Whether a key changed nothing of the call, but perhaps when it was heard."""
    return after is before or (after is not None and structs.replace(after, heard_key=before.heard_key) == before)


def _is_secret(call: Call) -> bool:
    match call.phase:
        case InMenu(session=session, return_to=return_to):
            return session.secret or return_to is not None
        case AskingNumber(stage="entering"):
            return True
        case _:
            return False


def stored(call: Call) -> Call:
    """The call as it may be written down."""
    if call.heard_key is not None:
        call = structs.replace(call, heard_key=None)
    waiting = reaching.session_of(call)
    if waiting is not None:
        return reaching.with_session(call, storable(waiting))
    if not isinstance(call.phase, InMenu):
        return call
    kept = storable(call.phase.session)
    if kept is call.phase.session:
        return call
    return structs.replace(call, phase=structs.replace(call.phase, session=kept))
