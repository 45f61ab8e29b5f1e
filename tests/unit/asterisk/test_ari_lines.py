"""Requests that wait for a channel, on lines of their own."""

import asyncio
from collections.abc import AsyncGenerator
from datetime import timedelta

import pytest

from app.asterisk import ari_requests
from app.asterisk.ari import AriAddress, AriClient, AriDisconnected, AriTimeout
from app.asterisk.ari_lines import AriLines
from app.asterisk.ari_messages import AlreadyGone, Done
from tests.fakes.asterisk import FakeAsterisk
from tests.fakes.asterisk_parts import SECRET, USER

pytestmark = pytest.mark.anyio


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture
async def asterisk() -> AsyncGenerator[FakeAsterisk]:
    asterisk = FakeAsterisk(sound_seconds=600)
    async with asterisk.running():
        yield asterisk


@pytest.fixture
def address(asterisk: FakeAsterisk) -> AriAddress:
    return AriAddress(host="127.0.0.1", port=asterisk.ari.port, username=USER, password=SECRET)


@pytest.fixture
async def client(address: AriAddress) -> AsyncGenerator[AriClient]:
    async with AriClient(address, on_event=lambda event: None) as client:
        await client.wait_connected()
        yield client


@pytest.fixture
async def lines(client: AriClient, address: AriAddress) -> AsyncGenerator[AriLines]:
    async with AriLines(client, address) as lines:
        yield lines


async def test_one_line_serves_one_request_after_the_other(asterisk: FakeAsterisk, lines: AriLines) -> None:
    caller = await asterisk.incoming_call()
    for _ in range(3):
        assert isinstance(await lines.send(ari_requests.answer(caller)), Done)
    assert await lines.send(ari_requests.answer("nobody")) == AlreadyGone()
    assert asterisk.ari.sockets == 2


async def test_a_line_that_waits_too_long_is_given_up(
    asterisk: FakeAsterisk, client: AriClient, address: AriAddress
) -> None:
    busy, other = await asterisk.incoming_call(), await asterisk.incoming_call()
    asterisk.play(asterisk.channels[busy], "playback", ["sound:long"])
    async with AriLines(client, address, request_timeout=timedelta(milliseconds=200), most=1) as lines:
        with pytest.raises(AriTimeout):
            await lines.send(ari_requests.answer(busy))
        assert isinstance(await lines.send(ari_requests.answer(other)), Done)


async def test_a_request_on_a_line_learns_of_the_break_and_the_next_has_a_new_line(
    asterisk: FakeAsterisk, lines: AriLines
) -> None:
    busy, caller = await asterisk.incoming_call(), await asterisk.incoming_call()
    asterisk.play(asterisk.channels[busy], "playback", ["sound:long"])
    waiting = asyncio.ensure_future(lines.send(ari_requests.answer(busy)))
    async with asyncio.timeout(5):
        await asterisk.until_asked("POST", f"channels/{busy}/answer")
        await asterisk.drop_ari()
        with pytest.raises(AriDisconnected):
            await waiting
        assert isinstance(await lines.send(ari_requests.answer(caller)), Done)


async def test_without_asterisk_there_is_no_line(client: AriClient) -> None:
    nowhere = AriAddress(host="127.0.0.1", port=9, username=USER, password=SECRET)
    async with AriLines(client, nowhere) as lines:
        with pytest.raises(AriDisconnected):
            await lines.send(ari_requests.answer("caller"))
