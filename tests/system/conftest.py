"""One site and one browser for all system tests of a session: starting them costs more than the calls."""

from collections.abc import Generator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.system.desk import browser
from tests.system.running_site import RunningSite, running_site
from tests.system.tones import write_wav

AGENT_HERTZ = 1000.0
CALLER_HERTZ = 440.0


@pytest.fixture(scope="module")
def site() -> Generator[RunningSite]:
    """A running product with demo data."""
    with running_site() as running:
        yield running


@pytest.fixture(scope="session")
def chromium(tmp_path_factory: pytest.TempPathFactory) -> Generator[Browser]:
    """A browser whose microphone plays 1 000 Hz."""
    folder: Path = tmp_path_factory.mktemp("microphone")
    with browser(write_wav(folder / "microphone.wav", AGENT_HERTZ, 10)) as running:
        yield running
