"""Statistics of flows as browsers see them."""

from typing import Annotated

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from reporting.visit_repository import HUNG_UP, FlowCount


class _Wire(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class FlowStatisticsQuery(_Wire):
    """Which time (`since` is included, `until` is not; the last 30 days by default), and which revision; all without one."""

    since: AwareDatetime | None = None
    until: AwareDatetime | None = None
    revision: Annotated[int, Field(ge=1, le=2**31 - 1)] | None = None


class StepStatistics(_Wire):
    """A step: visits, how they ended, and how long they took on average. `hang_ups` are among `exits` as `hung_up`."""

    step_id: str
    entries: int
    exits: dict[str, int]
    seconds_average: float
    hang_ups: int


class FlowStatistics(_Wire):
    """A flow in a period. `calls` counts the contacts that began it by what became of them.

    `containment` is the share of them that ended in a flow, without an agent, a message or a callback; nothing without
    contacts. Tests are not counted.
    """

    since: AwareDatetime
    until: AwareDatetime
    entries: int
    contained: int
    containment: float | None
    calls: dict[str, int]
    steps: list[StepStatistics]


def flow_statistics(count: FlowCount, since: AwareDatetime, until: AwareDatetime) -> FlowStatistics:
    """As browsers see it."""
    return FlowStatistics(
        since=since,
        until=until,
        entries=count.entries,
        contained=count.contained,
        containment=count.contained / count.entries if count.entries else None,
        calls=dict(count.calls),
        steps=[
            StepStatistics(
                step_id=step.step_id,
                entries=step.entries,
                exits=dict(step.exits),
                seconds_average=round(step.spent_ms / step.entries / 1_000, 1),
                hang_ups=step.exits.get(HUNG_UP, 0),
            )
            for step in count.steps
        ],
    )
