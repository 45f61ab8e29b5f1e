"""What a test must not leave behind, and whether one has failed: then its calls are ended, so that the next can be played."""

import pytest

from tests.system.running_site import RunningSite
from tests.waiting import until

_FAILED = pytest.StashKey[bool]()


def expect_nothing_left(site: RunningSite) -> None:
    """Nothing of a call is left, in Asterisk or in the database."""
    until(lambda: site.rows("SELECT count(*) FROM live_calls") == [(0,)], "no call is left")
    until(lambda: not site.channels(), "no channel is left")
    until(lambda: site.console("bridge show all").count("\n") <= 1, "no bridge is left")


def keep_how_it_went(item: pytest.Item, report: pytest.TestReport) -> None:
    """Remember that a test has failed, for the ends of its fixtures."""
    if report.failed:
        item.stash[_FAILED] = True


def has_failed(request: pytest.FixtureRequest) -> bool:
    """Whether the test of this fixture, which is over, has failed: what it leaves is then no leak of its own."""
    node: pytest.Item = request.node
    return node.stash.get(_FAILED, False)
