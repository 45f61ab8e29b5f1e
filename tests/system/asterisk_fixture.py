"""A real Asterisk on free loopback ports, configured as in production, for contract and system tests."""

import base64
import contextlib
import http.client
import json
import random
import shutil
import subprocess
import tempfile
import time
from collections.abc import Generator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from app.asterisk.config import AsteriskConfig, Emergency, Trunk, render, running, start
from app.asterisk.installation import Installation, cache_folder, find_or_fetch
from app.asterisk.secrets import read_or_make
from tests.system.ports import free_ports
from tests.waiting import PATIENCE

SIPP_TRUNK = Trunk(name="sipp", match=("127.0.0.1",))


@dataclass(frozen=True, kw_only=True)
class RunningAsterisk:
    """An Asterisk that answers; everything it writes lies below `folder`."""

    folder: Path
    installation: Installation
    config: AsteriskConfig
    http_port: int
    ami_port: int
    sip_port: int
    ari_user: str
    ari_secret: str = field(repr=False)
    ami_user: str
    ami_secret: str = field(repr=False)
    process: "subprocess.Popen[bytes]" = field(repr=False)

    @property
    def pid(self) -> int:
        """The process to signal."""
        return self.process.pid

    def ari(self, method: str, path: str, body: object = None, *, secret: str | None = None) -> tuple[int, Any]:
        """Make one ARI request, as in `ari("GET", "/asterisk/info")`; give its status and decoded answer."""
        connection = http.client.HTTPConnection("127.0.0.1", self.http_port, timeout=PATIENCE)
        try:
            login = base64.b64encode(f"{self.ari_user}:{secret or self.ari_secret}".encode()).decode()
            headers = {"Authorization": f"Basic {login}", "Content-Type": "application/json"}
            connection.request(method, f"/ari{path}", None if body is None else json.dumps(body), headers)
            answer = connection.getresponse()
            text = answer.read()
            is_json = answer.headers.get_content_type() == "application/json"
            return answer.status, json.loads(text) if text and is_json else None
        finally:
            connection.close()

    def console(self, command: str) -> str:
        """Run one command of Asterisk's console, as in `console("core show channels")`."""
        arguments = (*self.installation.asterisk, "-C", str(self.folder / "etc/asterisk.conf"), "-rx", command)
        environment = start(self.installation, self.folder).environment
        return subprocess.run(
            arguments, env=environment, capture_output=True, text=True, timeout=PATIENCE, check=True
        ).stdout

    def complaints(self) -> list[str]:
        """Give the lines of Asterisk's log that say ERROR or WARNING."""
        log = self.folder / "log/messages.log"
        lines = log.read_text(errors="replace").splitlines() if log.exists() else []
        return [line for line in lines if "ERROR" in line or "WARNING" in line]

    def stop(self) -> None:
        """End it, gently at first."""
        if self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(PATIENCE)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()


def start_asterisk(folder: Path, *, emergency: Emergency | None = None, guard_seconds: int = 8) -> RunningAsterisk:
    """Start an Asterisk that keeps its files in `folder` and wait until ARI answers."""
    installation = find_or_fetch(cache_folder(), lambda step, done: None)
    secrets = read_or_make(folder)
    http_port, ami_port, sip_port = free_ports(3)
    rtp_first = random.randrange(20000, 30000, 2)
    config = AsteriskConfig(
        installation=installation,
        system_name=f"test{http_port}",
        http_port=http_port,
        ami_port=ami_port,
        ari=secrets.ari,
        ami=secrets.ami,
        sip_port=sip_port,
        rtp_first=rtp_first,
        rtp_last=rtp_first + 2000,
        trunks=(SIPP_TRUNK,),
        guard_seconds=guard_seconds,
        emergency=emergency or Emergency(),
    )
    render(config, folder)
    command = start(installation, folder)
    output = (folder / "log/output.log").open("wb")
    with output:
        process = subprocess.Popen(
            command.arguments, env=command.environment, stdin=subprocess.DEVNULL, stdout=output, stderr=output
        )
    asterisk = RunningAsterisk(
        folder=folder,
        installation=installation,
        config=config,
        http_port=http_port,
        ami_port=ami_port,
        sip_port=sip_port,
        ari_user=secrets.ari.name,
        ari_secret=secrets.ari.secret,
        ami_user=secrets.ami.name,
        ami_secret=secrets.ami.secret,
        process=process,
    )
    try:
        _wait_until_ready(asterisk)
    except BaseException:
        asterisk.stop()
        raise
    return asterisk


@contextlib.contextmanager
def asterisk_in_short_folder(**options: Any) -> Generator[RunningAsterisk]:
    """Run an Asterisk in a folder whose path is short enough for a socket, which pytest's own may not be."""
    folder = Path(tempfile.mkdtemp(prefix="ringdesk-"))
    try:
        asterisk = start_asterisk(folder, **options)
        try:
            yield asterisk
        finally:
            asterisk.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _wait_until_ready(asterisk: RunningAsterisk) -> None:
    deadline = time.monotonic() + PATIENCE
    while True:
        with contextlib.suppress(OSError, http.client.HTTPException):
            status, _ = asterisk.ari("GET", "/asterisk/info")
            if (
                status == 200
                and running(asterisk.folder)
                and "fully booted" in asterisk.console("core waitfullybooted")
            ):
                return
        if asterisk.process.poll() is not None or time.monotonic() > deadline:
            output = (asterisk.folder / "log/output.log").read_text(errors="replace")
            raise AssertionError(f"Asterisk did not start:\n{output}\n" + "\n".join(asterisk.complaints()))
        time.sleep(0.05)  # polled: Asterisk announces its readiness nowhere
