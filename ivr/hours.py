"""Business hours: when a calendar is open, why, and when that changes next. Pure; moments are aware.

Hours are wall-clock times in the calendar's zone: a span that daylight saving skips does not happen, one that it
repeats happens twice. What decides, strongest first: a manual state, a special day, an override of what kind of day it
is, a public holiday or the workday that makes up for one, the weekday.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import Literal
from zoneinfo import ZoneInfo

from msgspec import Struct

from ivr.holidays import holiday_name, is_makeup_workday

DAY_MINUTES = 24 * 60
LOOK_AHEAD_DAYS = 400

Kind = Literal["holiday", "workday", "ordinary"]
Why = Literal["week", "holiday", "makeup_workday", "special_day", "set_by_hand"]


class Span(Struct, frozen=True, kw_only=True):
    """Open from minute `opens` of the day until just before minute `closes`, which lies on the next day beyond 1440."""

    opens: int
    closes: int


class SpecialDay(Struct, frozen=True, kw_only=True):
    """One date with hours of its own; none means closed."""

    day: date
    name: str = ""
    spans: tuple[Span, ...] = ()
    text: dict[str, str] = {}
    prompt: str = ""


class DayKind(Struct, frozen=True, kw_only=True):
    """An administrator's word on what a date is, against the list of public holidays."""

    day: date
    kind: Kind


class Manual(Struct, frozen=True, kw_only=True):
    """Opened or closed by hand, until a moment or until it is taken back. `text` is what callers hear, per language.

    `prompt` names one of the library, which is played in its place.
    """

    open: bool = False
    text: dict[str, str] = {}
    prompt: str = ""
    until: datetime | None = None


class Calendar(Struct, frozen=True, kw_only=True):
    """Opening hours. `week` begins with Monday.

    `country` (ISO 3166 alpha-2, with `region` for its parts) switches public holidays on; they have `holiday_spans`. A
    weekend day that makes up for a holiday has the hours of `workday` (0 is Monday).
    """

    id: str
    name: str
    zone: str
    week: tuple[tuple[Span, ...], ...] = ((), (), (), (), (), (), ())
    country: str = ""
    region: str = ""
    holiday_spans: tuple[Span, ...] = ()
    workday: int = 0
    day_kinds: tuple[DayKind, ...] = ()
    special_days: tuple[SpecialDay, ...] = ()
    manual: Manual | None = None


class Opening(Struct, frozen=True, kw_only=True):
    """What holds at a moment. `name` is the holiday's or the special day's, `text` what callers may be told.

    `prompt` is played in place of the text.
    """

    open: bool
    why: Why
    name: str = ""
    text: dict[str, str] = {}
    prompt: str = ""


class _Day(Struct, frozen=True, kw_only=True):
    spans: tuple[Span, ...]
    why: Why
    name: str = ""
    text: dict[str, str] = {}
    prompt: str = ""


def is_open(calendar: Calendar, at: datetime) -> bool:
    """Whether the calendar is open at a moment."""
    return opening(calendar, at).open


def opening(calendar: Calendar, at: datetime) -> Opening:
    """Whether the calendar is open at a moment, and why."""
    manual = calendar.manual
    if manual is not None and (manual.until is None or at < manual.until):
        return Opening(open=manual.open, why="set_by_hand", text=manual.text, prompt=manual.prompt)
    local = at.astimezone(_zone(calendar.zone))
    minute = local.hour * 60 + local.minute
    today, yesterday = _day(calendar, local.date()), _day(calendar, local.date() - timedelta(days=1))
    for day, passed in ((today, minute), (yesterday, minute + DAY_MINUTES)):
        if any(span.opens <= passed < span.closes for span in day.spans):
            return Opening(open=True, why=day.why, name=day.name, text=day.text, prompt=day.prompt)
    return Opening(open=False, why=today.why, name=today.name, text=today.text, prompt=today.prompt)


def next_change(calendar: Calendar, at: datetime, days: int = LOOK_AHEAD_DAYS) -> datetime | None:
    """The first moment after `at` when open turns to closed or back, in UTC; None when there is none in so many days."""
    now = is_open(calendar, at)
    for moment in _candidates(calendar, at.astimezone(UTC), days):
        if is_open(calendar, moment) != now:
            return moment
    return None


def _candidates(calendar: Calendar, at: datetime, days: int) -> Iterator[datetime]:
    """Every moment after `at` when something could change, in order."""
    zone = _zone(calendar.zone)
    until = calendar.manual.until.astimezone(UTC) if calendar.manual is not None and calendar.manual.until else None
    if calendar.manual is not None and until is None:
        return
    begin = until if until is not None and until > at else at
    if begin > at:
        yield begin
    first = begin.astimezone(zone).date()
    for ahead in range(days):
        day = first + timedelta(days=ahead)
        moments = {moment for minute in _edges(calendar, day) for moment in _moments(zone, day, minute)}
        moments |= set(_clock_change(zone, day))
        yield from sorted(moment for moment in moments if moment > begin)


def _edges(calendar: Calendar, day: date) -> Iterator[int]:
    """Minutes of a day at which a span of this day or of the one before begins or ends."""
    for passed, spans in (
        (0, _day(calendar, day).spans),
        (DAY_MINUTES, _day(calendar, day - timedelta(days=1)).spans),
    ):
        for span in spans:
            yield from (edge - passed for edge in (span.opens, span.closes) if 0 <= edge - passed < DAY_MINUTES)


def _moments(zone: ZoneInfo, day: date, minute: int) -> Iterator[datetime]:
    """When the clock shows this minute: once, twice when it is set back, never when it is set forward past it."""
    for fold in (0, 1):
        wall = datetime.combine(day, time(minute // 60, minute % 60, fold=fold), zone)
        moment = wall.astimezone(UTC)
        if moment.astimezone(zone).replace(tzinfo=None) == wall.replace(tzinfo=None):
            yield moment


def _clock_change(zone: ZoneInfo, day: date) -> Iterator[datetime]:
    """The moment at which the clock is set forward or back on this day."""
    low, high = (datetime.combine(day + timedelta(days=days), time(), zone).astimezone(UTC) for days in (0, 1))
    before = low.astimezone(zone).utcoffset()
    if before == high.astimezone(zone).utcoffset():
        return
    while high - low > timedelta(seconds=1):
        middle = low + (high - low) / 2
        if middle.astimezone(zone).utcoffset() == before:
            low = middle
        else:
            high = middle
    yield high.replace(microsecond=0)


def _day(calendar: Calendar, day: date) -> _Day:
    for special in calendar.special_days:
        if special.day == day:
            return _Day(
                spans=special.spans, why="special_day", name=special.name, text=special.text, prompt=special.prompt
            )
    kind: Kind | None = next((known.kind for known in calendar.day_kinds if known.day == day), None)
    if kind is None and calendar.country:
        name = holiday_name(calendar.country, calendar.region, day)
        if name is not None:
            return _Day(spans=calendar.holiday_spans, why="holiday", name=name)
        if is_makeup_workday(calendar.country, calendar.region, day):
            kind = "workday"
    match kind:
        case "holiday":
            return _Day(spans=calendar.holiday_spans, why="holiday")
        case "workday":
            return _Day(spans=calendar.week[calendar.workday], why="makeup_workday")
        case "ordinary" | None:
            return _Day(spans=calendar.week[day.weekday()], why="week")


@lru_cache(maxsize=64)
def _zone(name: str) -> ZoneInfo:
    return ZoneInfo(name)
