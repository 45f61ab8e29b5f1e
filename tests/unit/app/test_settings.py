"""Settings come from the environment, and their table in the documents is the code's."""

from pathlib import Path

import pytest
from pydantic import ValidationError

from app.settings import Settings, machine_zone, settings_document

ROOT = Path(__file__).parents[3]


def test_environment_sets_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RINGDESK_PORT", "9000")
    monkeypatch.setenv("RINGDESK_TRUNKS", '[{"name": "carrier", "match": ["192.0.2.0/24"]}]')
    settings = Settings()
    assert settings.port == 9000
    assert settings.trunks[0].match == ("192.0.2.0/24",)


def test_database_lives_in_the_data_folder_by_default(tmp_path: Path) -> None:
    assert Settings(data=tmp_path).database == f"sqlite:///{tmp_path}/ringdesk.db"


def test_a_time_zone_that_does_not_exist_is_refused_with_what_to_write_instead() -> None:
    with pytest.raises(ValidationError, match="no time zone; choose one such as Asia/Shanghai"):
        Settings.model_validate({"zone": "Berlin"})
    assert Settings.model_validate({"zone": "Europe/Berlin"}).site_zone == "Europe/Berlin"


def test_the_time_zone_is_the_machines_by_default(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", "Europe/Berlin")
    assert Settings().site_zone == "Europe/Berlin"
    for unnamed in ("", "CET-1CEST", "/etc/localtime"):
        monkeypatch.setenv("TZ", unnamed)
        known = tmp_path / "zoneinfo" / "America" / "New_York"
        known.parent.mkdir(parents=True, exist_ok=True)
        known.touch()
        link = tmp_path / "localtime"
        link.unlink(missing_ok=True)
        link.symlink_to(known)
        assert machine_zone(link) == "America/New_York"
        assert machine_zone(tmp_path / "nothing") == "UTC"


def test_secrets_are_not_printed() -> None:
    assert "hush" not in repr(Settings.model_validate({"ari_password": "hush", "metrics_token": "hush"}))


def test_every_setting_is_explained() -> None:
    assert [name for name, field in Settings.model_fields.items() if not field.description] == []


def test_documented_table_is_fresh() -> None:
    assert (ROOT / "docs/settings.md").read_text() == settings_document()
