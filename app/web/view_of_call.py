"""The call in an agent's hands, from the first ring to the end of wrap-up. Pure."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from app.calls import parties, presence
from app.calls.callback_state import Scheduled
from app.calls.exit_state import Exiting
from app.calls.interaction import Moment
from app.calls.state import (
    Agent,
    Announcing,
    Call,
    CallCenter,
    Dialing,
    FinishedCall,
    InMenu,
    Leaving,
    Phase,
    Ringing,
    Talking,
    Waiting,
)
from app.web.view_of_parties import acts, consult_item, party_items, stage
from app.web.wire import CallAct, CallItem, CallPhase, CustomerCard, TimelineEntry
from customers.profile import CustomerSummary


def agents_of(phase: Phase) -> tuple[UUID, ...]:
    """Whose hands the call is in, or whose phones ring for it."""
    match phase:
        case Ringing(offers=offers):
            return tuple(offer.agent_id for offer in offers)
        case Announcing() | Dialing():
            return (phase.agent_id,)
        case Talking(parties=everybody) | InMenu(return_to=Talking(parties=everybody)):
            return tuple(one.agent_id for one in everybody if one.agent_id is not None)
        case InMenu() | Waiting() | Leaving() | Exiting() | Scheduled():
            return ()


def call_item(center: CallCenter, call: Call, agent_id: UUID) -> CallItem | None:
    """A live call as one of its agents sees it."""
    talk = parties.talk_of(call)
    if talk is not None:
        phase, since = stage(call, talk, agent_id)
        connected_at, queue_id = talk.connected_at, talk.queue_id
    else:
        match call.phase:
            case Ringing() | Announcing() | Dialing() as held:
                phase, since = _stage(held)
                connected_at, queue_id = None, held.queue_id
            case _:
                return None
    return CallItem(
        key=f"call:{call.id}",
        id=call.id,
        phase=phase,
        phase_since=since,
        caller_number=call.caller_number,
        caller_name=call.caller_name,
        dialed_number=call.dialed_number,
        language=call.language,
        queue=queue_name(center, queue_id) if queue_id else "",
        arrived_at=call.arrived_at,
        connected_at=None if phase in ("ringing", "dialing") else connected_at,
        recording=any(part.recording_id is not None and part.ended_at is None for part in call.segments),
        customer=customer_card(call.customer),
        customer_known=call.looked_up,
        timeline=timeline(center, call.timeline),
        notes=call.notes,
        disposition=call.disposition,
        wrap_up_ends_at=None,
        direction=call.direction,
        mine=talk is None or talk.agent_id == agent_id,
        dial_result=call.phase.result if isinstance(call.phase, Dialing) else "",
        parties=party_items(center, call, agent_id),
        consult=None if talk is None else consult_item(talk),
        acts=list(acts(center, call, talk, agent_id)) if talk is not None else _acts(call),
        queue_id=queue_id,
        recording_paused=talk is not None and talk.recording_paused,
        disposition_required=presence.requires_disposition(center.configuration, queue_id),
    )


def finished_call_item(center: CallCenter, agent: Agent, finished: FinishedCall) -> CallItem:
    """A call in wrap-up."""
    return CallItem(
        key=f"call:{finished.id}",
        id=finished.id,
        phase="wrap_up",
        phase_since=finished.ended_at,
        caller_number=finished.caller_number,
        caller_name=finished.caller_name,
        dialed_number=finished.dialed_number,
        language=finished.language,
        queue=queue_name(center, finished.queue_id),
        arrived_at=finished.arrived_at,
        connected_at=_last(finished.timeline, "connected"),
        recording=False,
        customer=customer_card(finished.customer),
        customer_known=True,
        timeline=timeline(center, finished.timeline),
        notes=finished.notes,
        disposition=finished.disposition,
        wrap_up_ends_at=next((timer.due for timer in agent.timers if timer.name == "wrap_up"), None),
        queue_id=finished.queue_id,
        disposition_required=presence.requires_disposition(center.configuration, finished.queue_id),
    )


def customer_card(customer: CustomerSummary | None) -> CustomerCard | None:
    """The profile for the screen."""
    if customer is None:
        return None
    return CustomerCard(
        id=customer.id,
        name=customer.name,
        tier=customer.tier,
        company=customer.company,
        number=customer.number,
        note=customer.note,
    )


def timeline(center: CallCenter, moments: Iterable[Moment]) -> list[TimelineEntry]:
    """The story so far, with names that people know."""
    return [
        TimelineEntry(
            at=moment.at,
            what=moment.what,
            detail=moment.detail,
            queue="" if moment.queue_id is None else queue_name(center, moment.queue_id),
            agent="" if moment.agent_id is None else _agent_number(center, moment.agent_id),
        )
        for moment in moments
    ]


def queue_name(center: CallCenter, queue_id: str) -> str:
    """What people call the queue; its id when it is configured no more."""
    queue = center.configuration.queues.get(queue_id)
    return queue_id if queue is None else queue.name


def _stage(phase: Ringing | Announcing | Dialing) -> tuple[CallPhase, datetime]:
    match phase:
        case Ringing(offers=offers):
            return "ringing", min(offer.offered_at for offer in offers)
        case Announcing():
            return "announcing", phase.answered_at
        case Dialing():
            return ("dial_failed" if phase.result else "dialing"), phase.since


def _acts(call: Call) -> list[CallAct]:
    return ["decline"] if isinstance(call.phase, Ringing) else ["hang_up"]


def _agent_number(center: CallCenter, agent_id: UUID) -> str:
    profile = center.configuration.agents.get(agent_id)
    return "" if profile is None else profile.number


def _last(moments: Iterable[Moment], what: str) -> datetime | None:
    return max((moment.at for moment in moments if moment.what == what), default=None)
