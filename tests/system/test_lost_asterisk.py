"""`kill -9` of Asterisk with calls up: they are closed as lost with it, agents are free, and the next call comes."""

import os
import signal
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from app.asterisk.config import running
from tests.system.caller_phone import caller_phone
from tests.system.conftest import CALLER_HERTZ
from tests.system.desk import desk_of
from tests.system.running_site import RunningSite
from tests.system.stored import expect_states_without_gaps, interaction_of, live_calls
from tests.waiting import until

pytestmark = [pytest.mark.system, pytest.mark.timeout(300)]


def test_calls_die_with_asterisk_and_everything_else_goes_on(site: RunningSite, chromium: Browser) -> None:
    with desk_of(chromium, site) as desk:
        desk.sign_in("agent8001")
        desk.go_ready()
        with (
            caller_phone(site.sip_port, number="15500000061", hertz=CALLER_HERTZ) as talking,
            caller_phone(site.sip_port, number="15500000062") as waiting,
        ):
            talking.wait_answered()
            talking.press("2")
            desk.expect_ringing()
            desk.accept()
            desk.expect_phase("talking")
            until(lambda: desk.heard() == pytest.approx(CALLER_HERTZ, abs=20), "the agent hears the caller")
            waiting.wait_answered()
            waiting.press("3")
            until(lambda: "Waiting" in live_calls(site), "the other caller waits")
            kill_asterisk(site)
            until(lambda: live_calls(site) == "[]", "the lost calls are closed")
        talked, waited = interaction_of(site, "15500000061"), interaction_of(site, "15500000062")
        assert (talked.row.outcome, talked.ended_by, talked.reconciled) == ("answered", "node_lost", True)
        assert (waited.row.outcome, waited.ended_by, waited.reconciled) == ("abandoned_in_queue", "node_lost", True)
        (recording,) = talked.recordings
        assert (recording.status, "cut_off" in recording.fault) == ("partial", True)
        assert recording.duration_ms > 0

        desk.end_wrap_up()
        desk.wait_for_phone()
        with caller_phone(site.sip_port, number="15500000063", hertz=CALLER_HERTZ) as caller:
            caller.wait_answered()
            caller.press("2")
            desk.expect_ringing()
            desk.accept()
            desk.expect_phase("talking")
            until(lambda: desk.heard() == pytest.approx(CALLER_HERTZ, abs=20), "the agent hears the caller")
            caller.hang_up()
            desk.end_wrap_up()
    assert interaction_of(site, "15500000063").ended_by == "caller"
    expect_states_without_gaps(site)
    until(lambda: site.channels() == [], "no channel is left")


def kill_asterisk(site: RunningSite) -> None:
    """Kill -9; `up` starts it again."""
    pid = running(site.folder / "asterisk")
    assert pid is not None
    os.kill(pid, signal.SIGKILL)
    until(lambda: not Path(f"/proc/{pid}/cmdline").exists() or None, "the killed Asterisk is gone")
