"""`ringdesk up`: one command starts everything, mends what dies, and leaves nothing behind."""

import json
import os
import shutil
import signal
import socket
import sqlite3
import stat
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pytest

pytestmark = [pytest.mark.system, pytest.mark.timeout(300)]

PATIENCE = 90.0
COMMAND = (sys.executable, "-m", "app.cli")


class Site:
    """A `ringdesk up` on free ports."""

    def __init__(self, data: Path, *options: str) -> None:
        self.data = data
        self.port = _free_port(socket.SOCK_STREAM)
        self.sip_port = _free_port(socket.SOCK_DGRAM)
        self.output = data / "up.log"
        ports = ("--port", str(self.port), "--sip-port", str(self.sip_port))
        with self.output.open("wb") as output:
            self.process = subprocess.Popen(
                (*COMMAND, "up", "--data", str(data), *ports, *options),
                stdout=output,
                stderr=output,
            )

    def wait_up(self) -> None:
        until(lambda: "Ctrl-C" in self.output.read_text() or self.process.poll() is not None)
        assert self.process.poll() is None, self.output.read_text()

    def stop(self, number: signal.Signals = signal.SIGINT) -> int:
        self.process.send_signal(number)
        return self.process.wait(PATIENCE)

    def processes(self) -> dict[int, str]:
        """Every process that works for this site, by pid."""
        found = dict[int, str]()
        for folder in Path("/proc").glob("[0-9]*"):
            try:
                line = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
                environment = (folder / "environ").read_bytes().decode(errors="replace")
            except OSError:
                continue
            if line and (str(self.data) in line or f"RINGDESK_DATA={self.data}" in environment):
                found[int(folder.name)] = line
        return found

    def one(self, word: str) -> int:
        return next((pid for pid, line in self.processes().items() if word in line), 0)

    def ready(self) -> bool:
        asked = subprocess.run(
            (*COMMAND, "simulate", "--data", str(self.data), "--calls", "1", "--stay", "1", "--json"),
            capture_output=True,
            timeout=PATIENCE,
            check=False,
        )
        return asked.returncode == 0 and "not_recorded" not in asked.stdout.decode()


def until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline, "it did not come about in time"
        time.sleep(0.05)


@contextmanager
def site_folder() -> Generator[Path]:
    """A folder with a path short enough for Asterisk's control socket."""
    folder = Path(tempfile.mkdtemp(prefix="ringdesk-"))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def site() -> Generator[Site]:
    with site_folder() as folder:
        running = Site(folder)
        try:
            running.wait_up()
            yield running
        finally:
            if running.process.poll() is None:
                running.stop(signal.SIGTERM)


def test_one_command_starts_everything_and_ctrl_c_leaves_no_process(site: Site) -> None:
    assert site.ready()
    shown = subprocess.run(
        (*COMMAND, "demo", "--data", str(site.data), "--json"), capture_output=True, check=True, timeout=PATIENCE
    )
    assert {sign_in["login"] for sign_in in json.loads(shown.stdout)} >= {"agent8001", "sam", "admin"}
    assert site.stop() == 0
    assert site.processes() == {}


def test_callers_are_carried_on_after_the_application_is_killed(site: Site) -> None:
    callers = subprocess.Popen(
        (*COMMAND, "simulate", "--data", str(site.data), "--calls", "3", "--rate", "3", "--stay", "25", "--json"),
        stdout=subprocess.PIPE,
    )
    until(lambda: live_calls(site) == 3)
    first = site.one("app serve")
    asterisk = site.one("asterisk.conf")
    os.kill(first, signal.SIGKILL)
    until(lambda: site.one("app serve") not in (0, first))
    told, _ = callers.communicate(timeout=PATIENCE)
    assert json.loads(told)["outcomes"] == {"abandoned_in_queue": 3}
    assert site.one("asterisk.conf") == asterisk


