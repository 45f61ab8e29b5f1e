"""The search of the top bar: customers and contacts, for those who may see them."""

from collections.abc import Callable
from typing import Annotated

from fastapi import APIRouter, Depends, Query
from sqlalchemy.ext.asyncio import AsyncConnection

from app.accounts.user import Session
from app.calls.errors import DoNotCall, NumberNotAllowed, OutgoingNotSetUp
from app.calls.outgoing_rules import demand_allowed
from app.web.permissions import EVERY_ROLE, Gate
from app.web.ports import Clock, LiveCenter
from app.web.wire_search import SearchFound, SearchQuery
from customers.case import read_written
from customers.case_repository import CaseSight, Found, find_by_case_number
from customers.case_shown import line_of
from customers.numbers import dialable, forms, read_number
from customers.repository import find_by_text
from customers.router import card_of
from database.engine import Database
from reporting.repository import Page, Search, find_page
from reporting.router import row_of

_NONE = Page(rows=(), total=0, next=None)


def create_router(
    *,
    gate: Gate,
    live: LiveCenter,
    database: Database,
    region: str,
    clock: Clock,
    sight: Callable[[Session], CaseSight | None],
) -> APIRouter:
    """`/search`: agents find their own contacts alone, and the cases in their `sight`.

    `region` is where national and short numbers are at home.
    """
    router = APIRouter(tags=["search"])
    everybody = Depends(gate.allow(*EVERY_ROLE))

    @router.get("/search")
    async def search(query: Annotated[SearchQuery, Query()], session: Annotated[Session, everybody]) -> SearchFound:
        """Everything that the text may mean."""
        callers = forms(query.text, region) if read_number(query.text, region) else ()
        async with database.read() as connection:
            customers = await find_by_text(connection, query.text, region, query.limit)
            wanted = Search(
                callers=callers,
                customers=[customer.id for customer in customers],
                only_agent=session.user.id if session.user.role == "agent" else None,
                limit=query.limit,
            )
            page = await find_page(connection, wanted) if callers or customers else _NONE
            case = await _case(connection, session, query.text)
        return SearchFound(
            customers=[card_of(customer) for customer in customers],
            cases=[] if case is None else [line_of(case, clock.now())],
            interactions=[row_of(row) for row in page.rows],
            contacts=page.total,
            counted_all=page.counted_all,
            dial=_dialable(session, query.text),
        )

    async def _case(connection: AsyncConnection, session: Session, typed: str) -> Found | None:
        """The case that is called so, if the person may see it."""
        number = read_written(typed)
        return None if number is None else await find_by_case_number(connection, number, sight(session))

    def _dialable(session: Session, typed: str) -> str:
        configuration = live.center.configuration
        number = dialable(typed, region)
        if number is None or session.user.id not in configuration.agents:
            return ""
        try:
            demand_allowed(configuration.outgoing, number)
        except (OutgoingNotSetUp, NumberNotAllowed, DoNotCall):
            return ""
        return number

    return router
