"""SQL of the audit log. Callers own the transaction, so that a line stands exactly when the deed does."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import insert, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from app.accounts.audit import BEGINNING, AuditEntry, entry_after
from app.accounts.tables import AuditRow

_ATTEMPTS = 5


async def audit(connection: AsyncConnection, *, at: datetime, actor: str, what: str, subject: str = "") -> None:
    """Add a line. `actor` and `subject` are ids or fixed words."""
    for attempt in range(_ATTEMPTS):
        last = await connection.scalar(select(AuditRow.hash).order_by(AuditRow.id.desc()).limit(1))
        entry = entry_after(last or BEGINNING, at=at, actor=actor, what=what, subject=subject)
        try:
            async with connection.begin_nested():
                await connection.execute(
                    insert(AuditRow).values(
                        at=entry.at,
                        actor=entry.actor,
                        what=entry.what,
                        subject=entry.subject,
                        previous=entry.previous,
                        hash=entry.hash,
                    )
                )
        except IntegrityError:
            # another process added a line meanwhile; on SQLite, with its one writer, this cannot happen
            if attempt == _ATTEMPTS - 1:
                raise
        else:
            return


async def audit_entries(connection: AsyncConnection) -> Sequence[AuditEntry]:
    """The whole log, oldest first."""
    columns = (AuditRow.at, AuditRow.actor, AuditRow.what, AuditRow.subject, AuditRow.previous, AuditRow.hash)
    return [
        AuditEntry(at=at, actor=actor, what=what, subject=subject, previous=previous, hash=made)
        for at, actor, what, subject, previous, made in await connection.execute(select(*columns).order_by(AuditRow.id))
    ]
