"""What a connection may send before a request is there: little, and soon."""

import asyncio
import socket
from collections.abc import AsyncGenerator

import pytest
import uvicorn
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.types import Receive, Scope, Send

from app.http_heads import ShortHeads
from tests.integration.web.conftest import until

pytestmark = pytest.mark.anyio

HEAD = b"POST / HTTP/1.1\r\nHost: desk\r\n"
MUCH = 4 * 1024 * 1024


class Hasty(ShortHeads):
    patience = 0.1


async def app(scope: Scope, receive: Receive, send: Send) -> None:
    body = await Request(scope, receive).body()
    await PlainTextResponse(str(len(body)))(scope, receive, send)


@pytest.fixture(params=[ShortHeads, Hasty])
async def address(request: pytest.FixtureRequest) -> AsyncGenerator[tuple[str, int]]:
    kind: type[ShortHeads] = request.param
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        config = uvicorn.Config(app, http=kind, lifespan="off", log_level="critical", timeout_graceful_shutdown=1)
        server = uvicorn.Server(config)
        serving = asyncio.ensure_future(server.serve(sockets=[listening]))
        await until(lambda: server.started)
        yield listening.getsockname()
        server.should_exit = True
        await serving


async def answer(address: tuple[str, int], *parts: bytes) -> bytes:
    """All that comes back, until the server closes."""
    reader, writer = await asyncio.open_connection(*address)
    try:
        for part in parts:
            writer.write(part)
            await writer.drain()
    except ConnectionError:
        pass  # the server did not want it all
    try:
        async with asyncio.timeout(10):
            return await reader.read()
    except ConnectionError:
        return b""
    finally:
        writer.close()


@pytest.mark.parametrize("address", [ShortHeads], indirect=True)
async def test_a_head_without_an_end_is_refused(address: tuple[str, int]) -> None:
    for endless in (
        HEAD + b"X-Long: " + b"a" * MUCH,
        HEAD + b"X-Many: a\r\n" * (MUCH // 11),
        b"GET /" + b"a" * MUCH,
        HEAD + b"Transfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\nX-Trailer: " + b"a" * MUCH,
    ):
        assert b" 200 " not in await answer(address, endless)


@pytest.mark.parametrize("address", [ShortHeads], indirect=True)
async def test_long_bodies_and_requests_in_a_row_pass(address: tuple[str, int]) -> None:
    long = HEAD + b"Content-Length: %d\r\n\r\n" % MUCH + b"a" * MUCH
    chunks = (
        HEAD + b"Transfer-Encoding: chunked\r\nConnection: close\r\n\r\n" + b"5\r\nhello\r\n" * 50_000 + b"0\r\n\r\n"
    )
    read = await answer(address, long, HEAD + b"Content-Length: 0\r\n\r\n", chunks)
    assert read.count(b"HTTP/1.1 200 OK") == 3
    assert read.endswith(b"250000")


@pytest.mark.parametrize("address", [Hasty], indirect=True)
async def test_a_connection_whose_head_does_not_come_is_closed(address: tuple[str, int]) -> None:
    for begun in (b"", b"GET / HT", HEAD):
        assert await answer(address, begun) == b""
