"""The interaction list and the interaction page."""

from collections.abc import Awaitable, Callable, Collection, Sequence
from datetime import timedelta
from typing import Annotated, Literal, Protocol, TypeVar, cast
from uuid import UUID

from fastapi import APIRouter, Depends, Query
from msgspec import structs
from sqlalchemy.ext.asyncio import AsyncConnection

from database.engine import Database
from reporting import cursor, notes
from reporting.errors import InteractionNotFound, InteractionNotYours
from reporting.repository import Search, Story, Summary, find_page, find_story
from reporting.survey_wire import AnswerView
from reporting.timeline import with_states
from reporting.why_wire import WhyView
from reporting.wire import (
    Direction,
    InteractionCustomer,
    InteractionDetail,
    InteractionPage,
    InteractionQuery,
    InteractionRow,
    QualityView,
    RecordingView,
    SegmentKind,
    SegmentView,
    TimelineEntry,
)

UserT = TypeVar("UserT")


class RecordingFacts(Protocol):
    """What the interaction page shows of a recording."""

    @property
    def id(self) -> str: ...
    @property
    def status(self) -> Literal["pending", "ready", "partial", "failed"]: ...
    @property
    def fault(self) -> str: ...
    @property
    def duration_ms(self) -> int: ...
    @property
    def size(self) -> int: ...
    @property
    def pages(self) -> int: ...


def create_router(
    database: Database,
    *,
    permission: Callable[..., UserT | Awaitable[UserT]],
    only_own: Callable[[UserT], UUID | None],
    recordings_of: Callable[[UUID], Awaitable[Sequence[RecordingFacts]]],
    forms_of_number: Callable[[str], Collection[str]],
    numbers_of: Callable[[AsyncConnection, UUID], Awaitable[Collection[str]]],
    audit: Callable[[UserT, str, str], Awaitable[None]],
) -> APIRouter:
    """Routes over finished interactions.

    Args:
        permission: dependency that gives the signed-in user, or refuses.
        only_own: the agent whose interactions alone a user may see, or None for a user who may see all.
        recordings_of: the recordings of an interaction.
        forms_of_number: the ways in which a typed number may stand in a call, never empty.
        numbers_of: a customer's numbers.
        audit: notes user, what was done (`interaction_refused`), and the interaction's id.
    """
    router = APIRouter(tags=["interactions"])

    @router.get("/interactions")
    async def list_interactions(
        query: Annotated[InteractionQuery, Query()], user: Annotated[UserT, Depends(permission)]
    ) -> InteractionPage:
        """A page of finished interactions, newest first."""
        search = Search(
            since=query.since,
            until=query.until,
            callers=forms_of_number(query.caller) if query.caller else (),
            customer=query.customer,
            agent_number=query.agent,
            queue_id=query.queue,
            outcome=query.outcome,
            direction=query.direction,
            flow_id=query.flow,
            revision=query.revision,
            step_id=query.step,
            exit=query.exit,
            tests=query.tests,
            only_agent=only_own(user),
            after=cursor.read(query.cursor) if query.cursor else None,
            limit=query.limit,
        )
        async with database.read() as connection:
            if query.customer is not None:
                known = await numbers_of(connection, query.customer)
                search = structs.replace(search, numbers=[form for number in known for form in forms_of_number(number)])
            page = await find_page(connection, search)
        return InteractionPage(
            rows=[row_of(summary) for summary in page.rows],
            total=page.total,
            counted_all=page.counted_all,
            next="" if page.next is None else cursor.write(page.next),
        )

    @router.get("/interactions/{interaction_id}")
    async def get_interaction(interaction_id: UUID, user: Annotated[UserT, Depends(permission)]) -> InteractionDetail:
        """One finished interaction with its segments, timeline, recordings and wrap-up."""
        async with database.read() as connection:
            story = await find_story(connection, interaction_id)
        if story is None:
            raise InteractionNotFound
        agent_id = only_own(user)
        if agent_id is not None and all(segment.agent_id != agent_id for segment in story.segments):
            await audit(user, "interaction_refused", str(interaction_id))
            raise InteractionNotYours
        return _detail(story, await recordings_of(interaction_id))

    return router


def row_of(summary: Summary) -> InteractionRow:
    """A line of the list as browsers see it."""
    interaction = summary.interaction
    return InteractionRow(
        id=interaction.id,
        arrived_at=interaction.arrived_at,
        ended_at=interaction.ended_at,
        caller_number=interaction.caller_number,
        customer_name="" if summary.customer is None else summary.customer.name,
        dialed_number=interaction.dialed_number,
        direction=cast("Direction", interaction.direction),
        queue=interaction.queue_id,
        agent_number=interaction.agent_number,
        agent_name=interaction.agent_name,
        outcome=interaction.outcome,
        disposition=summary.disposition,
        talk_ms=interaction.talk_ms,
        wait_ms=interaction.wait_ms,
        has_recording=summary.has_recording,
    )


def _detail(story: Story, recordings: Sequence[RecordingFacts]) -> InteractionDetail:
    summary, interaction = story.summary, story.summary.interaction
    paperwork = sum((wrap_up.ended_at - wrap_up.started_at for wrap_up in story.wrap_ups), timedelta())
    return InteractionDetail(
        row=row_of(summary),
        caller_name=interaction.caller_name,
        language=interaction.language,
        ended_by=interaction.ended_by,
        hangup_cause=interaction.hangup_cause,
        reconciled=interaction.reconciled,
        customer=None if summary.customer is None else InteractionCustomer.model_validate(summary.customer),
        notes=notes.joined([wrap_up.notes for wrap_up in story.wrap_ups]),
        wrap_up_ms=paperwork // timedelta(milliseconds=1),
        segments=[
            SegmentView(
                kind=cast("SegmentKind", segment.kind),
                started_at=segment.started_at,
                ended_at=segment.ended_at,
                queue=segment.queue_id,
                agent_number=segment.agent_number,
                agent_name=segment.agent_name,
                outcome=segment.outcome,
                talk_ms=segment.talk_ms,
                hold_ms=segment.hold_ms,
                recording_id=segment.recording_id,
                quality=None if segment.quality is None else QualityView.model_validate(segment.quality),
            )
            for segment in story.segments
        ],
        timeline=[
            TimelineEntry(
                at=moment.at,
                what=moment.what,
                detail=moment.detail,
                queue=moment.queue_id,
                agent=moment.agent_number,
                why=None if moment.why is None else WhyView.model_validate(moment.why),
            )
            for moment in with_states(story.timeline, story.spells)
        ],
        recordings=[RecordingView.model_validate(recording) for recording in recordings],
        answers=[
            AnswerView(
                question=answer.question,
                score=answer.score,
                lowest=answer.lowest,
                highest=answer.highest,
                at=answer.at,
                agent_number=answer.agent_number,
                agent_name=answer.agent_name,
                queue=answer.queue_id,
            )
            for answer in story.answers
        ],
    )
