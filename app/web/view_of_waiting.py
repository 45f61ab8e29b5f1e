"""Who waits in a queue, and why each caller still does. Pure."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from agents.chances import chances
from agents.explanation import Decision, explain
from agents.state import LoggedOff, named
from app.accounts.user import Role
from app.calls.exit_state import Back
from app.calls.interaction import Moment
from app.calls.reachability import obstacles
from app.calls.records import why_record
from app.calls.state import Announcing, Call, CallCenter, InMenu, Ringing, Talking, Waiting
from app.web.view_of_call import agents_of, queue_name
from app.web.wire_waiting import WaitingCaller, WhyStill
from app.web.wire_why import QueueChance, WhyNoCalls
from reporting.why_wire import WhyView

MOST_SHOWN = 100


def waiting_callers(center: CallCenter, queue_id: str, role: Role) -> list[WaitingCaller]:
    """The callers of a queue in order, the first hundred."""
    found: list[WaitingCaller] = []
    for position, (_, call_id) in enumerate(center.floor.line(queue_id)):
        if position == MOST_SHOWN:
            break
        call, place = center.calls[call_id], center.floor.places[call_id]
        found.append(
            WaitingCaller(
                call_id=call_id,
                position=position,
                caller_number=shown_number(call.caller_number, role),
                since=place.since,
                step=place.step,
                priority_s=(place.since - place.order).total_seconds(),
                kept_for=_number(center, place.only or (place.preferred if place.held else None)),
            )
        )
    return found


def why_still(center: CallCenter, call: Call, at: datetime) -> WhyStill:
    """Where a live call is, and the decision about it: as of now while it waits, else the last one that was made."""
    stage, queue_id = _stage(call)
    waits = isinstance(call.phase, Waiting)
    why = _view(center, explain(center.floor, call.id, at)) if waits else _last(center, call.timeline)
    return WhyStill(call_id=call.id, at=at, stage=stage, queue=queue_id, why=why)


def why_no_calls(center: CallCenter, agent_id: UUID, at: datetime) -> WhyNoCalls:
    """What stands between an agent and the next call."""
    agent, profile = center.agents.get(agent_id), center.configuration.agents.get(agent_id)
    state, reason = named(LoggedOff() if agent is None else agent.state)
    return WhyNoCalls(
        at=at,
        state=state,
        reason=reason,
        not_offered=[] if agent is None or profile is None else list(obstacles(agent, profile)),
        paused_until=None if agent is None else agent.paused_until,
        queues=[
            QueueChance(
                queue=queue_name(center, chance.queue_id),
                waiting=chance.waiting,
                ready=chance.ready,
                before=chance.before,
                from_step=chance.from_step,
                from_s=chance.from_s,
                lacks=[f"{need.skill} {need.level}" for need in chance.lacks],
                kept=chance.kept,
            )
            for chance in chances(center.floor, agent_id)
        ],
    )


def why_mine(center: CallCenter, call_id: UUID, agent_id: UUID, at: datetime) -> WhyStill | None:
    """The decision that brought a call to this agent, while it rings, is talked on or wrapped up; None for a call of others."""
    call, agent = center.calls.get(call_id), center.agents.get(agent_id)
    if call is not None and agent_id in agents_of(call.phase):
        return why_still(center, call, at)
    if agent is None or agent.wrap_up is None or agent.wrap_up.id != call_id:
        return None
    finished = agent.wrap_up
    return WhyStill(
        call_id=call_id,
        at=at,
        stage="wrap_up",
        queue=finished.queue_id,
        why=_last(center, finished.timeline),
    )


def queue_of(call: Call) -> str:
    """The queue that a live call is in, or empty."""
    return _stage(call)[1]


def shown_number(number: str, role: Role) -> str:
    """Agents see the last four digits of callers who are not theirs; supervisors and administrators the number."""
    return number if role != "agent" else f"{'*' * max(0, len(number) - 4)}{number[-4:]}" if len(number) > 4 else number


def _last(center: CallCenter, timeline: Sequence[Moment]) -> WhyView | None:
    why = next((moment.why for moment in reversed(timeline) if moment.why is not None), None)
    return None if why is None else _view(center, why)


def _view(center: CallCenter, why: Decision) -> WhyView:
    return WhyView.model_validate(why_record(why, center.configuration))


def _stage(call: Call) -> tuple[str, str]:
    match call.phase:
        case Waiting(queue_id=queue_id):
            return "waiting", queue_id
        case Ringing(queue_id=queue_id):
            return "ringing", queue_id
        case Talking(queue_id=queue_id, back=Back()):
            return "elsewhere", queue_id
        case Announcing(queue_id=queue_id) | Talking(queue_id=queue_id):
            return "talking", queue_id
        case InMenu():
            return "menu", ""
        case _:
            return "elsewhere", ""


def _number(center: CallCenter, agent_id: UUID | None) -> str:
    profile = None if agent_id is None else center.configuration.agents.get(agent_id)
    return "" if profile is None else profile.number
