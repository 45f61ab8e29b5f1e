"""SQL of browser phones for one call. Callers own the transaction."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncSession

from app.accounts.tables import VisitorLineRow


async def insert_line(
    connection: AsyncConnection,
    *,
    ticket: str,
    name: str,
    dialed_number: str,
    owner_id: UUID | None,
    opened_at: datetime,
) -> None:
    """Add one."""
    await connection.execute(
        insert(VisitorLineRow).values(
            ticket=ticket, name=name, dialed_number=dialed_number, owner_id=owner_id, opened_at=opened_at
        )
    )


async def delete_line(connection: AsyncConnection, ticket: str) -> None:
    """Remove one, if it is there."""
    await connection.execute(delete(VisitorLineRow).where(VisitorLineRow.ticket == ticket))


async def load_lines(connection: AsyncConnection) -> Sequence[VisitorLineRow]:
    """All, oldest first."""
    async with AsyncSession(connection) as session:
        return (await session.scalars(select(VisitorLineRow).order_by(VisitorLineRow.opened_at))).all()
