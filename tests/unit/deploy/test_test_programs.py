"""The programs of tests: how they come without root, and what is said when they cannot be had."""

import os
import subprocess
from pathlib import Path

import pytest

from deploy import test_programs
from deploy.test_programs import Program

BROWSER = Program(name="strange-browser", package="strange", places=("usr/lib/strange",), setting="STRANGE_BROWSER")
APT = """#!/bin/sh
cache=$(sed -n 's/^Dir::Cache "\\(.*\\)";/\\1/p' "$2")
case " $* " in
*" install "*) touch "$cache/archives/strange_1.deb" ;;
esac
"""
APT_WITHOUT_IT = """#!/bin/sh
case " $* " in
*" install "*) echo "E: Unable to locate package strange"; exit 100 ;;
esac
"""
DPKG = """#!/bin/sh
mkdir -p "$3/usr/lib/strange"
printf '#!/bin/sh\\necho "$1 with $LD_LIBRARY_PATH"\\n' > "$3/usr/lib/strange/strange-browser"
chmod +x "$3/usr/lib/strange/strange-browser"
"""


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


def test_without_root_a_missing_program_is_kept_privately_with_its_libraries(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    stand_in(folder, apt_get=APT, dpkg=DPKG, dpkg_deb=DPKG)
    assert test_programs.main() == 0
    found = test_programs.find(BROWSER)
    assert found is not None
    assert f"strange-browser: {found}" in capsys.readouterr().err
    said = subprocess.run((found, "started"), capture_output=True, text=True, check=True).stdout
    assert said.startswith(f"started with {folder}/kept programs/strange/usr/lib/")


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
