"""How true the waits were that callers were told."""

from collections.abc import Awaitable, Callable
from typing import Annotated, TypeVar

from fastapi import APIRouter, Depends, Query

from database.engine import Database
from reporting.estimate_repository import score_by_queue
from reporting.estimate_wire import EstimateQuery, WaitEstimateScore

UserT = TypeVar("UserT")


def create_router(database: Database, *, permission: Callable[..., UserT | Awaitable[UserT]]) -> APIRouter:
    """`/wait-estimates`. `permission` is the dependency that gives the signed-in user, or refuses."""
    router = APIRouter(tags=["interactions"])

    @router.get("/wait-estimates", dependencies=[Depends(permission)])
    async def list_wait_estimates(query: Annotated[EstimateQuery, Query()]) -> list[WaitEstimateScore]:
        """Per queue, the ranges that callers were told beside the waits that followed."""
        async with database.read() as connection:
            found = await score_by_queue(connection, query.since, query.until)
        return [
            WaitEstimateScore(
                queue=queue.queue_id,
                told=queue.score.told,
                judged=queue.score.judged,
                within_share=queue.score.within_share,
                bias_ms=queue.score.bias_ms,
                mean_width_ms=queue.score.mean_width_ms,
            )
            for queue in found
        ]

    return router
