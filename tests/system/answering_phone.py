"""A phone with sound that can be rung: an outside number behind a trunk, or the phone of an agent who works by HTTP."""

import contextlib
from collections.abc import Generator

from tests.system.caller_phone import CallerPhone, header_of
from tests.waiting import until

_KEPT = ("Via", "From", "Call-ID", "CSeq", "Record-Route")


class AnsweringPhone(CallerPhone):
    """One call at a time. Unless `by_itself`, it rings until it is answered or rejected."""

    def __init__(self, *, user: str, hertz: float, sip_port: int = 0, by_itself: bool = False) -> None:
        super().__init__(sip_port, number=user, dialed=user, name="", hertz=hertz)
        self._user = user
        self._invite = ""
        self._by_itself = by_itself
        self._registered = 0
        self.ringing = False
        self.ended = True
        self.dialed_as = ""
        self.shown = ""
        self.headers = ""

    @property
    def port(self) -> int:
        """Where it is rung."""
        return self._port

    def start(self) -> None:
        """Listen."""
        self._thread.start()

    def register(self) -> None:
        """Be known as the user's phone."""
        before = self._registered
        self._sequence += 1
        server = f"127.0.0.1:{self._server[1]}"
        self._transmit(
            f"REGISTER sip:{server} SIP/2.0\r\n"
            f"Via: SIP/2.0/UDP 127.0.0.1:{self._port};branch=z9hG4bKr{self._port}-{self._sequence}\r\n"
            f"From: <sip:{self._user}@127.0.0.1>;tag=r{self._port}\r\nTo: <sip:{self._user}@127.0.0.1>\r\n"
            f"Call-ID: r{self._port}\r\nCSeq: {self._sequence} REGISTER\r\n"
            f"Contact: <sip:{self._user}@127.0.0.1:{self._port}>\r\nExpires: 300\r\nMax-Forwards: 70\r\n"
            "Content-Length: 0\r\n\r\n"
        )
        until(lambda: self._registered > before, f"the phone {self._user} is registered")

    def answer(self) -> None:
        """Pick up the call that rings."""
        until(lambda: self.ringing, f"the phone {self._user} rings")
        self._accept()

    def answer_if_it_rings(self) -> None:
        """Pick up, unless the call is gone by now."""
        if self.ringing:
            self._accept()

    def reject(self, status: str = "486 Busy Here") -> None:
        """Do not take the call that rings."""
        until(lambda: self.ringing, f"the phone {self._user} rings")
        self.ringing = False
        self._respond(self._invite, status)

    def wait_ringing(self) -> None:
        """Wait for a call."""
        until(lambda: self.ringing, f"the phone {self._user} rings")

    def wait_talking(self) -> None:
        """Wait until it is on a call."""
        until(lambda: not self.ended, f"the phone {self._user} is on a call")

    def hang_up(self) -> None:
        """End the call."""
        if self.ended:
            return
        self._sequence += 1
        contact = header_of(self._invite, "Contact").strip("<>").partition(">")[0]
        self._transmit(
            f"BYE {contact} SIP/2.0\r\n"
            f"Via: SIP/2.0/UDP 127.0.0.1:{self._port};branch=z9hG4bKb{self._port}-{self._sequence}\r\n"
            f"From: {header_of(self._invite, 'To')};tag=a{self._port}\r\nTo: {header_of(self._invite, 'From')}\r\n"
            f"Call-ID: {header_of(self._invite, 'Call-ID')}\r\nCSeq: {self._sequence} BYE\r\nMax-Forwards: 70\r\n"
            "Content-Length: 0\r\n\r\n"
        )

    def put_down(self) -> None:
        """Have no call: neither one that goes on nor one that rings."""
        if self.ringing:
            self.reject()
        self.hang_up()

    def close(self) -> None:
        """Hang up, and fall silent."""
        self.put_down()
        self._closing.set()
        self._thread.join()
        self._signals.close()
        self._media.close()

    def _receive(self, message: str) -> None:
        if message.startswith("SIP/2.0 "):
            method = header_of(message, "CSeq").split()[1]
            if method == "REGISTER":
                self._registered += message.startswith("SIP/2.0 200")
            elif method == "BYE":
                self.ended = True
            return
        match message.split(maxsplit=1)[0]:
            case "INVITE":
                self._invited(message)
            case "CANCEL":
                self._respond(message, "200 OK")
                if self.ringing and header_of(message, "Call-ID") == header_of(self._invite, "Call-ID"):
                    self.ringing = False
                    self._respond(self._invite, "487 Request Terminated")
            case "ACK":
                pass
            case "BYE":
                self._respond(message, "200 OK")
                self.ended = True
            case _:
                self._respond(message, "200 OK")

    def _invited(self, message: str) -> None:
        if self.ringing and header_of(message, "Call-ID") == header_of(self._invite, "Call-ID"):
            return  # sent again
        if not self.ended and header_of(message, "Call-ID") != header_of(self._invite, "Call-ID"):
            self._respond(message, "486 Busy Here")
            return
        if self.ringing:
            self._respond(self._invite, "486 Busy Here")  # what is rung anew replaces what rang before
        self._invite, self.headers = message, message.split("\r\n\r\n")[0]
        self.dialed_as = message.split(maxsplit=2)[1].removeprefix("sip:").partition("@")[0]
        self.shown = header_of(message, "From").partition("sip:")[2].partition("@")[0]
        if not self.ended or self._by_itself or "X-Ringdesk-Answer: dial" in self.headers:
            self._accept()
            return
        self.ringing = True
        self._respond(message, "180 Ringing")

    def _accept(self) -> None:
        self._far_media = ("127.0.0.1", int(self._invite.split("m=audio ")[1].split()[0]))
        port = self._media.getsockname()[1]
        answer = (
            f"v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio {port} RTP/AVP 0 101\r\n"
            "a=rtpmap:0 PCMU/8000\r\na=rtpmap:101 telephone-event/8000\r\na=sendrecv\r\n"
        )
        self.ringing, self.ended = False, False
        self._respond(self._invite, "200 OK", answer)

    def _respond(self, request: str, status: str, answer: str = "") -> None:
        kept = [line for line in request.split("\r\n\r\n")[0].split("\r\n") if line.split(":")[0] in _KEPT]
        to = header_of(request, "To")
        to = to if "tag=" in to else f"{to};tag=a{self._port}"
        more = f"Contact: <sip:{self._user}@127.0.0.1:{self._port}>\r\n"
        more += "Content-Type: application/sdp\r\n" if answer else ""
        self._transmit(
            "\r\n".join([f"SIP/2.0 {status}", *kept, f"To: {to}", ""])
            + f"{more}Content-Length: {len(answer)}\r\n\r\n{answer}"
        )

    def _transmit(self, text: str) -> None:
        if text.startswith("SIP/2.0 "):
            via = next(line for line in text.split("\r\n") if line.startswith("Via: "))
            host, _, port = via.split(maxsplit=2)[2].split(";")[0].partition(":")
            self._signals.sendto(text.encode(), (host, int(port or 5060)))
            return
        server = self._server if text.startswith("REGISTER ") else self._far_server()
        self._signals.sendto(text.encode(), server)

    def _far_server(self) -> tuple[str, int]:
        via = header_of(self._invite, "Via").split(maxsplit=1)[1].split(";")[0]
        host, _, port = via.partition(":")
        return host, int(port or 5060)


@contextlib.contextmanager
def answering_phone(*, user: str, hertz: float, by_itself: bool = False) -> Generator[AnsweringPhone]:
    """An outside phone, there until the end of the block."""
    phone = AnsweringPhone(user=user, hertz=hertz, by_itself=by_itself)
    phone.start()
    try:
        yield phone
    finally:
        phone.close()
