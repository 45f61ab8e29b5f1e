"""What an agent did all day."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime, timedelta
from typing import Annotated, TypeVar
from uuid import UUID

from fastapi import APIRouter, Depends, Query

from database.engine import Database
from reporting.errors import SpellsNotYours
from reporting.record import SpellRecord
from reporting.spell_repository import spells_between
from reporting.wire import SpellQuery, Spells, SpellView, StateTotal

UserT = TypeVar("UserT")


def create_router(
    database: Database,
    *,
    permission: Callable[..., UserT | Awaitable[UserT]],
    only_own: Callable[[UserT], UUID | None],
    agent_of: Callable[[UserT], UUID],
    audit: Callable[[UserT, str, str], Awaitable[None]],
) -> APIRouter:
    """Routes over agents' spells.

    Args:
        permission: dependency that gives the signed-in user, or refuses.
        only_own: the agent whose spells alone a user may see, or None for a user who may see all.
        agent_of: the agent that a user is.
        audit: notes user, what was done (`spells_refused`), and the agent's id.
    """
    router = APIRouter(tags=["agents"])

    @router.get("/agent-spells")
    async def list_spells(query: Annotated[SpellQuery, Query()], user: Annotated[UserT, Depends(permission)]) -> Spells:
        """The states that an agent has been in, one's own if no agent is named."""
        agent_id = query.agent or agent_of(user)
        if only_own(user) not in (None, agent_id):
            await audit(user, "spells_refused", str(agent_id))
            raise SpellsNotYours
        async with database.read() as connection:
            found = await spells_between(connection, agent_id, query.since, query.until)
        return Spells(
            spells=[SpellView.model_validate(spell) for spell in found],
            totals=_totals(found, query.since, query.until),
        )

    return router


def _totals(spells: Sequence[SpellRecord], since: datetime, until: datetime) -> list[StateTotal]:
    spent = dict[tuple[str, str], timedelta]()
    for spell in spells:
        key = (spell.state, spell.reason)
        within = min(spell.ended_at, until) - max(spell.started_at, since)
        spent[key] = spent.get(key, timedelta()) + within
    return [
        StateTotal.model_validate({"state": state, "reason": reason, "spent_ms": time // timedelta(milliseconds=1)})
        for (state, reason), time in sorted(spent.items())
    ]
