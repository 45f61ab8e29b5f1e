"""Whole transactions on SQLite in a thread of their own: one hop per transaction instead of one per statement."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from sqlalchemy import Connection, Engine

Answer = TypeVar("Answer")


class SqliteWriter:
    """Runs transactions one after the other. `turn` is shared with every other writer to the same file."""

    def __init__(self, engine: Engine, turn: asyncio.Lock) -> None:
        self._engine = engine
        self._turn = turn
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="sqlite-writer")

    async def run(self, work: Callable[[Connection], Answer]) -> Answer:
        """Do `work` in one transaction. When the caller is cancelled, a transaction that has begun still ends by itself."""
        await self._turn.acquire()
        try:
            running = asyncio.get_running_loop().run_in_executor(self._thread, self._transact, work)
        except BaseException:
            self._turn.release()
            raise
        running.add_done_callback(self._ended)
        return await asyncio.shield(running)

    async def close(self) -> None:
        """Wait for what runs, and close the connection."""
        async with self._turn:
            await asyncio.get_running_loop().run_in_executor(self._thread, self._engine.dispose)
        self._thread.shutdown()

    def _transact(self, work: Callable[[Connection], Answer]) -> Answer:
        with self._engine.begin() as connection:
            return work(connection)

    def _ended(self, running: "asyncio.Future[Answer]") -> None:
        self._turn.release()
        # a caller that gave up will not ask for it
        if not running.cancelled():
            running.exception()
