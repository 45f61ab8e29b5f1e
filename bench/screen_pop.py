"""Screen pop: from the event that Asterisk emits to the change frame at every open desk and board."""

import asyncio
import importlib
import time
from bisect import bisect_left
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from datetime import datetime
from math import ceil
from pathlib import Path
from typing import Protocol, cast

import msgspec
from msgspec import Struct
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from app.asterisk.ami import AmiAddress, AmiClient, AmiEvent
from app.asterisk.installation import Installation
from app.web.open_sockets import MOST_SOCKETS
from bench import sipp
from bench.call_plan import EVERYBODY, NUMBERS
from bench.ringdesk_site import RingdeskSite
from bench.table import Table, quantile

RATE = 2.0
PING_SECONDS = 10.0
LONGEST_POP = 0.45
"""Frames later than this belong to the next call, as calls come every half second."""
_OFFERED, _POPPED = b'"reserved"', b'"ringing"'


class Popped(Struct, frozen=True, kw_only=True):
    """Milliseconds. `board`: at each of the clients; `last_client`: at the slowest of each call; `desk`: at the called agent's own."""

    clients: int
    calls: int
    failed: int
    frames: int
    board_p50_ms: float
    board_p95_ms: float
    last_client_p50_ms: float
    desk_p50_ms: float
    desk_p95_ms: float
    panoramisk_events: int
    panoramisk_p50_ms: float
    panoramisk_p95_ms: float
    own_ami_p50_ms: float
    own_ami_p95_ms: float


class Client(Struct, kw_only=True):
    """One open page and when its frames came."""

    offered: list[float]
    popped: list[float]


class _ManagerEvent(Protocol):
    def get(self, name: str) -> str | None: ...


class _Manager(Protocol):
    def register_event(self, pattern: str, callback: Callable[[object, _ManagerEvent], None]) -> None: ...
    def connect(self) -> object: ...
    def close(self) -> None: ...


async def measure(installation: Installation, site: RingdeskSite, folder: Path, *, clients: int, calls: int) -> Popped:
    """Calls come one by one while pages watch; then as many again while panoramisk and our AMI client listen. Agents are ready."""
    keys = list[float]()
    pages = list[Client]()
    async with AsyncExitStack() as stack:
        for cookie in await _cookies(site, clients):
            pages.append(await stack.enter_async_context(_page(site, cookie)))
        await stack.enter_async_context(_observer(site, keys))
        called = await _call(installation, site, folder / "pop", calls)
    delays, slowest, desks = _matched(sorted(keys), pages)
    heard, own = list[float](), list[float]()
    async with _panoramisk(site, heard), _own_ami(site, own):
        await _call(installation, site, folder / "panoramisk", calls)
    return Popped(
        clients=len(pages),
        calls=called.calls,
        failed=called.failed,
        frames=len(delays),
        board_p50_ms=_ms(delays, 0.5),
        board_p95_ms=_ms(delays, 0.95),
        last_client_p50_ms=_ms(slowest, 0.5),
        desk_p50_ms=_ms(desks, 0.5),
        desk_p95_ms=_ms(desks, 0.95),
        panoramisk_events=len(heard),
        panoramisk_p50_ms=_ms(heard, 0.5),
        panoramisk_p95_ms=_ms(heard, 0.95),
        own_ami_p50_ms=_ms(own, 0.5),
        own_ami_p95_ms=_ms(own, 0.95),
    )


def table(found: Popped) -> Table:
    """For people."""
    compared = (
        f"p50 at all clients / panoramisk = {found.board_p50_ms / found.panoramisk_p50_ms:.1f}x; "
        f"p50 at the agent's own desk / panoramisk = {found.desk_p50_ms / found.panoramisk_p50_ms:.1f}x; "
        f"like for like, our AMI client's dispatch / panoramisk's = {found.own_ami_p50_ms / found.panoramisk_p50_ms:.1f}x."
        if found.panoramisk_p50_ms
        else "panoramisk is not installed here (`uv sync --group bench`), so nothing is compared."
    )
    return Table(
        title="Screen pop: from Asterisk's event to the browsers",
        columns=("what", "samples", "p50 ms", "p95 ms"),
        rows=(
            (
                f"change frame at each of {found.clients} clients",
                f"{found.frames:,}",
                f"{found.board_p50_ms:.1f}",
                f"{found.board_p95_ms:.1f}",
            ),
            ("change frame at the last client of each call", str(found.calls), f"{found.last_client_p50_ms:.1f}", ""),
            (
                "the call on the called agent's own desk",
                str(found.calls),
                f"{found.desk_p50_ms:.1f}",
                f"{found.desk_p95_ms:.1f}",
            ),
            (
                "panoramisk: an AMI event to its callback, no browser, nothing stored",
                f"{found.panoramisk_events:,}",
                f"{found.panoramisk_p50_ms:.1f}",
                f"{found.panoramisk_p95_ms:.1f}",
            ),
            (
                "our AMI client: the same AMI events to its callback",
                f"{found.panoramisk_events:,}",
                f"{found.own_ami_p50_ms:.1f}",
                f"{found.own_ami_p95_ms:.1f}",
            ),
        ),
        notes=(
            compared,
            "Begins with the time stamp (whole milliseconds) of ARI's ChannelDtmfReceived, the key that queues the caller; between: "
            "reading, deciding, commit, encoding, sending, and one process that reads all clients' sockets.",
            f"{found.calls} calls at {RATE:g}/s, {found.failed} failed; panoramisk heard the events of as many calls right afterwards.",
        ),
    )


