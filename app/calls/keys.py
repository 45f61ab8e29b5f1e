"""Keys that a caller presses: each one counts once, wherever the caller is.

Asterisk tells of a key when it ends. One whose beginning it did not take (a prompt was playing, another key had ended less than
45 ms ago) it then sounds by itself, for as long as the key was held. A key that ends in this time is told, put off until the
sounding and another 45 ms are over, and told again; it is then sounded itself, so that a quick row of keys may all be told twice.
Nothing else is told between the two, and a key is never told a third time.
"""

from datetime import datetime, timedelta

from msgspec import structs

from app.calls.events import DigitReceived
from app.calls.state import Call, CallCenter, HeardKey

SHORTEST_KEY = timedelta(milliseconds=60)
"""Nothing is pressed or sent again faster than this."""
SHORTEST_SOUNDING = timedelta(milliseconds=80)
PUT_OFF = timedelta(milliseconds=43)
"""The 45 ms, less what is lost by rounding times to milliseconds."""
LATE = timedelta(milliseconds=60)
"""By so much a busy Asterisk may be behind with this."""


def is_repeated(call: Call, event: DigitReceived) -> bool:
    """Whether this is the key that was heard before, told once more.

    It is if it comes sooner than the key could have been held again, or just when Asterisk is done with the key before it.
    """
    return is_told_again(call.heard_key, event)


def is_told_again(before: HeardKey | None, event: DigitReceived) -> bool:
    """The same of the key that was heard before, wherever that is kept."""
    heard_at = event.heard_at
    if before is None or heard_at is None or before.digit != event.digit or heard_at < before.at:
        return False
    if before.told_twice:
        return heard_at == before.at
    passed = heard_at - before.at
    if passed < SHORTEST_KEY:
        return True
    if before.put_off_until is None or before.held_for != event.held_for:
        return False
    return passed < event.held_for or before.put_off_until <= heard_at < before.put_off_until + LATE


def remembered(before: CallCenter, after: CallCenter, event: DigitReceived, call: Call) -> CallCenter:
    """The center with the key kept, if anything came of it: one without effect leaves no trace at all."""
    now = after.calls.get(call.id)
    if now is None or event.heard_at is None or now is before.calls[call.id]:
        return after
    return _with_key(after, now, first_told(call.heard_key, event, event.heard_at))


def repeated(center: CallCenter, event: DigitReceived, call: Call) -> CallCenter:
    """The center after a repetition: nothing but when the key was told last."""
    if call.heard_key is None or event.heard_at is None or call.heard_key.at == event.heard_at:
        return center
    return _with_key(center, call, structs.replace(call.heard_key, at=event.heard_at, told_twice=True))


def first_told(before: HeardKey | None, event: DigitReceived, heard_at: datetime) -> HeardKey:
    """What is kept of a key that is told for the first time."""
    put_off_until = None if before is None else before.at + max(before.held_for, SHORTEST_SOUNDING) + PUT_OFF
    if put_off_until is not None and heard_at >= put_off_until + LATE:
        put_off_until = None
    return HeardKey(digit=event.digit, at=heard_at, held_for=event.held_for, put_off_until=put_off_until)


def _with_key(center: CallCenter, call: Call, key: HeardKey) -> CallCenter:
    return structs.replace(center, calls=center.calls.set(call.id, structs.replace(call, heard_key=key)))
