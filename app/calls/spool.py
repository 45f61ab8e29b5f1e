"""A local journal beside an absent database: entries in a file, safe on disk before anybody acts upon them."""

import asyncio
import errno
import os
from collections.abc import Sequence
from pathlib import Path

import msgspec

from app.calls.entry import Entry
from database.engine import to_json


class Spool:
    """One line of JSON per entry in `<folder>/journal.jsonl`. Calls take turns in the order in which they were made."""

    def __init__(self, folder: Path) -> None:
        self._file = folder / "journal.jsonl"
        self._refused = folder / "refused.jsonl"
        self._turn = asyncio.Lock()

    async def append(self, entry: Entry) -> None:
        """Keep an entry. Raises `OSError` when the disk will not."""
        async with self._turn:
            await asyncio.to_thread(_append, self._file, [entry])

    async def refuse(self, rows: Sequence[Entry]) -> None:
        """Keep rows that the database does not take in `refused.jsonl`, for people to look at. Raises `OSError`."""
        async with self._turn:
            await asyncio.to_thread(_append, self._refused, rows)

    async def read(self) -> tuple[Sequence[Entry], bool]:
        """What is kept, in order, and whether that is all of it: behind a line that cannot be read nothing is taken.

        A last line that a crash cut off was never acted upon and is left out.
        """
        async with self._turn:
            return await asyncio.to_thread(self._read)

    async def clear(self) -> None:
        """Keep nothing any more."""
        async with self._turn:
            await asyncio.to_thread(self._file.unlink, missing_ok=True)

    async def set_aside(self, name: str) -> None:
        """Put what is kept away for people to look at."""
        async with self._turn:
            await asyncio.to_thread(self._file.replace, self._file.with_name(f"journal.{name}.jsonl"))

    def _read(self) -> tuple[Sequence[Entry], bool]:
        try:
            lines = self._file.read_bytes().splitlines(keepends=True)
        except FileNotFoundError:
            return (), True
        entries: list[Entry] = []
        for line in lines:
            if line.endswith(b"\n"):
                try:
                    entries.append(msgspec.json.decode(line, type=Entry))
                except msgspec.DecodeError:
                    return entries, False
        return entries, True


def _append(path: Path, entries: Sequence[Entry]) -> None:
    lines = "".join(f"{to_json(entry)}\n" for entry in entries).encode()
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "ab", buffering=0) as file:
        before = os.fstat(file.fileno()).st_size
        try:
            if file.write(lines) != len(lines):
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            os.fsync(file.fileno())
        except OSError:
            # half a line would make the next one unreadable
            os.ftruncate(file.fileno(), before)
            raise
