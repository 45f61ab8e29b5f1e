"""Business hours in any zone and on any day: what is foretold comes true, at that moment and not before."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from ivr.hours import Calendar, DayKind, Manual, Span, SpecialDay, is_open, next_change

ZONES = (
    "Asia/Shanghai",
    "Europe/Berlin",
    "America/New_York",
    "America/Sao_Paulo",  # set its clock at midnight
    "Australia/Lord_Howe",  # by half an hour
    "Africa/Casablanca",
    "Asia/Kathmandu",
    "UTC",
)
MOMENTS = st.integers(0, 20 * 365 * 86_400).map(
    lambda seconds: datetime(2015, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds)
)


@st.composite
def spans(draw: st.DrawFn) -> tuple[Span, ...]:
    opens = draw(st.integers(0, 1439))
    return (Span(opens=opens, closes=opens + draw(st.integers(1, 1440))),)


@st.composite
def calendars(draw: st.DrawFn) -> Calendar:
    day = st.one_of(st.just(()), spans(), st.tuples(spans(), spans()).map(lambda pair: pair[0] + pair[1]))
    around = draw(MOMENTS).date()
    near = st.integers(-3, 3).map(lambda days: around + timedelta(days=days))
    return Calendar(
        id="any",
        name="Any",
        zone=draw(st.sampled_from(ZONES)),
        week=tuple(draw(st.lists(day, min_size=7, max_size=7))),
        country=draw(st.sampled_from(("", "CN", "DE"))),
        holiday_spans=draw(day),
        day_kinds=tuple(
            DayKind(day=when, kind=draw(st.sampled_from(("holiday", "workday", "ordinary"))))
            for when in draw(st.lists(near, max_size=2, unique=True))
        ),
        special_days=tuple(
            SpecialDay(day=when, spans=draw(day)) for when in draw(st.lists(near, max_size=2, unique=True))
        ),
        manual=draw(st.none() | st.builds(Manual, open=st.booleans(), until=st.none() | MOMENTS)),
    )


@settings(deadline=None)
@given(calendars(), MOMENTS, st.lists(st.floats(0, 1), max_size=20))
def test_nothing_changes_before_the_next_change_and_something_does_then(
    calendar: Calendar, at: datetime, fractions: list[float]
) -> None:
    change = next_change(calendar, at)
    now = is_open(calendar, at)
    if change is not None:
        assert change > at
        assert is_open(calendar, change) != now
    horizon = (change or at + timedelta(days=300)) - at
    for fraction in fractions:
        between = at + horizon * fraction
        if change is None or between < change:
            assert is_open(calendar, between) == now


@settings(deadline=None)
@given(calendars(), MOMENTS)
def test_the_zone_in_which_a_moment_is_written_means_nothing(calendar: Calendar, at: datetime) -> None:
    assert is_open(calendar, at.astimezone(ZoneInfo("Pacific/Apia"))) == is_open(calendar, at)
