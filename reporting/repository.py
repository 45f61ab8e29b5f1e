"""Keeping finished interactions once, and finding them again."""

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID, uuid5

import msgspec
from msgspec import Struct
from sqlalchemy import ColumnElement, Connection, and_, exists, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncSession

from database.rows import insert_new
from reporting.cursor import Cursor
from reporting.measures import last_agent, last_queue, talk_ms, wait_ms
from reporting.record import (
    AnswerRecord,
    CaseRecord,
    CustomerRecord,
    InteractionRecord,
    MessageRecord,
    MomentRecord,
    SpellRecord,
    WrapUpRecord,
)
from reporting.spell_repository import spells_of_interaction
from reporting.survey_repository import add_answers, answers_of_interaction
from reporting.tables import FlowVisitRecorded, InteractionRecorded, OutboxMessage, SegmentRecorded, WrapUpRecorded
from reporting.visit_repository import add_visits, conditions_of

_OUTBOX = UUID("6a3c02d1-6f8e-5b64-8d3c-7a54d3c4f0aa")


_ADD_INTERACTION = insert_new(InteractionRecorded)
_ADD_SEGMENT = insert_new(SegmentRecorded)
_ADD_WRAP_UP = insert_new(WrapUpRecorded)
_TELL = insert_new(OutboxMessage)
MOST_PARAMETERS = 1_000
"""Of one statement."""
MOST_COUNTED = 10_000
"""How many a page looks for in all: to count hundreds of thousands would take longer than to find the page."""


class Search(Struct, frozen=True, kw_only=True):
    """Which interactions; what is empty does not limit. `callers` are the forms of one number, `customers` whose contacts
    are listed beside those of the number; `customer` limits to that one's, and `numbers` are the forms of all its numbers, whose
    contacts are the customer's where nobody was known then; `only_agent` limits to own ones.

    `flow_id`, `revision`, `step_id` and the `exit` by which the step was left are looked for in the way through flows; `tests` are
    listed instead of what was real.
    """

    since: datetime | None = None
    until: datetime | None = None
    callers: Collection[str] = ()
    customers: Collection[UUID] = ()
    customer: UUID | None = None
    numbers: Collection[str] = ()
    agent_number: str = ""
    queue_id: str = ""
    outcome: str = ""
    direction: str = ""
    flow_id: str = ""
    revision: int | None = None
    step_id: str = ""
    exit: str = ""
    tests: bool = False
    only_agent: UUID | None = None
    after: Cursor | None = None
    limit: int = 50


class Summary(Struct, frozen=True, kw_only=True):
    """An interaction without its parts."""

    interaction: InteractionRecorded
    customer: CustomerRecord | None
    disposition: str
    has_recording: bool


class Page(Struct, frozen=True, kw_only=True):
    """Some of `total` interactions, newest first; `next` is None at the end. There may be more unless all were counted."""

    rows: Sequence[Summary]
    total: int
    counted_all: bool = True
    next: Cursor | None


class Story(Struct, frozen=True, kw_only=True):
    """Everything that is known of an interaction."""

    summary: Summary
    segments: Sequence[SegmentRecorded]
    timeline: Sequence[MomentRecord]
    wrap_ups: Sequence[WrapUpRecorded]
    spells: Sequence[SpellRecord]
    answers: Sequence[AnswerRecord] = ()


def add_interactions(connection: Connection, records: Sequence[InteractionRecord]) -> None:
    """Write finished interactions with their segments and outbox messages. One that is there already stays as it is."""
    if not records:
        return
    known = _known(connection, [record.id for record in records])
    new = [record for record in {record.id: record for record in reversed(records)}.values() if record.id not in known]
    _ADD_INTERACTION.run(connection, [_row(record) for record in new])
    _ADD_SEGMENT.run(
        connection,
        [
            {"interaction_id": record.id, "position": position, **msgspec.structs.asdict(segment)}
            for record in new
            for position, segment in enumerate(record.segments)
        ],
    )
    add_visits(connection, new)
    told = [record for record in new if not record.test]
    add_answers(connection, told)
    _TELL.run(connection, [_message("interaction.finished", record.id, "", record, record.ended_at) for record in told])


def add_wrap_ups(connection: Connection, records: Sequence[WrapUpRecord]) -> None:
    """Write agents' wrap-ups with their outbox messages. An agent's first one stays."""
    _ADD_WRAP_UP.run(connection, [msgspec.structs.asdict(record) for record in records])
    told = [
        _message("wrap_up.recorded", record.interaction_id, str(record.agent_id), record, record.ended_at)
        for record in records
    ]
    _TELL.run(connection, told)


