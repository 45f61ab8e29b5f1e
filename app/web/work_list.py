"""The work list of the desk: what is owed to callers, callbacks among the rest, oldest promise first."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query

from app.accounts.user import Session
from app.web.permissions import EVERY_ROLE, Gate
from app.web.ports import LiveCenter
from app.web.view_of_callbacks import callback_items, served_by
from app.web.view_of_work import one_list
from app.web.wire_work import OwedCounts, OwedPage, OwedQuery
from customers.work_repository import WorkSearch, count_by_kind, find_page
from customers.work_router import shown
from customers.work_wire import read_cursor, write_cursor
from database.engine import Database


def create_router(*, gate: Gate, live: LiveCenter, database: Database) -> APIRouter:
    """`/work-list`: agents see their own items, and the free ones and the callbacks of their queues; who leads sees all."""
    router = APIRouter(tags=["work"])
    everybody = Depends(gate.allow(*EVERY_ROLE))

    @router.get("/work-list")
    async def list_owed(query: Annotated[OwedQuery, Query()], session: Annotated[Session, everybody]) -> OwedPage:
        """What is owed to callers."""
        agent = session.user.role == "agent"
        served = served_by(live.center, session.user.id) if agent else None
        after = read_cursor(query.cursor)
        search = WorkSearch(
            kind=query.kind,
            viewer=session.user.id if agent else None,
            viewer_queues=served or (),
            after=after,
            limit=query.limit,
        )
        async with database.read() as connection:
            page = await find_page(connection, search)
            counts = await count_by_kind(connection, search)
        callbacks = callback_items(live.center, served)
        rows, ends = one_list(
            [shown(row) for row in page.rows],
            callbacks if query.kind in {"", "callback"} else (),
            after=after,
            limit=query.limit,
            more=page.next is not None,
        )
        return OwedPage(
            rows=rows,
            counts=OwedCounts(
                missed=counts.get("missed", 0),
                voicemail=counts.get("voicemail", 0),
                fax=counts.get("fax", 0),
                callback=counts.get("callback", 0) + len(callbacks),
                follow_up=counts.get("follow_up", 0),
            ),
            next="" if ends is None else write_cursor(ends),
        )

    return router
