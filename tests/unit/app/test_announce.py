"""What a start tells a person, beside the addresses."""

from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console

from app.cli_shown import announce
from app.settings import Settings
from app.site import Site


def told(folder: Path, host: str, *, anybody: bool) -> str:
    said = StringIO()
    settings = Settings.model_validate({"host": host, "data": folder})
    announce(Console(file=said, width=200), settings, Site(data=folder), anybody=anybody)
    return said.getvalue()


def test_site_on_this_machine_with_accounts_needs_no_advice(tmp_path: Path) -> None:
    said = told(tmp_path, "127.0.0.1", anybody=True)
    assert "http://127.0.0.1:8800/" in said
    assert "https" not in said
    assert "user add" not in said


def test_site_without_accounts_names_the_command_that_makes_one(tmp_path: Path) -> None:
    assert f"ringdesk user add LOGIN --role admin --data {tmp_path}" in told(tmp_path, "127.0.0.1", anybody=False)


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.7", "desk.example.com"])  # noqa: S104 - told, not bound
def test_site_that_others_reach_says_that_they_need_https(tmp_path: Path, host: str) -> None:
    assert "docs/admin/tls.md" in told(tmp_path, host, anybody=True)
