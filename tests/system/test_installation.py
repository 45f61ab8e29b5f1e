"""The Asterisk we find or fetch, started with the configuration we render."""

import json
import os
import subprocess
import time
from collections.abc import Generator
from pathlib import Path
from typing import Any, cast

import pytest
from websockets.sync.client import ClientConnection, connect

from app.asterisk.config import Emergency, running
from tests.system.asterisk_fixture import PATIENCE, RunningAsterisk, asterisk_in_short_folder

pytestmark = pytest.mark.system

ANSWERED_AND_RELEASED = Path(__file__).parent / "scenarios/answered_and_released.xml"


@pytest.fixture(scope="module")
def asterisk() -> Generator[RunningAsterisk]:
    with asterisk_in_short_folder(guard_seconds=1, emergency=Emergency(announcement=("beep",))) as running_asterisk:
        yield running_asterisk


def test_asterisk_starts_without_a_complaint(asterisk: RunningAsterisk) -> None:
    assert asterisk.complaints() == []
    assert running(asterisk.folder) == asterisk.pid


def test_ari_answers_to_its_secret_alone(asterisk: RunningAsterisk) -> None:
    status, answer = asterisk.ari("GET", "/asterisk/info")
    assert (status, answer["config"]["name"]) == (200, asterisk.config.system_name)
    status, _ = asterisk.ari("GET", "/asterisk/info", secret="guessed")
    assert status == 401


def test_an_endpoint_made_over_ari_exists_at_once(asterisk: RunningAsterisk) -> None:
    for kind, fields in {
        "auth": {"auth_type": "userpass", "username": "agent-8001", "password": "fresh"},
        "aor": {"max_contacts": "1", "remove_existing": "yes"},
        "endpoint": {
            "webrtc": "yes",
            "dtls_auto_generate_cert": "yes",
            "transport": "transport-ws",
            "context": "from-agents",
            "identify_by": "username",
            "auth": "agent-8001",
            "aors": "agent-8001",
            "disallow": "all",
            "allow": "opus,ulaw",
        },
    }.items():
        body = {"fields": [{"attribute": name, "value": value} for name, value in fields.items()]}
        status, _ = asterisk.ari("PUT", f"/asterisk/config/dynamic/res_pjsip/{kind}/agent-8001", body)
        assert status == 200, kind
    assert asterisk.ari("GET", "/endpoints/PJSIP/agent-8001")[1]["state"] == "offline"


def test_call_while_no_app_is_there_hears_the_emergency_announcement(asterisk: RunningAsterisk) -> None:
    assert _dial(asterisk, "4008001000") == 0


def test_call_that_the_app_leaves_unserved_hears_the_emergency_announcement(asterisk: RunningAsterisk) -> None:
    with _silent_app(asterisk) as events:
        assert _dial(asterisk, "4008001000") == 0
        assert _arguments(events) == ["inbound", "4008001000", "trunk"]


def test_dialled_number_cannot_add_an_argument(asterisk: RunningAsterisk) -> None:
    with _silent_app(asterisk) as events:
        assert _dial(asterisk, "4008001000,agent,$%7BSYSTEM(id)%7D") == 0
        assert _arguments(events) == ["inbound", "4008001000", "trunk"]


def test_stopped_asterisk_leaves_no_process() -> None:
    with asterisk_in_short_folder() as asterisk:
        group = asterisk.pid
        asterisk.stop()
        assert running(asterisk.folder) is None
        assert not Path(f"/proc/{group}").exists()


def test_every_file_that_holds_a_secret_is_its_owners_alone(asterisk: RunningAsterisk) -> None:
    for path in (asterisk.folder / "secrets.json", *(asterisk.folder / "etc").iterdir()):
        assert path.stat().st_mode & 0o077 == 0, path.name
    assert asterisk.folder.stat().st_mode & 0o077 == 0


def _dial(asterisk: RunningAsterisk, number: str) -> int:
    """Call `number` as a carrier would; 0 when the call was answered and then hung up by the other side."""
    assert asterisk.installation.sipp is not None
    command = (*asterisk.installation.sipp, f"127.0.0.1:{asterisk.sip_port}", "-sf", str(ANSWERED_AND_RELEASED))
    options = ("-s", number, "-i", "127.0.0.1", "-m", "1", "-nostdin", "-timeout", f"{PATIENCE:.0f}s", "-timeout_error")
    environment = {**os.environ, "TERM": "dumb", **dict(asterisk.installation.environment)}
    done = subprocess.run((*command, *options), env=environment, cwd=asterisk.folder, capture_output=True, check=False)
    return done.returncode


def _silent_app(asterisk: RunningAsterisk) -> ClientConnection:
    """Connect an application that takes calls and never does a thing with them."""
    login = f"{asterisk.ari_user}:{asterisk.ari_secret}"
    return connect(f"ws://127.0.0.1:{asterisk.http_port}/ari/events?app=ringdesk&api_key={login}", compression=None)


def _arguments(events: ClientConnection) -> list[str]:
    deadline = time.monotonic() + PATIENCE
    while True:
        event = cast("dict[str, Any]", json.loads(events.recv(deadline - time.monotonic())))
        if event["type"] == "StasisStart":
            return event["args"]
