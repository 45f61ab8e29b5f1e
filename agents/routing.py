"""What a caller asks of whom, and what the steps of a queue's requirements demand at which time."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

from msgspec import Struct

from agents.configuration import AgentProfile, Queue, Relaxation, Requirement

_ANYBODY = (Relaxation(),)


class Routing(Struct, frozen=True, kw_only=True, gc=False):
    """How a call wants to be distributed; kept while offers come and go.

    `priority` is added to the time waited. `needs` are demanded besides those of the queue, at every step. `preferred` alone is
    offered the call until `preferred_until`; without that moment everybody is, but the preferred agent first. `only` is the
    one agent the call is meant for. `step` is how far the queue's requirements have been relaxed. Until `unknown_until` nobody is
    offered the call, because it is being found out whom the caller talked with last.
    """

    priority: timedelta = timedelta()
    needs: tuple[Requirement, ...] = ()
    preferred: UUID | None = None
    preferred_until: datetime | None = None
    only: UUID | None = None
    step: int = 0
    unknown_until: datetime | None = None


def steps_of(queue: Queue) -> tuple[Relaxation, ...]:
    """The queue's requirements in order; a queue without any has one step that demands nothing."""
    return queue.requirements or _ANYBODY


def step_at(queue: Queue, waited: timedelta) -> int:
    """The step that a caller has reached by waiting; more waiting never leads back."""
    reached = (number for number, step in enumerate(queue.requirements) if step.after <= waited)
    return max(reached, default=0)


def next_step_after(queue: Queue, step: int) -> timedelta | None:
    """After how much waiting a caller at `step` goes on; None at the last one."""
    return min((later.after for later in queue.requirements[step + 1 :]), default=None)


def first_step(profile: AgentProfile, queue: Queue, own: Iterable[Requirement]) -> int | None:
    """From which step on the agent may be offered the queue's calls; None never.

    Whoever matched an earlier step matches all later ones, so that relaxing never narrows.
    """
    if lacking(profile, own):
        return None
    return next((n for n, step in enumerate(steps_of(queue)) if not lacking(profile, step.needs)), None)


def lacking(profile: AgentProfile, needs: Iterable[Requirement]) -> tuple[Requirement, ...]:
    """What the agent's skills do not reach."""
    return tuple(need for need in needs if profile.skills.get(need.skill, 0) < need.level)
