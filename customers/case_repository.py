"""Keeping cases: numbers that are given out once, changes that nobody overwrites, a history that only grows."""

from collections.abc import Sequence
from datetime import datetime
from typing import TypeVar, cast
from uuid import UUID

from msgspec import Struct, convert, structs
from sqlalchemy import ColumnElement, and_, delete, exists, func, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncSession

from customers.case import Case, CaseKind, CaseState, Check, Entry, Fields, Finding, Priority, read_written
from customers.case_errors import CaseChanged, CustomerCaseNotFound
from customers.case_tables import CaseContactRow, CaseCount, CaseEntryRow, CaseRow
from customers.person import Person
from customers.tables import Customer
from database.upsert import insert_for

FIRST_NUMBER = 1001
MOST_ENTRIES = 500
_OPEN = CaseRow.state != "closed"
DocumentT = TypeVar("DocumentT", bound=Struct)


class CaseSight(Struct, frozen=True, kw_only=True):
    """Who may see only some cases: their own, nobody's, and those of the caller on their present call."""

    person: Person
    customer_id: UUID | None = None
    number: str = ""


class CaseSearch(Struct, frozen=True, kw_only=True):
    """Which cases; what is empty does not limit. `after` is where the last page ended."""

    state: str = "open"
    kind: str = ""
    owner_id: UUID | None = None
    customer_id: UUID | None = None
    caller_number: str = ""
    interaction_id: UUID | None = None
    overdue_at: datetime | None = None
    text: str = ""
    sight: CaseSight | None = None
    after: tuple[datetime, UUID] | None = None
    limit: int = 50


class Found(Struct, frozen=True, kw_only=True):
    """A case and the name of its customer today."""

    case: Case
    customer_name: str
    changed_at: datetime


class CaseList(Struct, frozen=True, kw_only=True):
    """Some of `total` cases, oldest promise first; `next` is None at the end."""

    rows: Sequence[Found]
    total: int
    next: tuple[datetime, UUID] | None


class Contact(Struct, frozen=True, kw_only=True):
    """A contact that touched a case."""

    interaction_id: UUID
    at: datetime
    by_name: str


async def add_case(connection: AsyncConnection, case: Case, *, by: Person) -> Case:
    """Save a new case under the next number, which the answer has."""
    numbered = structs.replace(case, number=await _next_number(connection))
    await connection.execute(
        insert(CaseRow).values(
            id=case.id,
            number=numbered.number,
            customer_id=case.customer_id,
            caller_number=case.caller_number,
            created_at=case.created_at,
            **_values(case, case.created_at),
        )
    )
    await add_entry(connection, case.id, Entry(at=case.created_at, by=by, what="created", text=case.fields.text))
    return numbered


async def save_case(connection: AsyncConnection, case: Case, entry: Entry, *, version: int) -> None:
    """Write a changed case and what the history says of it. Raises `CaseChanged` if it is not at `version` any more."""
    saved = await connection.execute(
        update(CaseRow).where(CaseRow.id == case.id, CaseRow.version == version).values(**_values(case, entry.at))
    )
    if saved.rowcount == 0:
        raise CaseChanged
    await add_entry(connection, case.id, entry)


async def add_entry(connection: AsyncConnection, case_id: UUID, entry: Entry) -> None:
    """Write a line of the history."""
    await connection.execute(
        insert(CaseEntryRow).values(
            case_id=case_id, at=entry.at, by_id=entry.by.id, by_name=entry.by.name, what=entry.what, entry=entry
        )
    )


async def find_case(connection: AsyncConnection, case_id: UUID, sight: CaseSight | None) -> Found:
    """One case. Raises `CustomerCaseNotFound`, also for one that is out of sight."""
    found = await _found(connection, [CaseRow.id == case_id, *_seen(sight)], 1)
    if not found:
        raise CustomerCaseNotFound
    return found[0]


