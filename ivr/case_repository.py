"""Test cases of flows, by name."""

from collections.abc import Collection
from uuid import UUID

import msgspec
from sqlalchemy import delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from database.upsert import insert_for
from ivr.flow_cases import Case, Expected
from ivr.tables import FlowCaseRow


async def load_cases(connection: AsyncConnection, flow_id: str) -> list[Case]:
    """All cases of a flow, by name."""
    rows = await connection.execute(
        select(*FlowCaseRow.__table__.c).where(FlowCaseRow.flow_id == flow_id).order_by(FlowCaseRow.name)
    )
    return [msgspec.convert(row, Case, from_attributes=True) for row in rows]


async def load_case(connection: AsyncConnection, flow_id: str, case_id: UUID) -> Case | None:
    """One case."""
    wanted = select(*FlowCaseRow.__table__.c).where(FlowCaseRow.flow_id == flow_id, FlowCaseRow.id == case_id)
    row = (await connection.execute(wanted)).first()
    return None if row is None else msgspec.convert(row, Case, from_attributes=True)


async def count_cases(connection: AsyncConnection, flow_id: str) -> int:
    """How many cases a flow has."""
    counted = select(func.count()).select_from(FlowCaseRow).where(FlowCaseRow.flow_id == flow_id)
    return await connection.scalar(counted) or 0


async def add_case(connection: AsyncConnection, case: Case) -> bool:
    """Keep a case. False: the flow has another one of this name."""
    added = await connection.execute(
        insert_for(connection, FlowCaseRow)
        .values(**msgspec.structs.asdict(case) | {"expected": msgspec.to_builtins(case.expected)})
        .on_conflict_do_nothing()
    )
    return added.rowcount == 1


async def rename_case(connection: AsyncConnection, case: Case, name: str) -> bool:
    """Give a case another name. False: the flow has another one of this name."""
    others = select(FlowCaseRow.id).where(
        FlowCaseRow.flow_id == case.flow_id, FlowCaseRow.name == name, FlowCaseRow.id != case.id
    )
    if (await connection.execute(others)).first() is not None:
        return False
    await connection.execute(update(FlowCaseRow).where(FlowCaseRow.id == case.id).values(name=name))
    return True


async def expect(connection: AsyncConnection, case_id: UUID, expected: Expected) -> None:
    """Another walk is right from now on."""
    document = msgspec.to_builtins(expected)
    await connection.execute(update(FlowCaseRow).where(FlowCaseRow.id == case_id).values(expected=document))


async def delete_cases(connection: AsyncConnection, flow_id: str, case_ids: Collection[UUID] | None = None) -> int:
    """Forget cases, all of a flow without ids; how many there were."""
    wanted = delete(FlowCaseRow).where(FlowCaseRow.flow_id == flow_id)
    if case_ids is not None:
        wanted = wanted.where(FlowCaseRow.id.in_(case_ids))
    return (await connection.execute(wanted)).rowcount
