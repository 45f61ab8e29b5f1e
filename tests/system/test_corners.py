"""Many calls at once on one site, each in its own corner: dangerous moments, ways out of queues, a killed application."""

from collections.abc import Callable, Generator, Iterable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from functools import partial

import pytest

from tests.system import hang_up_cells, killed_phases, queue_rules, ways_out
from tests.system.corners import Corner, at_once, corners
from tests.waiting import until

pytestmark = [pytest.mark.system, pytest.mark.timeout(300)]

Corners = Mapping[str, Corner]
Played = Mapping[str, "Future[None]"]
PLANS = {
    play.__name__: plan
    for plans in (hang_up_cells.PLANS, ways_out.PLANS, queue_rules.PLANS, killed_phases.PLANS)
    for play, plan in plans.items()
}


@pytest.fixture(scope="module")
def site() -> Generator[Corners]:
    with corners(
        PLANS, calendars=(ways_out.CALENDAR, queue_rules.CALLBACK_HOURS, queue_rules.CLOSING_HOURS)
    ) as running:
        yield running


@pytest.fixture(scope="module")
def played(site: Corners) -> Played:
    """All that needs no restart, at once."""
    return at_once(site, (*hang_up_cells.PLANS, *ways_out.PLANS, *queue_rules.PLANS))


@pytest.fixture(scope="module")
def outlived(site: Corners, played: Played) -> Played:
    """All that is in the middle of something when the application is killed."""
    assert all(future.done() for future in played.values()), "the others are over"
    with ThreadPoolExecutor(40) as threads:
        plays = {play.__name__: play(site[play.__name__]) for play in killed_phases.PLANS}
        begun = {name: threads.submit(partial(next, play)) for name, play in plays.items()}
        for future in begun.values():
            future.result()
        running = next(iter(site.values())).site
        running.kill_app()
        next(plays[killed_phases.ringing_at_a_number_while_it_is_away.__name__])
        running.wait_ready()
        return {name: threads.submit(_to_its_end, play) for name, play in plays.items()}


def _to_its_end(play: Generator[None]) -> None:
    with suppress(StopIteration):
        next(play)


def names(plays: Iterable[Callable[[Corner], object]]) -> list[str]:
    return [play.__name__ for play in plays]


@pytest.mark.parametrize("cell", names(hang_up_cells.PLANS))
def test_a_hang_up_at_the_worst_moment_leaves_the_others_connected_or_cleanly_ended(played: Played, cell: str) -> None:
    played[cell].result()


@pytest.mark.parametrize("way", names(ways_out.PLANS))
def test_a_caller_who_cannot_stay_in_the_line_is_led_out_of_it(played: Played, way: str) -> None:
    played[way].result()


@pytest.mark.parametrize("rule", names(queue_rules.PLANS))
def test_a_queues_rule_is_kept(played: Played, rule: str) -> None:
    played[rule].result()


@pytest.mark.parametrize("phase", names(killed_phases.PLANS))
def test_a_killed_application_carries_on(outlived: Played, phase: str) -> None:
    outlived[phase].result()


def test_nothing_is_left_of_any_of_them(site: Corners, outlived: Played) -> None:
    assert all(future.done() for future in outlived.values())
    running = next(iter(site.values())).site
    until(lambda: not running.channels() or None, "no channel is left")
    until(lambda: running.console("bridge show all").count("\n") <= 1 or None, "no bridge is left")
    until(lambda: running.rows("SELECT count(*) FROM live_calls") == [(0,)] or None, "no call is left")