async def find_by_case_number(connection: AsyncConnection, number: int, sight: CaseSight | None) -> Found | None:
    """The case that people call so, or None."""
    found = await _found(connection, [CaseRow.number == number, *_seen(sight)], 1)
    return found[0] if found else None


async def find_cases(connection: AsyncConnection, search: CaseSearch) -> CaseList:
    """A page of cases and how many there are in all."""
    conditions = _conditions(search)
    counted = select(func.count()).select_from(CaseRow).outerjoin(Customer, Customer.id == CaseRow.customer_id)
    total = await connection.scalar(counted.where(*conditions)) or 0
    if search.after is not None:
        due_at, case_id = search.after
        later = and_(CaseRow.due_at == due_at, CaseRow.id > case_id)
        conditions.append(or_(CaseRow.due_at > due_at, later))
    rows = await _found(connection, conditions, search.limit + 1)
    page = rows[: search.limit]
    ends = (page[-1].case.fields.due_at, page[-1].case.id) if len(rows) > search.limit else None
    return CaseList(rows=page, total=total, next=ends)


async def history_of(connection: AsyncConnection, case_id: UUID) -> Sequence[Entry]:
    """The newest `MOST_ENTRIES` lines, oldest first."""
    newest = (
        select(CaseEntryRow.entry)
        .where(CaseEntryRow.case_id == case_id)
        .order_by(CaseEntryRow.id.desc())
        .limit(MOST_ENTRIES)
    )
    return [convert(entry, Entry) for entry in reversed((await connection.scalars(newest)).all())]


async def contacts_of(connection: AsyncConnection, case_id: UUID) -> Sequence[Contact]:
    """The contacts that touched a case, oldest first."""
    rows = await connection.execute(
        select(CaseContactRow.interaction_id, CaseContactRow.at, CaseContactRow.by_name)
        .where(CaseContactRow.case_id == case_id)
        .order_by(CaseContactRow.at, CaseContactRow.interaction_id)
    )
    return [Contact(interaction_id=interaction_id, at=at, by_name=name) for interaction_id, at, name in rows]


async def link(connection: AsyncConnection, case_id: UUID, interaction_id: UUID, *, by: Person, at: datetime) -> bool:
    """Note that a contact touched a case; False: it is noted already."""
    noted = insert_for(connection, CaseContactRow).values(
        case_id=case_id, interaction_id=interaction_id, at=at, by_name=by.name
    )
    added = await connection.execute(noted.on_conflict_do_nothing().returning(CaseContactRow.case_id))
    if added.first() is None:
        return False
    await add_entry(connection, case_id, Entry(at=at, by=by, what="linked", interaction_id=interaction_id))
    return True


async def unlink(connection: AsyncConnection, case_id: UUID, interaction_id: UUID, *, by: Person, at: datetime) -> bool:
    """Take a contact away from a case; False: it is not there. The history keeps both."""
    removed = await connection.execute(
        delete(CaseContactRow).where(CaseContactRow.case_id == case_id, CaseContactRow.interaction_id == interaction_id)
    )
    if removed.rowcount == 0:
        return False
    await add_entry(connection, case_id, Entry(at=at, by=by, what="unlinked", interaction_id=interaction_id))
    return True


async def adopt(connection: AsyncConnection, number: str, customer_id: UUID) -> None:
    """Join the cases of a caller whom nobody knew with the customer who now has the number."""
    await connection.execute(
        update(CaseRow)
        .where(CaseRow.caller_number == number, CaseRow.customer_id.is_(None))
        .values(customer_id=customer_id)
    )


async def _next_number(connection: AsyncConnection) -> int:
    """One more than the last. The row is locked until the transaction ends, so that no two get the same."""
    counted = insert_for(connection, CaseCount).values(id=1, last=FIRST_NUMBER)
    number = await connection.scalar(
        counted.on_conflict_do_update(index_elements=["id"], set_={"last": CaseCount.last + 1}).returning(
            CaseCount.last
        )
    )
    assert number is not None
    return number


