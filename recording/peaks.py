"""The picture of a recording: how loud each side is over time. No word can be made out in it."""

import wave
from pathlib import Path

from pydantic import BaseModel, ConfigDict

BARS = 600


class Peaks(BaseModel):
    """For each side, the caller's first, the loudest sample of each stretch in order, 0 to 1."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    sides: list[list[float]]


def peaks_of(file: Path) -> Peaks:
    """Look at a stored recording. Raises `OSError`, `wave.Error`."""
    import numpy as np  # here, because it would take time from an application that comes back after a crash

    with wave.open(str(file), "rb") as source:
        channels, frames = source.getnchannels(), source.getnframes()
        sides: list[list[float]] = [[] for _ in range(channels)]
        stretch = max(1, -(-frames // BARS))
        while sound := source.readframes(stretch):
            samples = np.frombuffer(sound, dtype="<i2").reshape(-1, channels)
            low, high = samples.min(axis=0), samples.max(axis=0)
            for side in range(channels):
                sides[side].append(round(max(-int(low[side]), int(high[side])) / 32_768, 3))
    return Peaks(sides=sides)
