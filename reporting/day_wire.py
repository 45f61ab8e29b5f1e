"""An agent's day on the wire."""

from datetime import timedelta
from typing import Annotated, Self
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, model_validator

from reporting.wire import StateName

LONGEST_DAY = timedelta(hours=48)


class _Wire(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class DayQuery(_Wire):
    """The day that lies `back` days before today in the site's zone; or from `since`, which is included, to `until`, which is not."""

    back: Annotated[int, Field(ge=0, le=3660)] = 0
    since: AwareDatetime | None = None
    until: AwareDatetime | None = None

    @model_validator(mode="after")
    def _is_a_day(self) -> Self:
        if self.since is None and self.until is None:
            return self
        if self.since is None or self.until is None:
            raise ValueError("since and until belong together")
        if not timedelta() < self.until - self.since <= LONGEST_DAY:
            raise ValueError("until must follow since by at most 48 hours")
        return self


class DayCall(_Wire):
    """One contact and the agent's own time with it."""

    interaction_id: UUID
    started_at: AwareDatetime
    caller_number: str
    customer_name: str
    queue: str
    talk_ms: int
    hold_ms: int
    wrap_up_ms: int


class DaySpell(_Wire):
    """A stay in one state, within the day."""

    state: StateName
    reason: str
    started_at: AwareDatetime
    ended_at: AwareDatetime


class DayView(_Wire):
    """An agent's figures and what is behind them, oldest first.

    `handled` counts `calls`. `mean_handling_ms` is (talk + hold + wrap-up) / handled; `occupancy` is handling time / (handling
    time + ready time), from 0 to 1. `until` is now on a day that is not over, `ends_at` is when it is. `zone` is the site's.
    """

    since: AwareDatetime
    until: AwareDatetime
    ends_at: AwareDatetime
    zone: str
    handled: int
    talk_ms: int
    hold_ms: int
    wrap_up_ms: int
    ready_ms: int
    mean_handling_ms: int | None
    occupancy: float | None
    calls: list[DayCall]
    spells: list[DaySpell]
