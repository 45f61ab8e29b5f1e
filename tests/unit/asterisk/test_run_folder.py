"""The control socket has a place, however deep the data folder lies."""

import socket
import tempfile
from collections.abc import Generator
from pathlib import Path

import pytest

from app.asterisk import run_folder


@pytest.fixture
def temporary(monkeypatch: pytest.MonkeyPatch) -> Generator[Path]:
    with tempfile.TemporaryDirectory(prefix="rd-") as folder:
        monkeypatch.setattr(tempfile, "tempdir", folder)
        yield Path(folder)


def test_folder_with_a_short_path_is_used_itself(temporary: Path) -> None:
    assert run_folder.make(temporary / "data/run") == temporary / "data/run"


def test_folder_too_deep_for_a_socket_leads_to_a_short_one_each_time(temporary: Path, tmp_path: Path) -> None:
    deep = tmp_path / ("x" * 100) / "run"
    made = run_folder.make(deep)
    assert made is not None
    assert deep.resolve() == made
    with socket.socket(socket.AF_UNIX) as control:
        control.bind(str(made / run_folder.SOCKET))
    assert run_folder.make(deep) == made
    (made / run_folder.SOCKET).unlink()
    made.rmdir()  # as a restart of the machine does
    assert run_folder.make(deep) == made


def test_short_folder_that_others_can_write_is_not_trusted(temporary: Path, tmp_path: Path) -> None:
    deep = tmp_path / ("x" * 100) / "run"
    made = run_folder.make(deep)
    assert made is not None
    made.chmod(0o777)
    assert run_folder.make(deep) is None


def test_without_any_short_place_there_is_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    deep = tmp_path / ("x" * 100)
    deep.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(deep))
    assert run_folder.make(deep / "run") is None
