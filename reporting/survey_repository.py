"""Callers' answers to surveys: kept once, found with their interaction, and counted."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

import msgspec
from msgspec import Struct
from sqlalchemy import ColumnElement, Connection, func, select
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncSession

from database.rows import insert_new
from reporting.record import AnswerRecord, InteractionRecord
from reporting.tables import AnswerRecorded

_ADD_ANSWER = insert_new(AnswerRecorded)


class AnswerSearch(Struct, frozen=True, kw_only=True):
    """Answers from `since` on and before `until`; what is empty does not limit. `only_agent` limits to one agent's."""

    since: datetime
    until: datetime
    queue_id: str = ""
    agent_number: str = ""
    only_agent: UUID | None = None


class AnswerTotal(Struct, frozen=True, kw_only=True):
    """How callers answered a question about one agent's calls in one queue: how many gave each score."""

    question: str
    agent_number: str
    agent_name: str
    queue_id: str
    lowest: int
    highest: int
    scores: Mapping[int, int]


def add_answers(connection: Connection, records: Sequence[InteractionRecord]) -> None:
    """Write the answers of new interactions."""
    rows = [
        {"interaction_id": record.id, **msgspec.structs.asdict(answer)}
        for record in records
        for answer in record.answers
    ]
    _ADD_ANSWER.run(connection, rows)


async def answers_of_interaction(connection: AsyncConnection, interaction_id: UUID) -> Sequence[AnswerRecord]:
    """The answers of one interaction, oldest first."""
    async with AsyncSession(connection) as session:
        found = await session.scalars(
            select(AnswerRecorded)
            .where(AnswerRecorded.interaction_id == interaction_id)
            .order_by(AnswerRecorded.at, AnswerRecorded.question)
        )
        return msgspec.convert(found.all(), list[AnswerRecord], from_attributes=True)


async def total_answers(connection: AsyncConnection, search: AnswerSearch) -> Sequence[AnswerTotal]:
    """The answers counted, by question, queue and agent. An agent who has been renamed since is shown with each name."""
    key = (
        AnswerRecorded.question,
        AnswerRecorded.queue_id,
        AnswerRecorded.agent_number,
        AnswerRecorded.agent_name,
        AnswerRecorded.lowest,
        AnswerRecorded.highest,
    )
    rows = await connection.execute(
        select(*key, AnswerRecorded.score, func.count())
        .where(*_conditions(search))
        .group_by(*key, AnswerRecorded.score)
        .order_by(*key, AnswerRecorded.score)
    )
    counted: dict[tuple[str, str, str, str, int, int], dict[int, int]] = {}
    for question, queue_id, number, name, lowest, highest, score, count in rows:
        counted.setdefault((question, queue_id, number, name, lowest, highest), {})[score] = count
    return [
        AnswerTotal(
            question=question,
            queue_id=queue_id,
            agent_number=number,
            agent_name=name,
            lowest=lowest,
            highest=highest,
            scores=scores,
        )
        for (question, queue_id, number, name, lowest, highest), scores in counted.items()
    ]


def _conditions(search: AnswerSearch) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = [AnswerRecorded.at >= search.since, AnswerRecorded.at < search.until]
    if search.queue_id:
        conditions.append(AnswerRecorded.queue_id == search.queue_id)
    if search.agent_number:
        conditions.append(AnswerRecorded.agent_number == search.agent_number)
    if search.only_agent is not None:
        conditions.append(AnswerRecorded.agent_id == search.only_agent)
    return conditions
