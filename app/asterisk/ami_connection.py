"""One AMI connection: the `asterisk-ami` library with its dangerous corners covered.

Runs in threads: the library's own reader, and the caller's. Every callback comes from the reader thread.
"""

import contextlib
import socket
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta

from asterisk.ami import Action, AMIClient, Event, Response

_CLOSE_TIMEOUT = 2.0


@dataclass(frozen=True, slots=True)
class AmiEvent:
    """One event; of headers that repeat, the last one stays."""

    name: str
    fields: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class AmiResponse:
    """The answer to one action."""

    ok: bool
    message: str
    fields: Mapping[str, str]


class AmiConnection(AMIClient):
    """A connection that reads until it is closed, and sends whole packets.

    The library ends its reader on silence (unless there is no socket timeout), on a listener that raises and on a
    missing greeting; closing its socket does not wake the reader; its futures use a deprecated call. Hence the
    overrides.
    """

    def __init__(
        self,
        *,
        on_response: Callable[[str, AmiResponse], None],
        on_event: Callable[[AmiEvent], None],
        on_closed: Callable[[], None],
    ) -> None:
        super().__init__(timeout=None)
        self._answer = on_response
        self._deliver = on_event
        self._closed = on_closed
        self._stream: socket.socket | None = None
        # Whoever gives up while another thread connects closes at once: neither may see half of the other's work.
        self._turn = threading.Lock()
        self._over = False

    def open(self, host: str, port: int, timeout: timedelta) -> None:
        """Connect and start reading; blocks, raises OSError, also when it was closed before."""
        with self._turn:
            if self._over:
                raise OSError("closed")
            self._stream = socket.create_connection((host, port), timeout.total_seconds())
            self._stream.settimeout(None)
            self._stream.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self._socket = self._stream
            self.finished = threading.Event()
            self._thread = threading.Thread(target=self.listen, name="ami-reader", daemon=True)
            self._thread.start()

    def transmit(self, action_id: str, name: str, fields: Mapping[str, str]) -> None:
        """Send one action; blocks while Asterisk does not read, raises OSError."""
        if self._stream is None:
            raise OSError("not connected")
        action = Action(name, {"ActionID": action_id, **fields})
        self._stream.sendall(f"{action}\r\n".encode())

    def close(self) -> None:
        """End the reader and wait for it, for good; may be repeated, and called while another thread opens."""
        with self._turn:
            self._over = True
        if self._stream is None:
            return
        self.finished.set()
        with contextlib.suppress(OSError):  # the other side was first
            self._stream.shutdown(socket.SHUT_RDWR)
        self._thread.join(_CLOSE_TIMEOUT)
        self._stream.close()

    def listen(self) -> None:
        """Read until the connection ends, for whatever cause, and say so once."""
        # The library raises bare exceptions (StopIteration among them); each means that reading has ended.
        with contextlib.suppress(Exception):
            super().listen()
        self._closed()

    def fire_recv_reponse(self, response: Response) -> None:
        """Hand on a response that belongs to one of our actions."""
        fields = _texts(response.keys)
        action_id = fields.get("ActionID")
        if action_id is not None:
            ok = response.status.lower() != "error"
            self._answer(action_id, AmiResponse(ok, fields.get("Message", ""), fields))

    def fire_recv_event(self, event: Event) -> None:
        """Hand on an event."""
        self._deliver(AmiEvent(event.name, _texts(event.keys)))


def _texts(keys: Mapping[str, object]) -> dict[str, str]:
    """Plain headers only: the library nests `ChanVariable` and its kin, which nothing here reads."""
    return {name: value for name, value in keys.items() if isinstance(value, str)}
