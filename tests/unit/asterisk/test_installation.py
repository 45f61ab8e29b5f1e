"""Which Asterisk is chosen, shown with stand-in programs on a path of our own."""

from pathlib import Path

import pytest

from app.asterisk.installation import Kind, cache_folder, find


@pytest.fixture
def system(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A machine whose whole path is one folder."""
    (tmp_path / "usr/sbin").mkdir(parents=True)
    (tmp_path / "usr/lib/asterisk/modules").mkdir(parents=True)
    (tmp_path / "usr/share/asterisk/sounds/en").mkdir(parents=True)
    monkeypatch.setenv("PATH", f"{tmp_path}/usr/sbin:/bin")
    return tmp_path


def _install(system: Path, version: str) -> None:
    program = system / "usr/sbin/asterisk"
    program.write_text(f"#!/bin/sh\necho 'Asterisk {version}'\n")
    program.chmod(0o755)


@pytest.mark.parametrize("version", ["22.10.0", "22.11.3~dfsg-1", "23.1.0"])
def test_systems_asterisk_is_used_where_it_is_new_enough(system: Path, version: str) -> None:
    _install(system, version)
    found = find(system / "cache")
    assert found is not None
    assert (found.kind, found.version) == (Kind.SYSTEM, version)
    assert found.modules == system / "usr/lib/asterisk/modules"


@pytest.mark.parametrize("version", ["20.9.3", "22.9.0", "16.28.0~dfsg-0+deb11u4", "unknown"])
def test_asterisk_too_old_is_passed_over(system: Path, version: str) -> None:
    _install(system, version)
    assert find(system / "cache") is None


def test_broken_private_copy_is_not_offered(system: Path) -> None:
    _install(system, "16.28.0")
    (system / "cache/asterisk-1/usr/sbin").mkdir(parents=True)
    assert find(system / "cache") is None


def test_cache_folder_follows_the_setting_then_the_desktop_standard_then_home(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", "/home/li")
    monkeypatch.setenv("XDG_CACHE_HOME", "/fast/cache")
    monkeypatch.setenv("RINGDESK_CACHE", "/srv/ringdesk-cache")
    assert cache_folder() == Path("/srv/ringdesk-cache")
    monkeypatch.delenv("RINGDESK_CACHE")
    assert cache_folder() == Path("/fast/cache/ringdesk")
    monkeypatch.delenv("XDG_CACHE_HOME")
    assert cache_folder() == Path("/home/li/.cache/ringdesk")
