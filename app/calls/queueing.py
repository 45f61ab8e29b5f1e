"""Waiting and being offered: a caller's place in the queue, and the ringing of one agent after another."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

from msgspec import structs

from agents import distribution
from agents.configuration import Queue
from app.calls import ids, presence
from app.calls.actions import CallAction, HangUp, RingAgent, StartMusic
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
from app.calls.state import Announcing, Call, CallCenter, Offer, Rejoining, Ringing, Waiting

RUNG_AT_ONCE = 20
"""How many phones one caller may ring with `ring_all`."""


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
    queue = center.configuration.queues[call.phase.queue_id]
    most = RUNG_AT_ONCE if queue.strategy == "ring_all" else 1
    agent_ids = distribution.agents_for_call(center.floor, queue.id, most)
    return _offer(center, call, call.phase, agent_ids, at) if agent_ids else (center, ())


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
    return match_call(center, call_id, at)


def match_agents(center: CallCenter, agent_ids: Iterable[UUID], at: datetime) -> Result:
    """Offer calls to agents who have just become free."""
    actions: tuple[CallAction, ...] = ()
    for agent_id in agent_ids:
        center, more = match_agent(center, agent_id, at)
        actions = (*actions, *more)
    return center, actions


def _offer(center: CallCenter, call: Call, waiting: Waiting, agent_ids: Iterable[UUID], at: datetime) -> Result:
    queue = center.configuration.queues[waiting.queue_id]
    offers: tuple[Offer, ...] = ()
    actions: tuple[CallAction, ...] = ()
    for agent_id in agent_ids:
        call, action = _dialed(center, call, agent_id)
        call = noted(call, at, "offered", agent_id=agent_id, queue_id=queue.id)
        offers = (*offers, Offer(agent_id=agent_id, leg_id=action.leg_id, offered_at=at))
        actions = (*actions, action)
    ringing = Ringing(queue_id=queue.id, since=waiting.since, offers=offers)
    call = structs.replace(call, phase=ringing, timers=with_timer(call.timers, "ring", at + queue.ring_timeout))
    center = put_call(center, call)
    for offer in offers:
        center = presence.reserve(put_leg(center, offer.leg_id, call.id), offer.agent_id, call.id, at)
    return center, actions


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


def ring_again(center: CallCenter, call: Call, ringing: Ringing, offer: Offer, at: datetime) -> Result:
    """The phone that should be ringing was lost and is back: dial it anew, for the whole time again."""
    old = HangUp(call_id=call.id, leg_id=offer.leg_id)
    call, action = _dialed(center, ring_on(center, call, ringing, at).calls[call.id], offer.agent_id)
    anew = structs.replace(offer, leg_id=action.leg_id)
    offers = tuple(anew if other is offer else other for other in ringing.offers)
    call = structs.replace(call, phase=structs.replace(ringing, offers=offers))
    center = put_leg(drop_leg(put_call(center, call), offer.leg_id), action.leg_id, call.id)
    return center, (old, action)


def ring_to_rejoin(center: CallCenter, call: Call, rejoining: Rejoining) -> Result:
    """The desk is back in mid-call: dial it so that audio comes back."""
    call, action = _dialed(center, call, rejoining.agent_id, rejoin=True)
    call = structs.replace(call, phase=structs.replace(rejoining, leg_id=action.leg_id))
    return put_leg(put_call(center, call), action.leg_id, call.id), (action,)


def offer_refused(
    center: CallCenter, call: Call, ringing: Ringing, offer: Offer, what: str, reason: str, at: datetime
) -> Result:
    """An agent did not take the call: Not Ready for a reason; the caller goes on in the old place."""
    center = presence.miss(center, offer.agent_id, reason, at)
    return _offers_ended(center, call, ringing, (offer,), what, at)


def nobody_answered(center: CallCenter, call: Call, ringing: Ringing, at: datetime) -> Result:
    """The time to ring is over for everybody who was rung."""
    for offer in ringing.offers:
        center = presence.miss(center, offer.agent_id, "missed", at)
    return _offers_ended(center, call, ringing, ringing.offers, "ring_no_answer", at)


def offer_lost(center: CallCenter, call: Call, ringing: Ringing, offer: Offer, at: datetime) -> Result:
    """The ringing of one phone ended through no fault of the agent's; both go on where they were."""
    center = presence.release(center, offer.agent_id, at)
    center, actions = _offers_ended(center, call, ringing, (offer,), "offer_lost", at)
    center, more = match_agent(center, offer.agent_id, at)
    return center, (*actions, *more)


def joining_failed(
    center: CallCenter, call: Call, announcing: Announcing, what: str, reason: str, at: datetime
) -> Result:
    """The agent who had answered is gone before the caller was joined: Not Ready; the caller goes on in the old place."""
    center = presence.miss(center, announcing.agent_id, reason, at)
    call = noted(call, at, what, agent_id=announcing.agent_id, queue_id=announcing.queue_id)
    waiting = Waiting(queue_id=announcing.queue_id, since=announcing.since)
    center, actions = _back_in_line(drop_leg(center, announcing.leg_id), call, waiting, at)
    return center, (HangUp(call_id=call.id, leg_id=announcing.leg_id), *actions)


def taken(
    center: CallCenter, call: Call, ringing: Ringing, winner: Offer, at: datetime
) -> tuple[CallCenter, Call, tuple[CallAction, ...]]:
    """One agent answered: the phones of the others stop ringing, and they are as free as before."""
    others = tuple(offer for offer in ringing.offers if offer is not winner)
    for offer in others:
        call = noted(call, at, "taken", agent_id=offer.agent_id, queue_id=ringing.queue_id)
    center, actions = withdrawn(center, call, others, at)
    return center, call, actions


def withdrawn(
    center: CallCenter, call: Call, offers: Iterable[Offer], at: datetime
) -> tuple[CallCenter, tuple[CallAction, ...]]:
    """Offers that stand no longer, through no fault of the agents'."""
    actions: tuple[CallAction, ...] = ()
    for offer in offers:
        center = drop_leg(presence.release(center, offer.agent_id, at), offer.leg_id)
        actions = (*actions, HangUp(call_id=call.id, leg_id=offer.leg_id))
    return center, actions


def _offers_ended(
    center: CallCenter, call: Call, ringing: Ringing, ended: tuple[Offer, ...], what: str, at: datetime
) -> Result:
    """Other phones may still ring; when none does the caller is back in line."""
    hung_up: tuple[CallAction, ...] = ()
    for offer in ended:
        center = drop_leg(center, offer.leg_id)
        call = noted(call, at, what, agent_id=offer.agent_id, queue_id=ringing.queue_id)
        hung_up = (*hung_up, HangUp(call_id=call.id, leg_id=offer.leg_id))
    rest = tuple(offer for offer in ringing.offers if offer not in ended)
    if rest:
        return put_call(center, structs.replace(call, phase=structs.replace(ringing, offers=rest))), hung_up
    waiting = Waiting(queue_id=ringing.queue_id, since=ringing.since)
    center, actions = _back_in_line(center, call, waiting, at)
    return center, (*hung_up, *actions)


def _back_in_line(center: CallCenter, call: Call, waiting: Waiting, at: datetime) -> Result:
    timers = without_timer(without_timer(call.timers, "ring"), "announce")
    center = put_call(center, structs.replace(call, phase=waiting, timers=timers))
    music = center.configuration.queues[waiting.queue_id].music
    center, actions = match_call(center, call.id, at)
    return center, (StartMusic(call_id=call.id, leg_id=call.leg_id, music=music), *actions)


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
