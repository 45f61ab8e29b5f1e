"""The picture of a recording."""

import struct
import wave
from pathlib import Path

from recording.peaks import BARS, peaks_of


def test_each_bar_is_the_loudest_sample_of_its_stretch_on_each_side(tmp_path: Path) -> None:
    file = tmp_path / "talk.wav"
    with wave.open(str(file), "wb") as target:
        target.setnchannels(2)
        target.setsampwidth(2)
        target.setframerate(8_000)
        target.writeframes(b"".join(struct.pack("<hh", 16_384 if n % 2 else 0, -32_768) for n in range(2 * BARS)))
    left, right = peaks_of(file).sides
    assert left == [0.5] * BARS
    assert right == [1.0] * BARS


def test_nothing_recorded_is_an_empty_picture(tmp_path: Path) -> None:
    file = tmp_path / "silence.wav"
    with wave.open(str(file), "wb") as target:
        target.setnchannels(2)
        target.setsampwidth(2)
        target.setframerate(8_000)
    assert peaks_of(file).sides == [[], []]
