"""The whole product under `ringdesk up` on free loopback ports, as a stranger would start it."""

import contextlib
import os
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Generator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

import httpx
import msgspec

from app.asterisk.config import start
from app.asterisk.installation import cache_folder, find_or_fetch

Found = TypeVar("Found")
PATIENCE = 60.0
"""Seconds until a condition that should hold soon is given up."""


class SignIn(msgspec.Struct, frozen=True):
    """One of the demo's accounts."""

    login: str
    password: str


@dataclass(kw_only=True)
class RunningSite:
    """A started site; everything it writes lies below `folder`."""

    folder: Path
    port: int
    sip_port: int
    environment: Mapping[str, str] = field(repr=False)
    process: "subprocess.Popen[bytes]" = field(repr=False)

    @property
    def url(self) -> str:
        """Where the console is."""
        return f"http://127.0.0.1:{self.port}"

    def sign_in_of(self, login: str) -> SignIn:
        """A demo account with its password."""
        every = msgspec.json.decode((self.folder / "demo-sign-ins.json").read_bytes(), type=list[SignIn])
        return next(one for one in every if one.login == login)

    @contextlib.contextmanager
    def client(self, login: str) -> Generator[httpx.Client]:
        """An HTTP client signed in as a demo account."""
        account = self.sign_in_of(login)
        with httpx.Client(base_url=self.url, headers={"Origin": self.url}, timeout=30) as client:
            answer = client.post("/api/v1/session", json={"login": account.login, "password": account.password})
            answer.raise_for_status()
            yield client

    def app_pid(self) -> int:
        """The application's process, a child of `up`."""
        return until(self._find_app, "the application runs")

    def _find_app(self) -> int | None:
        for folder in Path("/proc").iterdir():
            if not folder.name.isdigit():
                continue
            with contextlib.suppress(OSError, IndexError):
                arguments = (folder / "cmdline").read_bytes().split(b"\0")
                parent = (folder / "stat").read_text().rpartition(")")[2].split()[1]
                if b"serve" in arguments and int(parent) == self.process.pid:
                    return int(folder.name)
        return None

    def kill_app(self) -> None:
        """Kill -9 the application; Asterisk and its calls go on, and `up` starts it again."""
        pid = self.app_pid()
        os.kill(pid, signal.SIGKILL)
        until(lambda: not Path(f"/proc/{pid}/cmdline").exists() or None, "the killed application is gone")

    def wait_ready(self) -> None:
        """Wait until the application answers that all its parts are there."""

        def ready() -> bool | None:
            if self.process.poll() is not None:
                raise AssertionError(f"`ringdesk up` ended: {self.output()}")
            with contextlib.suppress(httpx.HTTPError):
                return httpx.get(f"{self.url}/readyz", timeout=5).is_success or None
            return None

        until(ready, "the site is ready", patience=180)

    def output(self) -> str:
        """What `up` has printed."""
        return (self.folder / "up.out").read_text(errors="replace")

    def console(self, command: str) -> str:
        """Run one command of Asterisk's console, as in `console("core show channels concise")`."""
        installation = find_or_fetch(cache_folder(), lambda step, done: None)
        folder = self.folder / "asterisk"
        arguments = (*installation.asterisk, "-C", str(folder / "etc/asterisk.conf"), "-rx", command)
        environment = start(installation, folder).environment
        return subprocess.run(arguments, env=environment, capture_output=True, text=True, timeout=20, check=True).stdout

    def channels(self) -> list[str]:
        """Asterisk's channels."""
        return [line.split("!")[0] for line in self.console("core show channels concise").splitlines() if "!" in line]

    def rows(self, query: str) -> list[tuple[object, ...]]:
        """Read the site's SQLite database beside the running application."""
        with contextlib.closing(sqlite3.connect(f"file:{self.folder}/ringdesk.db?mode=ro", uri=True)) as connection:
            return connection.execute(query).fetchall()

    def stop(self) -> None:
        """Stop it as Ctrl-C does."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
            try:
                self.process.wait(PATIENCE)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()


@contextlib.contextmanager
def running_site(environment: Mapping[str, str] | None = None) -> Generator[RunningSite]:
    """Start a site with demo data in a short folder of its own; stop it and remove the folder at the end."""
    folder = Path(tempfile.mkdtemp(prefix="rd-"))
    site = start_site(folder, environment or {})
    try:
        site.wait_ready()
        yield site
    finally:
        site.stop()
        if sys.exc_info()[0] is None:
            shutil.rmtree(folder, ignore_errors=True)


def start_site(folder: Path, environment: Mapping[str, str]) -> RunningSite:
    """Begin to start a site that keeps its files in `folder`."""
    port, sip_port = free_ports(2)
    whole = {**os.environ, **environment}
    arguments = ("--data", str(folder), "--port", str(port), "--sip-port", str(sip_port))
    with (folder / "up.out").open("ab") as output:
        process = subprocess.Popen(
            (sys.executable, "-m", "app.cli", "up", *arguments),
            env=whole,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,
        )
    return RunningSite(folder=folder, port=port, sip_port=sip_port, environment=whole, process=process)


def until(look: Callable[[], Found | None], what: str, *, patience: float = PATIENCE) -> Found:
    """Look again and again until there is something; fail with what was waited for."""
    deadline = time.monotonic() + patience
    while True:
        found = look()
        if found is not None and found is not False:
            return found
        if time.monotonic() > deadline:
            raise AssertionError(f"waited {patience:.0f} s in vain until {what}")
        time.sleep(0.05)


def free_ports(count: int) -> list[int]:
    """TCP ports on loopback that nobody uses at this moment."""
    with contextlib.ExitStack() as stack:
        sockets = [stack.enter_context(socket.socket()) for _ in range(count)]
        for one in sockets:
            one.bind(("127.0.0.1", 0))
        return [one.getsockname()[1] for one in sockets]
