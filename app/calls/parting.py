"""Somebody leaves a talk: the part is closed, the leg hung up, the agent freed."""

from datetime import datetime
from typing import Literal

from msgspec import structs

from agents.state import Busy, Reserved
from app.calls import parties, parts, presence
from app.calls.actions import CallAction, HangUp, RecordWrapUp, StopRecording
from app.calls.edit import drop_leg, noted, without_timer
from app.calls.interaction import WrapUp
from app.calls.state import Call, CallCenter, OfferEnded, Party, Talking

Parted = tuple[CallCenter, Call, Talking, tuple[CallAction, ...]]


def leave(
    center: CallCenter, call: Call, talking: Talking, one: Party, at: datetime, outcome: str, cause: int = 16
) -> Parted:
    """One party, not the customer, is off the call. The rest is the caller's to arrange."""
    call = parts.ended(call, one, at, outcome)
    timers = without_timer(without_timer(call.timers, ring_timer(one)), rejoin_timer(one))
    call = structs.replace(call, timers=timers)
    actions: tuple[CallAction, ...] = ()
    recording_id = call.segments[one.segment].recording_id if one.segment >= 0 else None
    if recording_id is not None and call.leg_id:
        actions = (StopRecording(call_id=call.id, recording_id=recording_id, leg_id=call.leg_id),)
    if one.leg_id:
        center = drop_leg(center, one.leg_id)
        actions = (*actions, HangUp(call_id=call.id, leg_id=one.leg_id, hangup_cause=cause))
    center, more = _freed(center, call, talking, one, at)
    return center, call, parties.without(talking, one.id), (*actions, *more)


def call_off(
    center: CallCenter,
    call: Call,
    talking: Talking,
    one: Party,
    at: datetime,
    why: Literal["caller_left", "taken_back"],
    outcome: str = "not_reached",
) -> Parted:
    """Somebody who is being rung need not come any more; an agent is told why."""
    center, call, talking, actions = leave(center, call, talking, one, at, outcome)
    if one.agent_id is not None:
        ended = OfferEnded(call_id=call.id, why=why, at=at)
        center = presence.offer_ended(center, one.agent_id, ended)
    return center, call, talking, actions


def leave_all(
    center: CallCenter, call: Call, talking: Talking, at: datetime, outcome: str
) -> tuple[CallCenter, Call, tuple[CallAction, ...]]:
    """Everybody but the customer is off the call."""
    actions: tuple[CallAction, ...] = ()
    for one in talking.parties:
        if one.kind != "customer":
            if one.place == "ringing":
                center, call, talking, more = call_off(center, call, talking, one, at, "caller_left", outcome)
            else:
                center, call, talking, more = leave(center, call, talking, one, at, outcome)
            actions = (*actions, *more)
    return center, call, actions


def customer_left(center: CallCenter, call: Call, talking: Talking, at: datetime) -> tuple[CallCenter, Call, Talking]:
    """The customer's leg is gone, and others may talk on."""
    call = noted(call, at, "caller_hung_up")
    center = drop_leg(center, call.leg_id)
    return center, structs.replace(call, leg_id=""), parties.without(talking, parties.CUSTOMER)


def ring_timer(one: Party) -> str:
    """The deadline for a ringing party to answer."""
    return f"ring:{one.id}"


def rejoin_timer(one: Party) -> str:
    """The deadline for a lost desk to be back."""
    return f"rejoin:{one.id}"


def _freed(
    center: CallCenter, call: Call, talking: Talking, one: Party, at: datetime
) -> tuple[CallCenter, tuple[CallAction, ...]]:
    if one.agent_id is None:
        return center, ()
    state = center.agents[one.agent_id].state
    if not isinstance(state, Busy | Reserved):
        return center, ()
    busy = isinstance(state, Busy)
    queue = center.configuration.queues.get(talking.queue_id)
    if busy and one.met_customer and queue is not None:
        return presence.begin_wrap_up(center, one.agent_id, call, queue, at)
    center = presence.release(center, one.agent_id, at)
    if not (busy and one.met_customer and (call.notes or call.disposition)):
        return center, ()
    written = WrapUp(
        interaction_id=call.id,
        agent_id=one.agent_id,
        disposition=call.disposition,
        notes=call.notes,
        started_at=at,
        ended_at=at,
    )
    return center, (RecordWrapUp(call_id=call.id, wrap_up=written),)
