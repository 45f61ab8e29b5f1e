"""`ringdesk up`: one command starts everything, mends what dies, and leaves nothing behind."""

import json
import os
import re
import shutil
import signal
import socket
import sqlite3
import stat
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Generator, Iterable, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from app.asterisk.installation import cache_folder
from app.site import Site as SiteFolder
from app.site import loopback_ports
from tests.system.ports import free_ports

pytestmark = [pytest.mark.system, pytest.mark.timeout(300)]

PATIENCE = 90.0
COMMAND = (sys.executable, "-m", "app.cli")


class Site:
    """A `ringdesk up` on free ports."""

    def __init__(self, data: Path, *options: str, environment: Mapping[str, str] | None = None) -> None:
        self.data = data
        self.port, self.sip_port = free_ports(2)
        self.output = data / "up.log"
        ports = ("--port", str(self.port), "--sip-port", str(self.sip_port))
        with self.output.open("wb") as output:
            self.process = subprocess.Popen(
                (*COMMAND, "up", "--data", str(data), *ports, *options),
                stdout=output,
                stderr=output,
                env={**os.environ, **(environment or {})},
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
    with site_folder() as folder, site_folder() as strays:
        # the home of somebody who has nothing there yet but the fetched Asterisk
        own = {"HOME": strays, "TMPDIR": strays, "XDG_CONFIG_HOME": strays, "XDG_STATE_HOME": strays}
        given = {name: str(path) for name, path in own.items()} | {"RINGDESK_CACHE": str(cache_folder())}
        running = Site(folder, environment=given)
        try:
            running.wait_up()
            yield running
            assert list(strays.iterdir()) == [], "all that is written lies in the data folder"
        finally:
            if running.process.poll() is None:
                running.stop(signal.SIGTERM)


def test_one_command_starts_everything_and_ctrl_c_leaves_no_process(site: Site) -> None:
    assert site.ready()
    shown = subprocess.run(
        (*COMMAND, "demo", "--data", str(site.data), "--json"), capture_output=True, check=True, timeout=PATIENCE
    )
    sign_ins = json.loads(shown.stdout)
    assert {sign_in["login"] for sign_in in sign_ins} >= {"agent8001", "sam", "admin"}
    printed = site.output.read_text()
    for sign_in in sign_ins:
        assert re.search(rf"{sign_in['login']}\b.*{re.escape(sign_in['password'])}", printed), sign_in["login"]
    listening = listening_sockets(site.processes())
    control = loopback_ports(SiteFolder(data=site.data))
    assert {port for _, port in listening} >= {site.port, control.http, control.ami}
    assert {address for address, _ in listening} == {"127.0.0.1"}
    assert written_elsewhere(site.processes(), site.data) == set()
    assert written_elsewhere(site.processes(), Path("/nowhere")), "what is in the folder is found"
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
        port = ("--sip-port", str(*free_ports(1)))
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


def listening_sockets(pids: Iterable[int]) -> set[tuple[str, int]]:
    """Where these processes take TCP connections."""
    inodes = {target.removeprefix("socket:[").rstrip("]") for pid in pids for _, target in _open_files(pid)}
    found = set[tuple[str, int]]()
    for family, table in ((socket.AF_INET, "tcp"), (socket.AF_INET6, "tcp6")):
        for line in Path(f"/proc/net/{table}").read_text().splitlines()[1:]:
            (
                _,
                local,
                _,
                state,
                *_,
            ) = fields = line.split()
            if state == "0A" and fields[9] in inodes:
                address, _, port = local.partition(":")
                words = bytes.fromhex(address)
                packed = b"".join(words[at : at + 4][::-1] for at in range(0, len(words), 4))
                found.add((socket.inet_ntop(family, packed), int(port, 16)))
    return found


def written_elsewhere(pids: Iterable[int], folder: Path) -> set[str]:
    """Files outside a folder that these processes hold open for writing."""
    own = ("/dev/", "/proc/", f"{folder}/")
    files = ((pid, number, name) for pid in pids for number, name in _open_files(pid) if name.startswith("/"))
    return {name for pid, number, name in files if not name.startswith(own) and _flags(pid, number) & os.O_ACCMODE}


def _flags(pid: int, number: str) -> int:
    """How a file was opened; one that has been closed meanwhile was not written to."""
    with suppress(FileNotFoundError):
        (flags,) = re.findall(r"flags:\s*([0-7]+)", Path(f"/proc/{pid}/fdinfo/{number}").read_text())
        return int(flags, 8)
    return os.O_RDONLY


def _open_files(pid: int) -> list[tuple[str, str]]:
    """The files that a process holds open, without those that it closes this moment."""
    found: list[tuple[str, str]] = []
    for link in Path(f"/proc/{pid}/fd").iterdir():
        with suppress(FileNotFoundError):
            found.append((link.name, os.readlink(link)))
    return found


def live_calls(site: Site) -> int:
    connection = sqlite3.connect(f"file:{site.data}/ringdesk.db?mode=ro", uri=True)
    try:
        return int(connection.execute("SELECT count(*) FROM live_calls WHERE state LIKE '%\"Waiting\"%'").fetchone()[0])
    finally:
        connection.close()
