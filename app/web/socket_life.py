"""How a websocket of ours ends: several works run side by side, and the first to finish says with which code."""

import asyncio
from collections.abc import Coroutine

from starlette.websockets import WebSocket, WebSocketDisconnect, WebSocketState

NORMAL, NOT_UNDERSTOOD, NOT_ALLOWED, TOO_BIG, UPSTREAM_AWAY, TRY_AGAIN = 1000, 1007, 1008, 1009, 1012, 1013
TOO_MANY_PAGES = 4029
"""Close codes. `NOT_ALLOWED`: the session has ended, sign in. `TRY_AGAIN`: silent, slow, too fast or too many; reconnect later.
`TOO_MANY_PAGES` is ours, so that the page can say what to do about it."""

_CLOSE_SECONDS = 5


async def first_of(*works: Coroutine[object, object, int]) -> int:
    """Run all until one answers its close code; the others are cancelled. A browser that left is a normal end."""
    tasks = [asyncio.ensure_future(work) for work in works]
    try:
        done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        return max(_outcome(task) for task in done)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def closed_when(event: asyncio.Event, code: int) -> int:
    """A work that ends with the event."""
    await event.wait()
    return code


async def close(socket: WebSocket, code: int, reason: str = "") -> None:
    """Close an accepted socket; gone already, or not answering, is fine."""
    if socket.client_state is not WebSocketState.CONNECTED or socket.application_state is not WebSocketState.CONNECTED:
        return
    try:
        async with asyncio.timeout(_CLOSE_SECONDS):
            await socket.close(code, reason)
    except (TimeoutError, WebSocketDisconnect, ConnectionError, RuntimeError):
        return


def _outcome(task: asyncio.Task[int]) -> int:
    try:
        return task.result()
    except (WebSocketDisconnect, ConnectionError):
        return NORMAL
