"""A caller's phone with sound, worked by hand: it dials, sends a tone, presses keys (RFC 4733 or SIP INFO), hears, hangs up."""

import contextlib
import io
import itertools
import select
import socket
import struct
import threading
import time
from collections import deque
from collections.abc import Generator

import numpy as np
import soundfile
from numpy.typing import NDArray

from tests.system.tones import RATE, tone
from tests.waiting import until

_NUMBERS = itertools.count(1)
_KEYS = "0123456789*#"
_PACKET = 160
"""Samples in one RTP packet: 20 ms at 8 kHz."""
_SILENCE = b"\xff" * _PACKET
_EVENT_TYPE = 101
_KEPT = ("Via", "From", "To", "Call-ID", "CSeq", "Record-Route")
_AGAIN_SECONDS = 0.5
"""T1 of RFC 3261, 17.1.1.1: an INVITE that nothing was said to is sent again."""


class CallerPhone:
    """One call over UDP, with G.711 mu-law and telephone events; with `info`, keys go by SIP INFO (RFC 6086) instead."""

    def __init__(self, sip_port: int, *, number: str, dialed: str, name: str, hertz: float, info: bool = False) -> None:
        self._server = ("127.0.0.1", sip_port)
        self._signals = _bound()
        self._media = _bound()
        self._port = int(self._signals.getsockname()[1])
        self._identity = f'"{_quoted(name)}" <sip:{number}@127.0.0.1:{self._port}>;tag=t{next(_NUMBERS)}'
        self._call_id = f"{self._port}-{next(_NUMBERS)}"
        self._target = f"sip:{dialed}@127.0.0.1:{sip_port}"
        self._to = f"<sip:{dialed}@127.0.0.1>"
        self._sound = _mu_law(tone(hertz, 1) if hertz else np.zeros(RATE, dtype=np.float32))
        self._info = info
        self._keys: deque[str] = deque()
        self._event: deque[tuple[int, int, bytes]] = deque()
        self._heard = bytearray()
        self._far_media: tuple[str, int] | None = None
        self._packets = 0
        self._closing = threading.Event()
        self._thread = threading.Thread(target=self._run, name=f"caller {number}")
        self._last_key = b""
        self.keys_received = ""
        self.answered = False
        self.ended = False
        self._hung_up = False
        self._offer = ""
        """Of the INVITE, until something was said to it."""
        self._sequence = 1

    def dial(self) -> None:
        """Send the INVITE."""
        port = self._media.getsockname()[1]
        events = "" if self._info else f"a=rtpmap:{_EVENT_TYPE} telephone-event/8000\r\n"
        offer = (
            f"v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio {port} RTP/AVP 0"
            f"{f' {_EVENT_TYPE}' if events else ''}\r\na=rtpmap:0 PCMU/8000\r\n{events}a=sendrecv\r\n"
        )
        self._offer = offer
        self._send("INVITE", 1, offer)
        self._thread.start()

    def close(self) -> None:
        """Hang up, if that has not happened, and fall silent."""
        if not self.ended:
            self.hang_up()
        self._closing.set()
        self._thread.join()
        self._signals.close()
        self._media.close()

    def wait_answered(self) -> None:
        """Wait until the hotline has answered and its sound arrives."""
        until(lambda: len(self._heard) > 0, "the caller hears the hotline")

    def wait_ended(self) -> None:
        """Wait until the other side has hung up, or confirmed that we did."""
        until(lambda: self.ended, "the caller's call has ended")

    def press(self, key: str) -> None:
        """Press a key: telephone events in the stream of sound, or a request of its own."""
        if self._info:
            self._sequence += 1
            self._send("INFO", self._sequence, f"Signal={key}\r\nDuration=100\r\n", "application/dtmf-relay")
        else:
            self._keys.append(key)

    def hang_up(self) -> None:
        """End the call: BYE once it is answered, CANCEL before; an answer that crosses the CANCEL is followed by BYE (RFC 3261, 9.1)."""
        self._hung_up = True
        if self.answered:
            self._sequence += 1
            self._send("BYE", self._sequence)
        else:
            self._send("CANCEL", 1)

    def heard(self, seconds: float = 1.5) -> NDArray[np.float32]:
        """The sound of the next so many seconds."""
        start = self.mark()
        wanted = int(seconds * RATE)
        until(lambda: len(self._heard) - start >= wanted, f"the caller has heard {seconds} more seconds")
        return self.since(start)[:wanted]

    def mark(self) -> int:
        """This moment in what is heard; nothing is added to it while nobody sends anything."""
        return len(self._heard)

    def since(self, mark: int) -> NDArray[np.float32]:
        """Everything heard since then."""
        sound = io.BytesIO(bytes(self._heard[mark:]))
        samples, _ = soundfile.read(sound, samplerate=RATE, channels=1, format="RAW", subtype="ULAW", dtype="float32")
        return np.asarray(samples, dtype=np.float32)

    def _run(self) -> None:
        due = time.monotonic()
        gap, again = _AGAIN_SECONDS, due + _AGAIN_SECONDS
        while not self._closing.is_set():
            ready, _, _ = select.select([self._signals, self._media], [], [], max(0.0, due - time.monotonic()))
            if self._media in ready:
                self._listen(self._media.recv(2048))
            if self._signals in ready:
                message = self._signals.recv(65535).decode(errors="replace")
                # Asterisk's RTCP goes to the port after that of somebody's sound, which may be this one
                if "SIP/2.0" in message.partition("\r\n")[0]:
                    self._receive(message)
            if time.monotonic() >= due:
                # what a busy machine left out of the sound is made up for at once; a key keeps its length on the wire
                self._send_packet()
                due = (time.monotonic() if self._event else due) + _PACKET / RATE
            if self._offer and time.monotonic() >= again:
                gap *= 2
                again += gap
                self._send("INVITE", 1, self._offer)

    def _listen(self, packet: bytes) -> None:
        kind = packet[1] & 0x7F
        if kind == 0:
            self._heard += packet[12:]
        elif kind == _EVENT_TYPE and packet[4:8] != self._last_key:
            self._last_key = packet[4:8]  # one timestamp, one key
            self.keys_received += _KEYS[packet[12]]

    def _receive(self, message: str) -> None:
        if message.startswith("SIP/2.0 "):
            status = int(message.split()[1])
            self._offer = ""
            method = header_of(message, "CSeq").split()[1]
            if method == "INVITE" and status >= 200:
                self._take_answer(message, status)
            elif method == "BYE":
                self.ended = True
            return
        kept = [line for line in message.split("\r\n\r\n")[0].split("\r\n") if line.split(":")[0] in _KEPT]
        self._transmit("\r\n".join(["SIP/2.0 200 OK", *kept, "Content-Length: 0", "", ""]))
        if message.startswith("BYE "):
            self.ended = True

    def _take_answer(self, message: str, status: int) -> None:
        self._to = header_of(message, "To")
        if status < 300:
            self._target = header_of(message, "Contact").strip("<>").partition(">")[0]
            self._far_media = ("127.0.0.1", int(message.split("m=audio ")[1].split()[0]))
        self._send("ACK", 1)
        self.answered = status < 300
        self.ended = self.ended or status >= 300
        if self._hung_up and self.answered:
            self.hang_up()

    def _send_packet(self) -> None:
        """20 ms of the tone, or of a key being pressed (RFC 4733, 2.5: same timestamp, growing duration, three ends)."""
        if self._far_media is None or self.ended:
            return
        stamp = self._packets * _PACKET
        if not self._event and self._keys:
            self._event.extend(_key_press(_KEYS.index(self._keys.popleft()), stamp))
        if self._event:
            kind, stamp, payload = self._event.popleft()
        else:
            start = stamp % RATE
            kind, payload = 0, self._sound[start : start + _PACKET]
        head = struct.pack("!BBHII", 0x80, kind, self._packets & 0xFFFF, stamp, self._port)
        self._packets += 1
        self._media.sendto(head + payload, self._far_media)

    def _send(self, method: str, sequence: int, offer: str = "", kind: str = "application/sdp") -> None:
        branch = f"z9hG4bK{self._call_id}-{'INVITE' if method == 'CANCEL' else method}-{sequence}"
        kind = f"Content-Type: {kind}\r\n" if offer else ""
        self._transmit(
            f"{method} {self._target} SIP/2.0\r\nVia: SIP/2.0/UDP 127.0.0.1:{self._port};branch={branch}\r\n"
            f"From: {self._identity}\r\nTo: {self._to}\r\nCall-ID: {self._call_id}\r\nCSeq: {sequence} {method}\r\n"
            f"Contact: <sip:caller@127.0.0.1:{self._port}>\r\nMax-Forwards: 70\r\nAllow: INVITE, ACK, CANCEL, BYE\r\n"
            f"{kind}Content-Length: {len(offer)}\r\n\r\n{offer}"
        )

    def _transmit(self, text: str) -> None:
        self._signals.sendto(text.encode(), self._server)


