import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import timedelta

import pytest

from app.asterisk.ami import AmiAddress, AmiClient, AmiEvent, AmiTimeout
from app.asterisk.ami_connection import AmiConnection
from tests.fakes.asterisk import FakeAsterisk
from tests.fakes.asterisk_parts import SECRET, USER

pytestmark = pytest.mark.anyio

Session = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@asynccontextmanager
async def server(session: Session) -> AsyncGenerator[AmiAddress]:
    listening = await asyncio.start_server(session, "127.0.0.1", 0)
    try:
        port = listening.sockets[0].getsockname()[1]
        yield AmiAddress(host="127.0.0.1", port=port, username=USER, secret=SECRET)
    finally:
        listening.close()


async def sign_in(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    writer.write(b"Asterisk Call Manager/11.0.0\r\n")
    await answer(reader, writer)


async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    packet = (await reader.readuntil(b"\r\n\r\n")).decode()
    action_id = packet.partition("ActionID: ")[2].partition("\r\n")[0]
    writer.write(f"Response: Success\r\nActionID: {action_id}\r\n\r\n".encode())


@pytest.mark.parametrize(
    "noise",
    [
        b"\r\n\r\n",
        b"nonsense\r\n\r\n",
        b"Event\r\n\r\n",
        b"Event: \r\nno colon\r\n\r\n",
        b"Response: Success\r\nActionID: never-asked\r\n\r\n",
        b"Event: Strange\r\nChanVariable: no equals sign\r\nChanVariable: a=b\r\n\r\n",
        b"Event: Bytes\r\nValue: \xff\xfe\r\n\r\n",
    ],
)
async def test_noise_does_not_stop_the_reader(noise: bytes) -> None:
    async def session(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await sign_in(reader, writer)
        writer.write(noise + b"Event: Known\r\nPeer: PJSIP/a\r\n\r\n")
        await answer(reader, writer)
        await reader.read()
        writer.close()

    events: asyncio.Queue[AmiEvent] = asyncio.Queue()
    async with server(session) as address, AmiClient(address, on_event=events.put_nowait) as client:
        async with asyncio.timeout(5):
            await client.wait_connected()
            while (event := await events.get()).name != "Known":
                pass
            assert event.fields == {"Peer": "PJSIP/a"}
            assert (await client.action("Ping")).ok


async def test_a_silent_asterisk_is_given_up_and_called_again() -> None:
    asterisk = FakeAsterisk()
    async with asterisk.running():
        address = AmiAddress(host="127.0.0.1", port=asterisk.ami.port, username=USER, secret=SECRET)
        signed_in: asyncio.Queue[None] = asyncio.Queue()

        async def connected() -> None:
            signed_in.put_nowait(None)

        async with AmiClient(
            address,
            on_event=lambda event: None,
            on_connected=connected,
            action_timeout=timedelta(milliseconds=100),
            ping_every=timedelta(milliseconds=50),
        ) as client:
            async with asyncio.timeout(5):
                await signed_in.get()
                asterisk.ami.silent = True
                with pytest.raises(AmiTimeout):
                    await client.action("Ping")
                asterisk.ami.silent = False
                await signed_in.get()
                await client.wait_connected()


async def test_a_port_where_nobody_speaks_ami_never_connects() -> None:
    async def session(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"SSH-2.0-OpenSSH\r\n")
        writer.close()

    async with server(session) as address, AmiClient(address, on_event=lambda event: None) as client:
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(client.wait_connected(), 0.5)


async def test_long_silence_does_not_end_the_connection() -> None:
    asterisk = FakeAsterisk()
    async with asterisk.running():
        address = AmiAddress(host="127.0.0.1", port=asterisk.ami.port, username=USER, secret=SECRET)
        ends = 0

        async def connected() -> None:
            nonlocal ends
            ends += 1

        async with AmiClient(
            address, on_event=lambda event: None, on_connected=connected, ping_every=timedelta(seconds=60)
        ) as client:
            await client.wait_connected()
            # The library's own limit is three seconds of silence.
            await asyncio.sleep(3.5)
            assert (await client.action("Ping")).ok
        assert ends == 1


def test_the_secret_is_not_shown() -> None:
    assert SECRET not in repr(AmiAddress(host="127.0.0.1", port=1, username=USER, secret=SECRET))


async def test_a_connection_that_was_given_up_while_it_was_made_does_not_come_to_be() -> None:
    came = asyncio.Event()

    async def session(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        del reader, writer
        came.set()

    async with server(session) as address:
        connection = AmiConnection(
            on_response=lambda action_id, response: None, on_event=lambda event: None, on_closed=lambda: None
        )
        connection.close()
        with pytest.raises(OSError, match="closed"):
            await asyncio.to_thread(connection.open, address.host, address.port, timedelta(seconds=5))
    assert not came.is_set()
