"""Keeping the work list, and letting one person at a time have an item."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from msgspec import Struct, structs
from sqlalchemy import ColumnElement, Connection, and_, func, insert, or_, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncSession

from customers.errors import WorkItemClosed, WorkItemNotFound, WorkItemTaken
from customers.person import Person
from customers.work import REACHED, Contact, NewWork, WorkChange
from customers.work_tables import WorkItemRow
from database.upsert import insert_in

_OPEN = WorkItemRow.state.in_(("open", "claimed"))


class WorkSearch(Struct, frozen=True, kw_only=True):
    """Which items; what is empty does not limit.

    `viewer` limits to a person's own items and to free ones: of `viewer_queues`, and follow-ups of no queue.
    `after` is where the last page ended.
    """

    kind: str = ""
    state: str = "open"
    queue_id: str = ""
    owner_id: UUID | None = None
    viewer: UUID | None = None
    viewer_queues: Collection[str] = ()
    after: tuple[datetime, UUID] | None = None
    limit: int = 50


class WorkList(Struct, frozen=True, kw_only=True):
    """Some of `total` items, oldest promise first; `next` is None at the end."""

    rows: Sequence[WorkItemRow]
    total: int
    next: tuple[datetime, UUID] | None


def apply_changes(connection: Connection, changes: Sequence[WorkChange]) -> None:
    """Write what finished interactions mean for the work list, in this order; safe to repeat."""
    for change in changes:
        match change:
            case NewWork(kind="missed"):
                _missed(connection, change)
            case NewWork():
                _add(connection, change)
            case Contact():
                _reach(connection, change)


async def add_follow_up(connection: AsyncConnection, item: NewWork, *, owner: Person, note: str, at: datetime) -> None:
    """A promise that somebody made, and keeps in their own list until `item.at`."""
    own = {"state": "claimed", "owner_id": owner.id, "owner_name": owner.name}
    made = {"note": note, "created_at": at, "last_at": at}
    await connection.execute(insert(WorkItemRow).values(**_values(item) | own | made))


async def find_page(connection: AsyncConnection, search: WorkSearch) -> WorkList:
    """A page of items and how many there are in all."""
    conditions = _conditions(search)
    total = await connection.scalar(select(func.count()).select_from(WorkItemRow).where(*conditions)) or 0
    if search.after is not None:
        due_at, item_id = search.after
        later = and_(WorkItemRow.due_at == due_at, WorkItemRow.id > item_id)
        conditions.append(or_(WorkItemRow.due_at > due_at, later))
    async with AsyncSession(connection) as session:
        found = await session.scalars(
            select(WorkItemRow).where(*conditions).order_by(WorkItemRow.due_at, WorkItemRow.id).limit(search.limit + 1)
        )
        rows = found.all()
    page = rows[: search.limit]
    return WorkList(rows=page, total=total, next=(page[-1].due_at, page[-1].id) if len(rows) > search.limit else None)


async def count_by_kind(connection: AsyncConnection, search: WorkSearch) -> Mapping[str, int]:
    """How many items of each kind there are, whichever page or kind was asked for."""
    conditions = _conditions(structs.replace(search, kind="", after=None))
    counted = select(WorkItemRow.kind, func.count()).where(*conditions).group_by(WorkItemRow.kind)
    return {kind: count for kind, count in await connection.execute(counted)}  # noqa: C416 -- a Row is no pair to the types


async def find_item(connection: AsyncConnection, item_id: UUID) -> WorkItemRow:
    """One item. Raises `WorkItemNotFound`."""
    async with AsyncSession(connection) as session:
        row = await session.scalar(select(WorkItemRow).where(WorkItemRow.id == item_id))
    if row is None:
        raise WorkItemNotFound
    return row


async def claim(connection: AsyncConnection, item_id: UUID, person: Person) -> None:
    """Take an item for oneself; having it already is fine. Raises `WorkItemTaken`, `WorkItemClosed`, `WorkItemNotFound`."""
    free = or_(WorkItemRow.owner_id.is_(None), WorkItemRow.owner_id == person.id)
    await _change(connection, item_id, and_(_OPEN, free), state="claimed", owner_id=person.id, owner_name=person.name)


async def release(connection: AsyncConnection, item_id: UUID, person: Person, *, anybody: bool) -> None:
    """Give an item back. `anybody`: also one that is somebody else's."""
    mine = WorkItemRow.owner_id == person.id
    await _change(
        connection, item_id, and_(_OPEN, _OPEN if anybody else mine), state="open", owner_id=None, owner_name=""
    )


async def close(
    connection: AsyncConnection, item_id: UUID, person: Person, *, result: str, note: str, at: datetime, anybody: bool
) -> None:
    """Done. Only the owner may close an item, `anybody` may if they lead."""
    mine = or_(WorkItemRow.owner_id.is_(None), WorkItemRow.owner_id == person.id)
    changed: dict[str, object] = {"state": "closed", "result": result, "closed_at": at, "closed_by": person.name}
    if note:
        changed["note"] = note
    await _change(connection, item_id, and_(_OPEN, _OPEN if anybody else mine), **changed)


