"""Answers to surveys as browsers see them."""

from datetime import datetime
from typing import Annotated

from pydantic import AwareDatetime, BaseModel, ConfigDict, StringConstraints


class _Wire(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, from_attributes=True)


class AnswerView(_Wire):
    """A caller's answer, on a scale, about the agent and the queue that had the caller before."""

    question: str
    score: int
    lowest: int
    highest: int
    at: datetime
    agent_number: str
    agent_name: str
    queue: str


class AnswerQuery(_Wire):
    """Answers from `since` on and before `until`; `agent` is a number, `queue` an id."""

    since: AwareDatetime
    until: AwareDatetime
    agent: Annotated[str, StringConstraints(max_length=32, strip_whitespace=True)] = ""
    queue: Annotated[str, StringConstraints(max_length=64, pattern=r"^[a-z0-9_-]*$")] = ""


class ScoreCount(_Wire):
    """How many callers gave a score."""

    score: int
    count: int


class AnswerTotalView(_Wire):
    """How callers answered a question about one agent's calls in one queue."""

    question: str
    queue: str
    agent_number: str
    agent_name: str
    lowest: int
    highest: int
    count: int
    mean: float
    scores: list[ScoreCount]
