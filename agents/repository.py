"""Reads and writes queues, agents and the desk's lists."""

from collections import defaultdict
from collections.abc import Sequence
from typing import cast
from uuid import UUID

import msgspec
from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from agents.configuration import AgentProfile, Queue
from agents.tables import AgentRow, DispositionRow, QueueMemberRow, QueueRow, ReasonRow
from database.upsert import insert_for


async def load_queues(connection: AsyncConnection) -> list[Queue]:
    """Every queue."""
    rows = await connection.execute(select(QueueRow.id, QueueRow.name, QueueRow.rules).order_by(QueueRow.id))
    return [msgspec.convert(_document(row.rules) | {"id": row.id, "name": row.name}, Queue) for row in rows]


async def load_agents(connection: AsyncConnection) -> list[AgentProfile]:
    """Every agent with the queues served."""
    members = await connection.execute(
        select(QueueMemberRow.agent_id, QueueMemberRow.queue_id).order_by(QueueMemberRow.queue_id)
    )
    served: defaultdict[UUID, list[str]] = defaultdict(list)
    for agent_id, queue_id in members:
        served[agent_id].append(queue_id)
    rows = await connection.execute(
        select(AgentRow.id, AgentRow.number, AgentRow.name, AgentRow.rules).order_by(AgentRow.number)
    )
    return [
        msgspec.convert(
            _document(row.rules) | {"id": row.id, "number": row.number, "name": row.name, "queues": served[row.id]},
            AgentProfile,
        )
        for row in rows
    ]


async def load_dispositions(connection: AsyncConnection) -> tuple[str, ...]:
    """The codes of the disposition list, in order."""
    return tuple((await connection.scalars(select(DispositionRow.code).order_by(DispositionRow.position))).all())


async def load_reasons(connection: AsyncConnection) -> tuple[str, ...]:
    """The codes of the Not Ready reasons, in order."""
    return tuple((await connection.scalars(select(ReasonRow.code).order_by(ReasonRow.position))).all())


async def save_queue(connection: AsyncConnection, queue: Queue) -> None:
    """Add or change a queue."""
    values = {"name": queue.name, "rules": _rules(queue, "id", "name")}
    await connection.execute(
        insert_for(connection, QueueRow)
        .values(id=queue.id, **values)
        .on_conflict_do_update(index_elements=["id"], set_=values)
    )


async def save_agent(connection: AsyncConnection, agent: AgentProfile) -> None:
    """Add or change an agent and the queues served."""
    values = {"number": agent.number, "name": agent.name, "rules": _rules(agent, "id", "number", "name", "queues")}
    await connection.execute(
        insert_for(connection, AgentRow)
        .values(id=agent.id, **values)
        .on_conflict_do_update(index_elements=["id"], set_=values)
    )
    await connection.execute(delete(QueueMemberRow).where(QueueMemberRow.agent_id == agent.id))
    if agent.queues:
        await connection.execute(
            insert_for(connection, QueueMemberRow),
            [{"queue_id": queue_id, "agent_id": agent.id} for queue_id in agent.queues],
        )


async def replace_lists(connection: AsyncConnection, *, dispositions: Sequence[str], reasons: Sequence[str]) -> None:
    """Set both lists that agents pick from."""
    for table, codes in ((DispositionRow, dispositions), (ReasonRow, reasons)):
        await connection.execute(delete(table))
        if codes:
            await connection.execute(
                insert_for(connection, table),
                [{"code": code, "position": position} for position, code in enumerate(codes)],
            )


def _rules(value: Queue | AgentProfile, *elsewhere: str) -> dict[str, object]:
    """The value as a document, without the fields that have columns or tables of their own."""
    document = _document(msgspec.to_builtins(value, builtin_types=()))
    return {field: kept for field, kept in document.items() if field not in elsewhere}


def _document(value: object) -> dict[str, object]:
    return cast("dict[str, object]", value)
