"""One side of a recording as Asterisk left it, and the joining of two into one stereo file.

Asterisk writes the length into the WAV header only when it closes the file: after a crash it is zero, and everything
behind the header is sound.
"""

import os
import struct
import wave
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

from msgspec import Struct

BLOCK_FRAMES = 65_536
SAMPLE_BYTES = 2
_PCM = 1
_FORMAT = struct.Struct("<HHIIHH")


class SideUnreadable(Exception):
    """The file is no 16-bit mono WAV."""


class Side(Struct, frozen=True, kw_only=True):
    """What one side's file holds.

    `finished`: its header was written by a proper end; `offset`: where the sound begins; `written_at`: the last time.
    """

    path: Path
    rate: int
    offset: int
    frames: int
    finished: bool
    written_at: datetime


def examine(path: Path) -> Side | None:
    """Look at a side's file; None when it is missing or has not even a header. Raises `SideUnreadable`, `OSError`."""
    try:
        with path.open("rb") as file:
            return _examine(path, file)
    except FileNotFoundError:
        return None


def is_finished(path: Path) -> bool:
    """Whether a side's file is closed and can be played."""
    try:
        side = examine(path)
    except (SideUnreadable, OSError):
        return False
    return side is not None and side.finished


def join(caller: Side | None, agent: Side | None, target: Path) -> int:
    """Write caller (left) and agent (right) as one WAV in one piece, the shorter padded with silence.

    Returns:
        The number of frames. Raises `OSError`, for one when the disk is full; nothing is left at `target` then.
    """
    sides = [side for side in (caller, agent) if side is not None]
    frames = max(side.frames for side in sides)
    target.parent.mkdir(parents=True, exist_ok=True)
    part = target.with_name(f".{target.name}.part")
    try:
        with part.open("wb") as raw:
            _write(caller, agent, frames, raw)
            raw.flush()
            os.fsync(raw.fileno())
        os.replace(part, target)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
    sync(target.parent)
    return frames


def _examine(path: Path, file: BinaryIO) -> Side | None:
    status = os.fstat(file.fileno())
    size = status.st_size
    head = file.read(12)
    if len(head) < 12:
        return None
    if head[:4] != b"RIFF" or head[8:] != b"WAVE":
        raise SideUnreadable("it is no WAV file")
    rate = 0
    while len(header := file.read(8)) == 8:
        name, length = header[:4], int.from_bytes(header[4:], "little")
        if name == b"fmt ":
            rate = _rate(file.read(length + length % 2))
        elif name == b"data":
            if not rate:
                raise SideUnreadable("its header has no format")
            offset = file.tell()
            frames = max(0, size - offset) // SAMPLE_BYTES
            return Side(
                path=path,
                rate=rate,
                offset=offset,
                frames=frames,
                finished=length == size - offset > 0,
                written_at=datetime.fromtimestamp(status.st_mtime, UTC),
            )
        else:
            file.seek(length + length % 2, os.SEEK_CUR)
    return None


def _rate(chunk: bytes) -> int:
    if len(chunk) < _FORMAT.size:
        raise SideUnreadable("its header is cut off")
    coding, channels, rate, _, _, bits = _FORMAT.unpack_from(chunk)
    if (coding, channels, bits) != (_PCM, 1, 8 * SAMPLE_BYTES) or not 8_000 <= rate <= 48_000:
        raise SideUnreadable("it is not 16-bit mono")
    return int(rate)


def _write(caller: Side | None, agent: Side | None, frames: int, raw: BinaryIO) -> None:
    import numpy as np  # here, because it would take time from an application that comes back after a crash

    with ExitStack() as stack:
        target = stack.enter_context(wave.open(raw, "wb"))
        target.setnchannels(2)
        target.setsampwidth(SAMPLE_BYTES)
        target.setframerate(next(side.rate for side in (caller, agent) if side is not None))
        target.setnframes(frames)
        sources: list[BinaryIO | None] = []
        for side in (caller, agent):
            source = None if side is None else stack.enter_context(side.path.open("rb"))
            if source is not None and side is not None:
                source.seek(side.offset)
            sources.append(source)
        for start in range(0, frames, BLOCK_FRAMES):
            block = np.zeros((min(BLOCK_FRAMES, frames - start), 2), dtype="<i2")
            for column, source in enumerate(sources):
                if source is None:
                    continue
                sound = source.read(len(block) * SAMPLE_BYTES)
                samples = np.frombuffer(sound[: len(sound) // SAMPLE_BYTES * SAMPLE_BYTES], dtype="<i2")
                block[: len(samples), column] = samples
            target.writeframes(block.tobytes())


def sync(path: Path) -> None:
    """Make a file or a folder's list of names durable."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
