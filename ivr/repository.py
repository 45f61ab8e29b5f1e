"""Reads and writes flows and the numbers that lead to them."""

from collections.abc import Collection, Sequence

from msgspec import Struct, structs
from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from database.upsert import insert_for
from ivr.flow import Flow
from ivr.flow_repository import readable
from ivr.tables import FlowRow, NumberRow


class Number(Struct, frozen=True, kw_only=True):
    """One of our numbers, as administered. `web` allows visitors to ring it from a browser."""

    dialed_number: str
    flow_id: str
    language: str
    name: str = ""
    web: bool = False


async def load_flows(connection: AsyncConnection) -> list[Flow]:
    """Every flow, validated again: what was valid for an older version may not be any more, and is left out."""
    documents = await connection.scalars(select(FlowRow.document).order_by(FlowRow.id))
    flows = [readable(document) for document in documents]
    return [flow for flow in flows if flow is not None]


async def load_numbers(connection: AsyncConnection) -> list[Number]:
    """Every number."""
    rows = await connection.execute(
        select(NumberRow.dialed_number, NumberRow.flow_id, NumberRow.language, NumberRow.name, NumberRow.web).order_by(
            NumberRow.dialed_number
        )
    )
    return [
        Number(dialed_number=row.dialed_number, flow_id=row.flow_id, language=row.language, name=row.name, web=row.web)
        for row in rows
    ]


async def save_flow(connection: AsyncConnection, flow: Flow) -> None:
    """Add or change a flow."""
    document = flow.model_dump(mode="json", exclude_defaults=True)
    await connection.execute(
        insert_for(connection, FlowRow)
        .values(id=flow.id, document=document)
        .on_conflict_do_update(index_elements=["id"], set_={"document": document})
    )


async def save_number(connection: AsyncConnection, number: Number) -> None:
    """Add or change a number."""
    await save_numbers(connection, [number])


async def save_numbers(connection: AsyncConnection, numbers: Sequence[Number]) -> None:
    """Add or change numbers."""
    if not numbers:
        return
    insert = insert_for(connection, NumberRow)
    kept = {column: insert.excluded[column] for column in ("flow_id", "language", "name", "web")}
    await connection.execute(
        insert.on_conflict_do_update(index_elements=["dialed_number"], set_=kept),
        [structs.asdict(number) for number in numbers],
    )


async def remove_numbers(connection: AsyncConnection, dialed_numbers: Collection[str]) -> None:
    """Remove numbers; gone already is fine."""
    await connection.execute(delete(NumberRow).where(NumberRow.dialed_number.in_(dialed_numbers)))
