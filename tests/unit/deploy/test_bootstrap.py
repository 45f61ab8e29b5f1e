"""The Python environment, made with stand-ins for what a bare machine lacks."""

import shutil
from importlib.machinery import ModuleSpec
from pathlib import Path

import pytest

from deploy import bootstrap

APT = """#!/bin/sh
cache=$(sed -n 's/^Dir::Cache "\\(.*\\)";/\\1/p' "$2")
case " $* " in
*" install python3-pip-whl "*) touch "$cache/archives/pip.deb" ;;
esac
"""
APT_WITHOUT_IT = """#!/bin/sh
echo "E: Unable to locate package python3-pip-whl"; exit 100
"""
DPKG = """#!/bin/sh
pip="$3/usr/share/python-wheels/pip-99-py3-none-any.whl/pip"
mkdir -p "$pip"
cat > "$pip/__main__.py" <<'END'
import pathlib, sys
*_, target, wanted = sys.argv
uv = pathlib.Path(target, "bin/uv")
uv.parent.mkdir(parents=True)
uv.write_text(f'#!/bin/sh\\necho "{wanted}: $*" > "{target}/said"\\n')
uv.chmod(0o755)
END
"""


@pytest.fixture
def bare(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A machine with Python alone: no uv, no pip, and no venv that would bring one."""
    (tmp_path / "bin").mkdir()
    monkeypatch.setenv("PATH", f"{tmp_path}/bin:/usr/bin:/bin")
    monkeypatch.setenv("RINGDESK_CACHE", f"{tmp_path}/own cache")
    monkeypatch.setattr(bootstrap, "WHEELS", tmp_path / "no wheels")
    which = shutil.which

    def without_uv(name: str) -> str | None:
        return None if name == "uv" else which(name)

    def nothing(name: str) -> ModuleSpec | None:
        assert name == "ensurepip"
        return None

    monkeypatch.setattr(bootstrap.shutil, "which", without_uv)
    monkeypatch.setattr(bootstrap, "find_spec", nothing)
    return tmp_path


def stand_in(folder: Path, **scripts: str) -> None:
    for name, script in scripts.items():
        program = folder / "bin" / name.replace("_", "-")
        program.write_text(script)
        program.chmod(0o755)


def test_without_venv_and_pip_uv_comes_by_the_pip_of_the_systems_archive(bare: Path) -> None:
    stand_in(bare, apt_get=APT, dpkg=DPKG, dpkg_deb=DPKG)
    assert bootstrap.main(["--group", "bench"]) == 0
    (said,) = (bare / "own cache").glob("uv-*/said")
    assert said.read_text().startswith(f"{bootstrap.UV}: sync --frozen --python /")
    assert said.read_text().endswith("--group bench\n")


def test_where_uv_cannot_be_had_both_ways_out_are_told(bare: Path, capsys: pytest.CaptureFixture[str]) -> None:
    stand_in(bare, apt_get=APT_WITHOUT_IT, dpkg=DPKG, dpkg_deb=DPKG)
    assert bootstrap.main([]) == 1
    said = capsys.readouterr().err
    assert "Unable to locate package python3-pip-whl" in said
    assert "docs.astral.sh/uv" in said
    assert "sudo apt install python3." in said
    assert not list((bare / "own cache").glob("uv-*"))
