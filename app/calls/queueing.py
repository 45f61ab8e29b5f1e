"""Waiting and being offered: a caller's place in the queue, and the ringing of one agent after another."""

from datetime import datetime, timedelta
from uuid import UUID

from msgspec import structs

from agents import distribution
from agents.configuration import Queue
from app.calls import ids, presence
from app.calls.actions import HangUp, RingAgent, StartMusic
from app.calls.edit import (
    Result,
    closed,
    drop_leg,
    is_offerable,
    noted,
    opened,
    put_call,
    put_leg,
    with_timer,
    without_timer,
)
from app.calls.interaction import Segment
from app.calls.state import Announcing, Call, CallCenter, Rejoining, Ringing, Waiting


def enqueue(center: CallCenter, call: Call, queue: Queue, at: datetime, *, since: datetime | None = None) -> Result:
    """Put a caller at the end of the line, or in the place of `since`, with music, and look for an agent."""
    call = closed(call, at, "queued")
    call = opened(call, Segment(kind="queue", started_at=at, queue_id=queue.id))
    call = noted(call, at, "queued", queue_id=queue.id)
    call = structs.replace(call, phase=Waiting(queue_id=queue.id, since=since or at), timers=())
    music = StartMusic(call_id=call.id, leg_id=call.leg_id, music=queue.music)
    center, actions = match_call(put_call(center, call), call.id, at)
    return center, (music, *actions)


def match_call(center: CallCenter, call_id: UUID, at: datetime) -> Result:
    """Offer a waiting call to the longest-idle agent, if there is one."""
    call = center.calls.get(call_id)
    if call is None or not isinstance(call.phase, Waiting):
        return center, ()
    agent_id = distribution.agent_for_call(center.floor, call.phase.queue_id)
    return _offer(center, call, call.phase, agent_id, at) if agent_id is not None else (center, ())


def match_agent(center: CallCenter, agent_id: UUID, at: datetime) -> Result:
    """Offer the longest-waiting call of the agent's queues, if the agent can take one."""
    agent, profile = center.agents.get(agent_id), center.configuration.agents.get(agent_id)
    if agent is None or profile is None or not is_offerable(agent):
        return center, ()
    call_id = distribution.call_for_agent(center.floor, profile.queues)
    if call_id is None:
        return center, ()
    call = center.calls[call_id]
    assert isinstance(call.phase, Waiting), "calls in line are waiting"
    return _offer(center, call, call.phase, agent_id, at)


def _offer(center: CallCenter, call: Call, waiting: Waiting, agent_id: UUID, at: datetime) -> Result:
    queue = center.configuration.queues[waiting.queue_id]
    call, action = _dialed(center, call, agent_id)
    call = noted(call, at, "offered", agent_id=agent_id, queue_id=queue.id)
    ringing = Ringing(queue_id=queue.id, since=waiting.since, agent_id=agent_id, leg_id=action.leg_id, offered_at=at)
    call = structs.replace(call, phase=ringing, timers=with_timer(call.timers, "ring", at + queue.ring_timeout))
    center = put_leg(put_call(center, call), action.leg_id, call.id)
    return presence.reserve(center, agent_id, call.id, at), (action,)


def _dialed(center: CallCenter, call: Call, agent_id: UUID, *, rejoin: bool = False) -> tuple[Call, RingAgent]:
    call = structs.replace(call, serial=call.serial + 1)
    return call, RingAgent(
        call_id=call.id,
        leg_id=ids.agent_leg(call.id, call.serial),
        agent_id=agent_id,
        agent_number=center.configuration.agents[agent_id].number,
        caller_number=call.caller_number,
        caller_name=call.customer.name if call.customer is not None else call.caller_name,
        rejoin=rejoin,
    )


def ring_on(center: CallCenter, call: Call, ringing: Ringing, at: datetime) -> CallCenter:
    """The ringing could not be followed for a while: the agent has the whole time again."""
    due = at + center.configuration.queues[ringing.queue_id].ring_timeout
    return put_call(center, structs.replace(call, timers=with_timer(call.timers, "ring", due)))


def ring_again(center: CallCenter, call: Call, ringing: Ringing, at: datetime) -> Result:
    """The phone that should be ringing was lost and is back: dial it anew, for the whole time again."""
    old = HangUp(call_id=call.id, leg_id=ringing.leg_id)
    call, action = _dialed(center, ring_on(center, call, ringing, at).calls[call.id], ringing.agent_id)
    call = structs.replace(call, phase=structs.replace(ringing, leg_id=action.leg_id))
    center = put_leg(drop_leg(put_call(center, call), ringing.leg_id), action.leg_id, call.id)
    return center, (old, action)


def ring_to_rejoin(center: CallCenter, call: Call, rejoining: Rejoining) -> Result:
    """The desk is back in mid-call: dial it so that audio comes back."""
    call, action = _dialed(center, call, rejoining.agent_id, rejoin=True)
    call = structs.replace(call, phase=structs.replace(rejoining, leg_id=action.leg_id))
    return put_leg(put_call(center, call), action.leg_id, call.id), (action,)


def offer_refused(
    center: CallCenter, call: Call, phase: Ringing | Announcing, what: str, reason: str, at: datetime
) -> Result:
    """The agent did not take the call: Not Ready for a reason, and the caller goes on in the old place."""
    center = presence.miss(center, phase.agent_id, reason, at)
    return _back_in_line(center, call, phase, what, at)


def offer_lost(center: CallCenter, call: Call, phase: Ringing, at: datetime) -> Result:
    """The ringing ended through no fault of the agent's; both go on where they were."""
    center = presence.release(center, phase.agent_id, at)
    center, actions = _back_in_line(center, call, phase, "offer_lost", at)
    center, more = match_agent(center, phase.agent_id, at)
    return center, (*actions, *more)


def _back_in_line(center: CallCenter, call: Call, phase: Ringing | Announcing, what: str, at: datetime) -> Result:
    center = drop_leg(center, phase.leg_id)
    call = noted(call, at, what, agent_id=phase.agent_id, queue_id=phase.queue_id)
    waiting = Waiting(queue_id=phase.queue_id, since=phase.since)
    timers = without_timer(without_timer(call.timers, "ring"), "announce")
    center = put_call(center, structs.replace(call, phase=waiting, timers=timers))
    music = center.configuration.queues[phase.queue_id].music
    center, actions = match_call(center, call.id, at)
    return center, (
        HangUp(call_id=call.id, leg_id=phase.leg_id),
        StartMusic(call_id=call.id, leg_id=call.leg_id, music=music),
        *actions,
    )


def to_head_of_line(center: CallCenter, call: Call, queue_id: str, at: datetime) -> Result:
    """A caller whose agent was lost waits again, before everybody else."""
    head = center.floor.line(queue_id).first()
    since = at if head is None else min(at, head[0] - timedelta(milliseconds=1))
    call = opened(call, Segment(kind="queue", started_at=at, queue_id=queue_id))
    call = noted(call, at, "returned_to_queue", queue_id=queue_id)
    call = structs.replace(call, phase=Waiting(queue_id=queue_id, since=since), timers=())
    center, actions = match_call(put_call(center, call), call.id, at)
    music = StartMusic(call_id=call.id, leg_id=call.leg_id, music=center.configuration.queues[queue_id].music)
    return center, (music, *actions)
