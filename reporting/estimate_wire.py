"""The truth of told waits as browsers see it."""

from datetime import timedelta
from typing import Self

from pydantic import AwareDatetime, BaseModel, ConfigDict, model_validator

LONGEST_SPAN = timedelta(days=31)


class _Wire(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class EstimateQuery(_Wire):
    """Tellings from `since` on and before `until`."""

    since: AwareDatetime
    until: AwareDatetime

    @model_validator(mode="after")
    def _short_enough(self) -> Self:
        if not timedelta() <= self.until - self.since <= LONGEST_SPAN:
            raise ValueError("until must not be before since, nor more than 31 days after it")
        return self


class WaitEstimateScore(_Wire):
    """One queue: how often a range was told, how many of these callers were answered (`judged`), and how true it was.

    `within_share` is the share of judged waits that ended inside the told range, null when none is judged; `bias_ms` is
    by how much the real wait was longer than the middle of the range, on average; below zero it was shorter.
    """

    queue: str
    told: int
    judged: int
    within_share: float | None
    bias_ms: int
    mean_width_ms: int
