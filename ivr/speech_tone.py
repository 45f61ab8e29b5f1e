"""The sound that stands in for speech when there is no engine: two soft notes, the same in every language."""

import math
import os
import wave
from array import array
from pathlib import Path

RATE = 8_000
NOTES = (440.0, 587.33)
NOTE_SECONDS = 0.25
LOUDNESS = 6_000


def write_tone(file: Path) -> None:
    """Write the tone as 8 kHz mono 16-bit WAV, in one piece."""
    length = int(RATE * NOTE_SECONDS)
    samples = array(
        "h",
        (
            int(LOUDNESS * math.sin(math.pi * at / length) * math.sin(2 * math.pi * note * at / RATE))
            for note in NOTES
            for at in range(length)
        ),
    )
    part = file.with_name(f".{file.name}.part")
    with wave.open(str(part), "wb") as target:
        target.setnchannels(1)
        target.setsampwidth(2)
        target.setframerate(RATE)
        target.writeframes(samples.tobytes())
    os.replace(part, file)
