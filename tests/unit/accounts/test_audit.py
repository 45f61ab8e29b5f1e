"""A changed, removed or inserted line of the audit log shows."""

from datetime import UTC, datetime

import pytest
from msgspec import structs

from app.accounts.audit import BEGINNING, AuditEntry, entry_after, first_broken

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def log(*words: str) -> list[AuditEntry]:
    entries: list[AuditEntry] = []
    for word in words:
        previous = entries[-1].hash if entries else BEGINNING
        entries.append(entry_after(previous, at=NOW, actor="a", what=word, subject="s"))
    return entries


def test_an_untouched_log_is_whole() -> None:
    assert first_broken(log("one", "two", "three")) is None
    assert first_broken([]) is None


@pytest.mark.parametrize("field", ["actor", "what", "subject"])
def test_a_changed_word_shows(field: str) -> None:
    entries = log("one", "two", "three")
    entries[1] = structs.replace(entries[1], **{field: "other"})
    assert first_broken(entries) is entries[1]


def test_a_removed_line_shows() -> None:
    entries = log("one", "two", "three")
    del entries[1]
    assert first_broken(entries) is entries[1]


def test_a_removed_beginning_shows() -> None:
    entries = log("one", "two")[1:]
    assert first_broken(entries) is entries[0]
