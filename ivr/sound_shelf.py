"""A folder of sounds that does not grow for ever: those that were asked for least lately go first."""

import os
import threading
import time
from datetime import timedelta
from pathlib import Path

WAV_HEADER = 44
ROOM = 0.9
"""Of what is allowed, this share is kept when there is too much, so that it is not tidied at every new sound."""


class SoundShelf:
    """Sounds in `folder`; a file's time of change is when it was last asked for. Its methods block, and threads may share it."""

    def __init__(self, folder: Path, *, most_bytes: int, least_age: timedelta) -> None:
        self._folder = folder
        self._most = most_bytes
        self._least_age = least_age.total_seconds()
        self._size = 0
        self._turn = threading.Lock()

    def take(self, sound: Path) -> bool:
        """Whether there is a whole sound; it counts as asked for now."""
        with self._turn:
            try:
                whole = sound.stat().st_size > WAV_HEADER
                if whole:
                    os.utime(sound)
            except OSError:
                return False
            return whole

    def put(self, part: Path, sound: Path) -> None:
        """Make a finished file the sound, and make room if need be. Raises `OSError`."""
        with self._turn:
            os.replace(part, sound)
            self._size += sound.stat().st_size
            if self._size > self._most:
                self._tidy()

    def tidy(self) -> None:
        """Count what is there and remove what is too much. What lies in folders below is not touched."""
        with self._turn:
            self._tidy()

    def _tidy(self) -> None:
        # names with a dot in front are sounds in the making
        found = [(file.stat(), file) for file in self._folder.glob("[!.]*.wav")]
        self._size = sum(status.st_size for status, _ in found)
        if self._size <= self._most:
            return
        latest = time.time() - self._least_age
        for status, file in sorted(found, key=lambda one: one[0].st_mtime):
            if status.st_mtime > latest or self._size <= self._most * ROOM:
                return
            file.unlink(missing_ok=True)
            self._size -= status.st_size
