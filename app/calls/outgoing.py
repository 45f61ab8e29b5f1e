"""Calls that we place: the agent's phone is rung first and answers by itself, then the other side is dialed, once."""

from datetime import datetime, timedelta
from uuid import UUID

from msgspec import structs

from app.calls import deadlines, dial_results, direct, ending, ids, invitation, outgoing_rules, parties, parts, talking
from app.calls.actions import (
    CallAction,
    DialOut,
    HangUp,
    LookUpCustomer,
    PlayTone,
    StartRinging,
    StopRinging,
)
from app.calls.call_commands import DialRequested, ToAgent, ToNumber
from app.calls.edit import Result, drop_leg, noted, put_call, put_leg, with_timer, without_timer
from app.calls.errors import AgentNotFree, DestinationUnknown, PhoneNotReachable
from app.calls.interaction import DialResult, Direction
from app.calls.state import Call, CallCenter, Dialing, Party, Talking

PHONE_TIMEOUT = timedelta(seconds=15)
RESULT_SHOWN = timedelta(seconds=8)
RESULTS: dict[int, DialResult] = {
    17: "busy",
    16: "no_answer",
    18: "no_answer",
    19: "no_answer",
    21: "rejected",
}


def requested(center: CallCenter, event: DialRequested) -> Result:
    """An agent dials. Raises what the outgoing rules say, `PhoneNotReachable`, `AgentNotFree` or `TransitionNotAllowed`."""
    if event.call_id in center.calls:
        return center, ()
    agent = center.agents.get(event.agent_id)
    if agent is None or not agent.reachable:
        raise PhoneNotReachable
    match event.to:
        case ToNumber(number=number):
            center = outgoing_rules.counted(center, event.agent_id, number, event.at)
            shown = outgoing_rules.caller_id(center.configuration.outgoing, event.caller_id)
            center, closed = direct.dial(center, event.agent_id, event.call_id, event.at)
            center, actions = place(center, event.call_id, event.agent_id, number, event.at, caller_id=shown)
            return center, (*closed, *actions)
        case ToAgent(agent_id=other_id):
            if other_id not in center.configuration.agents:
                raise DestinationUnknown
            if other_id == event.agent_id or not direct.is_free(center, other_id):
                raise AgentNotFree
            center, closed = direct.dial(center, event.agent_id, event.call_id, event.at)
            center, actions = _place_internal(center, event.call_id, event.agent_id, other_id, event.at)
            return center, (*closed, *actions)


def place(
    center: CallCenter,
    call_id: UUID,
    agent_id: UUID,
    number: str,
    at: datetime,
    *,
    caller_id: str,
    direction: Direction = "outbound",
    queue_id: str = "",
    language: str = "en",
) -> Result:
    """Begin a call to an outside number for an agent who is `Busy` with it already; the rules were asked before."""
    call = Call(
        id=call_id,
        leg_id="",
        caller_number=number,
        caller_name="",
        dialed_number=caller_id,
        language=language,
        arrived_at=at,
        direction=direction,
        phase=Dialing(agent_id=agent_id, leg_id="", since=at, number=number, caller_id=caller_id, queue_id=queue_id),
    )
    center, actions = _ring_own(center, noted(call, at, "dialed", detail=number, agent_id=agent_id), at)
    return center, (LookUpCustomer(call_id=call.id, caller_number=number), *actions)


def dial_for(
    center: CallCenter,
    call: Call,
    agent_id: UUID,
    agent_leg: str,
    at: datetime,
    *,
    queue_id: str = "",
    caller_id: str = "",
) -> Result:
    """Dial the call's own number for an agent who is on the line already, `Busy` with this call."""
    phase = Dialing(
        agent_id=agent_id,
        leg_id=agent_leg,
        since=at,
        number=call.caller_number,
        caller_id=caller_id,
        queue_id=queue_id,
        answered_at=at,
    )
    call = noted(structs.replace(call, phase=phase), at, "dialed", detail=phase.number, agent_id=agent_id)
    return _dial(center, call, phase, at)


