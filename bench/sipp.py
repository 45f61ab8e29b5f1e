"""SIPp as callers and as agents' phones, and what its files say afterwards."""

import csv
import os
import re
import subprocess
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from msgspec import Struct

from app.asterisk.installation import Installation
from app.simulate.alaw import alaw_of_wav
from bench.ports import free_ports

SCENARIOS = Path(__file__).parent / "scenarios"
LONGEST_CALL_SECONDS = 60
VOICE = "demo-congrats.wav"
_LINE = re.compile(r"(ring|free) (\S+) \S+\t\S+\t(\d+\.\d+)")


class Called(Struct, frozen=True, kw_only=True):
    """What became of some callers. `served_ms`: from pressing the key to the end of the call, each."""

    calls: int
    failed: int
    seconds: float
    served_ms: tuple[float, ...]


class Moment(Struct, frozen=True, kw_only=True):
    """An agent's phone began to ring, or its call was over, at a second since the epoch."""

    at: float
    what: str
    phone: str


@dataclass(kw_only=True)
class Phones:
    """A SIPp that answers for every agent."""

    port: int
    folder: Path
    process: "subprocess.Popen[bytes]" = field(repr=False)

    def moments(self) -> list[Moment]:
        """All that its log says so far."""
        found: list[Moment] = []
        for log in self.folder.glob("agent*logs.log"):
            for line in log.read_text(errors="replace").splitlines():
                match = _LINE.search(line)
                if match:
                    found.append(Moment(at=float(match[3]), what=match[1], phone=match[2]))
        return found

    def stop(self) -> None:
        """End it, with whatever calls it still has."""
        end(self.process)


def start_phones(installation: Installation, folder: Path, talk_ms: int, media: tuple[int, int]) -> Phones:
    """Answer on a free port, with sound on a range of ports; calls end `talk_ms` after they were picked up."""
    folder.mkdir(parents=True)
    write_voice(installation, folder)
    (folder / "agent.xml").write_text((SCENARIOS / "agent.xml").read_text())
    (port,) = free_ports(1)
    log = folder / "agent_logs.log"
    options = ("-sf", "agent.xml", "-p", str(port), "-d", str(talk_ms), "-trace_logs", "-log_file", str(log))
    return Phones(port=port, folder=folder, process=start(installation, options, folder, media))


def call(installation: Installation, folder: Path, *, sip_port: int, number: str, rate: float, calls: int) -> Called:
    """Let so many callers dial at this rate, and wait until the last call has ended."""
    folder.mkdir(parents=True)
    write_voice(installation, folder)
    (folder / "caller.xml").write_text((SCENARIOS / "caller.xml").read_text())
    (port,) = free_ports(1)
    options = (
        f"127.0.0.1:{sip_port}",
        *("-sf", "caller.xml", "-s", number, "-p", str(port), "-m", str(calls), "-l", str(calls)),
        *("-r", str(round(rate * 10)), "-rp", "10000"),
        *("-trace_stat", "-stf", "stat.csv", "-fd", "1", "-trace_rtt", "-rtt_freq", "1"),
        *("-trace_err", "-error_file", "errors.log"),
    )
    began = time.monotonic()
    process = start(installation, options, folder, (30000, 37998))
    with suppress(subprocess.TimeoutExpired):
        process.wait(calls / rate + LONGEST_CALL_SECONDS + 30)
    end(process)
    return _result(folder, calls, time.monotonic() - began)


def write_voice(installation: Installation, folder: Path) -> None:
    """What callers and agents say, as `voice.alaw`."""
    (folder / "voice.alaw").write_bytes(alaw_of_wav(installation.sounds / VOICE))


def start(
    installation: Installation, options: Sequence[str], folder: Path, media: tuple[int, int]
) -> "subprocess.Popen[bytes]":
    """Run SIPp in a folder, its sound on a range of ports."""
    assert installation.sipp is not None, "the private Asterisk comes with SIPp"
    first, last = (str(port) for port in media)
    common = (
        "-min_rtp_port",
        first,
        "-max_rtp_port",
        last,
        "-i",
        "127.0.0.1",
        "-mi",
        "127.0.0.1",
        "-nostdin",
    )
    return subprocess.Popen(
        (*installation.sipp, *options, *common),
        cwd=folder,
        env={**os.environ, **dict(installation.environment), "TERM": "dumb"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def end(process: "subprocess.Popen[bytes]") -> None:
    """End it, whatever it does."""
    if process.poll() is None:
        process.kill()
    process.wait()


def _result(folder: Path, calls: int, seconds: float) -> Called:
    with (folder / "stat.csv").open() as file:
        last = list(csv.DictReader(file, delimiter=";"))[-1]
    served: list[float] = []
    for path in folder.glob("*rtt.csv"):
        for line in path.read_text().splitlines()[1:]:
            parts = line.split(";")
            served.append(float(parts[1]))
    # a caller whom SIPp never finished counts as failed
    return Called(calls=calls, failed=calls - int(last["SuccessfulCall(C)"]), seconds=seconds, served_ms=tuple(served))
