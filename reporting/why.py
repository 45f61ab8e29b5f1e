"""The distributor's decision as it is kept with a moment of the timeline: names and numbers as they were on that day."""

from msgspec import Struct


class CandidateRecord(Struct, frozen=True, kw_only=True):
    """A ready agent who could have the call; `measure` is what the queue's strategy compares."""

    agent: str
    measure: float


class ExcludedRecord(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Agents of the queue who could not have it, for one reason; `agents` are examples."""

    reason: str
    count: int
    detail: str = ""
    agents: tuple[str, ...] = ()


class RivalRecord(Struct, frozen=True, kw_only=True):
    """The first caller of another line that the agent serves."""

    queue: str
    score: float


class WhyRecord(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Why a caller was offered to somebody, or to nobody. Steps and positions count from 0, times are seconds."""

    strategy: str
    waited_s: float
    score: float
    position: int
    waiting: int
    step: int
    steps: int
    next_step_s: float | None = None
    needs: tuple[str, ...] = ()
    preferred: str = ""
    held: bool = False
    only: str = ""
    chosen: tuple[str, ...] = ()
    eligible: int = 0
    candidates: tuple[CandidateRecord, ...] = ()
    excluded: tuple[ExcludedRecord, ...] = ()
    rivals: tuple[RivalRecord, ...] = ()