def _place_internal(center: CallCenter, call_id: UUID, agent_id: UUID, other_id: UUID, at: datetime) -> Result:
    asking, other = center.configuration.agents[agent_id], center.configuration.agents[other_id]
    call = Call(
        id=call_id,
        leg_id="",
        caller_number=asking.number,
        caller_name=asking.name,
        dialed_number=other.number,
        language="en",
        arrived_at=at,
        direction="internal",
        looked_up=True,
        phase=Dialing(agent_id=agent_id, leg_id="", since=at, other_id=other_id),
    )
    return _ring_own(center, noted(call, at, "dialed", detail=other.number, agent_id=agent_id), at)


def _ring_own(center: CallCenter, call: Call, at: datetime) -> Result:
    phase = _dialing(call)
    call = structs.replace(call, serial=call.serial + 1)
    phase = structs.replace(phase, leg_id=ids.agent_leg(call.id, call.serial))
    call = structs.replace(call, phase=phase, timers=with_timer(call.timers, "dial", at + PHONE_TIMEOUT))
    center = put_leg(put_call(center, call), phase.leg_id, call.id)
    return center, (invitation.ring(center, call, phase.leg_id, phase.agent_id, "dial"),)


def ring_again(center: CallCenter, call: Call, phase: Dialing, at: datetime) -> Result:
    """The agent's own phone was lost while it rang, and is back: dial it anew, for what is left of the time."""
    timers = deadlines.with_enough(call.timers, "dial", at)
    center, rung = _ring_own(drop_leg(center, phase.leg_id), call, at)
    center = put_call(center, structs.replace(center.calls[call.id], timers=timers))
    return center, (HangUp(call_id=call.id, leg_id=phase.leg_id), *rung)


def leg_answered(center: CallCenter, call: Call, phase: Dialing, leg_id: str, at: datetime) -> Result:
    """The agent's phone, or the other side, is on the line."""
    if leg_id == phase.leg_id and phase.answered_at is None:
        phase = structs.replace(phase, answered_at=at)
        call = structs.replace(call, phase=phase, timers=without_timer(call.timers, "dial"))
        return _dial(center, call, phase, at) if phase.other_id is None else _call_agent(center, call, phase, at)
    if leg_id and leg_id == call.leg_id and not phase.result:
        return _reached(center, call, phase, at)
    return center, ()


def _dial(center: CallCenter, call: Call, phase: Dialing, at: datetime) -> Result:
    rules = center.configuration.outgoing
    call = structs.replace(call, serial=call.serial + 1)
    leg_id = ids.agent_leg(call.id, call.serial)
    timers = with_timer(call.timers, "dial", at + _ring_timeout(center, call, phase))
    call = structs.replace(call, leg_id=leg_id, timers=timers)
    return put_leg(put_call(center, call), leg_id, call.id), (
        StartRinging(call_id=call.id, leg_id=phase.leg_id),
        DialOut(call_id=call.id, leg_id=leg_id, number=phase.number, trunk=rules.trunk, caller_id=phase.caller_id),
    )


def _ring_timeout(center: CallCenter, call: Call, phase: Dialing) -> timedelta:
    """How long the other side rings; a queue says so for its callbacks."""
    queue = center.configuration.queues.get(phase.queue_id) if call.promise is not None else None
    return center.configuration.outgoing.ring_timeout if queue is None else queue.callback.ring_timeout


def _call_agent(center: CallCenter, call: Call, phase: Dialing, at: datetime) -> Result:
    assert phase.other_id is not None, "another agent is called"
    if not direct.is_free(center, phase.other_id):
        return failed(center, call, phase, "busy", at)
    talk = Talking(queue_id="", since=at, agent_id=phase.agent_id, connected_at=at, parties=())
    call, first = parts.begun(call, talk, _own_party(call, phase, at), at)
    talk = parties.joined(talk, first)
    center, call, talk, actions = invitation.invite(
        center, call, talk, ToAgent(agent_id=phase.other_id), at, by=phase.agent_id, joins="main"
    )
    center, more = talking.go_on(center, call, talk, at)
    return center, (*actions, *more)


def _reached(center: CallCenter, call: Call, phase: Dialing, at: datetime) -> Result:
    call = structs.replace(call, timers=without_timer(call.timers, "dial"))
    quiet = StopRinging(call_id=call.id, leg_id=phase.leg_id)
    center, actions = talking.begin(
        center, call, _own_party(call, phase, at), at, queue_id=phase.queue_id, since=phase.since
    )
    center, more = dial_results.dialed(center, call, "answered", at)
    return center, (quiet, *actions, *more)


