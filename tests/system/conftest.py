"""One site and one browser for the system tests of a module: starting them costs more than the calls."""

from collections.abc import Generator, Mapping
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from types import MappingProxyType

import pytest
from playwright.sync_api import Browser

from tests.postgres import drop_database, new_database
from tests.system.desk import browser
from tests.system.left_over import keep_how_it_went
from tests.system.running_site import RunningSite, elsewhere, running_site
from tests.system.tones import write_wav

AGENT_HERTZ = 1000.0
CALLER_HERTZ = 440.0


@pytest.fixture(scope="module")
def site(request: pytest.FixtureRequest) -> Generator[RunningSite]:
    """A running product with demo data; a module that names `postgresql` as parameter gets one on PostgreSQL."""
    if getattr(request, "param", "sqlite") == "sqlite":
        with running_site() as running:
            yield running
        return
    with site_on(request.getfixturevalue("postgres_url")) as running:
        yield running


@contextmanager
def site_on(server: str, queues: Mapping[str, timedelta] = MappingProxyType({})) -> Generator[RunningSite]:
    """A running product with demo data in a new database of a PostgreSQL server."""
    database = elsewhere(new_database(server))
    with running_site(database_url=database, rules=None, outgoing=None, more=None, settings={}, **queues) as running:
        yield running
    elsewhere(drop_database(database, server))


@pytest.fixture(scope="module")
def chromium(tmp_path_factory: pytest.TempPathFactory) -> Generator[Browser]:
    """A browser whose microphone plays 1 000 Hz. Not longer than a module: it keeps an event loop that others need."""
    folder: Path = tmp_path_factory.mktemp("microphone")
    with browser(write_wav(folder / "microphone.wav", AGENT_HERTZ, 10)) as running:
        yield running


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Fixtures that look for what is left behind know whether their test has failed."""
    report = yield
    keep_how_it_went(item, report)
    return report
