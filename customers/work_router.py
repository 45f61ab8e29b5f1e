"""The work list: finding what is owed, taking it, closing it, and promising more."""

from collections.abc import Awaitable, Callable, Collection
from datetime import datetime
from typing import Annotated, TypeVar, cast
from uuid import UUID, uuid4

from fastapi import APIRouter, Depends, Query, status
from sqlalchemy.ext.asyncio import AsyncConnection

from customers.errors import CustomerNumberNotValid, WorkItemNotFound, WorkQueueUnknown
from customers.numbers import read_number
from customers.person import Person
from customers.repository import find_by_number
from customers.work import NewWork, WorkKind, WorkState
from customers.work_repository import (
    WorkSearch,
    add_follow_up,
    claim,
    close,
    find_item,
    find_page,
    release,
    reopen,
)
from customers.work_tables import WorkItemRow
from customers.work_wire import FollowUp, WorkItem, WorkPage, WorkQuery, WorkResult, read_cursor, write_cursor
from database.engine import Database

UserT = TypeVar("UserT")


def create_router(
    database: Database,
    *,
    region: str,
    permission: Callable[..., UserT | Awaitable[UserT]],
    person: Callable[[UserT], Person],
    queues_of: Callable[[UserT], Collection[str] | None],
    knows_queue: Callable[[str], bool],
    audit: Callable[[AsyncConnection, UserT, str, UUID], Awaitable[None]],
    now: Callable[[], datetime],
) -> APIRouter:
    """Routes over the work list.

    Args:
        region: where national and short numbers are at home, ISO 3166 alpha-2.
        permission: dependency that gives the signed-in user, or refuses.
        person: who that is.
        knows_queue: whether there is such a queue.
        queues_of: the queues whose free items the user may see beside their own and follow-ups of no queue; None for a user who sees all.
        audit: notes in the same transaction who did what with an item.
        now: the present moment.
    """
    router = APIRouter(prefix="/work", tags=["work"])

    async def seen(connection: AsyncConnection, user: UserT, item_id: UUID) -> Person:
        """Who asks, provided that they may see the item."""
        row, asks, queues = await find_item(connection, item_id), person(user), queues_of(user)
        if queues is not None and row.owner_id != asks.id:
            promise = row.kind == "follow_up"
            private, everybodys = promise and row.owner_id is not None, promise and not row.queue_id
            if private or not (everybodys or row.queue_id in queues):
                raise WorkItemNotFound
        return asks

    async def changed(connection: AsyncConnection, user: UserT, what: str, item_id: UUID) -> WorkItem:
        """The item after a change, which is audited."""
        await audit(connection, user, what, item_id)
        return shown(await find_item(connection, item_id))

    @router.get("")
    async def list_work(query: Annotated[WorkQuery, Query()], user: Annotated[UserT, Depends(permission)]) -> WorkPage:
        """What is owed to callers, oldest promise first."""
        queues = queues_of(user)
        search = WorkSearch(
            kind=query.kind,
            state=query.state,
            queue_id=query.queue,
            owner_id=person(user).id if query.mine else None,
            viewer=None if queues is None else person(user).id,
            viewer_queues=queues or (),
            after=read_cursor(query.cursor),
            limit=query.limit,
        )
        async with database.read() as connection:
            page = await find_page(connection, search)
        return WorkPage(
            rows=[shown(row) for row in page.rows],
            total=page.total,
            next="" if page.next is None else write_cursor(page.next),
        )

    @router.post("", status_code=status.HTTP_201_CREATED)
    async def promise(draft: FollowUp, user: Annotated[UserT, Depends(permission)]) -> WorkItem:
        """Put a follow-up of one's own into the list."""
        number = read_number(draft.number, region)
        if number is None:
            raise CustomerNumberNotValid
        if draft.queue and not knows_queue(draft.queue):
            raise WorkQueueUnknown
        async with database.write() as connection:
            known = await connection.run_sync(find_by_number, number)
            item = NewWork(
                id=uuid4(),
                kind="follow_up",
                number=number.number,
                queue_id=draft.queue,
                interaction_id=draft.interaction_id,
                at=draft.due_at,
                customer_id=known[0].id if known else None,
                customer_name=known[0].name if known else "",
            )
            await add_follow_up(connection, item, owner=person(user), note=draft.note, at=now())
            return await changed(connection, user, "work_promised", item.id)

    @router.get("/{item_id}")
    async def get_item(item_id: UUID, user: Annotated[UserT, Depends(permission)]) -> WorkItem:
        """One item, closed or not."""
        async with database.read() as connection:
            await seen(connection, user, item_id)
            return shown(await find_item(connection, item_id))

    @router.post("/{item_id}/claim")
    async def take(item_id: UUID, user: Annotated[UserT, Depends(permission)]) -> WorkItem:
        """Take an item; nobody else can then."""
        async with database.write() as connection:
            await claim(connection, item_id, await seen(connection, user, item_id))
            return await changed(connection, user, "work_claimed", item_id)

    @router.post("/{item_id}/release")
    async def give_back(item_id: UUID, user: Annotated[UserT, Depends(permission)]) -> WorkItem:
        """Give an item back to everybody."""
        async with database.write() as connection:
            asks = await seen(connection, user, item_id)
            await release(connection, item_id, asks, anybody=queues_of(user) is None)
            return await changed(connection, user, "work_released", item_id)

    @router.post("/{item_id}/close")
    async def finish(item_id: UUID, done: WorkResult, user: Annotated[UserT, Depends(permission)]) -> WorkItem:
        """Say what came of an item."""
        async with database.write() as connection:
            asks = await seen(connection, user, item_id)
            leads = queues_of(user) is None
            await close(connection, item_id, asks, result=done.result, note=done.note, at=now(), anybody=leads)
            return await changed(connection, user, "work_closed", item_id)

    @router.post("/{item_id}/reopen")
    async def undo(item_id: UUID, user: Annotated[UserT, Depends(permission)]) -> WorkItem:
        """Undo the closing; the item is one's own then."""
        async with database.write() as connection:
            await reopen(connection, item_id, await seen(connection, user, item_id))
            return await changed(connection, user, "work_reopened", item_id)

    return router


def shown(row: WorkItemRow) -> WorkItem:
    """An item as browsers see it."""
    return WorkItem(
        id=row.id,
        kind=cast("WorkKind", row.kind),
        state=cast("WorkState", row.state),
        number=row.number,
        customer_id=row.customer_id,
        customer_name=row.customer_name,
        queue=row.queue_id,
        interaction_id=row.interaction_id,
        recording_id=row.recording_id,
        created_at=row.created_at,
        last_at=row.last_at,
        due_at=row.due_at,
        contacts=row.contacts,
        note=row.note,
        owner_id=row.owner_id,
        owner_name=row.owner_name,
        result=row.result,
        closed_at=row.closed_at,
        closed_by=row.closed_by,
    )
