"""A TCP cable between a client and a server that a test can pull out."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, suppress


class Cable:
    """Forwards connections to a port while plugged in; refuses none, but cuts them at once when unplugged."""

    def __init__(self, target: int) -> None:
        self._target = target
        self._writers: set[asyncio.StreamWriter] = set()
        self.plugged = True
        self.port = 0

    def pull(self) -> None:
        """Break all connections, without a goodbye, and let no new one through."""
        self.plugged = False
        for writer in tuple(self._writers):
            writer.transport.abort()

    def plug(self) -> None:
        """Let connections through again."""
        self.plugged = True

    async def forward(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Serve one connection."""
        if not self.plugged:
            writer.transport.abort()
            return
        far_reader, far_writer = await asyncio.open_connection("127.0.0.1", self._target)
        self._writers |= {writer, far_writer}
        try:
            await asyncio.wait(
                [asyncio.ensure_future(_copy(reader, far_writer)), asyncio.ensure_future(_copy(far_reader, writer))]
            )
        finally:
            self._writers -= {writer, far_writer}


async def _copy(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with suppress(OSError):
        while data := await reader.read(65536):
            writer.write(data)
            await writer.drain()
    with suppress(OSError):
        writer.close()
        await writer.wait_closed()


@asynccontextmanager
async def cable_to(target: int) -> AsyncGenerator[Cable]:
    """A cable on a free port."""
    cable = Cable(target)
    server = await asyncio.start_server(cable.forward, "127.0.0.1", 0)
    cable.port = server.sockets[0].getsockname()[1]
    try:
        yield cable
    finally:
        server.close()
        cable.pull()
