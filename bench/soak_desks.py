"""Open desks without browsers: each says that its page lives, comes back after a lost connection, and wants calls."""

import asyncio
import json
import threading
from collections.abc import Generator, Sequence
from contextlib import contextmanager, suppress
from typing import cast

import httpx
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import WebSocketException
from websockets.typing import Origin

from bench.ringdesk_site import RingdeskSite

PING_SECONDS = 5.0
AGAIN_SECONDS = 0.5
Frame = dict[str, object]


class Desks:
    """All agents' pages; `readied` counts how often somebody had to ask for calls again, `lost` the lost connections."""

    def __init__(self, site: RingdeskSite, cookies: Sequence[str]) -> None:
        self.readied = 0
        self.lost = 0
        self._site = site
        self._cookies = cookies
        self._closing = threading.Event()
        self._thread = threading.Thread(target=lambda: asyncio.run(self._run()), name="desks")

    def open(self) -> None:
        """Begin."""
        self._thread.start()

    def close(self) -> None:
        """Leave all pages."""
        self._closing.set()
        self._thread.join()

    async def _run(self) -> None:
        async with asyncio.TaskGroup() as desks:
            for cookie in self._cookies:
                desks.create_task(self._desk(cookie))

    async def _desk(self, cookie: str) -> None:
        url = f"ws://127.0.0.1:{self._site.port}/api/v1/live"
        headers = {"Origin": self._site.url, "Cookie": cookie}
        async with httpx.AsyncClient(base_url=self._site.url, headers=headers, timeout=10) as http:
            while not self._closing.is_set():
                with suppress(OSError, WebSocketException, httpx.HTTPError):
                    origin = Origin(self._site.url)
                    async with connect(url, additional_headers={"Cookie": cookie}, origin=origin) as page:
                        await self._work(page, http)
                if not self._closing.is_set():
                    self.lost += 1
                    await asyncio.sleep(AGAIN_SECONDS)

    async def _work(self, page: ClientConnection, http: httpx.AsyncClient) -> None:
        loop = asyncio.get_running_loop()
        due = loop.time()
        while not self._closing.is_set():
            if loop.time() >= due:
                due += PING_SECONDS
                await page.send('{"type": "ping", "phone": true}')
            with suppress(TimeoutError):
                frame = await asyncio.wait_for(page.recv(), max(0.0, due - loop.time()))
                if _state(cast("Frame", json.loads(frame))) == "not_ready":
                    self.readied += 1
                    await http.post("/api/v1/desk/state", json={"state": "ready"})


def _state(frame: Frame) -> str:
    """The agent's own state, where the frame tells it."""
    items = cast("Sequence[Frame]", frame.get("items") or frame.get("put") or ())
    return next((str(item["state"]) for item in items if item.get("key") == "me"), "")


@contextmanager
def desks(site: RingdeskSite, cookies: Sequence[str]) -> Generator[Desks]:
    """Open until the end of the block."""
    opened = Desks(site, cookies)
    opened.open()
    try:
        yield opened
    finally:
        opened.close()
