"""The audit log's chain: each entry's hash covers the one before, so that a changed or removed line shows. Pure."""

import hashlib
import json
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime

from msgspec import Struct

BEGINNING = "0" * 64


class AuditEntry(Struct, frozen=True, kw_only=True):
    """Who did what to whom. `actor` and `subject` are ids or fixed words, never names, numbers or typed text.

    `detail` is made of the hashes of the documents before and after, which are kept apart; empty where there are none.
    """

    at: datetime
    actor: str
    what: str
    subject: str
    previous: str
    hash: str
    detail: str = ""


class AuditDetail(Struct, frozen=True, kw_only=True):
    """What an entry did to one thing: its document before and after, None where there was none."""

    kind: str
    subject: str
    before: object | None
    after: object | None


def entry_after(previous: str, *, at: datetime, actor: str, what: str, subject: str, detail: str = "") -> AuditEntry:
    """The entry that follows the one with this hash."""
    made = _hash(previous, at, actor, what, subject, detail)
    return AuditEntry(at=at, actor=actor, what=what, subject=subject, previous=previous, hash=made, detail=detail)


def first_broken(entries: Iterable[AuditEntry]) -> AuditEntry | None:
    """The first entry, in order, that was changed or whose predecessor is missing."""
    previous = BEGINNING
    for entry in entries:
        expected = _hash(previous, entry.at, entry.actor, entry.what, entry.subject, entry.detail)
        if entry.previous != previous or entry.hash != expected:
            return entry
        previous = entry.hash
    return None


def detail_hash(detail: AuditDetail, salt: str) -> str:
    """The hash of one thing's documents; the salt keeps it from being guessed."""
    line = json.dumps([salt, detail.kind, detail.subject, detail.before, detail.after], sort_keys=True)
    return hashlib.sha256(line.encode("utf-8", "surrogatepass")).hexdigest()


def details_hash(hashes: Sequence[str]) -> str:
    """What the chain covers of an entry's details."""
    return hashlib.sha256("".join(hashes).encode()).hexdigest() if hashes else ""


def _hash(previous: str, at: datetime, actor: str, what: str, subject: str, detail: str) -> str:
    # entries from before there were details have none, and keep their hash
    said = [previous, at.astimezone(UTC).isoformat(timespec="microseconds"), actor, what, subject]
    return hashlib.sha256(json.dumps([*said, detail] if detail else said).encode()).hexdigest()
