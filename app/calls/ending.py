"""The end of a call: everybody is let go, and one interaction is written."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

from msgspec import structs

from app.calls import (
    abandoned,
    flow_path,
    menu_fax,
    menu_recording,
    parties,
    parting,
    presence,
    queueing,
    talking,
    voicemail,
)
from app.calls.actions import CallAction, HangUp, RecordInteraction, StoreRecording
from app.calls.callback_state import Scheduled
from app.calls.edit import Result, closed, drop_call, drop_leg, noted, opened, put_call, with_timer
from app.calls.exit_state import Exiting, LeavingMessage
from app.calls.interaction import EndedBy, Interaction, LastThere, Outcome, Segment
from app.calls.state import (
    Announcing,
    Call,
    CallCenter,
    Dialing,
    InMenu,
    Leaving,
    Ringing,
    Talking,
    Waiting,
)

HANG_UP_TIMEOUT = timedelta(seconds=10)
_SEGMENT_ENDS = {"node_lost": "node_lost", "agent": "ended", "outside": "ended", "system": "ended"}


def let_go(center: CallCenter, call: Call, at: datetime, ended_by: LastThere, cause: int = 16) -> Result:
    """End a call that still has its caller: free the agent, hang up, and wait for Asterisk to say that the leg is gone."""
    if not call.leg_id:
        return finish(center, call, at, cause, last=ended_by)
    center, call, freed, actions = _everybody_let_go(center, call, at)
    call = noted(call, at, f"{ended_by}_hung_up")
    timers = with_timer((), "hang_up", at + HANG_UP_TIMEOUT)
    call = structs.replace(call, phase=Leaving(ended_by=ended_by), timers=timers)
    center = put_call(center, call)
    actions = (*actions, HangUp(call_id=call.id, leg_id=call.leg_id, hangup_cause=cause))
    return next_for(center, freed, at, actions)


def finish(
    center: CallCenter,
    call: Call,
    at: datetime,
    cause: int,
    *,
    reconciled: bool = False,
    node_lost: bool = False,
    last: LastThere = "agent",
) -> Result:
    """Nobody is left who could go on, or the caller's leg is gone: free everybody and write the interaction.

    `node_lost`: Asterisk died with the call. `last`: who hung up, where the caller did before."""
    if isinstance(call.phase, LeavingMessage):
        call = voicemail.concluded(call, call.phase, at)
    outcome = _outcome(call)
    dropped: tuple[CallAction, ...] = ()
    if isinstance(call.phase, InMenu) and call.phase.taking is not None:
        call, dropped = menu_recording.concluded(call, call.phase.taking, at)
    if isinstance(call.phase, InMenu) and call.phase.faxing is not None:
        call = menu_fax.concluded(call, at)
    ended_by: EndedBy = "caller"
    if node_lost:
        ended_by = "node_lost"
        call = noted(call, at, "node_lost")
    elif isinstance(call.phase, Leaving):
        ended_by = call.phase.ended_by
    elif not call.leg_id:
        ended_by = last
    else:
        call = noted(call, at, "caller_hung_up")
    center, call, freed, actions = _everybody_let_go(center, call, at)
    call = closed(call, at, _SEGMENT_ENDS.get(ended_by) or abandoned.word(center, call, at))
    if reconciled:
        call = noted(call, at, "reconciled")
    interaction = Interaction(
        id=call.id,
        caller_number=call.caller_number,
        caller_name=call.caller_name,
        dialed_number=call.dialed_number,
        direction=call.direction,
        parent_id=call.parent_id,
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
        path=flow_path.left(call.path, at, "lost" if node_lost or reconciled else "hung_up"),
        test=call.test,
        answers=call.answers,
    )
    store = tuple(
        StoreRecording(call_id=call.id, recording_id=segment.recording_id)
        for segment in call.segments
        if segment.recording_id is not None
    )
    center = drop_call(center, call)
    record = RecordInteraction(call_id=call.id, interaction=interaction)
    return next_for(center, freed, at, (*actions, record, *dropped, *store))


def _outcome(call: Call) -> Outcome:
    if isinstance(call.phase, Dialing):
        return call.phase.result or "cancelled"
    if call.outcome == "answering_machine":
        return call.outcome
    if call.direction == "internal" and sum(segment.kind == "agent" for segment in call.segments) < 2:
        return "no_answer"
    talked = {segment.kind for segment in call.segments}
    if "agent" in talked:
        return "answered"
    if "outside" in talked:
        return "sent_outside"
    if call.outcome is not None:
        return call.outcome
    match call.phase:
        case InMenu():
            return "abandoned_in_menu"
        case Waiting() | Exiting():
            return "abandoned_in_queue"
        case Ringing() | Announcing():
            return "abandoned_ringing"
        case Talking(back=back):
            return "answered" if back is None else "abandoned_ringing"
        case Leaving() | Scheduled():
            return "completed_in_menu" if call.segments else "failed"


def _everybody_let_go(
    center: CallCenter, call: Call, at: datetime
) -> tuple[CallCenter, Call, tuple[UUID, ...], tuple[CallAction, ...]]:
    """Free whoever was ringing or talking; the agents who may be able to take calls again at once."""
    talking_now = parties.talk_of(call)
    if talking_now is not None:
        center, call, actions = parting.leave_all(center, call, talking_now, at, "completed")
        more = (*talking.hushed(call, talking_now), *talking.bridges_gone(call, talking_now))
        return center, call, agents_of(talking_now), (*actions, *more)
    match call.phase:
        case Ringing(offers=offers):
            center, actions = queueing.withdrawn(center, call, offers, at)
            return center, call, tuple(offer.agent_id for offer in offers), actions
        case Announcing(agent_id=agent_id, leg_id=leg_id):
            center = drop_leg(presence.release(center, agent_id, at), leg_id)
            return center, call, (agent_id,), (HangUp(call_id=call.id, leg_id=leg_id),)
        case Dialing(agent_id=agent_id, leg_id=leg_id, result=result):
            if all(part.agent_id != agent_id for part in call.segments):
                # the agent's own part, so that the attempt is found among this agent's contacts
                call = opened(call, Segment(kind="agent", started_at=call.arrived_at, agent_id=agent_id))
            call = closed(call, at, result or "cancelled")
            center = drop_leg(presence.release(center, agent_id, at), leg_id)
            return center, call, (agent_id,), (HangUp(call_id=call.id, leg_id=leg_id),)
        case _:
            return center, call, (), ()


def agents_of(talking_now: Talking) -> tuple[UUID, ...]:
    """All agents of a talk."""
    return tuple(one.agent_id for one in talking_now.parties if one.agent_id is not None)


def next_for(center: CallCenter, freed: Iterable[UUID], at: datetime, actions: tuple[CallAction, ...]) -> Result:
    """The same, and what waits for agents who are free again."""
    center, more = queueing.match_agents(center, freed, at)
    return center, (*actions, *more)
