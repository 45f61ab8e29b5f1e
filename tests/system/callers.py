"""Callers made with SIPp: they dial, press keys, send a tone, and hang up or wait to be hung up on."""

import contextlib
import os
import signal
import socket
import subprocess
import tempfile
from collections.abc import Generator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from app.asterisk.installation import cache_folder, find_or_fetch
from tests.system.tones import write_ulaw
from tests.waiting import PATIENCE, until

SCENARIO = Path(__file__).parent / "scenarios" / "caller.xml"
_INFO = """
  <send retrans="500">
    <![CDATA[
      INFO [next_url] SIP/2.0
      Via: SIP/2.0/[transport] [local_ip]:[local_port];branch=[branch]
      From: <sip:{caller}@[local_ip]:[local_port]>;tag=[pid]s[call_number]
      To: <sip:{dialed}@[remote_ip]:[remote_port]>[peer_tag_param]
      Call-ID: [call_id]
      CSeq: [cseq] INFO
      Max-Forwards: 70
      Content-Type: application/dtmf-relay
      Content-Length: [len]

      Signal={digit}
      Duration=160
    ]]>
  </send>
  <recv response="200" timeout="10000" />
"""


@dataclass(frozen=True, kw_only=True)
class Plan:
    """What a caller does. Pauses are seconds from the answer on; `stay` seconds after the last key the caller hangs up."""

    caller: str
    dialed: str = "4001"
    name: str = ""
    keys: Sequence[tuple[float, str]] = ()
    stay: float = 120.0
    tone_hertz: float = 0.0


@dataclass(kw_only=True)
class Caller:
    """A caller at work."""

    process: "subprocess.Popen[bytes]" = field(repr=False)
    folder: Path

    @property
    def on_the_line(self) -> bool:
        """Whether the call goes on."""
        return self.process.poll() is None

    def wait(self, *, patience: float = PATIENCE) -> int:
        """Wait until the call has ended; 0: everything went as planned."""
        return self.process.wait(patience)

    def errors(self) -> str:
        """What SIPp complained about."""
        log = self.folder / "errors.log"
        return log.read_text(errors="replace") if log.exists() else ""

    def hang_up(self) -> None:
        """Hang up now, as a person would: asked again while quitting, SIPp ends its calls with BYE or CANCEL."""

        def ended() -> bool:
            if self.process.poll() is None:
                self.process.send_signal(signal.SIGUSR1)
                return False
            return True

        until(ended, "the caller has hung up")


@contextlib.contextmanager
def calling(sip_port: int, plan: Plan) -> Generator[Caller]:
    """Let one caller call; end the call at the end of the block."""
    installation = find_or_fetch(cache_folder(), lambda step, done: None)
    assert installation.sipp is not None, "the private copy brings SIPp"
    with tempfile.TemporaryDirectory(prefix="sipp-") as name:
        folder = Path(name)
        (folder / "caller.xml").write_text(_scenario(plan, folder))
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as tried:
            tried.bind(("127.0.0.1", 0))
            port = int(tried.getsockname()[1])
        arguments = [
            *installation.sipp,
            f"127.0.0.1:{sip_port}",
            *("-sf", str(folder / "caller.xml"), "-m", "1", "-l", "1"),
            *("-i", "127.0.0.1", "-p", str(port), "-mi", "127.0.0.1"),
            *("-min_rtp_port", str(30000 + port % 5000 * 2), "-max_rtp_port", str(30100 + port % 5000 * 2)),
            *("-trace_err", "-error_file", str(folder / "errors.log"), "-nostdin"),
        ]
        process = subprocess.Popen(
            arguments,
            cwd=folder,
            env={**os.environ, **dict(installation.environment), "TERM": "dumb"},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        caller = Caller(process=process, folder=folder)
        try:
            yield caller
        finally:
            if process.poll() is None:
                process.kill()
            process.wait()


def _scenario(plan: Plan, folder: Path) -> str:
    keys: list[str] = []
    for seconds, digit in plan.keys:
        keys.append(f'  <pause milliseconds="{round(seconds * 1000)}" />')
        keys.append(_INFO.format(caller=plan.caller, dialed=plan.dialed, digit=digit))
    tone = ""
    if plan.tone_hertz:
        sound = write_ulaw(folder / "tone.ulaw", plan.tone_hertz, 10)
        tone = f'  <nop><action><exec rtp_stream="{sound},-1,0,PCMU/8000" /></action></nop>'
    port = "rtpstream_audio_port" if plan.tone_hertz else "media_port"
    words = {
        "caller": plan.caller,
        "name": plan.name,
        "dialed": plan.dialed,
        "keys": "\n".join(keys),
        "tone": tone,
        "stay_ms": str(round(plan.stay * 1000)),
        "media": port,
    }
    text = SCENARIO.read_text()
    for word, value in words.items():
        text = text.replace("{{" + word + "}}", value)
    return text