async def _found(connection: AsyncConnection, conditions: Sequence[ColumnElement[bool]], limit: int) -> list[Found]:
    async with AsyncSession(connection) as session:
        rows = await session.execute(
            select(CaseRow, Customer.name)
            .outerjoin(Customer, Customer.id == CaseRow.customer_id)
            .where(*conditions)
            .order_by(CaseRow.due_at, CaseRow.id)
            .limit(limit)
        )
        return [Found(case=_case(row), customer_name=name or "", changed_at=row.changed_at) for row, name in rows]


def _conditions(search: CaseSearch) -> list[ColumnElement[bool]]:
    conditions = _seen(search.sight)
    if search.state == "open":
        conditions.append(_OPEN)
    elif search.state != "all":
        conditions.append(CaseRow.state == search.state)
    if search.kind:
        conditions.append(CaseRow.kind == search.kind)
    if search.owner_id is not None:
        conditions.append(CaseRow.owner_id == search.owner_id)
    if search.customer_id is not None:
        conditions.append(CaseRow.customer_id == search.customer_id)
    if search.caller_number:
        conditions.append(CaseRow.caller_number == search.caller_number)
    if search.interaction_id is not None:
        touched = CaseContactRow.interaction_id == search.interaction_id
        conditions.append(exists().where(CaseContactRow.case_id == CaseRow.id, touched))
    if search.overdue_at is not None:
        conditions += [_OPEN, CaseRow.due_at < search.overdue_at]
    if search.text:
        number = read_written(search.text)
        ways = [
            column.icontains(search.text, autoescape=True) for column in (CaseRow.subject, CaseRow.text, Customer.name)
        ]
        conditions.append(or_(*ways, *([] if number is None else [CaseRow.number == number])))
    return conditions


def _seen(sight: CaseSight | None) -> list[ColumnElement[bool]]:
    if sight is None:
        return []
    ways = [CaseRow.owner_id == sight.person.id, CaseRow.owner_id.is_(None)]
    if sight.customer_id is not None:
        ways.append(CaseRow.customer_id == sight.customer_id)
    if sight.number:
        ways.append(CaseRow.caller_number == sight.number)
    return [or_(*ways)]


def _case(row: CaseRow) -> Case:
    owner = None if row.owner_id is None else Person(id=row.owner_id, name=row.owner_name)
    return Case(
        id=row.id,
        number=row.number,
        customer_id=row.customer_id,
        caller_number=row.caller_number,
        fields=Fields(
            subject=row.subject,
            kind=cast("CaseKind", row.kind),
            priority=cast("Priority", row.priority),
            text=row.text,
            due_at=row.due_at,
            owner=owner,
        ),
        created_at=row.created_at,
        state=cast("CaseState", row.state),
        version=row.version,
        result=row.result,
        tries=row.tries,
        check=_document(row.customer_check, Check),
        finding=_document(row.finding, Finding),
        closed_at=row.closed_at,
    )


def _document(stored: object, kind: type[DocumentT]) -> DocumentT | None:
    return None if stored is None else convert(stored, kind)


def _values(case: Case, changed_at: datetime) -> dict[str, object]:
    """What steps and changes write; whose case it is belongs to `adopt`."""
    fields = case.fields
    return {
        "subject": fields.subject,
        "kind": fields.kind,
        "priority": fields.priority,
        "text": fields.text,
        "state": case.state,
        "owner_id": None if fields.owner is None else fields.owner.id,
        "owner_name": "" if fields.owner is None else fields.owner.name,
        "due_at": fields.due_at,
        "changed_at": changed_at,
        "version": case.version,
        "result": case.result,
        "tries": case.tries,
        "customer_check": case.check,
        "finding": case.finding,
        "closed_at": case.closed_at,
    }
