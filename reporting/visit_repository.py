"""Callers' ways through flows: kept step by step, counted over a period. Each look reads one index, and of it the period alone."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta

from msgspec import Struct
from sqlalchemy import ColumnElement, Connection, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from database.rows import insert_new
from reporting.record import InteractionRecord
from reporting.tables import FlowVisitRecorded

IN_THE_FLOW = frozenset({"completed_in_menu", "abandoned_in_menu"})
"""What becomes of contacts that end in a flow, without anybody."""
HUNG_UP = "hung_up"
_ADD_VISIT = insert_new(FlowVisitRecorded)


class StepCount(Struct, frozen=True, kw_only=True):
    """A step in a period: how often it was entered, left by which outcome, and for how long callers stayed."""

    step_id: str
    exits: Mapping[str, int]
    spent_ms: int

    @property
    def entries(self) -> int:
        """Each visit is left exactly once."""
        return sum(self.exits.values())


class FlowCount(Struct, frozen=True, kw_only=True):
    """A flow in a period: its steps, and how many contacts that began it came to which end."""

    steps: Sequence[StepCount]
    calls: Mapping[str, int]

    @property
    def entries(self) -> int:
        """How many contacts began it."""
        return sum(self.calls.values())

    @property
    def contained(self) -> int:
        """How many of them ended in a flow, without an agent, a message or a callback."""
        return sum(count for outcome, count in self.calls.items() if outcome in IN_THE_FLOW)


def add_visits(connection: Connection, records: Sequence[InteractionRecord]) -> None:
    """Write the ways of finished contacts; tests are not counted."""
    _ADD_VISIT.run(connection, [row for record in records if not record.test for row in _rows(record)])


async def count_flow(
    connection: AsyncConnection, flow_id: str, since: datetime, until: datetime, revision: int | None = None
) -> FlowCount:
    """What happened in a flow from `since` on and before `until`, in all of its revisions or in one."""
    conditions = conditions_of(flow_id, revision)
    conditions += [FlowVisitRecorded.entered_at >= since, FlowVisitRecorded.entered_at < until]
    exits: dict[str, dict[str, int]] = {}
    spent: dict[str, int] = {}
    calls: dict[str, int] = {}
    count = func.count()
    rows = await connection.execute(
        select(
            FlowVisitRecorded.step_id,
            FlowVisitRecorded.outcome,
            FlowVisitRecorded.call_outcome,
            count,
            func.sum(FlowVisitRecorded.spent_ms),
        )
        .where(*conditions)
        .group_by(FlowVisitRecorded.step_id, FlowVisitRecorded.outcome, FlowVisitRecorded.call_outcome)
    )
    for step_id, outcome, call_outcome, number, spent_ms in rows:
        of_step = exits.setdefault(step_id, {})
        of_step[outcome] = of_step.get(outcome, 0) + number
        spent[step_id] = spent.get(step_id, 0) + int(spent_ms)
        if call_outcome:
            calls[call_outcome] = calls.get(call_outcome, 0) + number
    steps = [
        StepCount(step_id=step_id, exits=dict(sorted(of_step.items())), spent_ms=spent[step_id])
        for step_id, of_step in sorted(exits.items())
    ]
    return FlowCount(steps=steps, calls=calls)


def conditions_of(
    flow_id: str, revision: int | None = None, step_id: str = "", outcome: str = ""
) -> list[ColumnElement[bool]]:
    """Which visits are meant."""
    conditions = [FlowVisitRecorded.flow_id == flow_id]
    if revision is not None:
        conditions.append(FlowVisitRecorded.revision == revision)
    if step_id:
        conditions.append(FlowVisitRecorded.step_id == step_id)
    if outcome:
        conditions.append(FlowVisitRecorded.outcome == outcome)
    return conditions


def _rows(record: InteractionRecord) -> Iterator[dict[str, object]]:
    talked_from = min((part.started_at for part in record.segments if part.kind == "agent"), default=None)
    for position, visit in enumerate(record.path):
        spent = (visit.left_at or record.ended_at) - visit.entered_at
        counts = visit.begins and (talked_from is None or visit.entered_at < talked_from)
        yield {
            "interaction_id": record.id,
            "position": position,
            "flow_id": visit.flow_id,
            "revision": visit.revision,
            "step_id": visit.step_id,
            "entered_at": visit.entered_at,
            "spent_ms": max(0, spent // timedelta(milliseconds=1)),
            "outcome": visit.outcome or HUNG_UP,
            "call_outcome": record.outcome if counts else "",
        }
