"""A caller's phone that presses keys by SIP INFO and notes when each packet of sound came in; many share one event loop."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from itertools import count
from time import perf_counter

from msgspec import Struct

_NUMBERS = count(1)
_KEPT = ("via", "from", "to", "call-id", "cseq", "record-route")
ANSWER_SECONDS = 20.0


class Answered(Struct, frozen=True, kw_only=True):
    """What followed a key, in milliseconds after it: the end of the old sound, and the beginning of the next."""

    stopped_ms: float
    next_ms: float


class InfoPhone:
    """One call over UDP in G.711 A-law (RFC 3261; keys as RFC 6086 with `application/dtmf-relay`).

    `heard`: when each packet of sound came in (`perf_counter`), and its samples.
    """

    def __init__(self, sip_port: int, *, number: str, dialed: str) -> None:
        self.heard: list[tuple[float, bytes]] = []
        self._server = ("127.0.0.1", sip_port)
        self._number = number
        self._target = f"sip:{dialed}@127.0.0.1:{sip_port}"
        self._to = f"<sip:{dialed}@127.0.0.1>"
        self._call_id = f"keys-{next(_NUMBERS)}-{number}"
        self._sequence = 1
        self._signals: asyncio.DatagramTransport | None = None
        self._media: asyncio.DatagramTransport | None = None
        self._answered = asyncio.Event()
        self._first_sound = asyncio.Event()
        self._ended = asyncio.Event()

    async def dial(self) -> None:
        """Call, and come back when the call is answered and the first sound is there. Raises `TimeoutError`."""
        loop = asyncio.get_running_loop()
        self._signals, _ = await loop.create_datagram_endpoint(
            lambda: _Ears(self._receive), local_addr=("127.0.0.1", 0)
        )
        self._media, _ = await loop.create_datagram_endpoint(lambda: _Ears(self._hear), local_addr=("127.0.0.1", 0))
        offer = (
            "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\n"
            f"m=audio {_port(self._media)} RTP/AVP 8\r\na=rtpmap:8 PCMA/8000\r\na=sendrecv\r\n"
        )
        self._send("INVITE", 1, offer)
        async with asyncio.timeout(ANSWER_SECONDS):
            await self._answered.wait()
            await self._first_sound.wait()

    def press(self, key: str) -> None:
        """Send one key."""
        self._sequence += 1
        self._send("INFO", self._sequence, f"Signal={key}\r\nDuration=100\r\n", "application/dtmf-relay")

    async def hang_up(self) -> None:
        """End the call, and fall silent."""
        if self._answered.is_set() and not self._ended.is_set():
            self._sequence += 1
            self._send("BYE", self._sequence)
            with suppress(TimeoutError):
                await asyncio.wait_for(self._ended.wait(), 2)
        for transport in (self._signals, self._media):
            if transport is not None:
                transport.close()

    def _hear(self, packet: bytes) -> None:
        if packet[1] & 0x7F == 8:
            self.heard.append((perf_counter(), packet[12:]))
            self._first_sound.set()

    def _receive(self, packet: bytes) -> None:
        message = packet.decode(errors="replace")
        if message.startswith("SIP/2.0 "):
            method = _header(message, "CSeq").split()[1]
            status = int(message.split()[1])
            if method == "INVITE" and status >= 200:
                self._to = _header(message, "To")
                if status < 300:
                    self._target = _header(message, "Contact").strip("<>").partition(">")[0]
                    self._answered.set()
                self._send("ACK", 1)
            elif method == "BYE":
                self._ended.set()
            return
        head = message.partition("\r\n\r\n")[0].split("\r\n")
        kept = [line for line in head if line.partition(":")[0].lower() in _KEPT]
        self._transmit("\r\n".join(("SIP/2.0 200 OK", *kept, "Content-Length: 0", "", "")))
        if message.startswith("BYE "):
            self._ended.set()

    def _send(self, method: str, sequence: int, body: str = "", kind: str = "application/sdp") -> None:
        assert self._signals is not None, "the phone has dialed"
        port = _port(self._signals)
        lines = (
            f"{method} {self._target} SIP/2.0",
            f"Via: SIP/2.0/UDP 127.0.0.1:{port};branch=z9hG4bK{self._call_id}-{method}-{sequence}",
            f"From: <sip:{self._number}@127.0.0.1:{port}>;tag={self._call_id}",
            f"To: {self._to}",
            f"Call-ID: {self._call_id}",
            f"CSeq: {sequence} {method}",
            f"Contact: <sip:caller@127.0.0.1:{port}>",
            "Max-Forwards: 70",
            *((f"Content-Type: {kind}",) if body else ()),
            f"Content-Length: {len(body)}",
            "",
            body,
        )
        self._transmit("\r\n".join(lines))

    def _transmit(self, text: str) -> None:
        if self._signals is not None:
            self._signals.sendto(text.encode(), self._server)


class _Ears(asyncio.DatagramProtocol):
    def __init__(self, hear: Callable[[bytes], None]) -> None:
        self._hear = hear

    def datagram_received(self, data: bytes, addr: "tuple[str | object, int]") -> None:
        self._hear(data)


def _port(transport: asyncio.DatagramTransport) -> int:
    return int(transport.get_extra_info("sockname")[1])


def _header(message: str, name: str) -> str:
    start = f"{name.lower()}: "
    return next((line[len(start) :] for line in message.split("\r\n") if line.lower().startswith(start)), "")
