"""The cache of sounds has a bound, and keeps what is in use."""

import os
import time
from datetime import timedelta
from pathlib import Path

from ivr.sound_shelf import SoundShelf

SIZE = 1_000


def put(shelf: SoundShelf, folder: Path, name: str, hours_ago: float = 0) -> Path:
    part, sound = folder / f".{name}.part.wav", folder / f"{name}.wav"
    part.write_bytes(bytes(SIZE))
    moment = time.time() - hours_ago * 3600
    os.utime(part, (moment, moment))
    shelf.put(part, sound)
    return sound


def names(folder: Path) -> set[str]:
    return {file.stem for file in folder.glob("*.wav")}


def shelf_of(folder: Path, sounds: float) -> SoundShelf:
    return SoundShelf(folder, most_bytes=round(SIZE * sounds), least_age=timedelta(hours=1))


def test_sounds_that_nobody_asks_for_make_room(tmp_path: Path) -> None:
    shelf = shelf_of(tmp_path, 3)
    for name, age in (("oldest", 9), ("old", 8), ("older", 7), ("new", 0)):
        put(shelf, tmp_path, name, age)
    assert names(tmp_path) == {"older", "new"}


def test_sound_that_was_asked_for_again_stays(tmp_path: Path) -> None:
    shelf = shelf_of(tmp_path, 3)
    first = put(shelf, tmp_path, "first", 9)
    put(shelf, tmp_path, "second", 8)
    assert shelf.take(first)
    put(shelf, tmp_path, "third", 7)
    put(shelf, tmp_path, "fourth")
    assert names(tmp_path) == {"first", "fourth"}


def test_what_may_be_playing_is_never_removed(tmp_path: Path) -> None:
    shelf = shelf_of(tmp_path, 2)
    for number in range(5):
        put(shelf, tmp_path, f"sound-{number}", hours_ago=0.5)
    assert len(names(tmp_path)) == 5


def test_folders_below_and_half_written_sounds_are_left_alone_at_the_start(tmp_path: Path) -> None:
    shelf = shelf_of(tmp_path, 1)
    below = tmp_path / "fallback"
    below.mkdir()
    fallback = put(shelf_of(tmp_path, 99), below, "en", 99)
    for number in range(3):
        put(shelf_of(tmp_path, 99), tmp_path, f"sound-{number}", hours_ago=9)
    making = tmp_path / ".making.part.wav"
    making.write_bytes(bytes(9 * SIZE))
    os.utime(making, (0, 0))
    shelf.tidy()
    assert making.exists()
    assert fallback.exists()
    making.unlink()
    assert names(tmp_path) == set()


def test_missing_and_empty_sounds_are_not_there(tmp_path: Path) -> None:
    shelf = shelf_of(tmp_path, 3)
    assert not shelf.take(tmp_path / "missing.wav")
    (tmp_path / "empty.wav").write_bytes(bytes(44))
    assert not shelf.take(tmp_path / "empty.wav")
