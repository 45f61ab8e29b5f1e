"""Whether the past was recorded with a disposition or a reason, whose label would be lost with it."""

from sqlalchemy import exists, select
from sqlalchemy.ext.asyncio import AsyncConnection

from reporting.tables import SpellRecorded, WrapUpRecorded


async def disposition_was_recorded(connection: AsyncConnection, code: str) -> bool:
    """Whether an agent ever chose it."""
    return bool(await connection.scalar(select(exists().where(WrapUpRecorded.disposition == code))))


async def reason_was_recorded(connection: AsyncConnection, code: str) -> bool:
    """Whether an agent was ever not ready for it."""
    return bool(await connection.scalar(select(exists().where(SpellRecorded.reason == code))))
