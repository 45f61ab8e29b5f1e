"""Reads and writes calendars of business hours."""

import msgspec
from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from database.upsert import insert_for
from ivr.hours import Calendar
from ivr.tables import CalendarRow


async def load_calendars(connection: AsyncConnection) -> list[Calendar]:
    """Every calendar."""
    documents = await connection.scalars(select(CalendarRow.document).order_by(CalendarRow.id))
    return [msgspec.convert(document, Calendar) for document in documents]


async def load_calendar(connection: AsyncConnection, calendar_id: str) -> Calendar | None:
    """One calendar."""
    document = await connection.scalar(select(CalendarRow.document).where(CalendarRow.id == calendar_id))
    return None if document is None else msgspec.convert(document, Calendar)


async def save_calendar(connection: AsyncConnection, calendar: Calendar) -> None:
    """Add or change a calendar."""
    document = msgspec.to_builtins(calendar)
    await connection.execute(
        insert_for(connection, CalendarRow)
        .values(id=calendar.id, document=document)
        .on_conflict_do_update(index_elements=["id"], set_={"document": document})
    )


async def delete_calendar(connection: AsyncConnection, calendar_id: str) -> None:
    """Remove a calendar."""
    await connection.execute(delete(CalendarRow).where(CalendarRow.id == calendar_id))
