"""Answers to surveys, counted."""

from collections.abc import Awaitable, Callable
from typing import Annotated, TypeVar
from uuid import UUID

from fastapi import APIRouter, Depends, Query

from database.engine import Database
from reporting.survey_repository import AnswerSearch, AnswerTotal, total_answers
from reporting.survey_wire import AnswerQuery, AnswerTotalView, ScoreCount

UserT = TypeVar("UserT")


def create_router(
    database: Database,
    *,
    permission: Callable[..., UserT | Awaitable[UserT]],
    only_own: Callable[[UserT], UUID | None],
) -> APIRouter:
    """`/survey-answers/totals`. `only_own` is the agent whose answers alone a user may see, or None for all."""
    router = APIRouter(tags=["interactions"])

    @router.get("/survey-answers/totals")
    async def total_survey_answers(
        query: Annotated[AnswerQuery, Query()], user: Annotated[UserT, Depends(permission)]
    ) -> list[AnswerTotalView]:
        """How callers answered, by question, queue and agent."""
        search = AnswerSearch(
            since=query.since,
            until=query.until,
            queue_id=query.queue,
            agent_number=query.agent,
            only_agent=only_own(user),
        )
        async with database.read() as connection:
            return [_view(total) for total in await total_answers(connection, search)]

    return router


def _view(total: AnswerTotal) -> AnswerTotalView:
    count = sum(total.scores.values())
    return AnswerTotalView(
        question=total.question,
        queue=total.queue_id,
        agent_number=total.agent_number,
        agent_name=total.agent_name,
        lowest=total.lowest,
        highest=total.highest,
        count=count,
        mean=round(sum(score * times for score, times in total.scores.items()) / count, 3),
        scores=[ScoreCount(score=score, count=times) for score, times in total.scores.items()],
    )
