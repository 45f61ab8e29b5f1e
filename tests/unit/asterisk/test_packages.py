"""Fetching packages, with stand-ins for apt and dpkg on a path of our own."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from app.asterisk.packages import PackagesUnavailable, Release, fetch

WORKING_APT = """#!/bin/sh
cache=$(sed -n 's/^Dir::Cache "\\(.*\\)";/\\1/p' "$2")
case " $* " in
*" install "*) echo install >> "$APT_LOG"; touch "$cache/archives/asterisk_22.deb" ;;
esac
"""
FAILING_APT = """#!/bin/sh
case " $* " in
*" install "*) echo "E: Unable to locate package asterisk"; exit 100 ;;
esac
"""
DPKG = """#!/bin/sh
mkdir -p "$3/usr/bin" && touch "$3/usr/bin/asterisk"
"""


@pytest.fixture
def log(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Put working stand-ins on the path; the log gains a line for each download."""
    (tmp_path / "bin").mkdir()
    monkeypatch.setenv("PATH", f"{tmp_path}/bin:/usr/bin:/bin")
    monkeypatch.setenv("APT_LOG", str(tmp_path / "apt.log"))
    for name, script in {"apt-get": WORKING_APT, "dpkg": DPKG, "dpkg-deb": DPKG}.items():
        _stand_in(tmp_path, name, script)
    return tmp_path / "apt.log"


def _stand_in(folder: Path, name: str, script: str) -> None:
    program = folder / "bin" / name
    program.write_text(script)
    program.chmod(0o755)


def _ignore(step: str, done: float | None) -> None:
    del step, done


def test_fetched_folder_holds_what_the_packages_hold(tmp_path: Path, log: Path) -> None:
    told: list[tuple[str, float | None]] = []
    fetch(("asterisk",), tmp_path / "cache/asterisk", None, lambda step, done: told.append((step, done)))
    assert (tmp_path / "cache/asterisk/usr/bin/asterisk").exists()
    assert told[-1] == ("Unpacking packages", 1.0)
    assert log.exists()


def test_two_at_once_fetch_once(tmp_path: Path, log: Path) -> None:
    def fetch_once(_: int) -> None:
        fetch(("asterisk",), tmp_path / "cache/asterisk", None, _ignore)

    with ThreadPoolExecutor(max_workers=3) as workers:
        list(workers.map(fetch_once, range(3)))
    assert log.read_text().splitlines() == ["install"]


def test_failed_fetch_leaves_nothing_that_looks_complete(tmp_path: Path, log: Path) -> None:
    _stand_in(tmp_path, "apt-get", FAILING_APT)
    with pytest.raises(PackagesUnavailable, match="Unable to locate package asterisk") as caught:
        fetch(("asterisk",), tmp_path / "cache/asterisk", None, _ignore)
    assert "network" in caught.value.mend
    assert [path.name for path in (tmp_path / "cache").iterdir()] == ["asterisk.lock"]
    _stand_in(tmp_path, "apt-get", WORKING_APT)
    fetch(("asterisk",), tmp_path / "cache/asterisk", None, _ignore)
    assert log.exists()


def test_rest_of_a_killed_fetch_is_cleared_away(tmp_path: Path, log: Path) -> None:
    (tmp_path / "cache/asterisk.k1lled/root").mkdir(parents=True)
    fetch(("asterisk",), tmp_path / "cache/asterisk", None, _ignore)
    assert {path.name for path in (tmp_path / "cache").iterdir()} == {"asterisk", "asterisk.lock"}
    assert log.exists()


def test_machine_without_apt_is_told_what_else_serves(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(PackagesUnavailable, match="apt-get is not on this machine") as caught:
        fetch(("asterisk",), tmp_path / "asterisk", Release(mirror="http://localhost", suite="sid"), _ignore)
    assert "compose.yaml" in caught.value.mend