def _own_party(call: Call, phase: Dialing, at: datetime) -> Party:
    return Party(id=1, kind="agent", agent_id=phase.agent_id, leg_id=phase.leg_id, place="main", since=at)


def leg_ended(center: CallCenter, call: Call, phase: Dialing, leg_id: str, at: datetime, cause: int) -> Result:
    """The agent hung up, or the other side did not come."""
    if leg_id == phase.leg_id:
        return given_up(center, call, phase, at)
    if leg_id == call.leg_id and not phase.result:
        return failed(center, call, phase, RESULTS.get(cause, "unreachable"), at)
    return center, ()


def failed(center: CallCenter, call: Call, phase: Dialing, result: DialResult, at: datetime) -> Result:
    """Tell the agent plainly, for a while or until the agent hangs up."""
    hang_up: tuple[CallAction, ...] = ()
    if call.leg_id:
        hang_up = (HangUp(call_id=call.id, leg_id=call.leg_id),)
        center = drop_leg(center, call.leg_id)
    call = noted(call, at, "dial_failed", detail=result)
    call = structs.replace(
        call,
        leg_id="",
        serial=call.serial + 1,
        phase=structs.replace(phase, result=result, since=at),
        timers=with_timer(without_timer(call.timers, "dial"), "result", at + RESULT_SHOWN),
    )
    center, more = dial_results.dialed(put_call(center, call), call, result, at)
    return center, (*hang_up, *_tone(call, phase, result), *more)


def nobody_came(center: CallCenter, call: Call, talk: Talking, own: Party, result: DialResult, at: datetime) -> Result:
    """The other agent did not take an internal call: the one who called is told."""
    assert own.agent_id is not None, "agents call each other"
    phase = Dialing(agent_id=own.agent_id, leg_id=own.leg_id, since=talk.since, answered_at=talk.connected_at)
    return failed(center, structs.replace(call, phase=phase), phase, result, at)


def given_up(center: CallCenter, call: Call, phase: Dialing, at: datetime) -> Result:
    """The agent hung up, or has seen the result."""
    other: tuple[CallAction, ...] = ()
    if call.leg_id:
        other = (HangUp(call_id=call.id, leg_id=call.leg_id),)
        center = drop_leg(center, call.leg_id)
        call = structs.replace(call, leg_id="")
    if not phase.result:
        call = noted(call, at, "agent_hung_up", agent_id=phase.agent_id)
        center, more = dial_results.dialed(put_call(center, call), call, "cancelled", at)
        call, other = center.calls[call.id], (*other, *more)
    center, actions = ending.finish(center, call, at, 16)
    return center, (*other, *actions)


def timer_elapsed(center: CallCenter, call: Call, phase: Dialing, at: datetime) -> Result:
    """The agent's phone or the other side did not answer in time, or the result was shown long enough."""
    if phase.result or phase.answered_at is None:
        return given_up(center, call, phase, at)
    return failed(center, call, phase, "no_answer", at)


def restored(
    center: CallCenter, call: Call, phase: Dialing, legs: frozenset[str], answered: frozenset[str], at: datetime
) -> Result:
    """After a restart: go on from what the legs are now."""
    if phase.leg_id not in legs:
        return given_up(center, call, phase, at)
    if phase.answered_at is None:
        if phase.leg_id in answered:
            return leg_answered(center, call, phase, phase.leg_id, at)
        return center, ()
    if phase.result:
        return given_up(center, call, phase, at)
    if call.leg_id not in legs:
        return failed(center, call, phase, "unreachable", at)
    if call.leg_id in answered:
        return leg_answered(center, call, phase, call.leg_id, at)
    return center, ()


def _tone(call: Call, phase: Dialing, result: DialResult) -> tuple[CallAction, ...]:
    if phase.answered_at is None:
        return ()
    tone = "busy" if result in ("busy", "rejected") else "congestion"
    playback_id = ids.playback(call.id, call.serial)
    return (
        StopRinging(call_id=call.id, leg_id=phase.leg_id),
        PlayTone(call_id=call.id, leg_id=phase.leg_id, playback_id=playback_id, tone=tone),
    )


def _dialing(call: Call) -> Dialing:
    assert isinstance(call.phase, Dialing), "only a call that is being placed rings its own agent"
    return call.phase
