"""Makes one playable file of a recording's two sides, once, and says so honestly when it is not whole."""

import asyncio
import errno
import shutil
from collections.abc import Container, Iterator, Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID
from weakref import WeakValueDictionary

from msgspec import Struct, structs

from database.engine import Database
from recording.faxes import FaxUnreadable, whole_pages
from recording.policy import (
    AGENT_SIDE,
    CALLER_SIDE,
    fax_name,
    interaction_of,
    is_fax,
    live_name,
    mark_name,
    recording_of,
    stored_path,
)
from recording.repository import StoredRecording, find, pending, save
from recording.sides import Side, SideUnreadable, examine, join, sync

QUIET = timedelta(seconds=3)
PATIENCE = timedelta(seconds=60)
POLL = timedelta(milliseconds=100)
JOINS_AT_ONCE = 2
LEAST_MISSING = timedelta(seconds=5)
SHARE_MISSING = 0.05
"""Clocks differ a little, and Asterisk begins a moment after it was asked."""


class _Found(Struct, frozen=True, kw_only=True):
    caller: Side | None
    agent: Side | None
    faults: tuple[str, ...]

    @property
    def closed(self) -> bool:
        """Whether Asterisk has ended both files properly."""
        return all(side is not None and side.finished for side in (self.caller, self.agent))


class StillGrowing(Exception):
    """The recording goes on; it cannot be stored yet."""


class RecordingStore:
    """Stores recordings below `folder`; running ones are in its folder `live`.

    Asterisk closes files a moment after the call: the store waits until both headers are finished, or nothing has
    changed for `quiet`, which means that they never will be.
    """

    def __init__(
        self, folder: Path, database: Database, *, quiet: timedelta = QUIET, patience: timedelta = PATIENCE
    ) -> None:
        self._folder = folder
        self._live = folder / "live"
        self._database = database
        self._quiet = quiet.total_seconds()
        self._patience = patience.total_seconds()
        self._joins = asyncio.Semaphore(JOINS_AT_ONCE)
        self._turns: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    @property
    def live(self) -> Path:
        """The folder that Asterisk writes to."""
        return self._live

    async def store(self, recording_id: str) -> None:
        """Join the two sides of an ended recording and mark its row; safe to repeat.

        Raises:
            ValueError: this is not a recording's id.
            StillGrowing: the recording has not ended.
        """
        interaction_id = interaction_of(recording_id)
        if interaction_id is None:
            raise ValueError("this is not a recording's id")
        turn = self._turns.setdefault(recording_id, asyncio.Lock())
        async with turn:
            known = await self._database.look(lambda connection: find(connection, recording_id))
            if known is not None and known.status in ("ready", "partial"):
                await asyncio.to_thread(self._discard, recording_id)
                return
            if is_fax(recording_id):
                kept = await self._fax_kept(known, recording_id, interaction_id)
            else:
                found = await self._settled(recording_id)
                noted = known or _unknown(recording_id, interaction_id, _started_at(found))
                async with self._joins:
                    kept = await asyncio.to_thread(self._keep, noted, found)
            await self._database.transact(lambda connection: save(connection, kept))
            if kept.status != "failed":
                await asyncio.to_thread(self._discard, recording_id)

    async def discard(self, recording_id: str) -> None:
        """Throw away what Asterisk has written, or still writes, of a recording; nothing is known of it afterwards."""
        if interaction_of(recording_id) is not None:
            await asyncio.to_thread(self._discard, recording_id)

    async def recover(self, live_calls: Container[object]) -> int:
        """Store what was left behind. `live_calls` are the ids of calls that go on.

        A failed recording is tried again while its sides are there; without them it stays failed.

        Returns:
            How many recordings were looked at.
        """
        waiting = {recording.id for recording in await self._database.look(pending)}
        left = waiting | await asyncio.to_thread(self._left_behind)
        ended = [recording for recording in sorted(left) if interaction_of(recording) not in live_calls]
        await asyncio.gather(*(self._store_if_ended(recording) for recording in ended))
        return len(ended)

    async def file_of(self, recording_id: str) -> Path | None:
        """The stored file, or None. No name leads out of the folder, nor through a symbolic link."""
        if interaction_of(recording_id) is None:
            return None
        known = await self._database.look(lambda connection: find(connection, recording_id))
        if known is None or known.status not in ("ready", "partial") or not known.path:
            return None
        return await asyncio.to_thread(_plain_file, self._folder, known.path)

    async def _store_if_ended(self, recording_id: str) -> None:
        try:
            await self.store(recording_id)
        except StillGrowing:
            return

    async def _settled(self, recording_id: str) -> _Found:
        clock = asyncio.get_running_loop().time
        begun = changed = clock()
        before: _Found | None = None
        while True:
            found = await asyncio.to_thread(self._look, recording_id)
            if found.closed:
                return found
            if found != before:
                before, changed = found, clock()
            if clock() - changed >= self._quiet:
                return found
            if clock() - begun >= self._patience:
                raise StillGrowing(recording_id)
            await asyncio.sleep(POLL.total_seconds())

    async def _fax_kept(
        self, known: StoredRecording | None, recording_id: str, interaction_id: UUID
    ) -> StoredRecording:
        """Pages are kept as they came, once nobody writes any more."""
        source, begun = self._live / fax_name(recording_id), asyncio.get_running_loop().time()
        before, quiet_since = await asyncio.to_thread(_written, source), begun
        while (now := asyncio.get_running_loop().time()) - quiet_since < self._quiet:
            if now - begun >= self._patience:
                raise StillGrowing(recording_id)
            await asyncio.sleep(POLL.total_seconds())
            written = await asyncio.to_thread(_written, source)
            if written != before:
                before, quiet_since = written, asyncio.get_running_loop().time()
        noted = known or _unknown(recording_id, interaction_id, datetime.now(UTC))
        async with self._joins:
            return await asyncio.to_thread(self._pages_kept, noted, source)

    def _pages_kept(self, fax: StoredRecording, source: Path) -> StoredRecording:
        path = stored_path(fax.id, fax.interaction_id, fax.started_at)
        try:
            pages = whole_pages(source)
            size = _copied(source, self._folder / path)
        except FaxUnreadable as error:
            return structs.replace(fax, status="failed", fault=str(error))
        except OSError as error:
            return structs.replace(fax, status="failed", fault=_unwritten(error))
        return structs.replace(fax, status="ready", fault="", pages=pages, size=size, path=str(path))

    def _look(self, recording_id: str) -> _Found:
        sides: list[Side | None] = []
        faults: list[str] = []
        for name, side in (("caller", CALLER_SIDE), ("agent", AGENT_SIDE)):
            try:
                examined = examine(self._live / live_name(recording_id, side))
            except SideUnreadable as error:
                examined = None
                faults.append(f"{name}_unreadable:{error}")
            except OSError as error:
                examined = None
                faults.append(f"{name}_unreadable:{error.strerror or 'unknown'}")
            else:
                if examined is None:
                    faults.append(f"{name}_missing")
                elif not examined.frames:
                    faults.append(f"{name}_empty")
                elif not examined.finished:
                    faults.append(f"{name}_cut_off")
            sides.append(examined)
        return _Found(caller=sides[0], agent=sides[1], faults=tuple(faults))

    def _keep(self, recording: StoredRecording, found: _Found) -> StoredRecording:
        present = [side for side in (found.caller, found.agent) if side is not None]
        fault = "; ".join((*found.faults, *_shortness(recording, present, self._began_at(recording.id))))
        if not any(side.frames for side in present):
            return structs.replace(recording, status="failed", fault=fault)
        if len({side.rate for side in present}) > 1:
            return structs.replace(recording, status="failed", fault="rates_differ")
        path = stored_path(recording.id, recording.interaction_id, recording.started_at)
        try:
            frames = join(found.caller, found.agent, self._folder / path)
            size = (self._folder / path).stat().st_size
        except OSError as error:
            return structs.replace(recording, status="failed", fault=_unwritten(error))
        return structs.replace(
            recording,
            status="partial" if fault else "ready",
            fault=fault,
            duration_ms=frames * 1000 // present[0].rate,
            size=size,
            path=str(path),
        )

    def _began_at(self, recording_id: str) -> datetime | None:
        """When Asterisk began to write, if that was noted."""
        try:
            return datetime.fromtimestamp((self._live / mark_name(recording_id)).stat().st_mtime, UTC)
        except OSError:
            return None

    def _left_behind(self) -> set[str]:
        if not self._live.is_dir():
            return set()
        names = (recording_of(file.name) for file in self._live.iterdir())
        return {name for name in names if name is not None}

    def _discard(self, recording_id: str) -> None:
        for side in (CALLER_SIDE, AGENT_SIDE):
            (self._live / live_name(recording_id, side)).unlink(missing_ok=True)
        (self._live / mark_name(recording_id)).unlink(missing_ok=True)
        (self._live / fax_name(recording_id)).unlink(missing_ok=True)


