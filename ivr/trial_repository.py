"""The rows of trials."""

from datetime import datetime, timedelta
from uuid import UUID

from pydantic import ValidationError
from sqlalchemy import delete, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from database.upsert import insert_for
from ivr.flow import Flow
from ivr.flow_repository import parsed
from ivr.tables import FlowTrialRow
from ivr.trial import Trial, new_number

KEPT = timedelta(days=1)
"""No walk through flows is as long; what is older is removed when the next trial is made."""


async def add_trial(
    connection: AsyncConnection, flow: Flow, *, language: str, made_at: datetime, made_by: UUID
) -> Trial:
    """Keep a copy of the flow under a new number and the next negative revision."""
    await connection.execute(delete(FlowTrialRow).where(FlowTrialRow.made_at < made_at - KEPT))
    lowest = await connection.scalar(select(func.min(FlowTrialRow.revision)).where(FlowTrialRow.flow_id == flow.id))
    revision = (lowest or 0) - 1
    number = new_number()
    await connection.execute(
        insert_for(connection, FlowTrialRow).values(
            dialed_number=number,
            flow_id=flow.id,
            revision=revision,
            language=language,
            document=flow.model_dump(mode="json", exclude_defaults=True, exclude={"revision"}),
            made_at=made_at,
            made_by=str(made_by),
        )
    )
    return Trial(dialed_number=number, flow=_as(flow, revision), language=language, made_at=made_at, made_by=made_by)


async def load_trials(connection: AsyncConnection) -> list[Trial]:
    """Every trial that is kept; one whose document this release cannot read any more is left out."""
    trials: list[Trial] = []
    for number, revision, language, document, made_at, made_by in await connection.execute(_TRIAL):
        try:
            flow = _as(parsed(document), revision)
        except ValidationError:
            continue
        trials.append(Trial(dialed_number=number, flow=flow, language=language, made_at=made_at, made_by=UUID(made_by)))
    return trials


_TRIAL = select(
    FlowTrialRow.dialed_number,
    FlowTrialRow.revision,
    FlowTrialRow.language,
    FlowTrialRow.document,
    FlowTrialRow.made_at,
    FlowTrialRow.made_by,
).order_by(FlowTrialRow.dialed_number)


def _as(flow: Flow, revision: int) -> Flow:
    return flow.model_copy(update={"revision": revision})
