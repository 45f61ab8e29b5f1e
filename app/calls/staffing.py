"""How many agents are at work for each queue: signed in, whether or not they can take a call at this moment."""

from collections.abc import Iterable

from immutables import Map

from agents.state import LoggedOff
from app.calls.state import Agent


def is_at_work(agent: Agent | None) -> bool:
    """Whether the agent is signed in."""
    return agent is not None and not isinstance(agent.state, LoggedOff)


def moved(staff: Map[str, int], queues: Iterable[str], *, by: int) -> Map[str, int]:
    """The counts after an agent of these queues came (`by` 1) or went (`by` -1)."""
    for queue_id in queues:
        count = staff.get(queue_id, 0) + by
        staff = staff.set(queue_id, count) if count else staff.delete(queue_id)
    return staff
