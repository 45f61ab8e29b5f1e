"""Keeping agents' spells once, and finding those of a day or of an interaction."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import msgspec
from sqlalchemy import ColumnElement, Connection, select
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncSession

from database.rows import insert_new
from reporting.record import SpellRecord
from reporting.tables import SpellRecorded

_ADD_SPELL = insert_new(SpellRecorded)


def add_spells(connection: Connection, records: Sequence[SpellRecord]) -> None:
    """Write spells; one that is there already stays as it is."""
    _ADD_SPELL.run(connection, [msgspec.structs.asdict(record) for record in records])


async def spells_of_interaction(connection: AsyncConnection, interaction_id: UUID) -> Sequence[SpellRecord]:
    """The spells that agents spent on an interaction, oldest first."""
    return await _spells(connection, SpellRecorded.call_id == interaction_id)


async def spells_between(
    connection: AsyncConnection, agent_id: UUID, since: datetime, until: datetime
) -> Sequence[SpellRecord]:
    """An agent's ended spells that lie wholly or in part in a span of time, oldest first."""
    return await _spells(
        connection, SpellRecorded.agent_id == agent_id, SpellRecorded.ended_at > since, SpellRecorded.started_at < until
    )


async def _spells(connection: AsyncConnection, *conditions: ColumnElement[bool]) -> Sequence[SpellRecord]:
    async with AsyncSession(connection) as session:
        found = await session.scalars(
            select(SpellRecorded).where(*conditions).order_by(SpellRecorded.started_at, SpellRecorded.agent_id)
        )
        return msgspec.convert(found.all(), list[SpellRecord], from_attributes=True)
