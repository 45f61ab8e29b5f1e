"""The comparison: Asterisk alone, with the same menu in its dialplan and the same agents in `Queue()`."""

import subprocess
import time
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from app.asterisk.config import AsteriskConfig, Trunk, render, running, start
from app.asterisk.installation import Installation
from app.asterisk.secrets import read_or_make
from app.up import asterisk_answers
from bench.ports import free_ports
from bench.ringdesk_site import NUMBER, SOUND, START_SECONDS, DidNotStart

_QUEUES = """[general]
persistentmembers = no
autofill = yes
monitor-type = mixmonitor

[bench]
strategy = leastrecent
timeout = 20
retry = 1
wrapuptime = 0
ringinuse = no
autopause = no
joinempty = yes
leavewhenempty = no
announce-frequency = 0
monitor-format = wav
"""
_DIALPLAN = """[general]
static = yes
writeprotect = yes

[from-trunk]
exten => {number},1,Answer()
 same => n,Background({sound})
 same => n,WaitExten(5)
 same => n,Goto(2,1)
exten => 2,1,Set(MONITOR_OPTIONS=r(${{UNIQUEID}}.rx.wav)t(${{UNIQUEID}}.tx.wav))
 same => n,Queue(bench)
 same => n,Hangup()
"""
_PHONE = """
[{name}]
type = endpoint
context = from-agents
transport = transport-udp
disallow = all
allow = ulaw
aors = {name}

[{name}]
type = aor
contact = sip:{name}@127.0.0.1:{port}
"""


@dataclass(kw_only=True)
class QueueSite:
    """A running Asterisk with its queue."""

    folder: Path
    sip_port: int
    process: "subprocess.Popen[bytes]" = field(repr=False)

    def asterisk_pids(self) -> tuple[int, ...]:
        """Asterisk's process."""
        pid = running(self.folder)
        return () if pid is None else (pid,)


@contextmanager
def queue_site(
    installation: Installation, folder: Path, phones: Sequence[str], phones_port: int
) -> Generator[QueueSite]:
    """Start it with files in `folder`; agents' phones answer on `phones_port`. Raises `DidNotStart`."""
    http_port, ami_port, sip_port = free_ports(3)
    secrets = read_or_make(folder)
    config = AsteriskConfig(
        installation=installation,
        system_name="comparison",
        http_port=http_port,
        ami_port=ami_port,
        ari=secrets.ari,
        ami=secrets.ami,
        sip_port=sip_port,
        rtp_first=20000,
        rtp_last=29998,
        trunks=(Trunk(name="local", match=("127.0.0.1",)),),
    )
    render(config, folder)
    _add_queue(folder, phones, phones_port)
    command = start(installation, folder)
    with (folder / "log/output.log").open("wb") as output:
        process = subprocess.Popen(
            command.arguments, env=command.environment, stdin=subprocess.DEVNULL, stdout=output, stderr=output
        )
    try:
        deadline = time.monotonic() + START_SECONDS
        while not asterisk_answers(http_port, config.ari):
            if process.poll() is not None or time.monotonic() > deadline:
                raise DidNotStart((folder / "log/output.log").read_text(errors="replace"))
            time.sleep(0.1)
        yield QueueSite(folder=folder, sip_port=sip_port, process=process)
    finally:
        process.terminate()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _add_queue(folder: Path, phones: Sequence[str], phones_port: int) -> None:
    etc = folder / "etc"
    members = "".join(f"member => PJSIP/{name}\n" for name in phones)
    (etc / "queues.conf").write_text(_QUEUES + members)
    (etc / "extensions.conf").write_text(_DIALPLAN.format(number=NUMBER, sound=SOUND))
    with (etc / "pjsip.conf").open("a") as file:
        file.write("".join(_PHONE.format(name=name, port=phones_port) for name in phones))
    with (etc / "modules.conf").open("a") as file:
        file.write("load = app_queue.so\n")
