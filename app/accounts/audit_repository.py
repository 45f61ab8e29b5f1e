"""SQL of the audit log. Callers own the transaction, so that a line stands exactly when the deed does."""

import secrets
from collections.abc import Collection, Sequence
from datetime import datetime

from msgspec import Struct
from sqlalchemy import Select, func, insert, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from app.accounts.audit import BEGINNING, AuditDetail, AuditEntry, detail_hash, details_hash, entry_after
from app.accounts.tables import AuditDetailRow, AuditRow

_ATTEMPTS = 5


class AuditQuery(Struct, frozen=True, kw_only=True):
    """Which lines to read, newest first: `since` is included, `until` is not; `older_than` is the id of the last one seen."""

    kind: str = ""
    subject: str = ""
    actor: str = ""
    what: str = ""
    since: datetime | None = None
    until: datetime | None = None
    older_than: int | None = None
    limit: int = 50


class AuditLine(Struct, frozen=True, kw_only=True):
    """A line as it is read; `details` holds no more than asked for, `touched` says how many there are."""

    id: int
    at: datetime
    actor: str
    what: str
    subject: str
    touched: int
    details: Sequence[AuditDetail]


async def audit(
    connection: AsyncConnection,
    *,
    at: datetime,
    actor: str,
    what: str,
    subject: str = "",
    details: Sequence[AuditDetail] = (),
) -> int:
    """Add a line and answer its id. `actor` and `subject` are ids or fixed words; only `details` may hold more."""
    salts = [secrets.token_hex(16) for _ in details]
    hashes = [detail_hash(detail, salt) for detail, salt in zip(details, salts, strict=True)]
    entry_id = await _add(connection, at, actor, what, subject, details_hash(hashes))
    if details:
        await connection.execute(
            insert(AuditDetailRow),
            [
                {
                    "entry_id": entry_id,
                    "place": place,
                    "kind": detail.kind,
                    "subject": detail.subject,
                    "before": detail.before,
                    "after": detail.after,
                    "salt": salt,
                    "hash": made,
                }
                for place, (detail, salt, made) in enumerate(zip(details, salts, hashes, strict=True))
            ],
        )
    return entry_id


async def _add(connection: AsyncConnection, at: datetime, actor: str, what: str, subject: str, detail: str) -> int:
    for attempt in range(_ATTEMPTS):
        last = await connection.scalar(select(AuditRow.hash).order_by(AuditRow.id.desc()).limit(1))
        entry = entry_after(last or BEGINNING, at=at, actor=actor, what=what, subject=subject, detail=detail)
        try:
            async with connection.begin_nested():
                added = await connection.execute(
                    insert(AuditRow)
                    .values(
                        at=entry.at,
                        actor=entry.actor,
                        what=entry.what,
                        subject=entry.subject,
                        detail=entry.detail,
                        previous=entry.previous,
                        hash=entry.hash,
                    )
                    .returning(AuditRow.id)
                )
                return added.scalar_one()
        except IntegrityError:
            # another process added a line meanwhile; on SQLite, with its one writer, this cannot happen
            if attempt == _ATTEMPTS - 1:
                raise
    raise AssertionError("the last attempt returns or raises")


async def audit_entries(connection: AsyncConnection) -> Sequence[AuditEntry]:
    """The whole log, oldest first."""
    columns = (
        AuditRow.at,
        AuditRow.actor,
        AuditRow.what,
        AuditRow.subject,
        AuditRow.previous,
        AuditRow.hash,
        AuditRow.detail,
    )
    return [
        AuditEntry(at=at, actor=actor, what=what, subject=subject, previous=previous, hash=made, detail=detail)
        for at, actor, what, subject, previous, made, detail in await connection.execute(
            select(*columns).order_by(AuditRow.id)
        )
    ]


