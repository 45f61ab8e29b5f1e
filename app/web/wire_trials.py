"""A designer's own test call as it travels."""

from datetime import datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict


class _Wire(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class TrialStep(_Wire):
    """A stay at a step; `outcome` is how it was left, empty while the caller is there."""

    flow_id: str
    step_id: str
    outcome: str


class TrialItem(_Wire):
    """A test call that goes on, seen by whoever made it. `trial` is what was answered when it was begun.

    `recording` is true while the caller's words are taken down, `ending` when only the end is left to be heard.
    """

    model_config = ConfigDict(json_schema_serialization_defaults_required=True)

    kind: Literal["trial"] = "trial"
    key: str
    trial: str
    began_at: datetime
    steps: list[TrialStep]
    recording: bool
    ending: bool
