"""The soak's callers: three tempers, each a SIPp that keeps so many of them on the line."""

import re
import signal
import subprocess
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from msgspec import Struct

from app.asterisk.installation import Installation
from bench import sipp
from bench.ports import free_ports

KEY = """
  <send retrans="500">
    <![CDATA[
      INFO [next_url] SIP/2.0
      Via: SIP/2.0/[transport] [local_ip]:[local_port];branch=[branch]
      From: <sip:{{prefix}}[call_number]@[local_ip]:[local_port]>;tag=[pid]c[call_number]
      To: <sip:[service]@[remote_ip]:[remote_port]>[peer_tag_param]
      Call-ID: [call_id]
      CSeq: 2 INFO
      Max-Forwards: 70
      Content-Type: application/dtmf-relay
      Content-Length: [len]

      Signal=2
      Duration=100
    ]]>
  </send>
  <recv response="200" timeout="10000" />
"""
_PLACED = re.compile(r"placed (\d+) \S+\t\S+\t(\d+\.\d+)")


class Temper(Struct, frozen=True, kw_only=True):
    """How a caller behaves. `share` of all callers on the line; numbers begin with `prefix`."""

    name: str
    prefix: str
    share: float
    patience_ms: int
    presses: bool
    media: tuple[int, int]


TEMPERS = (
    Temper(name="stays", prefix="1551000", share=0.75, patience_ms=240_000, presses=True, media=(30000, 34998)),
    Temper(name="gives up", prefix="1552000", share=0.2, patience_ms=15_000, presses=True, media=(35000, 36998)),
    Temper(
        name="leaves in the menu", prefix="1553000", share=0.05, patience_ms=300, presses=False, media=(37000, 37998)
    ),
)


class Placed(Struct, frozen=True, kw_only=True):
    """A call that a caller began, at a second since the epoch."""

    caller_number: str
    at: float
    temper: str


@dataclass(kw_only=True)
class Callers:
    """All of them at work."""

    folders: Sequence[tuple[Temper, Path]]
    processes: Sequence["subprocess.Popen[bytes]"] = field(repr=False)

    def dial_no_more(self) -> None:
        """Nobody calls any more; calls that are there go on to their end."""
        for process in self.processes:
            if process.poll() is None:
                process.send_signal(signal.SIGUSR1)

    def wait(self, seconds: float) -> bool:
        """Whether the last call has ended within this time."""
        try:
            for process in self.processes:
                process.wait(seconds)
        except subprocess.TimeoutExpired:
            return False
        return True

    def placed(self) -> list[Placed]:
        """Every call that was begun."""
        return [
            Placed(caller_number=found[1], at=float(found[2]), temper=temper.name)
            for temper, folder in self.folders
            for log in folder.glob("placed*.log")
            for found in _PLACED.finditer(log.read_text(errors="replace"))
        ]


@contextmanager
def callers(
    installation: Installation, folder: Path, *, sip_port: int, number: str, at_once: int, rate: float
) -> Generator[Callers]:
    """Keep `at_once` callers on the line, `rate` new ones a second at most, until the end of the block."""
    folders: list[tuple[Temper, Path]] = []
    processes: list[subprocess.Popen[bytes]] = []
    try:
        for temper in TEMPERS:
            own = folder / temper.prefix
            own.mkdir(parents=True)
            sipp.write_voice(installation, own)
            scenario = (sipp.SCENARIOS / "soak.xml").read_text().replace("{{key}}", KEY if temper.presses else "")
            scenario = scenario.replace("{{prefix}}", temper.prefix).replace("{{patience_ms}}", str(temper.patience_ms))
            (own / "soak.xml").write_text(scenario)
            folders.append((temper, own))
            limit = max(1, round(at_once * temper.share))
            (port,) = free_ports(1)
            options = (
                f"127.0.0.1:{sip_port}",
                *("-sf", "soak.xml", "-s", number, "-p", str(port), "-l", str(limit)),
                *("-r", str(max(1, round(rate * temper.share * 100))), "-rp", "100000"),
                *("-trace_logs", "-log_file", str(own / "placed.log"), "-trace_err", "-error_file", "errors.log"),
            )
            processes.append(sipp.start(installation, options, own, temper.media))
        yield Callers(folders=folders, processes=processes)
    finally:
        for process in processes:
            sipp.end(process)
