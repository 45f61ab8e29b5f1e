"""An Asterisk that the system brings is used instead of the private copy, and calls go through it."""

import json
import os
import shlex
import subprocess
import sys
from collections.abc import Generator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from app.asterisk.installation import Kind, cache_folder, find
from tests.system.caller_phone import caller_phone
from tests.system.conftest import AGENT_HERTZ, CALLER_HERTZ
from tests.system.desk import desk_of
from tests.system.running_site import RunningSite, running_site
from tests.system.stored import interaction_of
from tests.system.tones import share
from tests.waiting import until

pytestmark = [pytest.mark.system, pytest.mark.timeout(300)]


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Generator[Path]:
    """`asterisk` on the path, with its modules and sounds where a system keeps them: the private copy in other clothes."""
    private = find(cache_folder())
    assert private is not None
    system = tmp_path_factory.mktemp("system") / "usr"
    program = system / "sbin/asterisk"
    program.parent.mkdir(parents=True)
    (system / "lib/asterisk").mkdir(parents=True)
    (system / "share").mkdir()
    (system / "lib/asterisk/modules").symlink_to(private.modules)
    (system / "share/asterisk").mkdir()
    for part in private.share.iterdir():
        (system / "share/asterisk" / part.name).symlink_to(part)
    settings = " ".join(f"{name}={shlex.quote(value)}" for name, value in private.environment)
    program.write_text(f'#!/bin/sh\nexec env {settings} {shlex.join(private.asterisk)} "$@"\n')
    program.chmod(0o755)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PATH", f"{program.parent}:{os.environ['PATH']}")
        yield program


@pytest.fixture(scope="module")
def site(program: Path) -> Generator[RunningSite]:
    """A site that was started with this path."""
    assert program.exists()
    with running_site() as running:
        yield running


def test_doctor_says_which_asterisk_is_used(site: RunningSite, program: Path) -> None:
    arguments = (sys.executable, "-m", "app.cli", "doctor", "--json", "--data", str(site.folder))
    done = subprocess.run(arguments, capture_output=True, check=False, timeout=60)
    (asterisk,) = (part for part in json.loads(done.stdout)["parts"] if part["name"] == "asterisk")
    assert (asterisk["ok"], asterisk["detail"]) == (True, f"installed on this system: {program}")
    chosen = find(cache_folder())
    assert chosen is not None
    assert (chosen.kind, asterisk["version"]) == (Kind.SYSTEM, chosen.version)


def test_call_goes_through_the_systems_asterisk(site: RunningSite, program: Path, chromium: Browser) -> None:
    assert os.fsencode(program.parents[1]) in Path(f"{site.folder}/asterisk/etc/asterisk.conf").read_bytes()
    with (
        desk_of(chromium, site) as desk,
        caller_phone(site.sip_port, number="15500000081", hertz=CALLER_HERTZ) as caller,
    ):
        desk.sign_in("agent8001")
        desk.go_ready()
        caller.wait_answered()
        caller.press("2")
        desk.expect_ringing()
        desk.accept()
        desk.expect_phase("talking")
        until(lambda: desk.heard() == pytest.approx(CALLER_HERTZ, abs=20), "the agent hears the caller")
        until(lambda: share(caller.heard(), AGENT_HERTZ) > 0.5, "the caller hears the agent")
        caller.hang_up()
        desk.end_wrap_up()
    detail = interaction_of(site, "15500000081")
    assert detail.row.outcome == "answered"
    assert [recording.status for recording in detail.recordings] == ["ready"]
    until(lambda: site.channels() == [], "no channel is left")
