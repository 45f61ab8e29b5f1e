"""When customers may be called back: in the hours that the queue's callback policy names, or else in the queue's own. Pure."""

from datetime import datetime, timedelta

from agents.configuration import Queue
from app.calls.state import CallCenter
from ivr import hours
from ivr.hours import Calendar

LOOK_AGAIN = timedelta(minutes=30)
"""When it is seen again whether customers may be called, where nobody can tell beforehand: closed by hand until further notice."""
_AHEAD = timedelta(days=7)


def may_call(center: CallCenter, queue: Queue, at: datetime) -> bool:
    """Whether customers of the queue may be called back at a moment."""
    calendar = _calendar(center, queue)
    return calendar is None or hours.is_open(calendar, at)


def opens_at(center: CallCenter, queue: Queue, at: datetime) -> datetime:
    """This moment if customers may be called then, else the next one at which they may."""
    calendar = _calendar(center, queue)
    if calendar is None or hours.is_open(calendar, at):
        return at
    return hours.next_change(calendar, at) or at + LOOK_AGAIN


def closes_at(center: CallCenter, queue: Queue, at: datetime) -> datetime | None:
    """From when on customers may not be called any more: this moment, if they may not now, and None when they always may.

    Where the hours end later than in a week, when that is seen again: looking far ahead takes time.
    """
    calendar = _calendar(center, queue)
    if calendar is None or not hours.is_open(calendar, at):
        return None if calendar is None else at
    return hours.next_change(calendar, at, _AHEAD.days) or at + _AHEAD


def expiry(center: CallCenter, queue: Queue, at: datetime) -> datetime:
    """When a callback promised now is given up; one whose time would be over outside the hours is tried when they begin."""
    over, calendar = at + queue.callback.expires, _calendar(center, queue)
    if calendar is None or hours.is_open(calendar, over):
        return over
    opens = hours.next_change(calendar, over)
    return over if opens is None else opens + queue.callback.gap


def _calendar(center: CallCenter, queue: Queue) -> Calendar | None:
    return center.configuration.calendars.get(queue.callback.hours or queue.hours)