def test_asterisk_is_started_again_when_it_dies(site: Site) -> None:
    first = site.one("asterisk.conf")
    os.kill(first, signal.SIGKILL)
    until(lambda: site.one("asterisk.conf") not in (0, first))
    until(site.ready)


def test_second_start_in_the_same_folder_says_what_is_wrong(site: Site) -> None:
    second = subprocess.run(
        (*COMMAND, "up", "--data", str(site.data)), capture_output=True, text=True, timeout=PATIENCE, check=False
    )
    assert second.returncode == 1
    assert "runs already" in second.stderr
    assert site.process.poll() is None


def test_taken_port_is_named_with_the_way_out() -> None:
    with site_folder() as folder, socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        refused = subprocess.run(
            (*COMMAND, "up", "--data", str(folder), "--port", port),
            capture_output=True,
            text=True,
            timeout=PATIENCE,
            check=False,
        )
        assert refused.returncode == 1
        assert port in refused.stderr
        assert "--port" in refused.stderr


def test_site_without_demo_says_how_to_make_the_first_administrator_however_deep_its_folder_lies() -> None:
    with site_folder() as folder:
        deep = folder / ("deep-" * 24)
        deep.mkdir()
        site = Site(deep, "--no-demo")
        try:
            site.wait_up()
            assert f"ringdesk user add LOGIN --role admin --data {deep}" in site.output.read_text()
            added = ringdesk("user", "add", "first", "--role", "admin", "--data", str(deep), "--json")
            assert json.loads(added.stdout)["login"] == "first"
            assert stat.S_IMODE((deep / "ringdesk.db").stat().st_mode) == 0o600
            assert (deep / "asterisk/run/asterisk.pid").exists()
        finally:
            assert site.stop() == 0
        assert site.processes() == {}
        shutil.rmtree((deep / "asterisk/run").resolve())


def test_before_the_first_start_every_command_says_what_to_do() -> None:
    with site_folder() as folder:
        data = ("--data", str(folder / "none"))
        port = ("--sip-port", str(_free_port(socket.SOCK_DGRAM)))
        parts = {part["name"]: part for part in json.loads(ringdesk("doctor", *data, "--json").stdout)["parts"]}
        assert (parts["ari"]["ok"], parts["ari"]["found"]) == (True, False)
        assert "ringdesk up" in ringdesk("demo", *data).stderr
        assert "Start it: ringdesk up" in ringdesk("simulate", *data, *port, env={"RINGDESK_PORT": "9"}).stderr
        assert "ringdesk migrate" in ringdesk("user", "add", "sam", "--role", "admin", *data).stderr
        assert not (folder / "none").exists()


@pytest.mark.parametrize(
    ("options", "advice"),
    [
        (("--data", "/proc/none"), "--data"),
        (("--database-url", "mysql://root:secret@127.0.0.1/x"), "postgresql://"),
        (("--database-url", "no url"), "postgresql://"),
        (("--host", "192.0.2.1"), "--host"),
    ],
)
def test_start_that_cannot_be_is_refused_in_a_few_words(options: tuple[str, str], advice: str) -> None:
    with site_folder() as folder:
        refused = ringdesk("up", "--data", str(folder), *options)
    assert refused.returncode == 1
    assert advice in refused.stderr
    assert "secret" not in refused.stderr
    assert "Traceback" not in refused.stderr


def ringdesk(*arguments: str, env: Mapping[str, str] | None = None) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        (*COMMAND, *arguments),
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
        stdin=subprocess.DEVNULL,
        env={**os.environ, **(env or {})},
    )


def live_calls(site: Site) -> int:
    connection = sqlite3.connect(f"file:{site.data}/ringdesk.db?mode=ro", uri=True)
    try:
        return int(connection.execute("SELECT count(*) FROM live_calls WHERE state LIKE '%\"Waiting\"%'").fetchone()[0])
    finally:
        connection.close()


def _free_port(kind: socket.SocketKind) -> int:
    with socket.socket(socket.AF_INET, kind) as tried:
        tried.bind(("127.0.0.1", 0))
        return int(tried.getsockname()[1])
