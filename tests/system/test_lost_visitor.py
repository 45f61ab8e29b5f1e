"""A visitor's browser dies without a word: the call does not stay in the queue for ever."""

import os
import signal
from collections.abc import Generator
from pathlib import Path

import pytest

from tests.system.conftest import CALLER_HERTZ
from tests.system.desk import PATIENCE_MS, browser
from tests.system.running_site import RunningSite
from tests.system.stored import interaction_of, interactions_of, live_calls
from tests.system.test_caller_page import expect_status
from tests.system.tones import write_wav
from tests.waiting import until

pytestmark = [pytest.mark.system, pytest.mark.timeout(300)]


@pytest.fixture
def microphone(tmp_path: Path) -> Generator[Path]:
    """The sound file of one browser alone, by which its processes can be told."""
    yield write_wav(tmp_path / "visitor.wav", CALLER_HERTZ, 10)
    for pid in processes_of(tmp_path):
        os.kill(pid, signal.SIGKILL)


def test_waiting_visitor_whose_browser_is_killed_is_taken_out_of_the_queue(site: RunningSite, microphone: Path) -> None:
    with browser(microphone) as chromium:
        page = chromium.new_context(permissions=["microphone"]).new_page()
        page.set_default_timeout(PATIENCE_MS)
        page.goto(f"{site.url}/call")
        page.get_by_role("combobox").select_option("4001")
        page.get_by_test_id("call-button").click()
        expect_status(page, "talking")
        page.get_by_test_id("keypad-3").click()
        until(lambda: "Waiting" in live_calls(site), "the visitor waits")
        assert len(site.channels()) == 1

        for pid in processes_of(microphone.parent):
            os.kill(pid, signal.SIGKILL)

        until(lambda: site.channels() == [], "Asterisk has missed the visitor's sound")
    (row,) = interactions_of(site, "")
    assert (row.outcome, row.queue) == ("abandoned_in_queue", "complaints")
    detail = interaction_of(site, row.caller_number)
    assert (detail.ended_by, detail.reconciled) == ("caller", False)
    until(lambda: live_calls(site) == "[]", "nothing is left of the call")


def processes_of(folder: Path) -> list[int]:
    """The processes whose command line names this folder: a browser and what it started for itself."""
    found: list[int] = []
    for entry in Path("/proc").iterdir():
        try:
            if entry.name.isdigit() and os.fsencode(folder) in (entry / "cmdline").read_bytes():
                found.append(int(entry.name))
        except OSError:
            continue
    return [pid for pid in found if pid != os.getpid()]
