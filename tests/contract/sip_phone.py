"""A SIP phone without sound: enough of RFC 3261 over UDP to register, call, be called, press keys and hang up."""

import asyncio
import itertools
from typing import Self

from tests.waiting import PATIENCE

_NUMBERS = itertools.count(1)
_SDP = "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio 9 RTP/AVP 0\r\n"


class SipPhone(asyncio.DatagramProtocol):
    """One phone with at most one call at a time, towards one server."""

    def __init__(self, server: tuple[str, int], user: str) -> None:
        self._server = server
        self._user = user
        self._tag = f"t{next(_NUMBERS)}"
        self._sequence = itertools.count(1)
        self._arrived = asyncio.Condition()
        self._messages: list[str] = []
        self._invite = ""
        self._invited = 0
        self._dialog: dict[str, str] = {}
        self._port = 0
        self._transport: asyncio.DatagramTransport | None = None

    @classmethod
    async def open(cls, port: int, user: str) -> Self:
        """A phone on a free port, whose server listens on `port`."""
        phone = cls(("127.0.0.1", port), user)
        loop = asyncio.get_running_loop()
        await loop.create_datagram_endpoint(lambda: phone, local_addr=("127.0.0.1", 0))
        return phone

    def connection_made(self, transport: asyncio.DatagramTransport) -> None:
        """Keep the socket."""
        self._transport = transport
        self._port = transport.get_extra_info("sockname")[1]

    def close(self) -> None:
        """Fall silent."""
        if self._transport is not None:
            self._transport.close()

    async def register(self, seconds: int = 300) -> None:
        """Be reachable; 0 seconds: no longer."""
        to = f"<sip:{self._user}@127.0.0.1>"
        sequence = self._request(
            "REGISTER", f"sip:127.0.0.1:{self._server[1]}", to, self._tag, f"Expires: {seconds}\r\n"
        )
        await self._until(f"SIP/2.0 200 OK\n{sequence} REGISTER")

    async def call(self, number: str) -> None:
        """Dial; the call may be answered later."""
        uri = f"sip:{number}@127.0.0.1:{self._server[1]}"
        self._dialog = {"uri": uri, "to": f"<{uri}>", "id": f"c{next(_NUMBERS)}"}
        self._request("INVITE", uri, self._dialog["to"], self._dialog["id"], "", "application/sdp", _SDP)

    async def until_answered(self) -> None:
        """Wait for the 200 to our INVITE, and confirm it."""
        answer = await self._until("SIP/2.0 200 OK\nINVITE")
        self._dialog["to"] = _header(answer, "To")
        self._send_in_dialog("ACK")

    def press(self, digit: str) -> None:
        """Press a key, told by SIP INFO."""
        self._send_in_dialog("INFO", "application/dtmf-relay", f"Signal={digit}\r\nDuration=100\r\n")

    def give_up(self) -> None:
        """End the call, which was not answered."""
        self._send_in_dialog("CANCEL")

    def hang_up(self) -> None:
        """End the call, which was answered."""
        self._send_in_dialog("BYE")

    async def until_rung(self) -> str:
        """Wait for a call; its INVITE."""
        self._invite = await self._until("INVITE ")
        return self._invite

    def pick_up(self) -> None:
        """Answer the call that rings."""
        contact = f"Contact: <sip:{self._user}@127.0.0.1:{self._port}>\r\n"
        self._respond(self._invite, "200 OK", contact, "application/sdp", _SDP)

    def reject(self) -> None:
        """Be busy."""
        self._respond(self._invite, "486 Busy Here")

    def datagram_received(self, data: bytes, addr: tuple[str | object, int]) -> None:
        """Answer what needs no thought, keep all for those who wait."""
        text = data.decode()
        if text.startswith("INVITE ") and text not in self._messages:
            self._respond(text, "180 Ringing")
        elif text.startswith(("BYE ", "OPTIONS ", "UPDATE ")):
            self._respond(text, "200 OK")
        elif text.startswith("CANCEL "):
            self._respond(text, "200 OK")
            self._respond(self._invite or text, "487 Request Terminated")
        self._messages.append(text)
        task = asyncio.ensure_future(self._notify())
        task.add_done_callback(lambda done: done.result())

    async def _notify(self) -> None:
        async with self._arrived:
            self._arrived.notify_all()

    async def _until(self, start_and_sequence: str) -> str:
        """The first unread message that starts so and whose CSeq holds the second part."""
        start, _, sequence = start_and_sequence.partition("\n")

        def found() -> str | None:
            for text in self._messages:
                if text.startswith(start) and sequence in _header(text, "CSeq"):
                    return text
            return None

        async with asyncio.timeout(PATIENCE), self._arrived:
            await self._arrived.wait_for(lambda: found() is not None)
        text = found()
        assert text is not None
        self._messages.remove(text)
        return text

    def _send_in_dialog(self, method: str, kind: str = "", body: str = "") -> None:
        self._request(method, self._dialog["uri"], self._dialog["to"], self._dialog["id"], "", kind, body)

    def _request(
        self, method: str, uri: str, to: str, call: str, more: str = "", kind: str = "", body: str = ""
    ) -> int:
        sequence = next(self._sequence)
        branch = f"z9hG4bK{self._tag}{sequence}"
        if method in ("ACK", "CANCEL"):  # carry the number of their INVITE (RFC 3261, 13.2.2.4 and 9.1)
            sequence = self._invited
        if method == "CANCEL":
            branch = f"z9hG4bK{self._tag}{sequence}"
        elif method == "INVITE":
            self._invited = sequence
        content = f"Content-Type: {kind}\r\n" if kind else ""
        self._send(
            f"{method} {uri} SIP/2.0\r\n"
            f"Via: SIP/2.0/UDP 127.0.0.1:{self._port};branch={branch}\r\n"
            f"From: <sip:{self._user}@127.0.0.1>;tag={self._tag}\r\nTo: {to}\r\nCall-ID: {call}\r\n"
            f"CSeq: {sequence} {method}\r\nContact: <sip:{self._user}@127.0.0.1:{self._port}>\r\nMax-Forwards: 70\r\n"
            f"{more}{content}Content-Length: {len(body)}\r\n\r\n{body}"
        )
        return sequence

    def _respond(self, request: str, status: str, more: str = "", kind: str = "", body: str = "") -> None:
        head = request.split("\r\n\r\n")[0].split("\r\n")
        kept = [line for line in head if line.split(":")[0] in ("Via", "From", "Call-ID", "CSeq", "Record-Route")]
        to = f"To: {_header(request, 'To')}"
        if "tag=" not in to:
            to += f";tag={self._tag}"
        content = f"Content-Type: {kind}\r\n" if kind else ""
        self._send(
            f"SIP/2.0 {status}\r\n" + "\r\n".join([*kept, to]) + f"\r\n{more}{content}"
            f"Content-Length: {len(body)}\r\n\r\n{body}"
        )

    def _send(self, text: str) -> None:
        assert self._transport is not None
        self._transport.sendto(text.encode(), self._server)


def _header(message: str, name: str) -> str:
    for line in message.split("\r\n"):
        if line.startswith(f"{name}: "):
            return line.removeprefix(f"{name}: ")
    return ""