def note_begin(live: Path, recording_id: str) -> None:
    """Asterisk has begun to write a recording: what is missing later is missing for another reason than a late beginning."""
    with suppress(OSError):  # without the note nobody knows why, which is said too
        (live / mark_name(recording_id)).touch(exist_ok=False)


def _started_at(found: _Found) -> datetime:
    """An estimate, for a recording that is stored before its interaction is written."""
    for side in (found.caller, found.agent):
        if side is not None:
            return side.written_at - timedelta(seconds=side.frames / side.rate)
    return datetime.now(UTC)


def _shortness(recording: StoredRecording, present: Sequence[Side], began_at: datetime | None) -> Iterator[str]:
    """Both sides are filled with silence while they are written, so that they last as long as the writing did."""
    late = timedelta() if began_at is None else began_at - recording.started_at
    if late > LEAST_MISSING:
        yield f"late:{late.total_seconds():.0f}"
    if not present:
        return
    written = max(side.written_at for side in present) - max(recording.started_at, began_at or recording.started_at)
    missing = written - timedelta(seconds=max(side.frames / side.rate for side in present))
    if missing > max(LEAST_MISSING, written * SHARE_MISSING):
        yield f"{'missing' if began_at is None else 'unwritten'}:{missing.total_seconds():.0f}"


def _unwritten(error: OSError) -> str:
    return "disk_full" if error.errno in (errno.ENOSPC, errno.EDQUOT) else f"not_stored:{error.strerror or 'unknown'}"


def _unknown(recording_id: str, interaction_id: UUID, started_at: datetime) -> StoredRecording:
    """One that is stored before its interaction is written."""
    return StoredRecording(
        id=recording_id, interaction_id=interaction_id, segment=0, started_at=started_at, status="pending"
    )


def _written(path: Path) -> tuple[int, int] | None:
    try:
        status = path.stat()
    except FileNotFoundError:
        return None
    return status.st_size, status.st_mtime_ns


def _copied(source: Path, target: Path) -> int:
    """A file at another place, in one piece; its size."""
    target.parent.mkdir(parents=True, exist_ok=True)
    part = target.with_name(f".{target.name}.part")
    try:
        shutil.copyfile(source, part)
        sync(part)
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)
    sync(target.parent)
    return target.stat().st_size


def _plain_file(folder: Path, path: str) -> Path | None:
    root = folder.resolve()
    file = root / path
    # an absolute path would replace the root; a link or `..` resolves to something else
    return file if file.is_relative_to(root) and file.resolve() == file and file.is_file() else None
