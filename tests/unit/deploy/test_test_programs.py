"""The programs of tests: how they come without root, and what is said when they cannot be had."""

import os
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from app.asterisk.packages import triplet
from deploy import test_programs
from deploy.test_programs import Program

BROWSER = Program(
    name="strange-browser",
    package="strange",
    places=("usr/lib/strange",),
    setting="STRANGE_BROWSER",
    runs_shells=False,
)
APT = """#!/bin/sh
cache=$(sed -n 's/^Dir::Cache "\\(.*\\)";/\\1/p' "$2")
case " $* " in
*" install "*) touch "$cache/archives/strange_1.deb" ;;
esac
"""
APT_OF_ANOTHER_SYSTEM = f"""{APT}
case " $* " in
*" --no-install-recommends "*) echo "E: Unable to locate package strange"; exit 100 ;;
esac
"""
APT_WITHOUT_IT = """#!/bin/sh
case " $* " in
*" install "*) echo "E: Unable to locate package strange"; exit 100 ;;
esac
"""
DPKG = f"""#!/bin/sh
mkdir -p "$3/usr/lib/strange" "$3/usr/lib/{triplet()}"
cp /usr/bin/dash "$3/usr/lib/strange/strange-browser"
cp -L /lib/{triplet()}/libc.so.6 /lib/{triplet()}/ld-linux-*.so.* "$3/usr/lib/{triplet()}"
"""
"""Unpacks a shell as the browser, with the loader and library that belong to it."""
MAPPED = "while read -r line; do echo $line; done < /proc/self/maps"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where somebody who is not root keeps programs; only the strange browser is wanted."""
    (tmp_path / "bin").mkdir()
    monkeypatch.setenv("PATH", f"{tmp_path}/bin:/usr/bin:/bin")
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    monkeypatch.setattr(test_programs, "ALL", (BROWSER,))
    monkeypatch.setattr(test_programs, "FOLDER", tmp_path / "kept programs")
    return tmp_path


def stand_in(folder: Path, **scripts: str) -> None:
    for name, script in scripts.items():
        program = folder / "bin" / name.replace("_", "-")
        program.write_text(script)
        program.chmod(0o755)


@pytest.mark.parametrize("wanted", [BROWSER, replace(BROWSER, runs_shells=True)], ids=["itself", "shells"])
def test_without_root_a_missing_program_is_kept_privately_and_runs_with_nothing_of_the_system(
    folder: Path, wanted: Program, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(test_programs, "ALL", (wanted,))
    stand_in(folder, apt_get=APT, dpkg=DPKG, dpkg_deb=DPKG)
    assert test_programs.main() == 0
    found = test_programs.find(wanted)
    assert found is not None
    assert f"strange-browser: {found}" in capsys.readouterr().err
    assert test_programs.main() == 0, "what is there already is found again"
    named = subprocess.run(
        (found, "-c", "echo $0; echo ${LD_LIBRARY_PATH:-}"), capture_output=True, text=True, check=True
    )
    name, libraries = named.stdout.splitlines()
    assert Path(name).exists(), "it finds what lies beside it"
    assert bool(libraries) != wanted.runs_shells, "a shell of the system would not start with these"
    mapped = subprocess.run((found, "-c", MAPPED), capture_output=True, text=True, check=True).stdout
    files = {line.split(maxsplit=5)[5] for line in mapped.splitlines() if line.count(" ") >= 5 and "/" in line}
    assert {Path(file).name for file in files} >= {"strange-browser", "libc.so.6"}
    assert {file for file in files if not file.startswith(f"{folder}/kept programs/")} == set()


def test_what_the_systems_archive_lacks_is_kept_privately_by_root_too(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    stand_in(folder, apt_get=APT_OF_ANOTHER_SYSTEM, dpkg=DPKG, dpkg_deb=DPKG)
    assert test_programs.main() == 0
    assert test_programs.find(BROWSER) == folder / "kept programs/run/strange-browser"


def test_where_nothing_can_be_had_root_is_told_so_as_well(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    monkeypatch.setenv("PATH", f"{folder}/bin")
    assert test_programs.main() == 1
    said = capsys.readouterr().err
    assert "apt-get is not on this machine" in said
    assert "STRANGE_BROWSER" in said


def test_a_browser_that_sees_no_files_of_tests_is_passed_over(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stand_in(folder, strange_browser="#!/bin/sh\n")
    assert test_programs.find(BROWSER) == folder / "bin/strange-browser"
    monkeypatch.setattr(test_programs, "CONFINED", folder / "bin")
    assert test_programs.find(BROWSER) is None


def test_private_programs_of_root_lie_where_others_may_read_them(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("RINGDESK_CACHE", raising=False)
    monkeypatch.setenv("XDG_CACHE_HOME", f"{folder}/own")
    assert test_programs.kept_in() == folder / "own/ringdesk/test-programs"
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    assert test_programs.kept_in() == Path("/var/cache/ringdesk/test-programs")


def test_a_program_that_cannot_be_had_is_named_with_why_and_both_ways_out(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    stand_in(folder, apt_get=APT_WITHOUT_IT, dpkg=DPKG, dpkg_deb=DPKG)
    assert test_programs.main() == 1
    said = capsys.readouterr().err
    assert "strange-browser: MISSING" in said
    assert "Unable to locate package strange" in said
    assert "sudo apt install strange" in said
    assert "STRANGE_BROWSER" in said


def test_a_program_named_by_its_setting_is_taken_and_one_that_is_not_there_is_said_to_be_missing(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    stand_in(folder, apt_get=APT_WITHOUT_IT, my_browser="#!/bin/sh\n")
    monkeypatch.setenv("STRANGE_BROWSER", f"{folder}/bin/my-browser")
    assert test_programs.main() == 0
    assert f"{folder}/bin/my-browser" in capsys.readouterr().err
    monkeypatch.setenv("STRANGE_BROWSER", f"{folder}/bin/no-browser")
    assert test_programs.main() == 1
    assert "strange-browser: MISSING" in capsys.readouterr().err
