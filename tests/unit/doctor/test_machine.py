"""What the doctor says about a machine, looked at for real."""

import os
import socket
from pathlib import Path

import pytest

from app.doctor import machine, services


def test_port_somebody_listens_on_is_reported_with_advice() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        number = taken.getsockname()[1]
        probe = machine.port("web", "127.0.0.1", number, udp=False, used_by_us=False)
        assert not probe.ok
        assert probe.mend
        assert machine.port("web", "127.0.0.1", number, udp=False, used_by_us=True).ok
    assert machine.port("web", "127.0.0.1", number, udp=False, used_by_us=False).ok


def test_data_folder_that_does_not_exist_yet_is_judged_by_its_parent(tmp_path: Path) -> None:
    probe = machine.data_folder(tmp_path / "new/data")
    assert (probe.ok, probe.found) == (True, False)


def test_data_folder_below_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    probe = machine.data_folder(tmp_path / "file/data")
    assert not probe.ok
    assert "RINGDESK_DATA" in probe.mend


def test_what_the_database_did_not_take_is_pointed_at(tmp_path: Path) -> None:
    assert machine.local_journal(tmp_path).ok
    (tmp_path / "journal.jsonl").touch()
    assert machine.local_journal(tmp_path).ok
    (tmp_path / "refused.jsonl").touch()
    probe = machine.local_journal(tmp_path)
    assert (probe.ok, probe.detail) == (False, "put aside: refused.jsonl")
    assert "backup.md" in probe.mend


def test_misspelt_setting_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.startswith("RINGDESK_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("RINGDESK_PROT", "8800")
    monkeypatch.setenv("RINGDESK_PORT", "8800")
    monkeypatch.setenv("RINGDESK_CACHE", "/srv/cache")
    probe = machine.settings(frozenset({"RINGDESK_PORT"}))
    assert (probe.ok, probe.detail) == (False, "unknown: RINGDESK_PROT")


def test_console_that_is_not_built_says_how_to_build_it(tmp_path: Path) -> None:
    probe = machine.console(tmp_path)
    assert (probe.ok, probe.mend) == (False, "Run: make console")


@pytest.mark.anyio
async def test_missing_asterisk_says_how_to_get_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    old = tmp_path / "asterisk"
    old.write_text("#!/bin/sh\necho Asterisk 16.28.0\n")
    old.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/bin")
    probe = await machine.asterisk(tmp_path / "cache", remote=False)
    assert not probe.ok
    assert "make asterisk" in probe.mend
    assert (await machine.asterisk(tmp_path / "cache", remote=True)).ok


@pytest.mark.anyio
async def test_service_that_raises_is_reported_and_not_raised() -> None:
    async def ask() -> str:
        raise ConnectionRefusedError("no route\nto the password")

    probe = await services.answering("database", ask, "Start it.")
    assert (probe.ok, probe.detail, probe.mend) == (False, "ConnectionRefusedError: no route", "Start it.")
