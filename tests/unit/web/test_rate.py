"""Buckets: so many at once, then one at a time."""

from datetime import UTC, datetime, timedelta

from app.web.rate import Rate

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
NONE = timedelta()


def test_a_burst_passes_and_then_one_per_interval() -> None:
    rate = Rate(3, timedelta(seconds=10))
    assert [rate.take("a", NOW) for _ in range(4)] == [NONE] * 3 + [timedelta(seconds=10)]
    assert rate.take("a", NOW + timedelta(seconds=4)) == timedelta(seconds=6)
    assert rate.take("a", NOW + timedelta(seconds=10)) == NONE
    assert rate.take("a", NOW + timedelta(seconds=10)) > NONE


def test_keys_do_not_share_and_never_hold_more_than_the_burst() -> None:
    rate = Rate(1, timedelta(seconds=1))
    assert rate.take("a", NOW) == NONE
    assert rate.take("b", NOW) == NONE
    later = NOW + timedelta(hours=1)
    assert rate.take("a", later) == NONE
    assert rate.take("a", later) > NONE


def test_a_clock_that_goes_back_gives_nothing_away() -> None:
    rate = Rate(1, timedelta(seconds=1))
    assert rate.take("a", NOW) == NONE
    assert rate.take("a", NOW - timedelta(hours=1)) > NONE
