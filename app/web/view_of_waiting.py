"""Who waits in a queue, and why each caller still does. Pure."""

from datetime import datetime
from uuid import UUID

from agents.explanation import explain
from app.accounts.user import Role
from app.calls.exit_state import Back
from app.calls.records import why_record
from app.calls.state import Announcing, Call, CallCenter, InMenu, Ringing, Talking, Waiting
from app.web.wire_waiting import WaitingCaller, WhyStill
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
    if isinstance(call.phase, Waiting):
        why = explain(center.floor, call.id, at)
    else:
        why = next((moment.why for moment in reversed(call.timeline) if moment.why is not None), None)
    view = None if why is None else WhyView.model_validate(why_record(why, center.configuration))
    return WhyStill(call_id=call.id, at=at, stage=stage, queue=queue_id, why=view)


def queue_of(call: Call) -> str:
    """The queue that a live call is in, or empty."""
    return _stage(call)[1]


def shown_number(number: str, role: Role) -> str:
    """Agents see the last four digits of callers who are not theirs; supervisors and administrators the number."""
    return number if role != "agent" else f"{'*' * max(0, len(number) - 4)}{number[-4:]}" if len(number) > 4 else number


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
