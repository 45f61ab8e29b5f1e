"""The picture of a recording: how loud each side is over time. No word can be made out in it."""

import wave
from functools import lru_cache
from pathlib import Path

from pydantic import BaseModel, ConfigDict

BARS = 600
MOST_AT_ONCE = 16_384
"""Frames in memory, however long the recording is."""
_REMEMBERED = 256


class Peaks(BaseModel):
    """For each side, the caller's first, the loudest sample of each stretch in order, 0 to 1."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    sides: list[list[float]]


def peaks_of(file: Path) -> Peaks:
    """Look at a stored recording, once for as long as its file stays as it is. Raises `OSError`, `wave.Error`."""
    now = file.stat()
    return _peaks_of(file, now.st_mtime_ns, now.st_size)


@lru_cache(maxsize=_REMEMBERED)
def _peaks_of(file: Path, _changed_ns: int, _size: int) -> Peaks:
    import numpy as np  # here, because it would take time from an application that comes back after a crash

    with wave.open(str(file), "rb") as source:
        channels, frames = source.getnchannels(), source.getnframes()
        stretch = max(1, -(-frames // BARS))
        sides: list[list[float]] = [[] for _ in range(channels)]
        for first in range(0, frames, stretch):
            loudest = [0] * channels
            for place in range(first, min(first + stretch, frames), MOST_AT_ONCE):
                most = min(MOST_AT_ONCE, first + stretch - place, frames - place)
                samples = np.frombuffer(source.readframes(most), dtype="<i2").reshape(-1, channels)
                for side in range(channels):
                    one = samples[:, side]
                    loudest[side] = max(loudest[side], -int(one.min(initial=0)), int(one.max(initial=0)))
            for side in range(channels):
                sides[side].append(round(loudest[side] / 32_768, 3))
    return Peaks(sides=sides)
