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
from bench import sipp
from bench.call_plan import EVERYBODY, FEW, FEW_AGENTS, NUMBERS, SOUND, START_SECONDS, DidNotStart
from bench.menu_keys import MENUS, TONES
from bench.ports import free_ports

_GENERAL = """[general]
persistentmembers = no
autofill = yes
monitor-type = mixmonitor
"""
_QUEUE = """
[{queue}]
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
_DIALPLAN = """
[{queue}]
exten => {number},1,Answer()
 same => n,Background({sound})
 same => n,WaitExten(5)
 same => n,Goto(2,1)
exten => 2,1,Set(MONITOR_OPTIONS=r(${{UNIQUEID}}.rx.wav)t(${{UNIQUEID}}.tx.wav))
 same => n,Queue({queue})
 same => n,Hangup()
"""
_MENU = """
[{menu}]
exten => s,1,Background({menu})
 same => n,WaitExten(5)
exten => 1,1,Goto({other},s,1)
"""
_FROM_TRUNK = """[general]
static = yes
writeprotect = yes

[from-trunk]
"""
_PHONE = """
[{name}]
type = endpoint
context = from-agents
transport = transport-udp
disallow = all
allow = alaw
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
    phones: sipp.Phones
    process: "subprocess.Popen[bytes]" = field(repr=False)

    def asterisk_pids(self) -> tuple[int, ...]:
        """Asterisk's process."""
        pid = running(self.folder)
        return () if pid is None else (pid,)


@contextmanager
def queue_site(
    installation: Installation, folder: Path, names: Sequence[str], phones: sipp.Phones
) -> Generator[QueueSite]:
    """Start it with files in `folder`; the agents' phones are called `names`. Raises `DidNotStart`."""
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
    _add_queue(folder, names, phones.port)
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
        yield QueueSite(folder=folder, sip_port=sip_port, phones=phones, process=process)
    finally:
        process.terminate()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _add_queue(folder: Path, names: Sequence[str], phones_port: int) -> None:
    etc = folder / "etc"
    queues, dialplan = _GENERAL, _FROM_TRUNK
    for queue in (EVERYBODY, FEW):
        number = NUMBERS[queue]
        dialplan += f"exten => {number},1,Goto({queue},{number},1)\n"
    menus = list(TONES)
    dialplan += f"exten => {MENUS},1,Answer()\n same => n,Goto({menus[0]},s,1)\n"
    dialplan += "".join(
        _MENU.format(menu=menu, other=other) for menu, other in zip(menus, reversed(menus), strict=True)
    )
    for queue, members in ((EVERYBODY, names), (FEW, names[:FEW_AGENTS])):
        queues += _QUEUE.format(queue=queue) + "".join(f"member => PJSIP/{name}\n" for name in members)
        dialplan += _DIALPLAN.format(queue=queue, number=NUMBERS[queue], sound=SOUND)
    (etc / "queues.conf").write_text(queues)
    (etc / "extensions.conf").write_text(dialplan)
    with (etc / "pjsip.conf").open("a") as file:
        file.write("".join(_PHONE.format(name=name, port=phones_port) for name in names))
    with (etc / "modules.conf").open("a") as file:
        file.write("load = app_queue.so\n")