async def reopen(connection: AsyncConnection, item_id: UUID, person: Person) -> None:
    """Undo the closing; the item is the person's. A missed call whose number is in the list again cannot come back."""
    row = await find_item(connection, item_id)
    if row.state != "closed":
        raise WorkItemTaken
    if row.kind == "missed":
        again = select(WorkItemRow.id).where(
            WorkItemRow.number == row.number, WorkItemRow.kind == "missed", WorkItemRow.state != "closed"
        )
        if await connection.scalar(again) is not None:
            raise WorkItemTaken
    try:
        reopened = await connection.execute(
            update(WorkItemRow)
            .where(WorkItemRow.id == item_id, WorkItemRow.state == "closed")
            .values(
                state="claimed", owner_id=person.id, owner_name=person.name, result="", closed_at=None, closed_by=""
            )
        )
    except IntegrityError as error:  # the number came into the list since we looked
        raise WorkItemTaken from error
    if reopened.rowcount == 0:
        raise WorkItemTaken  # somebody else was faster


async def message_for(
    connection: AsyncConnection, interaction_id: UUID, recording_id: str, queues: Collection[str]
) -> bool:
    """Whether this recording of the interaction is a message or a fax for one of these queues."""
    found = select(WorkItemRow.id).where(
        WorkItemRow.interaction_id == interaction_id,
        WorkItemRow.recording_id == recording_id,
        WorkItemRow.kind.in_(("voicemail", "fax")),
        WorkItemRow.queue_id.in_(queues),
    )
    return await connection.scalar(found) is not None


async def _change(connection: AsyncConnection, item_id: UUID, condition: ColumnElement[bool], **values: object) -> None:
    """Change one item that meets the condition, or say why it does not."""
    changed = await connection.execute(update(WorkItemRow).where(WorkItemRow.id == item_id, condition).values(**values))
    if changed.rowcount == 1:
        return
    row = await find_item(connection, item_id)
    raise WorkItemClosed if row.state == "closed" else WorkItemTaken


def _missed(connection: Connection, owed: NewWork) -> None:
    """Count a missed call or add it. People open and close items meanwhile, and the database lets us wait for them: whoever was
    closed as we counted is added, whoever was opened as we added is counted. What then changes nothing was written before."""
    _ = _counted(connection, owed) or _add(connection, owed) or _counted(connection, owed)


def _counted(connection: Connection, owed: NewWork) -> bool:
    """Add a missed call to the open item of its number; False: there is none."""
    known = connection.execute(
        select(WorkItemRow.id, WorkItemRow.interaction_id).where(
            WorkItemRow.number == owed.number, WorkItemRow.kind == "missed", _OPEN
        )
    ).first()
    if known is None:
        return False
    if known.interaction_id == owed.interaction_id:
        return True
    counted = connection.execute(
        update(WorkItemRow)
        .where(WorkItemRow.id == known.id, _OPEN)
        .values(contacts=WorkItemRow.contacts + 1, last_at=owed.at, interaction_id=owed.interaction_id)
    )
    return counted.rowcount == 1


def _add(connection: Connection, owed: NewWork) -> bool:
    """Whether it is new."""
    insert = insert_in(connection.dialect.name, WorkItemRow).values(**_values(owed))
    return connection.execute(insert.on_conflict_do_nothing()).rowcount == 1


def _reach(connection: Connection, contact: Contact) -> None:
    connection.execute(
        update(WorkItemRow)
        .where(
            WorkItemRow.number == contact.number,
            WorkItemRow.kind.in_(("missed", "callback")),
            WorkItemRow.created_at <= contact.at,
            _OPEN,
        )
        .values(state="closed", result=REACHED, closed_at=contact.at, closed_by="")
    )


def _values(owed: NewWork) -> dict[str, object]:
    return {
        "id": owed.id,
        "kind": owed.kind,
        "state": "open",
        "number": owed.number,
        "queue_id": owed.queue_id,
        "interaction_id": owed.interaction_id,
        "recording_id": owed.recording_id,
        "customer_id": owed.customer_id,
        "customer_name": owed.customer_name,
        "created_at": owed.at,
        "last_at": owed.at,
        "due_at": owed.at,
        "contacts": 1,
        "note": "",
        "owner_id": None,
        "owner_name": "",
        "result": "",
        "closed_at": None,
        "closed_by": "",
    }


def _conditions(search: WorkSearch) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if search.state == "open":
        conditions.append(_OPEN)
    elif search.state == "closed":
        conditions.append(WorkItemRow.state == "closed")
    if search.kind:
        conditions.append(WorkItemRow.kind == search.kind)
    if search.queue_id:
        conditions.append(WorkItemRow.queue_id == search.queue_id)
    if search.owner_id is not None:
        conditions.append(WorkItemRow.owner_id == search.owner_id)
    if search.viewer is not None:
        # a promise of no queue that was given back is everybody's
        promised = and_(WorkItemRow.kind == "follow_up", WorkItemRow.queue_id == "")
        free = and_(WorkItemRow.owner_id.is_(None), or_(WorkItemRow.queue_id.in_(search.viewer_queues), promised))
        conditions.append(or_(WorkItemRow.owner_id == search.viewer, free))
    return conditions
