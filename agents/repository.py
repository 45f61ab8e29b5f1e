"""Reads and writes queues, agents, their teams and skills, and the desk's lists."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from typing import cast
from uuid import UUID

import msgspec
from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from agents.choices import Choice, Group
from agents.configuration import AgentProfile, Queue
from agents.tables import AgentRow, DispositionRow, QueueMemberRow, QueueRow, ReasonRow, SkillRow, TeamRow
from database.upsert import insert_for

GroupTable = type[TeamRow] | type[SkillRow]
ChoiceTable = type[DispositionRow] | type[ReasonRow]
_AT_ONCE = 500


async def load_queues(connection: AsyncConnection) -> list[Queue]:
    """Every queue."""
    rows = await connection.execute(select(QueueRow.id, QueueRow.name, QueueRow.rules).order_by(QueueRow.id))
    return [msgspec.convert(_document(row.rules) | {"id": row.id, "name": row.name}, Queue) for row in rows]


async def any_queue(connection: AsyncConnection) -> bool:
    """Whether there is a queue."""
    return (await connection.execute(select(QueueRow.id).limit(1))).first() is not None


async def load_agents(connection: AsyncConnection, *, inactive: bool = False) -> list[AgentProfile]:
    """Every active agent with the queues served; the others too when asked for."""
    members = await connection.execute(
        select(QueueMemberRow.agent_id, QueueMemberRow.queue_id).order_by(QueueMemberRow.queue_id)
    )
    served: defaultdict[UUID, list[str]] = defaultdict(list)
    for agent_id, queue_id in members:
        served[agent_id].append(queue_id)
    query = select(AgentRow.id, AgentRow.number, AgentRow.name, AgentRow.rules).order_by(AgentRow.number)
    rows = await connection.execute(query if inactive else query.where(AgentRow.active))
    return [
        msgspec.convert(
            _document(row.rules) | {"id": row.id, "number": row.number, "name": row.name, "queues": served[row.id]},
            AgentProfile,
        )
        for row in rows
    ]


async def load_groups(connection: AsyncConnection, table: GroupTable) -> list[Group]:
    """Every team, or every skill."""
    rows = await connection.execute(select(table.id, table.name, table.description).order_by(table.id))
    return [Group(id=row.id, name=row.name, description=row.description) for row in rows]


async def load_choices(connection: AsyncConnection, table: ChoiceTable) -> list[Choice]:
    """Every disposition, or every reason, in order."""
    rows = await connection.execute(
        select(table.code, table.position, table.rules).order_by(table.position, table.code)
    )
    return [
        msgspec.convert(_document(row.rules) | {"code": row.code, "position": row.position}, Choice) for row in rows
    ]


async def save_queue(connection: AsyncConnection, queue: Queue) -> None:
    """Add or change a queue."""
    await save_queues(connection, [queue])


async def save_queues(connection: AsyncConnection, queues: Sequence[Queue]) -> None:
    """Add or change queues."""
    rows = [{"id": queue.id, "name": queue.name, "rules": _rules(queue, "id", "name")} for queue in queues]
    await _put(connection, QueueRow, rows, "id")


async def save_agent(connection: AsyncConnection, agent: AgentProfile) -> None:
    """Add or change an agent and the queues served."""
    await save_agents(connection, [agent])


async def save_agents(
    connection: AsyncConnection, agents: Sequence[AgentProfile], inactive: Collection[UUID] = ()
) -> None:
    """Add or change agents and the queues served; numbers may change hands among them."""
    ids = [agent.id for agent in agents]
    for start in range(0, len(ids), _AT_ONCE):
        some = ids[start : start + _AT_ONCE]
        await connection.execute(delete(QueueMemberRow).where(QueueMemberRow.agent_id.in_(some)))
    rows = [
        {
            "id": agent.id,
            "number": agent.number,
            "name": agent.name,
            "active": agent.id not in inactive,
            "rules": _rules(agent, "id", "number", "name", "queues"),
        }
        for agent in agents
    ]
    # a number that passes from one agent to another would be there twice for a moment
    await _put(connection, AgentRow, [row | {"number": f"={row['id']}"} for row in rows], "id")
    await _put(connection, AgentRow, rows, "id")
    members = [{"queue_id": queue_id, "agent_id": agent.id} for agent in agents for queue_id in agent.queues]
    if members:
        await connection.execute(insert_for(connection, QueueMemberRow), members)


async def save_groups(connection: AsyncConnection, table: GroupTable, groups: Sequence[Group]) -> None:
    """Add or change teams, or skills."""
    await _put(connection, table, [msgspec.structs.asdict(group) for group in groups], "id")


async def save_choices(connection: AsyncConnection, table: ChoiceTable, choices: Sequence[Choice]) -> None:
    """Add or change dispositions, or reasons."""
    rows = [
        {"code": choice.code, "position": choice.position, "rules": _rules(choice, "code", "position")}
        for choice in choices
    ]
    await _put(connection, table, rows, "code")


async def remove_queues(connection: AsyncConnection, ids: Collection[str]) -> None:
    """Remove queues; their members are members no longer."""
    await connection.execute(delete(QueueRow).where(QueueRow.id.in_(ids)))


async def remove_agents(connection: AsyncConnection, ids: Collection[UUID]) -> None:
    """Remove agents; gone already is fine."""
    await connection.execute(delete(AgentRow).where(AgentRow.id.in_(ids)))


async def remove_groups(connection: AsyncConnection, table: GroupTable, ids: Collection[str]) -> None:
    """Remove teams, or skills."""
    await connection.execute(delete(table).where(table.id.in_(ids)))


async def remove_choices(connection: AsyncConnection, table: ChoiceTable, codes: Collection[str]) -> None:
    """Remove dispositions, or reasons."""
    await connection.execute(delete(table).where(table.code.in_(codes)))


async def replace_lists(connection: AsyncConnection, *, dispositions: Sequence[str], reasons: Sequence[str]) -> None:
    """Set both lists that agents pick from, without labels."""
    for table, codes in ((DispositionRow, dispositions), (ReasonRow, reasons)):
        await connection.execute(delete(table))
        choices = [Choice(code=code, position=position) for position, code in enumerate(codes)]
        await save_choices(connection, table, choices)


async def _put(
    connection: AsyncConnection,
    table: type[QueueRow] | type[AgentRow] | GroupTable | ChoiceTable,
    rows: Sequence[Mapping[str, object]],
    key: str,
) -> None:
    if not rows:
        return
    insert = insert_for(connection, table)
    kept = {column: insert.excluded[column] for column in rows[0] if column != key}
    await connection.execute(insert.on_conflict_do_update(index_elements=[key], set_=kept), [dict(row) for row in rows])


def _rules(value: Queue | AgentProfile | Choice, *elsewhere: str) -> dict[str, object]:
    """The value as a document, without the fields that have columns or tables of their own."""
    document = _document(msgspec.to_builtins(value, builtin_types=()))
    return {field: kept for field, kept in document.items() if field not in elsewhere}


def _document(value: object) -> dict[str, object]:
    return cast("dict[str, object]", value)
