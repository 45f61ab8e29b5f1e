"""HTTP whose heads are short and come at once. The parser takes heads of any length, in time that grows with their square:
one connection could stop the event loop, and with it all calls, for minutes.
"""

import asyncio

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

LONGEST_HEAD = 64 * 1024
"""Bytes that may come without completing a head, a piece of a body or a message. What comes in one read may be longer."""
PATIENCE_SECONDS = 30.0
"""From a connection, or from the first byte of a request, to the end of the head."""


class ShortHeads(HttpToolsProtocol):
    """Closes a connection whose head is too long, or does not come."""

    patience = PATIENCE_SECONDS
    _unfinished = 0
    _deadline: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:
        """Begin to wait."""
        super().connection_made(transport)
        self._wait()

    def connection_lost(self, exc: Exception | None) -> None:
        """Wait no more."""
        self._wait_no_more()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Pass on, and count what nothing has come of."""
        self._unfinished += len(data)
        super().data_received(data)
        if self._unfinished > LONGEST_HEAD:
            # an answer could fall into the middle of the one before it
            self.transport.close()

    def on_message_begin(self) -> None:
        """A request."""
        super().on_message_begin()
        self._wait()

    def on_headers_complete(self) -> None:
        """Its head is here."""
        self._unfinished = 0
        self._wait_no_more()
        super().on_headers_complete()

    def on_body(self, body: bytes) -> None:
        """A piece of its body, which is bounded elsewhere."""
        self._unfinished = 0
        super().on_body(body)

    def on_message_complete(self) -> None:
        """All of it."""
        self._unfinished = 0
        super().on_message_complete()

    def _wait(self) -> None:
        self._wait_no_more()
        self._deadline = self.loop.call_later(self.patience, self.transport.close)

    def _wait_no_more(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None
