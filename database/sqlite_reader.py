"""Short reads on SQLite in threads of their own: one hop per read instead of one per statement."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from sqlalchemy import Connection, Engine

Answer = TypeVar("Answer")

LOOKS = 2
"""Threads: what they do is short, and they share one interpreter."""


class SqliteReader:
    """Runs reads beside each other, each in one view of what is committed."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._threads = ThreadPoolExecutor(max_workers=LOOKS, thread_name_prefix="sqlite-reader")

    async def run(self, work: Callable[[Connection], Answer]) -> Answer:
        """Do `work`. When the caller is cancelled, what has begun still ends by itself."""
        return await asyncio.get_running_loop().run_in_executor(self._threads, self._read, work)

    async def close(self) -> None:
        """Wait for what runs, and close the connections."""
        await asyncio.to_thread(self._threads.shutdown)
        self._engine.dispose()

    def _read(self, work: Callable[[Connection], Answer]) -> Answer:
        with self._engine.connect() as connection:
            return work(connection)
