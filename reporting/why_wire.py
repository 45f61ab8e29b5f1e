"""The distributor's decision as browsers see it."""

from pydantic import BaseModel, ConfigDict


class _Copied(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, from_attributes=True)


class CandidateView(_Copied):
    """A ready agent who could have the call, by number. `measure` is what the strategy compares.

    Seconds idle (`longest_idle`, `ring_all`), share of time with calls (`least_busy`), calls handled (`fewest_calls`), seconds since
    the last offer, -1 never (`round_robin`), position (`linear`), weight (`weighted_random`).
    """

    agent: str
    measure: float


class ExcludedView(_Copied):
    """How many agents of the queue could not have the call for one reason, with some of them as examples.

    `reason` is one of not_signed_in, not_ready (`detail` the reason), reserved, busy, after_call_work, paused, at_capacity,
    unreachable, lacks_skill (`detail` a skill and the level), not_yet (`detail` the step), kept_for_another.
    """

    reason: str
    count: int
    detail: str
    agents: list[str]


class RivalView(_Copied):
    """The first caller of another line that the chosen agent serves."""

    queue: str
    score: float


class WhyView(_Copied):
    """The distributor's decision about a caller. Steps and positions count from 0; times are seconds; agents are numbers."""

    strategy: str
    waited_s: float
    score: float
    position: int
    waiting: int
    step: int
    steps: int
    next_step_s: float | None
    needs: list[str]
    preferred: str
    held: bool
    only: str
    chosen: list[str]
    eligible: int
    candidates: list[CandidateView]
    excluded: list[ExcludedView]
    rivals: list[RivalView]
