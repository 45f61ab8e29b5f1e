"""What happened in a flow: its steps, and how many callers needed nobody."""

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Annotated, TypeVar

from fastapi import APIRouter, Depends, Path, Query

from database.engine import Database
from reporting.flow_wire import FlowStatistics, FlowStatisticsQuery, flow_statistics
from reporting.visit_repository import count_flow

UserT = TypeVar("UserT")
USUAL_PERIOD = timedelta(days=30)


def create_router(
    database: Database, *, permission: Callable[..., UserT | Awaitable[UserT]], now: Callable[[], datetime]
) -> APIRouter:
    """`/flows/{id}/statistics`. `permission` is the dependency that gives the signed-in user, or refuses."""
    router = APIRouter(tags=["flows"])

    @router.get("/flows/{flow_id}/statistics", dependencies=[Depends(permission)])
    async def statistics_of_flow(
        flow_id: Annotated[str, Path(max_length=64)], query: Annotated[FlowStatisticsQuery, Query()]
    ) -> FlowStatistics:
        """Entries, exits, time and hang-ups of each step, and how many contacts ended in the flow."""
        until = query.until or now()
        since = query.since or until - USUAL_PERIOD
        async with database.read() as connection:
            count = await count_flow(connection, flow_id, since, until, query.revision)
        return flow_statistics(count, since, until)

    return router
