"""An agent's own day: the figures, the contacts behind them, and the states one after the other."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from typing import Annotated, TypeVar
from uuid import UUID

from fastapi import APIRouter, Depends, Query

from database.engine import Database
from reporting.day import Paperwork, bounds, day, within
from reporting.day_repository import PartOfContact, papers_between, parts_between
from reporting.day_wire import DayCall, DayQuery, DaySpell, DayView
from reporting.record import SpellRecord
from reporting.spell_repository import spells_between

UserT = TypeVar("UserT")


def create_router(
    database: Database,
    *,
    permission: Callable[..., UserT | Awaitable[UserT]],
    agent_of: Callable[[UserT], UUID],
    lasting: Callable[[UserT, datetime], SpellRecord | None],
    now: Callable[[], datetime],
    zone: str,
) -> APIRouter:
    """`GET /desk/day`.

    Args:
        permission: dependency that gives the signed-in agent, or refuses.
        agent_of: the agent that a user is.
        lasting: the state that a user is in now, as a spell that ends at the given moment.
        now: the present moment.
        zone: the time zone by whose clock days begin and end.
    """
    router = APIRouter(prefix="/desk", tags=["desk"])

    @router.get("/day")
    async def show_day(query: Annotated[DayQuery, Query()], user: Annotated[UserT, Depends(permission)]) -> DayView:
        """One's own figures of a day, with what is behind them."""
        present_moment, agent_id = now(), agent_of(user)
        since, ends_at = bounds(present_moment, zone, query.back)
        if query.since is not None and query.until is not None:
            since, ends_at = query.since, query.until
        until = min(ends_at, max(present_moment, since))
        async with database.read() as connection:
            parts = await parts_between(connection, agent_id, since, until)
            papers = await papers_between(connection, agent_id, since, until)
            spells = list(await spells_between(connection, agent_id, since, until))
        if (present := lasting(user, until)) is not None:
            spells.append(present)
        figures = day([found.part for found in parts], papers, spells, since, until)
        return DayView(
            since=since,
            until=until,
            ends_at=ends_at,
            zone=zone,
            handled=figures.handled,
            talk_ms=figures.talk_ms,
            hold_ms=figures.hold_ms,
            wrap_up_ms=figures.wrap_up_ms,
            ready_ms=figures.ready_ms,
            mean_handling_ms=figures.mean_handling_ms,
            occupancy=figures.occupancy,
            calls=_calls(parts, papers),
            spells=[DaySpell.model_validate(spell, from_attributes=True) for spell in within(spells, since, until)],
        )

    return router


def _calls(parts: Sequence[PartOfContact], papers: Sequence[Paperwork]) -> list[DayCall]:
    """One line per contact: several parts of one contact are added up, its wrap-up is counted once."""
    wrap_ups = {paper.interaction_id: paper for paper in papers}
    lines: dict[UUID, DayCall] = {}
    for found in parts:
        part, before = found.part, lines.get(found.part.interaction_id)
        paper = wrap_ups.get(part.interaction_id)
        lines[part.interaction_id] = DayCall(
            interaction_id=part.interaction_id,
            started_at=part.started_at if before is None else before.started_at,
            caller_number=found.caller_number,
            customer_name="" if found.customer is None else found.customer.name,
            queue=found.queue_id,
            talk_ms=part.talk_ms + (0 if before is None else before.talk_ms),
            hold_ms=part.hold_ms + (0 if before is None else before.hold_ms),
            wrap_up_ms=0 if paper is None else round((paper.ended_at - paper.started_at).total_seconds() * 1000),
        )
    return list(lines.values())
