"""Requests that wait for a channel, each on a socket of its own, so that no other request waits with them.

Asterisk carries out the requests of one websocket one after the other, and some of them return only when the channel's own
thread has done what was asked, which may be when what plays to the channel is over. On the one socket of events every other
call would wait as well.
"""

import asyncio
import itertools
from dataclasses import replace
from datetime import timedelta
from types import TracebackType
from typing import Self

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import WebSocketException
from websockets.protocol import State

from app.asterisk.ari import REQUEST_TIMEOUT, AriAddress, AriClient, AriDisconnected, AriTimeout
from app.asterisk.ari_messages import (
    AriRequest,
    AriResponse,
    Outcome,
    decode_message,
    decode_response,
    encode_request,
    outcome_of,
)

MOST_LINES = 32


class AriLines:
    """Sends what waits on lines of its own, all else over the client's socket. Lines are opened when there is need.

    Each line belongs to an application without channels: Asterisk has no other way to a websocket of requests.
    """

    def __init__(
        self,
        ari: AriClient,
        address: AriAddress,
        *,
        request_timeout: timedelta = REQUEST_TIMEOUT,
        most: int = MOST_LINES,
    ) -> None:
        self._ari = ari
        self._address = address
        self._timeout = request_timeout.total_seconds()
        self._room = asyncio.Semaphore(most)
        self._numbers = itertools.count(1)
        self._idle: list[ClientConnection] = []

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        idle, self._idle = self._idle, []
        await asyncio.gather(*(line.close() for line in idle))

    async def send(self, request: AriRequest) -> Outcome:
        """Send one request and say what its answer means.

        Raises:
            AriTimeout, AriDisconnected: the answer is unknown.
            UnsafeText: a value may not reach Asterisk; nothing was sent.
        """
        if not request.waits:
            return await self._ari.send(request)
        request_id = str(next(self._numbers))
        text = encode_request(request, request_id)
        try:
            async with asyncio.timeout(self._timeout), self._room:
                response = await self._exchange(text, request_id)
        except TimeoutError:
            raise AriTimeout(f"no answer to {request.method} {request.path[0]}") from None
        except (OSError, WebSocketException):
            raise AriDisconnected("connection lost") from None
        return outcome_of(request, response)

    async def _exchange(self, text: str, request_id: str) -> AriResponse:
        line = self._open_line() or await self._connect()
        try:
            await line.send(text)
            async for frame in line:
                message = decode_message(frame)
                if message is not None and message.get("request_id") == request_id:
                    self._idle.append(line)
                    return decode_response(message)
            raise AriDisconnected("connection lost")
        except BaseException:
            # its thread in Asterisk may be waiting still: whoever comes next must not wait behind it
            line.transport.abort()
            raise

    def _open_line(self) -> ClientConnection | None:
        while self._idle:
            line = self._idle.pop()
            if line.state is State.OPEN:
                return line
        return None

    async def _connect(self) -> ClientConnection:
        address = replace(self._address, app=f"{self._address.app}-line-{next(self._numbers)}")
        return await connect(
            address.url,
            additional_headers={"Authorization": address.authorization},
            compression=None,
            proxy=None,
            close_timeout=1,
            user_agent_header=None,
        )