def add_messages(connection: Connection, records: Sequence[MessageRecord]) -> None:
    """Put messages of flows into the outbox; one that is there already stays as it is."""
    _TELL.run(
        connection,
        [_message("message.requested", record.interaction_id, str(record.id), record, record.at) for record in records],
    )


def add_case_message(connection: Connection, record: CaseRecord) -> None:
    """Put a step of a case into the outbox."""
    kind = "case.created" if record.what == "created" else "case.moved"
    _TELL.run(connection, [_message(kind, record.id, str(record.version), record, record.at)])


async def link_customer(connection: AsyncConnection, interaction_id: UUID, customer: CustomerRecord) -> bool:
    """Name the caller of an interaction that ended before the caller was saved. False: it has a customer, or does not exist."""
    linked = await connection.execute(
        update(InteractionRecorded)
        .where(InteractionRecorded.id == interaction_id, InteractionRecorded.customer_id.is_(None))
        .values(customer_id=customer.id, customer=customer)
    )
    return linked.rowcount == 1


def last_agent_of_number(connection: Connection, caller_number: str) -> UUID | None:
    """The agent who talked last with a caller of this number."""
    return connection.scalar(
        select(SegmentRecorded.agent_id)
        .join(InteractionRecorded, InteractionRecorded.id == SegmentRecorded.interaction_id)
        .where(
            InteractionRecorded.caller_number == caller_number,
            InteractionRecorded.test.is_(False),
            SegmentRecorded.agent_id.is_not(None),
        )
        .order_by(InteractionRecorded.arrived_at.desc(), SegmentRecorded.position.desc())
        .limit(1)
    )


async def took_part(connection: AsyncConnection, interaction_id: UUID, agent_id: UUID) -> bool:
    """Whether a segment of the interaction is this agent's."""
    part = exists().where(SegmentRecorded.interaction_id == interaction_id, SegmentRecorded.agent_id == agent_id)
    return bool(await connection.scalar(select(part)))


async def find_page(connection: AsyncConnection, search: Search, *, most_counted: int = MOST_COUNTED) -> Page:
    """A page of interactions, newest first, and how many there are in all, as far as they are counted."""
    conditions = _conditions(search)
    some = select(InteractionRecorded.id).where(*conditions).limit(most_counted + 1).subquery()
    found_in_all = await connection.scalar(select(func.count()).select_from(some)) or 0
    found = await _summaries(connection, [*conditions, *_behind(search.after)], search.limit + 1)
    rows = found[: search.limit]
    last = rows[-1].interaction if len(found) > search.limit else None
    return Page(
        rows=rows,
        total=min(found_in_all, most_counted),
        counted_all=found_in_all <= most_counted,
        next=None if last is None else Cursor(last.arrived_at, last.id),
    )


async def find_story(connection: AsyncConnection, interaction_id: UUID) -> Story | None:
    """One interaction with all its parts, or None."""
    found = await _summaries(connection, [InteractionRecorded.id == interaction_id], 1)
    if not found:
        return None
    async with AsyncSession(connection) as session:
        segments = await session.scalars(
            select(SegmentRecorded)
            .where(SegmentRecorded.interaction_id == interaction_id)
            .order_by(SegmentRecorded.position)
        )
        wrap_ups = await session.scalars(
            select(WrapUpRecorded)
            .where(WrapUpRecorded.interaction_id == interaction_id)
            .order_by(WrapUpRecorded.ended_at, WrapUpRecorded.agent_id)
        )
        return Story(
            summary=found[0],
            segments=segments.all(),
            timeline=msgspec.convert(found[0].interaction.timeline, tuple[MomentRecord, ...]),
            wrap_ups=wrap_ups.all(),
            spells=await spells_of_interaction(connection, interaction_id),
            answers=await answers_of_interaction(connection, interaction_id),
        )


def _known(connection: Connection, ids: Sequence[UUID]) -> set[UUID]:
    known = set[UUID]()
    for first in range(0, len(ids), MOST_PARAMETERS):
        some = ids[first : first + MOST_PARAMETERS]
        known.update(connection.scalars(select(InteractionRecorded.id).where(InteractionRecorded.id.in_(some))))
    return known


