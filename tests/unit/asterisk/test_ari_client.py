import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, suppress
from dataclasses import replace
from datetime import timedelta

import pytest

from app.asterisk import ari_requests
from app.asterisk.ari import AriAddress, AriClient, AriDisconnected, AriTimeout
from app.asterisk.ari_messages import Done
from app.asterisk.outgoing_text import UnsafeText
from tests.fakes.asterisk import FakeAsterisk
from tests.fakes.asterisk_parts import SECRET, USER

pytestmark = pytest.mark.anyio


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture
async def asterisk() -> AsyncGenerator[FakeAsterisk]:
    asterisk = FakeAsterisk()
    async with asterisk.running():
        yield asterisk


def address(asterisk: FakeAsterisk, password: str = SECRET) -> AriAddress:
    return AriAddress(host="127.0.0.1", port=asterisk.ari.port, username=USER, password=password)


async def test_silence_ends_a_request_in_time(asterisk: FakeAsterisk) -> None:
    client = AriClient(address(asterisk), on_event=lambda event: None, request_timeout=timedelta(milliseconds=50))
    async with client:
        await client.wait_connected()
        asterisk.ari.silent = True
        with pytest.raises(AriTimeout):
            await client.send(ari_requests.list_channels())
        asterisk.ari.silent = False
        assert isinstance(await client.send(ari_requests.list_channels()), Done)


async def test_a_request_that_waits_learns_of_the_break(asterisk: FakeAsterisk) -> None:
    async with AriClient(address(asterisk), on_event=lambda event: None) as client:
        await client.wait_connected()
        asterisk.ari.silent = True
        waiting = asyncio.ensure_future(client.send(ari_requests.list_channels()))
        async with asyncio.timeout(5):
            await client.wait_connected()
            await asyncio.sleep(0)
            await asterisk.drop_ari()
            with pytest.raises(AriDisconnected):
                await waiting


async def test_a_line_gone_dead_is_given_up_and_made_anew(asterisk: FakeAsterisk) -> None:
    lost = asyncio.Event()
    async with deaf_after_first(asterisk.ari.port) as (port, dead):
        client = AriClient(
            replace(address(asterisk), port=port),
            on_event=lambda event: None,
            on_disconnected=lost.set,
            ping_every=timedelta(milliseconds=20),
            ping_timeout=timedelta(milliseconds=200),
        )
        async with client, asyncio.timeout(20):
            await client.wait_connected()
            dead.set()
            await lost.wait()
            await client.wait_connected()
            assert isinstance(await client.send(ari_requests.list_channels()), Done)


@asynccontextmanager
async def deaf_after_first(port: int) -> AsyncGenerator[tuple[int, asyncio.Event]]:
    """A way to a port; what comes over its first connection arrives no more once the event is set, and nobody says so."""
    dead, first = asyncio.Event(), True

    async def pass_on(source: asyncio.StreamReader, target: asyncio.StreamWriter, mute: asyncio.Event) -> None:
        while received := await source.read(65536):
            if not mute.is_set():
                target.write(received)
        target.close()

    async def join(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal first
        mute, first = (dead if first else asyncio.Event()), False
        there, back = await asyncio.open_connection("127.0.0.1", port)
        with suppress(OSError):
            await asyncio.gather(pass_on(reader, back, mute), pass_on(there, writer, mute))

    async with await asyncio.start_server(join, "127.0.0.1", 0) as way:
        yield way.sockets[0].getsockname()[1], dead


async def test_an_unsafe_value_is_refused_before_anything_is_sent(asterisk: FakeAsterisk) -> None:
    async with AriClient(address(asterisk), on_event=lambda event: None) as client:
        await client.wait_connected()
        with pytest.raises(UnsafeText):
            await client.send(ari_requests.set_variables("channel", {"NAME": "a\r\nb"}))
    assert asterisk.requests == []


async def test_a_wrong_password_never_connects(asterisk: FakeAsterisk) -> None:
    async with AriClient(address(asterisk, "wrong"), on_event=lambda event: None) as client:
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(client.wait_connected(), 0.3)
        with pytest.raises(AriDisconnected):
            await client.send(ari_requests.list_channels())


async def test_a_preparation_that_fails_is_tried_again_on_a_new_connection(asterisk: FakeAsterisk) -> None:
    attempts = 0

    async def prepare() -> None:
        nonlocal attempts
        attempts += 1
        if attempts < 3:
            raise AriTimeout("too slow")

    async with AriClient(address(asterisk), on_event=lambda event: None, on_connected=prepare) as client:
        async with asyncio.timeout(5):
            await client.wait_connected()
    assert attempts == 3


async def test_a_crash_in_our_own_preparation_is_not_swallowed(asterisk: FakeAsterisk) -> None:
    async def prepare() -> None:
        raise ZeroDivisionError

    with pytest.raises(ExceptionGroup) as caught:
        async with AriClient(address(asterisk), on_event=lambda event: None, on_connected=prepare):
            await asyncio.sleep(5)
    assert caught.group_contains(ZeroDivisionError)


def test_the_password_is_not_shown() -> None:
    shown = AriAddress(host="127.0.0.1", port=1, username=USER, password=SECRET)
    assert SECRET not in repr(shown) + shown.url
