"""The range of a wait, from what a queue did lately."""

from datetime import timedelta

from app.calls.estimate import FEWEST, MOST_KEPT, Range, Service, remembered, wait_range
from tests.center import START


def services(*heads: int, agents: int = 2) -> tuple[Service, ...]:
    """One service a minute, whose head of the line stood there for so many seconds."""
    first = START - timedelta(minutes=len(heads))
    return tuple(
        Service(at=first + timedelta(minutes=place), head_ms=seconds * 1000, agents=agents)
        for place, seconds in enumerate(heads)
    )


def minutes(shortest: int, longest: int) -> Range:
    return Range(shortest=timedelta(minutes=shortest), longest=timedelta(minutes=longest))


def test_an_even_flow_gives_a_range_around_the_place_times_the_head() -> None:
    flow = services(*[60] * 20)
    assert wait_range(flow, 1, 2, START) == minutes(1, 1)
    assert wait_range(flow, 5, 2, START) == minutes(5, 5)
    assert wait_range(flow, 40, 2, START) == minutes(40, 40)


def test_an_uneven_flow_gives_a_wider_range() -> None:
    flow = services(*[10, 200] * 10)
    known = wait_range(flow, 1, 2, START)
    assert known is not None
    assert known.shortest == timedelta()
    assert known.longest == timedelta(minutes=4)


def test_with_twice_the_agents_the_wait_is_half() -> None:
    flow = services(*[120] * 20, agents=2)
    assert wait_range(flow, 3, 4, START) == minutes(3, 3)


def test_nothing_is_said_that_cannot_be_known() -> None:
    assert wait_range(services(*[60] * (FEWEST - 1)), 1, 2, START) is None, "too little was seen"
    flow = services(*[60] * 20)
    assert wait_range(flow, 1, 0, START) is None, "nobody is at work"
    assert wait_range(flow, 1, 2, START + timedelta(minutes=6)) is None, "nobody was served for long"


def test_the_window_is_bounded_by_number_and_age() -> None:
    flow = services(*[60] * MOST_KEPT)
    after = remembered(flow, Service(at=START, head_ms=1, agents=1))
    assert len(after) == MOST_KEPT
    late = remembered(flow, Service(at=START + timedelta(hours=3), head_ms=1, agents=1))
    assert len(late) == 1
