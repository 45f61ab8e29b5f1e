"""Speech as it travels in G.711 A-law (ITU-T G.711, table 1a)."""

import wave
from array import array
from bisect import bisect_left
from functools import cache
from pathlib import Path

_SEGMENT_ENDS = (0x1F, 0x3F, 0x7F, 0xFF, 0x1FF, 0x3FF, 0x7FF, 0xFFF)


def alaw_of_wav(wav: Path) -> bytes:
    """The samples of a mono 16 bit file, one byte each."""
    with wave.open(str(wav), "rb") as file:
        samples = array("h", file.readframes(file.getnframes()))
    return bytes(_encoded(sample >> 3) for sample in samples)


@cache
def _encoded(sample: int) -> int:
    """One 13 bit sample; every second bit is inverted on the line."""
    mask = 0xD5 if sample >= 0 else 0x55
    magnitude = sample if sample >= 0 else -sample - 1
    segment = bisect_left(_SEGMENT_ENDS, magnitude)
    return (segment << 4 | magnitude >> max(segment, 1) & 0xF) ^ mask
