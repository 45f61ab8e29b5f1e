"""Somebody is rung to come to a talk: an agent, one of a queue's, or an outside number."""

from datetime import datetime, timedelta
from typing import Literal
from uuid import UUID

from msgspec import structs

from agents import distribution
from agents.floor import Place, lane_of
from agents.routing import steps_of
from app.calls import deadlines, direct, ids, outgoing_rules, parties, parts, presence
from app.calls.actions import CallAction, DialOut, HangUp, RingAgent
from app.calls.call_commands import Target, ToAgent, ToNumber, ToQueue
from app.calls.edit import Result, drop_leg, put_call, put_leg, with_timer, without_timer
from app.calls.errors import AgentNotFree, DestinationUnknown, NobodyFree
from app.calls.parting import ring_timer
from app.calls.state import Call, CallCenter, Party, Ringing, Talking, Waiting

AGENT_RING_TIMEOUT = timedelta(seconds=30)

Invited = tuple[CallCenter, Call, Talking, tuple[CallAction, ...]]


def invite(
    center: CallCenter,
    call: Call,
    talking: Talking,
    to: Target,
    at: datetime,
    *,
    by: UUID | None,
    joins: Literal["main", "consult"],
    handover: bool = False,
    caller_id: str = "",
) -> Invited:
    """Ring somebody; `by` is the agent who asks, None when the way out of a queue or a flow does.

    Raises `AgentNotFree`, `NobodyFree`, `DestinationUnknown` or what the outgoing rules say.
    """
    call = structs.replace(call, serial=call.serial + 1)
    one = Party(
        id=call.serial,
        kind="agent",
        leg_id=ids.agent_leg(call.id, call.serial),
        place="ringing",
        since=at,
        joins=joins,
        handover=handover,
    )
    match to:
        case ToNumber(number=number):
            rules = center.configuration.outgoing
            if by is None:
                outgoing_rules.demand_allowed(rules, number)
            else:
                center = outgoing_rules.counted(center, by, number, at)
            one = structs.replace(one, kind="outside", number=number)
            rings = (
                DialOut(
                    call_id=call.id,
                    leg_id=one.leg_id,
                    number=number,
                    trunk=rules.trunk,
                    caller_id=outgoing_rules.caller_id(rules, caller_id),
                ),
            )
            timeout = rules.ring_timeout
        case ToAgent(agent_id=agent_id):
            if agent_id not in center.configuration.agents:
                raise DestinationUnknown
            if not direct.is_free(center, agent_id):
                raise AgentNotFree
            center, one, rings = _ring_agent(center, call, one, agent_id, at)
            timeout = AGENT_RING_TIMEOUT
        case ToQueue(queue_id=queue_id):
            queue = center.configuration.queues.get(queue_id)
            if queue is None:
                raise DestinationUnknown
            one = structs.replace(one, queue_id=queue_id, leg_id="")
            agent_id = _free_agent(center, queue_id, at)
            if agent_id is not None:
                return found(center, call, parties.joined(talking, one), one, agent_id, at)
            if not _others_at_work(center, talking, queue_id):
                raise NobodyFree
            return center, call, parties.joined(talking, one), ()
    call = structs.replace(call, timers=with_timer(call.timers, ring_timer(one), at + timeout))
    center = put_leg(center, one.leg_id, call.id)
    return center, call, parties.joined(talking, one), rings


def found(center: CallCenter, call: Call, talking: Talking, one: Party, agent_id: UUID, at: datetime) -> Invited:
    """Ring an agent of the queue for a party that seeks one."""
    call = structs.replace(call, serial=call.serial + 1)
    one = structs.replace(one, leg_id=ids.agent_leg(call.id, call.serial))
    center, one, rings = _ring_agent(center, call, one, agent_id, at)
    due = at + center.configuration.queues[one.queue_id].ring_timeout
    call = structs.replace(call, timers=with_timer(call.timers, ring_timer(one), due))
    return put_leg(center, one.leg_id, call.id), call, parties.replaced(talking, one), rings


def answered(center: CallCenter, call: Call, talking: Talking, one: Party, at: datetime) -> Invited:
    """The one who was rung is on the line, in the room meant for it."""
    if one.agent_id is not None:
        center = presence.connect(center, one.agent_id, call.id, at)
    call = structs.replace(call, timers=without_timer(call.timers, ring_timer(one)))
    call, one = parts.begun(call, talking, one, at)
    one = parties.moved(one, "main" if one.handover else one.joins, at)
    return center, call, parties.replaced(talking, structs.replace(one, handover=False)), ()


def ring(
    center: CallCenter, call: Call, leg_id: str, agent_id: UUID, answer: Literal["", "rejoin", "dial"]
) -> RingAgent:
    """Dial an agent's phone, and show there who it is about; whom to call back is looked at first, and never answered by itself."""
    profile = center.configuration.agents[agent_id]
    previewed = call.promise is not None and isinstance(call.phase, Waiting | Ringing)
    return RingAgent(
        call_id=call.id,
        leg_id=leg_id,
        agent_id=agent_id,
        agent_number=profile.number,
        caller_number=call.caller_number,
        caller_name=call.customer.name if call.customer is not None else call.caller_name,
        answer=answer or ("auto" if profile.auto_answer and not previewed else ""),
    )


def ring_again(center: CallCenter, call: Call, talking: Talking, one: Party, at: datetime) -> Result:
    """The phone of an agent who is rung was lost and is back: dial it anew, for what is left of the time."""
    assert one.agent_id is not None, "only agents have phones that come and go"
    call = structs.replace(call, serial=call.serial + 1)
    anew = structs.replace(one, leg_id=ids.agent_leg(call.id, call.serial))
    call = structs.replace(call, timers=deadlines.with_enough(call.timers, ring_timer(one), at))
    call = parties.with_talk(call, parties.replaced(talking, anew))
    center = put_leg(drop_leg(put_call(center, call), one.leg_id), anew.leg_id, call.id)
    old = HangUp(call_id=call.id, leg_id=one.leg_id)
    return center, (old, ring(center, call, anew.leg_id, one.agent_id, ""))


def _ring_agent(
    center: CallCenter, call: Call, one: Party, agent_id: UUID, at: datetime
) -> tuple[CallCenter, Party, tuple[CallAction, ...]]:
    center, closed = direct.claim(center, agent_id, call.id, at)
    rung = ring(center, call, one.leg_id, agent_id, "")
    return center, structs.replace(one, agent_id=agent_id), (*closed, rung)


def _free_agent(center: CallCenter, queue_id: str, at: datetime) -> UUID | None:
    steps = len(steps_of(center.configuration.queues[queue_id]))
    anywhere = Place(lane=lane_of(queue_id, ()), step=steps - 1, order=at, since=at)
    return next((agent_id for _, _, agent_id in distribution.candidates(center.floor, anywhere)), None)


def _others_at_work(center: CallCenter, talking: Talking, queue_id: str) -> bool:
    """Whether anybody serves the queue now who is not in the talk already."""
    profiles = (center.configuration.agents.get(one.agent_id) for one in talking.parties if one.agent_id is not None)
    here = sum(profile is not None and queue_id in profile.queues for profile in profiles)
    return center.staff.get(queue_id, 0) > here