@contextlib.contextmanager
def caller_phone(
    sip_port: int, *, number: str, dialed: str = "4001", name: str = "", hertz: float = 0, info: bool = False
) -> Generator[CallerPhone]:
    """Let one caller dial; the call is over at the end of the block."""
    phone = CallerPhone(sip_port, number=number, dialed=dialed, name=name, hertz=hertz, info=info)
    phone.dial()
    try:
        yield phone
    finally:
        phone.close()


def _key_press(event: int, stamp: int) -> Generator[tuple[int, int, bytes]]:
    """A key held for 100 ms: payload type (with the marker bit), timestamp and payload of each packet.

    With the silence after it the next key begins 80 ms later at the soonest: pauses of less than 45 ms Asterisk does not take.
    """
    for count in (1, 2, 3, 4, 5, 5, 5):
        marker = 0x80 if count == 1 else 0
        volume = 10 | (0x80 if count == 5 else 0)
        yield _EVENT_TYPE | marker, stamp, struct.pack("!BBH", event, volume, count * _PACKET)
    for place in (7, 8):
        yield 0, stamp + place * _PACKET, _SILENCE


def _mu_law(samples: NDArray[np.float32]) -> bytes:
    sound = io.BytesIO()
    soundfile.write(sound, samples, RATE, format="RAW", subtype="ULAW")
    return sound.getvalue()


def _quoted(name: str) -> str:
    """RFC 3261, 25.1: in a quoted string only these two are escaped."""
    return name.replace("\\", "\\\\").replace('"', '\\"')


def _bound() -> socket.socket:
    one = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    one.bind(("127.0.0.1", 0))
    return one


def header_of(message: str, name: str) -> str:
    """A header's value, empty where there is none."""
    for line in message.split("\r\n"):
        if line.lower().startswith(f"{name.lower()}: "):
            return line[len(name) + 2 :]
    return ""
