"""The end of a call: everybody is let go, and one interaction is written."""

from datetime import datetime, timedelta
from typing import Literal
from uuid import UUID

from msgspec import structs

from app.calls import abandoned, ids, presence, queueing, voicemail
from app.calls.actions import (
    CallAction,
    DestroyBridge,
    HangUp,
    RecordInteraction,
    StopRecording,
    StoreRecording,
)
from app.calls.edit import Result, closed, counted, drop_call, drop_leg, noted, put_call, with_timer
from app.calls.exit_state import Exiting, LeavingMessage
from app.calls.interaction import EndedBy, Interaction, Outcome
from app.calls.state import (
    Announcing,
    Call,
    CallCenter,
    InMenu,
    Leaving,
    Rejoining,
    Ringing,
    Talking,
    Waiting,
)

HANG_UP_TIMEOUT = timedelta(seconds=10)
_SEGMENT_ENDS = {"node_lost": "node_lost", "agent": "ended", "system": "ended"}


def let_go(
    center: CallCenter, call: Call, at: datetime, ended_by: Literal["caller", "agent", "system"], cause: int = 16
) -> Result:
    """End a call that still has its caller: free the agent, hang up, and wait for Asterisk to say that the leg is gone."""
    assert ended_by != "caller", "a caller who hung up is gone already"
    center, call, freed, actions = _release_agents(center, call, at)
    call = noted(call, at, f"{ended_by}_hung_up")
    timers = with_timer((), "hang_up", at + HANG_UP_TIMEOUT)
    call = structs.replace(call, phase=Leaving(ended_by=ended_by), timers=timers)
    center = put_call(center, call)
    actions = (*actions, HangUp(call_id=call.id, leg_id=call.leg_id, hangup_cause=cause))
    center, more = queueing.match_agents(center, freed, at)
    return center, (*actions, *more)


def finish(
    center: CallCenter, call: Call, at: datetime, cause: int, *, reconciled: bool = False, node_lost: bool = False
) -> Result:
    """The caller's leg is gone: free the agent and write the interaction. `node_lost`: Asterisk died with the call."""
    if isinstance(call.phase, LeavingMessage):
        call = voicemail.concluded(call, call.phase, at)
    outcome = _outcome(call)
    ended_by: EndedBy = "caller"
    if node_lost:
        ended_by = "node_lost"
        call = noted(call, at, "node_lost")
    elif isinstance(call.phase, Leaving):
        ended_by = call.phase.ended_by
    else:
        call = noted(call, at, "caller_hung_up")
    center, call, freed, actions = _release_agents(center, call, at)
    call = closed(call, at, _SEGMENT_ENDS.get(ended_by) or abandoned.word(center, call, at))
    if reconciled:
        call = noted(call, at, "reconciled")
    interaction = Interaction(
        id=call.id,
        caller_number=call.caller_number,
        caller_name=call.caller_name,
        dialed_number=call.dialed_number,
        language=call.language,
        customer=call.customer,
        arrived_at=call.arrived_at,
        ended_at=max(at, call.arrived_at),
        outcome=outcome,
        ended_by=ended_by,
        hangup_cause=cause,
        segments=call.segments,
        timeline=call.timeline,
        reconciled=reconciled,
    )
    store = tuple(
        StoreRecording(call_id=call.id, recording_id=segment.recording_id)
        for segment in call.segments
        if segment.recording_id is not None
    )
    center = drop_call(center, call)
    record = RecordInteraction(call_id=call.id, interaction=interaction)
    center, more = queueing.match_agents(center, freed, at)
    return center, (*actions, record, *store, *more)


def _outcome(call: Call) -> Outcome:
    if any(segment.kind == "agent" for segment in call.segments):
        return "answered"
    if call.outcome is not None:
        return call.outcome
    match call.phase:
        case InMenu():
            return "abandoned_in_menu"
        case Waiting() | Exiting():
            return "abandoned_in_queue"
        case Ringing() | Announcing():
            return "abandoned_ringing"
        case Talking() | Rejoining():
            return "answered"
        case Leaving():
            return "completed_in_menu" if call.segments else "failed"


def _release_agents(
    center: CallCenter, call: Call, at: datetime
) -> tuple[CallCenter, Call, tuple[UUID, ...], tuple[CallAction, ...]]:
    """Free whoever was ringing or talking; the ids of freed agents who can take calls again at once."""
    match call.phase:
        case Ringing(offers=offers):
            center, actions = queueing.withdrawn(center, call, offers, at)
            return center, call, tuple(offer.agent_id for offer in offers), actions
        case Announcing(agent_id=agent_id, leg_id=leg_id):
            center = drop_leg(presence.release(center, agent_id, at), leg_id)
            return center, call, (agent_id,), (HangUp(call_id=call.id, leg_id=leg_id),)
        case Talking() | Rejoining() as phase:
            center, call, actions = end_talk(center, call, phase, at, "completed")
            queue = center.configuration.queues[phase.queue_id]
            center, more = presence.begin_wrap_up(center, phase.agent_id, call, queue, at)
            return center, call, (phase.agent_id,), (*actions, *more)
        case InMenu() | Waiting() | Leaving() | Exiting():
            return center, call, (), ()


def end_talk(
    center: CallCenter, call: Call, phase: Talking | Rejoining, at: datetime, outcome: str
) -> tuple[CallCenter, Call, tuple[CallAction, ...]]:
    """Close the agent's segment with its talk and hold time; stop the recording, drop the agent's leg and the bridge."""
    if isinstance(phase, Talking):
        call = spell_ended(call, phase, at)
    recording_id = call.segments[-1].recording_id
    call = closed(call, at, outcome)
    actions: tuple[CallAction, ...] = ()
    if recording_id is not None:
        actions = (StopRecording(call_id=call.id, recording_id=recording_id, leg_id=call.leg_id),)
    if phase.leg_id is not None:
        center = drop_leg(center, phase.leg_id)
        actions = (*actions, HangUp(call_id=call.id, leg_id=phase.leg_id))
    return center, call, (*actions, DestroyBridge(call_id=call.id, bridge_id=ids.bridge(call.id)))


def spell_ended(call: Call, talking: Talking, at: datetime) -> Call:
    """The call with the present stretch of talk or hold counted."""
    if talking.held_since is not None:
        return counted(call, hold=at - talking.held_since)
    return counted(call, talk=at - talking.talking_since)
