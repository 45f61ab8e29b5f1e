"""Hold music of our own, for an Asterisk that brings none."""

import array
import math
import wave
from pathlib import Path

RATE = 8000
BAR_SECONDS = 4.0
CHORDS = ((220.0, 261.63, 329.63), (174.61, 220.0, 261.63), (261.63, 329.63, 392.0), (196.0, 246.94, 293.66))
"""A minor, F, C, G: one chord a bar, which ends where it began."""
LOUDNESS = 2600


def write(folder: Path) -> Path:
    """Write a quiet loop of broken chords into `folder`, once, and return the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "ringdesk.wav"
    if not path.exists():
        samples = array.array(
            "h", [_sample(position / RATE) for position in range(int(len(CHORDS) * BAR_SECONDS * RATE))]
        )
        with wave.open(str(path), "wb") as file:
            file.setnchannels(1)
            file.setsampwidth(2)
            file.setframerate(RATE)
            file.writeframes(samples.tobytes())
    return folder


def _sample(at: float) -> int:
    bar, within = divmod(at, BAR_SECONDS)
    chord = CHORDS[int(bar)]
    note, since = divmod(within, BAR_SECONDS / 8)
    pitch = chord[(0, 1, 2, 1)[int(note) % 4]] * 2
    plucked = math.sin(2 * math.pi * pitch * since) * math.exp(-4 * since) * min(1.0, since * 200)
    under = sum(math.sin(2 * math.pi * tone * at) for tone in chord) / 3 * math.sin(math.pi * within / BAR_SECONDS)
    return int(LOUDNESS * (plucked + 0.5 * under))
