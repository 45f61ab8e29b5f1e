"""Deadlines over a restart: they stand still while nobody could act, and go on with what was left of them."""

from datetime import datetime, timedelta

from msgspec import structs

from app.calls.state import Call, Timer

ENOUGH_TO_ACT = timedelta(seconds=10)
"""The least that is left to pick up after a break: a page needs some seconds to be back before its phone can ring again."""
_FOR_AN_ACT = ("ring", "rejoin:", "dial")
"""How the names of those deadlines begin within which somebody must pick up or come back."""
_NOTHING = timedelta()


def stopped(call: Call, alive_at: datetime | None) -> Call:
    """The call with its deadlines standing still, each with what was left of it when somebody was last there to watch it.

    Without such a moment nothing is known to be left.
    """
    timers = tuple(
        timer if timer.left is not None else structs.replace(timer, left=_left(timer, alive_at))
        for timer in call.timers
    )
    return structs.replace(call, timers=timers)


def gone_on(call: Call, at: datetime) -> Call:
    """The call with its deadlines running again.

    Those for an act go on with what was left; all others are about the time of day or the age of something, and keep
    their moment.
    """
    timers = tuple(_running(timer, at) for timer in call.timers)
    return structs.replace(call, timers=timers)


def with_enough(timers: tuple[Timer, ...], name: str, at: datetime) -> tuple[Timer, ...]:
    """The deadlines, of which this one leaves enough to act from now on: what it is about begins anew."""
    return tuple(_enough(timer, at) if timer.name == name else timer for timer in timers)


def _left(timer: Timer, alive_at: datetime | None) -> timedelta:
    return _NOTHING if alive_at is None else max(_NOTHING, timer.due - alive_at)


def _running(timer: Timer, at: datetime) -> Timer:
    is_for_an_act = timer.name.startswith(_FOR_AN_ACT)
    if timer.left is not None:
        timer = Timer(name=timer.name, due=at + timer.left if is_for_an_act else timer.due)
    return _enough(timer, at) if is_for_an_act else timer


def _enough(timer: Timer, at: datetime) -> Timer:
    if timer.left is not None:
        return structs.replace(timer, left=max(timer.left, ENOUGH_TO_ACT))
    return structs.replace(timer, due=max(timer.due, at + ENOUGH_TO_ACT))
