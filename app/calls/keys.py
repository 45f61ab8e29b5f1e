"""Keys that a caller presses: each one counts once, wherever the caller is."""

from datetime import timedelta

from msgspec import structs

from app.calls.events import DigitReceived
from app.calls.state import Call, CallCenter, HeardKey

SHORTEST_KEY = timedelta(milliseconds=60)


def is_repeated(call: Call, event: DigitReceived) -> bool:
    """Whether this is the key that was heard before, told once more.

    When keys follow each other quickly, Asterisk may tell one of them twice, some 20 ms apart: faster than anything can be
    pressed, sent by a machine (ITU-T Q.24: 80 ms at least) or heard.
    """
    before, heard_at = call.heard_key, event.heard_at
    if before is None or heard_at is None or before.digit != event.digit:
        return False
    return timedelta() <= heard_at - before.at < SHORTEST_KEY


def remembered(before: CallCenter, after: CallCenter, event: DigitReceived, call: Call) -> CallCenter:
    """The center with the key kept, if anything came of it: one without effect leaves no trace at all."""
    now = after.calls.get(call.id)
    if now is None or event.heard_at is None or now is before.calls[call.id]:
        return after
    now = structs.replace(now, heard_key=HeardKey(digit=event.digit, at=event.heard_at))
    return structs.replace(after, calls=after.calls.set(now.id, now))