async def broken_details(connection: AsyncConnection) -> Sequence[int]:
    """The entries whose documents are not those that were written; an erased document is no fault."""
    rows = await connection.execute(
        select(
            AuditDetailRow.entry_id,
            AuditDetailRow.kind,
            AuditDetailRow.subject,
            AuditDetailRow.before,
            AuditDetailRow.after,
            AuditDetailRow.salt,
            AuditDetailRow.hash,
            AuditRow.detail,
        )
        .join(AuditRow, AuditRow.id == AuditDetailRow.entry_id)
        .order_by(AuditDetailRow.entry_id, AuditDetailRow.place)
    )
    broken: set[int] = set()
    chained: dict[int, tuple[str, list[str]]] = {}
    for entry_id, kind, subject, before, after, salt, made, expected in rows:
        chained.setdefault(entry_id, (expected, []))[1].append(made)
        erased = salt == ""
        detail = AuditDetail(kind=kind, subject=subject, before=before, after=after)
        if not erased and detail_hash(detail, salt) != made:
            broken.add(entry_id)
    broken |= {entry_id for entry_id, (expected, made) in chained.items() if details_hash(made) != expected}
    return sorted(broken)


async def read_audit(connection: AsyncConnection, query: AuditQuery, details: int) -> Sequence[AuditLine]:
    """Lines of the log, newest first, each with its first `details` documents."""
    wanted = _where(query).order_by(AuditRow.id.desc()).limit(query.limit)
    rows = (await connection.execute(wanted)).all()
    ids = [row.id for row in rows]
    touched = dict[int, int]()
    if ids:
        counted = select(AuditDetailRow.entry_id, func.count()).where(AuditDetailRow.entry_id.in_(ids))
        for entry_id, count in await connection.execute(counted.group_by(AuditDetailRow.entry_id)):
            touched[entry_id] = count
    found = await _details(connection, ids, details)
    return [
        AuditLine(
            id=row.id,
            at=row.at,
            actor=row.actor,
            what=row.what,
            subject=row.subject,
            touched=touched.get(row.id, 0),
            details=found.get(row.id, []),
        )
        for row in rows
    ]


async def read_audit_line(connection: AsyncConnection, entry_id: int) -> AuditLine | None:
    """One line with all of its documents."""
    row = (await connection.execute(_where(AuditQuery()).where(AuditRow.id == entry_id))).first()
    if row is None:
        return None
    details = (await _details(connection, [entry_id], None)).get(entry_id, [])
    return AuditLine(
        id=row.id,
        at=row.at,
        actor=row.actor,
        what=row.what,
        subject=row.subject,
        touched=len(details),
        details=details,
    )


def _where(query: AuditQuery) -> Select[int, datetime, str, str, str]:
    wanted = select(AuditRow.id, AuditRow.at, AuditRow.actor, AuditRow.what, AuditRow.subject)
    for column, value in ((AuditRow.actor, query.actor), (AuditRow.what, query.what)):
        wanted = wanted.where(column == value) if value else wanted
    if query.kind:
        wanted = wanted.where(AuditRow.id.in_(select(AuditDetailRow.entry_id).where(AuditDetailRow.kind == query.kind)))
    if query.subject:
        about = select(AuditDetailRow.entry_id).where(AuditDetailRow.subject == query.subject)
        wanted = wanted.where((AuditRow.subject == query.subject) | AuditRow.id.in_(about))
    if query.since is not None:
        wanted = wanted.where(AuditRow.at >= query.since)
    if query.until is not None:
        wanted = wanted.where(AuditRow.at < query.until)
    return wanted if query.older_than is None else wanted.where(AuditRow.id < query.older_than)


async def _details(connection: AsyncConnection, ids: Collection[int], most: int | None) -> dict[int, list[AuditDetail]]:
    found: dict[int, list[AuditDetail]] = {}
    if not ids:
        return found
    query = select(
        AuditDetailRow.entry_id,
        AuditDetailRow.kind,
        AuditDetailRow.subject,
        AuditDetailRow.before,
        AuditDetailRow.after,
    ).where(AuditDetailRow.entry_id.in_(ids))
    query = query if most is None else query.where(AuditDetailRow.place < most)
    for entry_id, kind, subject, before, after in await connection.execute(
        query.order_by(AuditDetailRow.entry_id, AuditDetailRow.place)
    ):
        found.setdefault(entry_id, []).append(AuditDetail(kind=kind, subject=subject, before=before, after=after))
    return found
