"""The audit log's chain: each entry's hash covers the one before, so that a changed or removed line shows. Pure."""

import hashlib
import json
from collections.abc import Iterable
from datetime import UTC, datetime

from msgspec import Struct

BEGINNING = "0" * 64


class AuditEntry(Struct, frozen=True, kw_only=True):
    """Who did what to whom. `actor` and `subject` are ids or fixed words, never names, numbers or typed text."""

    at: datetime
    actor: str
    what: str
    subject: str
    previous: str
    hash: str


def entry_after(previous: str, *, at: datetime, actor: str, what: str, subject: str) -> AuditEntry:
    """The entry that follows the one with this hash."""
    made = _hash(previous, at, actor, what, subject)
    return AuditEntry(at=at, actor=actor, what=what, subject=subject, previous=previous, hash=made)


def first_broken(entries: Iterable[AuditEntry]) -> AuditEntry | None:
    """The first entry, in order, that was changed or whose predecessor is missing."""
    previous = BEGINNING
    for entry in entries:
        expected = _hash(previous, entry.at, entry.actor, entry.what, entry.subject)
        if entry.previous != previous or entry.hash != expected:
            return entry
        previous = entry.hash
    return None


def _hash(previous: str, at: datetime, actor: str, what: str, subject: str) -> str:
    line = json.dumps([previous, at.astimezone(UTC).isoformat(timespec="microseconds"), actor, what, subject])
    return hashlib.sha256(line.encode()).hexdigest()
