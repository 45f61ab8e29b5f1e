"""A data folder with one recording in it, as Asterisk leaves them."""

import os
import struct
import wave
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import numpy as np

from database.engine import Database
from recording.repository import PendingRecording, StoredRecording, add_pending, find
from recording.store import RecordingStore

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
RATE = 8_000


def tone(frequency: float, seconds: float) -> bytes:
    at = np.arange(int(RATE * seconds)) / RATE
    return (8_000 * np.sin(2 * np.pi * frequency * at)).astype("<i2").tobytes()


def header(length: int, *, channels: int = 1, rate: int = RATE) -> bytes:
    form = struct.pack("<HHIIHH", 1, channels, rate, rate * 2 * channels, 2 * channels, 16)
    return (
        b"RIFF"
        + struct.pack("<I", 36 + length)
        + b"WAVEfmt "
        + struct.pack("<I", 16)
        + form
        + b"data"
        + struct.pack("<I", length)
    )


class Room:
    """A data folder with one recording in it."""

    def __init__(self, folder: Path, database: Database) -> None:
        self.folder = folder
        self.database = database
        self.call = uuid4()
        self.id = f"{self.call}-r1"
        self.store = self.opened()
        self.store.live.mkdir(parents=True)

    def opened(self, *, patience: float = 30) -> RecordingStore:
        return RecordingStore(
            self.folder, self.database, quiet=timedelta(seconds=0.3), patience=timedelta(seconds=patience)
        )

    def side(self, name: str) -> Path:
        return self.store.live / f"{self.id}.{name}.wav"

    def write(self, name: str, sound: bytes, *, length: int | None = None) -> None:
        self.side(name).write_bytes(header(len(sound) if length is None else length) + sound)
        ended = (NOON + timedelta(seconds=len(sound) / 2 / RATE)).timestamp()
        os.utime(self.side(name), (ended, ended))

    async def pending(self) -> None:
        pending = PendingRecording(id=self.id, interaction_id=self.call, segment=2, started_at=NOON)
        await self.database.transact(lambda connection: add_pending(connection, [pending]))

    async def row(self) -> StoredRecording:
        found = await self.database.look(lambda connection: find(connection, self.id))
        assert found is not None
        return found

    def heard(self, path: str) -> "tuple[np.ndarray[tuple[int], np.dtype[np.int16]], ...]":
        with wave.open(str(self.folder / path), "rb") as source:
            assert (source.getnchannels(), source.getsampwidth(), source.getframerate()) == (2, 2, RATE)
            frames = np.frombuffer(source.readframes(source.getnframes()), dtype="<i2").reshape(-1, 2)
        return frames[:, 0], frames[:, 1]