def _row(record: InteractionRecord) -> dict[str, object]:
    agent_number, agent_name = last_agent(record.segments)
    return {
        "id": record.id,
        "channel": record.channel,
        "caller_number": record.caller_number,
        "caller_name": record.caller_name,
        "dialed_number": record.dialed_number,
        "direction": record.direction,
        "parent_id": record.parent_id,
        "language": record.language,
        "customer_id": None if record.customer is None else record.customer.id,
        "customer": record.customer,
        "arrived_at": record.arrived_at,
        "ended_at": record.ended_at,
        "outcome": record.outcome,
        "ended_by": record.ended_by,
        "hangup_cause": record.hangup_cause,
        "reconciled": record.reconciled,
        "test": record.test,
        "queue_id": last_queue(record.segments),
        "agent_number": agent_number,
        "agent_name": agent_name,
        "talk_ms": talk_ms(record.segments),
        "wait_ms": wait_ms(record.segments, record.ended_at),
        "timeline": record.timeline,
    }


def _message(kind: str, subject: UUID, part: str, payload: Struct, at: datetime) -> dict[str, object]:
    return {
        "id": uuid5(_OUTBOX, f"{kind}|{subject}|{part}"),
        "kind": kind,
        "subject": subject,
        "payload": payload,
        "created_at": at,
        "delivered_at": None,
        "attempts": 0,
    }


async def _summaries(
    connection: AsyncConnection, conditions: Sequence[ColumnElement[bool]], limit: int
) -> Sequence[Summary]:
    disposition = (
        select(WrapUpRecorded.disposition)
        .where(WrapUpRecorded.interaction_id == InteractionRecorded.id)
        .order_by(WrapUpRecorded.ended_at.desc())
        .limit(1)
        .scalar_subquery()
    )
    recorded = exists().where(
        SegmentRecorded.interaction_id == InteractionRecorded.id, SegmentRecorded.recording_id.is_not(None)
    )
    async with AsyncSession(connection) as session:
        rows = await session.execute(
            select(InteractionRecorded, func.coalesce(disposition, ""), recorded)
            .where(*conditions)
            .order_by(InteractionRecorded.arrived_at.desc(), InteractionRecorded.id.desc())
            .limit(limit)
        )
        return [
            Summary(
                interaction=interaction,
                customer=msgspec.convert(interaction.customer, CustomerRecord | None),
                disposition=chosen,
                has_recording=has_recording,
            )
            for interaction, chosen, has_recording in rows
        ]


def _conditions(search: Search) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = [InteractionRecorded.test.is_(search.tests)]
    if search.flow_id:
        visited = conditions_of(search.flow_id, search.revision, search.step_id, search.exit)
        conditions.append(exists().where(FlowVisitRecorded.interaction_id == InteractionRecorded.id, *visited))
    if search.since is not None:
        conditions.append(InteractionRecorded.arrived_at >= search.since)
    if search.until is not None:
        conditions.append(InteractionRecorded.arrived_at < search.until)
    if search.callers or search.customers:
        by_number = InteractionRecorded.caller_number.in_(search.callers)
        conditions.append(or_(by_number, InteractionRecorded.customer_id.in_(search.customers)))
    if search.customer is not None:
        # said so that the index of numbers serves, and not that of customers, in which all the unknown ones stand together
        nobody_else = func.coalesce(InteractionRecorded.customer_id, search.customer) == search.customer
        unknown = and_(InteractionRecorded.caller_number.in_(search.numbers), nobody_else)
        conditions.append(or_(InteractionRecorded.customer_id == search.customer, unknown))
    if search.outcome:
        conditions.append(InteractionRecorded.outcome == search.outcome)
    if search.direction:
        conditions.append(InteractionRecorded.direction == search.direction)
    for wanted in (
        SegmentRecorded.agent_number == search.agent_number if search.agent_number else None,
        SegmentRecorded.queue_id == search.queue_id if search.queue_id else None,
        SegmentRecorded.agent_id == search.only_agent if search.only_agent is not None else None,
    ):
        if wanted is not None:
            conditions.append(exists().where(SegmentRecorded.interaction_id == InteractionRecorded.id, wanted))
    return conditions


def _behind(cursor: Cursor | None) -> list[ColumnElement[bool]]:
    if cursor is None:
        return []
    older = InteractionRecorded.arrived_at < cursor.arrived_at
    # the first condition lets the index serve, the second settles equal moments
    return [
        InteractionRecorded.arrived_at <= cursor.arrived_at,
        or_(older, InteractionRecorded.id < cursor.id),
    ]
