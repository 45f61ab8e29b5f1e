"""Settings come from the environment, and their table in the documents is the code's."""

from pathlib import Path

import pytest

from app.settings import Settings, settings_document

ROOT = Path(__file__).parents[3]


def test_environment_sets_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RINGDESK_PORT", "9000")
    monkeypatch.setenv("RINGDESK_TRUNKS", '[{"name": "carrier", "match": ["192.0.2.0/24"]}]')
    settings = Settings()
    assert settings.port == 9000
    assert settings.trunks[0].match == ("192.0.2.0/24",)


def test_database_lives_in_the_data_folder_by_default(tmp_path: Path) -> None:
    assert Settings(data=tmp_path).database == f"sqlite:///{tmp_path}/ringdesk.db"


def test_secrets_are_not_printed() -> None:
    assert "hush" not in repr(Settings.model_validate({"ari_password": "hush", "metrics_token": "hush"}))


def test_every_setting_is_explained() -> None:
    assert [name for name, field in Settings.model_fields.items() if not field.description] == []


def test_documented_table_is_fresh() -> None:
    assert (ROOT / "docs/settings.md").read_text() == settings_document()
