"""Calendars as they come from and go to browsers: times as `09:00`, a span beyond midnight as `22:00` to `06:00`."""

import hashlib
from collections.abc import Iterable
from datetime import date, datetime
from typing import Annotated, Literal
from zoneinfo import available_timezones

import msgspec
from msgspec import structs
from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints, model_validator

from ivr.holidays import countries
from ivr.hours import DAY_MINUTES, Calendar, DayKind, Manual, Opening, Span, SpecialDay, Why

LONGEST_LIST = 1_000


def _known_zone(name: str) -> str:
    if name not in available_timezones():
        raise ValueError("choose a time zone such as Asia/Shanghai")
    return name


CalendarId = Annotated[str, StringConstraints(pattern=r"^[a-z0-9_-]{1,64}$")]
Name = Annotated[str, StringConstraints(min_length=1, max_length=200, strip_whitespace=True)]
Clock = Annotated[str, StringConstraints(pattern=r"^([01]\d|2[0-3]):[0-5]\d$|^24:00$")]
Zone = Annotated[str, AfterValidator(_known_zone)]
CallerText = dict[Literal["en", "zh-CN"], Annotated[str, StringConstraints(min_length=1, max_length=2_000)]]


class _Wire(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class SpanItem(_Wire):
    """Open from `opens` until `closes`; a `closes` that is not later lies on the next day."""

    opens: Clock
    closes: Clock

    @classmethod
    def of(cls, span: Span) -> "SpanItem":
        """As the browser sees it."""
        closes = span.closes if span.closes <= DAY_MINUTES else span.closes - DAY_MINUTES
        return cls(opens=_clock(span.opens), closes=_clock(closes))

    def span(self) -> Span:
        """As the rules see it."""
        opens, closes = _minutes(self.opens) % DAY_MINUTES, _minutes(self.closes)
        return Span(opens=opens, closes=closes if closes > opens else closes + DAY_MINUTES)


PromptName = Annotated[str, StringConstraints(pattern=r"^[a-z0-9_-]{0,64}$")]
Spans = Annotated[tuple[SpanItem, ...], Field(max_length=12)]


class SpecialDayItem(_Wire):
    """One date with hours of its own; none means closed."""

    day: date
    name: Annotated[str, StringConstraints(max_length=200, strip_whitespace=True)] = ""
    spans: Spans = ()
    text: CallerText = {}
    prompt: PromptName = ""


class DayKindItem(_Wire):
    """What a date is, against the list of public holidays."""

    day: date
    kind: Literal["holiday", "workday", "ordinary"]


class ManualItem(_Wire):
    """Opened or closed by hand, until a moment or until it is taken back."""

    open: bool = False
    text: CallerText = {}
    prompt: PromptName = ""
    until: AwareDatetime | None = None

    def manual(self) -> Manual:
        """As the rules see it."""
        text = {str(code): said for code, said in self.text.items()}
        return Manual(open=self.open, text=text, prompt=self.prompt, until=self.until)


class CalendarDraft(_Wire):
    """A calendar as an administrator writes it; the week begins with Monday. Without a `zone` it is the site's."""

    name: Name
    zone: Zone | Literal[""] = ""
    week: Annotated[tuple[Spans, ...], Field(min_length=7, max_length=7)]
    country: Annotated[str, StringConstraints(pattern=r"^([A-Z]{2})?$")] = ""
    region: Annotated[str, StringConstraints(max_length=64)] = ""
    holiday_spans: Spans = ()
    workday: Annotated[int, Field(ge=0, le=6)] = 0
    day_kinds: Annotated[tuple[DayKindItem, ...], Field(max_length=LONGEST_LIST)] = ()
    special_days: Annotated[tuple[SpecialDayItem, ...], Field(max_length=LONGEST_LIST)] = ()

    @model_validator(mode="after")
    def _is_consistent(self) -> "CalendarDraft":
        parts = countries().get(self.country)
        if self.country and parts is None:
            raise ValueError(f"holidays of {self.country} are not known: choose another country or none")
        if self.region and self.region not in (parts or ()):
            raise ValueError(
                f"{self.country or 'no country'} has no part {self.region}: choose one of its parts or none"
            )
        for what, days in (("special day", self.special_days), ("kind of day", self.day_kinds)):
            repeated = _repeated(item.day for item in days)
            if repeated is not None:
                raise ValueError(f"there are two entries for {repeated} ({what}): keep one")
        return self

    def calendar(self, calendar_id: str, manual: Manual | None = None, *, zone: str = "UTC") -> Calendar:
        """As the rules see it, in `zone` where none is written; the manual state is kept apart from edits."""
        return Calendar(
            id=calendar_id,
            name=self.name,
            zone=self.zone or zone,
            week=tuple(tuple(item.span() for item in day) for day in self.week),
            country=self.country,
            region=self.region,
            holiday_spans=tuple(item.span() for item in self.holiday_spans),
            workday=self.workday,
            day_kinds=tuple(DayKind(day=item.day, kind=item.kind) for item in self.day_kinds),
            special_days=tuple(
                SpecialDay(
                    day=item.day,
                    name=item.name,
                    spans=tuple(span.span() for span in item.spans),
                    text={str(code): said for code, said in item.text.items()},
                    prompt=item.prompt,
                )
                for item in self.special_days
            ),
            manual=manual,
        )


class CalendarItem(CalendarDraft):
    """A calendar as it is, with its manual state. `version` names exactly what is written: send it back as `If-Match`."""

    id: CalendarId
    version: str
    manual: ManualItem | None = None


class OpeningItem(_Wire):
    """Whether a calendar is open at a moment, why, and when that changes."""

    at: datetime
    open: bool
    why: Why
    name: str
    text: dict[str, str]
    next_change: datetime | None


class PreviewRequest(_Wire):
    """A calendar that is not saved yet, and a moment."""

    calendar: CalendarDraft
    at: AwareDatetime


def version_of(calendar: Calendar) -> str:
    """A short name for exactly what is written; opening or closing by hand is no other version."""
    written = structs.replace(calendar, manual=None)
    return hashlib.sha256(msgspec.json.encode(written, order="deterministic")).hexdigest()[:16]


def calendar_item(calendar: Calendar) -> CalendarItem:
    """As browsers see it."""
    return CalendarItem.model_validate(
        {
            "id": calendar.id,
            "version": version_of(calendar),
            "name": calendar.name,
            "zone": calendar.zone,
            "week": [[SpanItem.of(span) for span in day] for day in calendar.week],
            "country": calendar.country,
            "region": calendar.region,
            "holiday_spans": [SpanItem.of(span) for span in calendar.holiday_spans],
            "workday": calendar.workday,
            "day_kinds": [{"day": known.day, "kind": known.kind} for known in calendar.day_kinds],
            "special_days": [
                {
                    "day": special.day,
                    "name": special.name,
                    "spans": [SpanItem.of(span) for span in special.spans],
                    "text": special.text,
                    "prompt": special.prompt,
                }
                for special in calendar.special_days
            ],
            "manual": None
            if calendar.manual is None
            else {
                "open": calendar.manual.open,
                "text": calendar.manual.text,
                "prompt": calendar.manual.prompt,
                "until": calendar.manual.until,
            },
        }
    )


def opening_item(opening: Opening, at: datetime, next_change: datetime | None) -> OpeningItem:
    """As browsers see it."""
    return OpeningItem(
        at=at, open=opening.open, why=opening.why, name=opening.name, text=opening.text, next_change=next_change
    )


def _minutes(clock: str) -> int:
    hours, minutes = clock.split(":")
    return int(hours) * 60 + int(minutes)


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"


def _repeated(days: Iterable[date]) -> date | None:
    seen = set[date]()
    for day in days:
        if day in seen:
            return day
        seen.add(day)
    return None
