"""A customer's phone behind the carrier: it is dialed, rings, answers or says busy, sends a tone, and counts who called."""

import contextlib
import re
import select
import socket
import struct
import threading
import time
from collections.abc import Generator

from tests.system.caller_phone import ulaw
from tests.system.tones import RATE, tone

_PACKET = 160


class AnsweringPhone:
    """Answers every call over UDP with G.711 mu-law, or says busy when `busy`."""

    def __init__(self, hertz: float) -> None:
        self._signals, self._media = _bound(), _bound()
        self.port = int(self._signals.getsockname()[1])
        self._sound = ulaw(tone(hertz, 1))
        self._far: tuple[str, int] | None = None
        self._closing = threading.Event()
        self._thread = threading.Thread(target=self._run, name="answering phone")
        self._call_ids: list[str] = []
        self.busy = False
        self.ended = False

    @property
    def dialed(self) -> int:
        """How often this phone was dialed."""
        return len(self._call_ids)

    def start(self) -> None:
        """Listen."""
        self._thread.start()

    def close(self) -> None:
        """Fall silent."""
        self._closing.set()
        self._thread.join()
        self._signals.close()
        self._media.close()

    def _run(self) -> None:
        due, packets = time.monotonic(), 0
        while not self._closing.is_set():
            ready, _, _ = select.select([self._signals, self._media], [], [], max(0.0, due - time.monotonic()))
            if self._media in ready:
                self._media.recv(2048)
            if self._signals in ready:
                message, sender = self._signals.recvfrom(65535)
                self._receive(message.decode(errors="replace"), sender)
            if time.monotonic() >= due:
                due += _PACKET / RATE
                if self._far is not None:
                    start = packets * _PACKET % RATE
                    head = struct.pack("!BBHII", 0x80, 0, packets & 0xFFFF, packets * _PACKET & 0xFFFFFFFF, self.port)
                    self._media.sendto(head + self._sound[start : start + _PACKET], self._far)
                    packets += 1

    def _receive(self, message: str, sender: tuple[str, int]) -> None:
        method = message.split(" ", 1)[0]
        match method:
            case "INVITE":
                call_id = _header(message, "Call-ID")
                if call_id not in self._call_ids:
                    self._call_ids.append(call_id)
                if self.busy:
                    self._answer(message, sender, "486 Busy Here")
                    return
                self._answer(message, sender, "180 Ringing")
                address = re.search(r"^c=IN IP4 (\S+)", message, re.MULTILINE)
                port = re.search(r"^m=audio (\d+)", message, re.MULTILINE)
                assert address is not None
                assert port is not None
                self._answer(message, sender, "200 OK", self._offer())
                self._far, self.ended = (address[1], int(port[1])), False
            case "BYE" | "CANCEL":
                self._answer(message, sender, "200 OK")
                self._far, self.ended = None, True
            case "OPTIONS":
                self._answer(message, sender, "200 OK")
            case _:
                pass

    def _offer(self) -> str:
        port = self._media.getsockname()[1]
        return (
            "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\n"
            f"m=audio {port} RTP/AVP 0\r\na=rtpmap:0 PCMU/8000\r\na=sendrecv\r\n"
        )

    def _answer(self, message: str, sender: tuple[str, int], status: str, body: str = "") -> None:
        lines = message.split("\r\n\r\n")[0].split("\r\n")[1:]
        kept = [line for line in lines if line.split(":")[0] in ("Via", "From", "Call-ID", "CSeq", "Record-Route")]
        to = _header(message, "To")
        to = to if ";tag=" in to else f"{to};tag=answer{len(self._call_ids)}"
        kind = ["Content-Type: application/sdp"] if body else []
        head = [f"SIP/2.0 {status}", *kept, f"To: {to}", f"Contact: <sip:customer@127.0.0.1:{self.port}>", *kind]
        self._signals.sendto("\r\n".join([*head, f"Content-Length: {len(body)}", "", body]).encode(), sender)


@contextlib.contextmanager
def answering_phone(*, hertz: float) -> Generator[AnsweringPhone]:
    """A phone that is there until the end of the block."""
    phone = AnsweringPhone(hertz)
    phone.start()
    try:
        yield phone
    finally:
        phone.close()


def _bound() -> socket.socket:
    one = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    one.bind(("127.0.0.1", 0))
    return one


def _header(message: str, name: str) -> str:
    for line in message.split("\r\n"):
        if line.lower().startswith(f"{name.lower()}: "):
            return line[len(name) + 2 :]
    return ""
