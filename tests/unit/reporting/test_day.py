"""What an agent's day adds up to."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from reporting.day import Paperwork, Part, bounds, day, within
from reporting.record import SpellRecord

MORNING = datetime(2026, 3, 1, tzinfo=UTC)
EVENING = MORNING + timedelta(days=1)
ANA, FIRST, SECOND = uuid4(), uuid4(), uuid4()


def at(seconds: float) -> datetime:
    return MORNING + timedelta(seconds=seconds)


def spell(state: str, began: float, ended: float) -> SpellRecord:
    return SpellRecord(agent_id=ANA, state=state, started_at=at(began), ended_at=at(ended), next_state="ready")


PARTS = (
    Part(interaction_id=FIRST, started_at=at(100), talk_ms=60_000, hold_ms=10_000),
    Part(interaction_id=SECOND, started_at=at(300), talk_ms=20_000, hold_ms=0),
    Part(interaction_id=SECOND, started_at=at(400), talk_ms=10_000, hold_ms=0),
)
PAPERS = (Paperwork(interaction_id=FIRST, started_at=at(170), ended_at=at(190)),)
SPELLS = (spell("ready", 50, 100), spell("busy", 100, 170), spell("ready", 190, 220))


def test_figures_follow_their_formulas() -> None:
    figures = day(PARTS, PAPERS, SPELLS, MORNING, EVENING)

    assert figures.handled == 2, "two parts of one contact are one contact"
    assert (figures.talk_ms, figures.hold_ms, figures.wrap_up_ms) == (90_000, 10_000, 20_000)
    assert figures.ready_ms == 80_000
    assert figures.mean_handling_ms == 60_000
    assert figures.occupancy == pytest.approx(120 / 200)


def test_a_day_without_work_divides_by_nothing() -> None:
    figures = day((), (), (), MORNING, EVENING)

    assert figures.mean_handling_ms is None
    assert figures.occupancy is None


def test_ready_time_counts_within_the_day_alone() -> None:
    over_midnight = (spell("ready", -3600, 60), spell("ready", 86_340, 90_000))

    assert day((), (), over_midnight, MORNING, EVENING).ready_ms == 120_000


def test_spells_are_cut_to_the_day_and_empty_ones_left_out() -> None:
    cut = within((spell("ready", -10, 0), spell("busy", -5, 5)), MORNING, EVENING)

    assert [(one.state, one.started_at, one.ended_at) for one in cut] == [("busy", MORNING, at(5))]


@pytest.mark.parametrize(
    ("zone", "now", "back", "since", "hours"),
    [
        ("UTC", "2026-11-22T08:30:00Z", 0, "2026-11-22T00:00:00Z", 24),
        ("Asia/Shanghai", "2026-11-22T16:30:00Z", 0, "2026-11-22T16:00:00Z", 24),
        ("Asia/Shanghai", "2026-11-22T16:30:00Z", 1, "2026-11-21T16:00:00Z", 24),
        ("Europe/Berlin", "2026-03-29T12:00:00Z", 0, "2026-03-28T23:00:00Z", 23),
        ("Europe/Berlin", "2026-10-26T12:00:00Z", 1, "2026-10-24T22:00:00Z", 25),
        # here a clock change skips midnight, and there it comes twice
        ("Asia/Beirut", "2026-03-29T12:00:00Z", 0, "2026-03-28T22:00:00Z", 23),
        ("America/Havana", "2026-11-01T12:00:00Z", 0, "2026-11-01T04:00:00Z", 25),
    ],
)
def test_a_day_is_from_midnight_to_midnight_by_the_sites_clock(
    zone: str, now: str, back: int, since: str, hours: int
) -> None:
    began, ended = bounds(datetime.fromisoformat(now), zone, back)
    assert began == datetime.fromisoformat(since)
    assert ended - began == timedelta(hours=hours)
