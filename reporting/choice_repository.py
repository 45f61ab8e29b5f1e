"""Whether the past was recorded with a disposition or a reason, whose label would be lost with it."""

from sqlalchemy import bindparam, exists, select
from sqlalchemy.ext.asyncio import AsyncConnection

from reporting.tables import SpellRecorded, WrapUpRecorded

_CODE = bindparam("code", type_=WrapUpRecorded.disposition.type)
PAST_DISPOSITION = select(exists().where(WrapUpRecorded.disposition == _CODE))
PAST_REASON = select(exists().where(SpellRecorded.reason == _CODE))


async def disposition_was_recorded(connection: AsyncConnection, code: str) -> bool:
    """Whether an agent ever chose it."""
    return bool(await connection.scalar(PAST_DISPOSITION, {"code": code}))


async def reason_was_recorded(connection: AsyncConnection, code: str) -> bool:
    """Whether an agent was ever not ready for it."""
    return bool(await connection.scalar(PAST_REASON, {"code": code}))
