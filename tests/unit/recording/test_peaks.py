"""The picture of a recording."""

import struct
import wave
from pathlib import Path

import pytest

from recording.peaks import BARS, MOST_AT_ONCE, peaks_of


def _write(file: Path, sound: bytes) -> None:
    with wave.open(str(file), "wb") as target:
        target.setnchannels(2)
        target.setsampwidth(2)
        target.setframerate(8_000)
        target.writeframes(sound)


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


def test_a_long_stretch_is_read_in_pieces_and_its_loudest_sample_found(tmp_path: Path) -> None:
    file, stretch = tmp_path / "long.wav", 2 * MOST_AT_ONCE + 7
    loud_at_its_end = bytes(4 * (stretch - 1)) + struct.pack("<hh", 16_384, -32_768)
    _write(file, loud_at_its_end + bytes(4 * stretch * (BARS - 1)))
    left, right = peaks_of(file).sides
    assert left == [0.5] + [0.0] * (BARS - 1)
    assert right == [1.0] + [0.0] * (BARS - 1)


def test_a_recording_is_read_once_and_again_when_it_was_stored_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file, opened = tmp_path / "talk.wav", list[str]()
    _write(file, struct.pack("<hh", 16_384, 0))
    read = wave.open

    def counted(name: str, mode: str) -> wave.Wave_read:
        opened.append(name)
        assert mode == "rb"
        return read(name, "rb")

    monkeypatch.setattr(wave, "open", counted)
    assert peaks_of(file) == peaks_of(file)
    assert len(opened) == 1
    monkeypatch.undo()
    _write(file, struct.pack("<hhhh", 0, 0, 32_767, 0))
    assert peaks_of(file).sides == [[0.0, 1.0], [0.0, 0.0]]