def _ms(seconds: Sequence[float], share: float) -> float:
    return quantile(sorted(seconds), share) * 1000 if seconds else 0.0


async def _call(installation: Installation, site: RingdeskSite, folder: Path, calls: int) -> sipp.Called:
    return await asyncio.to_thread(
        sipp.call, installation, folder, sip_port=site.sip_port, number=NUMBERS[EVERYBODY], rate=RATE, calls=calls
    )


async def _cookies(site: RingdeskSite, clients: int) -> list[str]:
    """Each agent's desk once, and as many pages of the supervisor as are missing, from as many machines as it takes."""
    own = [await asyncio.to_thread(site.session, f"agent{place}") for place in range(min(clients, len(site.agents)))]
    pages = clients - len(own)
    each = MOST_SOCKETS["live"]
    watching = [await asyncio.to_thread(site.session, "sam") for _ in range(ceil(pages / each))]
    return own + [watching[page // each] for page in range(pages)]


@asynccontextmanager
async def _page(site: RingdeskSite, cookie: str) -> AsyncGenerator[Client]:
    client = Client(offered=[], popped=[])
    live = f"ws://127.0.0.1:{site.port}/api/v1/live"
    origin = site.url
    async with connect(live, additional_headers={"Cookie": cookie}, origin=origin, compression=None) as socket:  # pyright: ignore[reportArgumentType]  (a NewType of str)
        await socket.recv()
        tasks = (asyncio.create_task(_read(socket, client)), asyncio.create_task(_ping(socket)))
        try:
            yield client
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)


async def _read(socket: ClientConnection, client: Client) -> None:
    with suppress(ConnectionClosed):
        while True:
            frame = await socket.recv(decode=False)
            now = time.time()
            if _OFFERED in frame:
                client.offered.append(now)
            if _POPPED in frame:
                client.popped.append(now)


async def _ping(socket: ClientConnection) -> None:
    with suppress(ConnectionClosed):
        while True:
            await asyncio.sleep(PING_SECONDS)
            await socket.send('{"type":"ping","phone":false}')


@asynccontextmanager
async def _observer(site: RingdeskSite, keys: list[float]) -> AsyncGenerator[None]:
    """Another application of Asterisk's that hears every event and writes down when keys were pressed."""
    account = site.secrets.ari
    url = (
        f"ws://127.0.0.1:{site.loopback.http}/ari/events?app=bench-observer&subscribeAll=true"
        f"&api_key={account.name}:{account.secret}"
    )

    class Event(Struct):
        type: str
        timestamp: str = ""

    async def read(socket: ClientConnection) -> None:
        with suppress(ConnectionClosed):
            while True:
                event = msgspec.json.decode(await socket.recv(decode=False), type=Event)
                if event.type == "ChannelDtmfReceived":
                    keys.append(datetime.fromisoformat(event.timestamp).timestamp())

    async with connect(url, compression=None) as socket:
        task = asyncio.create_task(read(socket))
        try:
            yield
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)


@asynccontextmanager
async def _panoramisk(site: RingdeskSite, heard: list[float]) -> AsyncGenerator[None]:
    try:
        module = importlib.import_module("panoramisk")
    except ImportError:
        yield
        return
    account = site.secrets.ami
    manager = cast(
        "_Manager",
        module.Manager(
            loop=asyncio.get_running_loop(),
            host="127.0.0.1",
            port=site.loopback.ami,
            username=account.name,
            secret=account.secret,
        ),
    )

    def hear(_: object, event: _ManagerEvent) -> None:
        stamp = event.get("timestamp")
        if stamp:
            heard.append(time.time() - float(stamp))

    manager.register_event("*", hear)
    manager.connect()
    try:
        yield
    finally:
        manager.close()


@asynccontextmanager
async def _own_ami(site: RingdeskSite, heard: list[float]) -> AsyncGenerator[None]:
    account = site.secrets.ami
    address = AmiAddress(
        host="127.0.0.1",
        port=site.loopback.ami,
        username=account.name,
        secret=account.secret,
        events="call,system,security",
    )

    def hear(event: AmiEvent) -> None:
        stamp = event.fields.get("Timestamp")
        if stamp:
            heard.append(time.time() - float(stamp))

    async with AmiClient(address, on_event=hear) as client:
        await client.wait_connected()
        yield


def _matched(keys: Sequence[float], pages: Sequence[Client]) -> tuple[list[float], list[float], list[float]]:
    """Per key: the delay at every page, at the slowest page, and at the desk on which the call popped up."""
    delays, slowest, desks = list[float](), list[float](), list[float]()
    for key in keys:
        each = [delay for page in pages if (delay := _first_after(page.offered, key)) is not None]
        delays += each
        if each:
            slowest.append(max(each))
        desks += [delay for page in pages if (delay := _first_after(page.popped, key)) is not None][:1]
    return delays, slowest, desks


def _first_after(times: Sequence[float], moment: float) -> float | None:
    place = bisect_left(times, moment)
    if place == len(times) or times[place] - moment > LONGEST_POP:
        return None
    return times[place] - moment
