"""What an agent's day adds up to. The formulas are those of the measures' documentation; values in, values out."""

from collections.abc import Sequence
from datetime import UTC, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from msgspec import Struct, structs

from reporting.record import SpellRecord


class Part(Struct, frozen=True, kw_only=True):
    """An agent's part of one finished contact."""

    interaction_id: UUID
    started_at: datetime
    talk_ms: int
    hold_ms: int


class Paperwork(Struct, frozen=True, kw_only=True):
    """An agent's wrap-up of one contact."""

    interaction_id: UUID
    started_at: datetime
    ended_at: datetime


class Day(Struct, frozen=True, kw_only=True):
    """Figures of one agent over a span of time.

    `handled` counts contacts, `mean_handling_ms` is (talk + hold + wrap-up) / handled, `occupancy` is handling time / (handling
    time + ready time); both are None where there is nothing to divide by.
    """

    handled: int
    talk_ms: int
    hold_ms: int
    wrap_up_ms: int
    ready_ms: int
    mean_handling_ms: int | None
    occupancy: float | None


def bounds(now: datetime, zone: str, back: int) -> tuple[datetime, datetime]:
    """The day that lies `back` days before this one, from midnight to midnight by the clock of a zone: 23 to 25 hours."""
    here = ZoneInfo(zone)
    date = now.astimezone(here).date() - timedelta(days=back)
    # midnights that a clock change skips are the moment of the change
    since, until = (datetime.combine(date + timedelta(days=days), time(), here).astimezone(UTC) for days in (0, 1))
    return since, until


def day(
    parts: Sequence[Part], papers: Sequence[Paperwork], spells: Sequence[SpellRecord], since: datetime, until: datetime
) -> Day:
    """The figures: parts and wrap-ups count where they began, time spent ready where it was spent."""
    talk = sum(part.talk_ms for part in parts)
    hold = sum(part.hold_ms for part in parts)
    wrap_up = sum(_milliseconds(paper.ended_at - paper.started_at) for paper in papers)
    ready = sum(_milliseconds(spell.ended_at - spell.started_at) for spell in within(spells, since, until, "ready"))
    handled = len({part.interaction_id for part in parts})
    handling = talk + hold + wrap_up
    return Day(
        handled=handled,
        talk_ms=talk,
        hold_ms=hold,
        wrap_up_ms=wrap_up,
        ready_ms=ready,
        mean_handling_ms=round(handling / handled) if handled else None,
        occupancy=handling / (handling + ready) if handling + ready else None,
    )


def within(
    spells: Sequence[SpellRecord], since: datetime, until: datetime, state: str | None = None
) -> tuple[SpellRecord, ...]:
    """The spells, or those in one state, cut to a span of time; what lies outside is left out."""
    cut = (
        structs.replace(spell, started_at=max(spell.started_at, since), ended_at=min(spell.ended_at, until))
        for spell in spells
        if state is None or spell.state == state
    )
    return tuple(spell for spell in cut if spell.started_at < spell.ended_at)


def _milliseconds(duration: timedelta) -> int:
    return max(0, duration // timedelta(milliseconds=1))
