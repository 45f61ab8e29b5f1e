"""Waiting and being offered: a caller's place in the queue, and the ringing of one agent after another."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

from msgspec import structs

from agents import distribution
from agents.configuration import Queue
from agents.explanation import Decision, decided, explain
from agents.floor import Place, placed
from agents.routing import Routing, next_step_after, step_at
from app.calls import deadlines, ids, invitation, presence, seeking
from app.calls.actions import CallAction, HangUp, RingAgent, StartMusic
from app.calls.edit import (
    Result,
    closed,
    drop_leg,
    noted,
    opened,
    place_of,
    put_call,
    put_leg,
    with_timer,
    without_timer,
)
from app.calls.interaction import Segment
from app.calls.state import Announcing, Call, CallCenter, Offer, OfferEnded, Ringing, Waiting

RELAX = "relax"
LOOK_UP_TIMEOUT = timedelta(seconds=2)
"""How long a caller who may be kept for the agent of the last talk waits for the look-up."""


def enqueue(
    center: CallCenter,
    call: Call,
    queue: Queue,
    at: datetime,
    *,
    since: datetime | None = None,
    routing: Routing | None = None,
) -> Result:
    """Put a caller in the line, with music, and look for an agent.

    `since` keeps an older place. A caller with no wish of their own is kept for the agent of the last talk, where the queue
    wants that.
    """
    call = closed(call, at, "queued")
    call = opened(call, Segment(kind="queue", started_at=at, queue_id=queue.id))
    call = noted(call, at, "queued", queue_id=queue.id)
    since = at if since is None else min(since, at)
    routing = _preference(center, call, queue, routing or Routing(), at)
    routing = structs.replace(routing, step=step_at(queue, at - since))
    waiting = Waiting(queue_id=queue.id, since=since)
    call = structs.replace(call, phase=waiting, routing=routing, timers=())
    music = StartMusic(call_id=call.id, leg_id=call.leg_id, music=queue.music)
    center, actions = _seek(center, call, waiting, at, "queued")
    return center, (music, *actions)


def _seek(center: CallCenter, call: Call, waiting: Waiting, at: datetime, what: str) -> Result:
    """Offer a call that is about to wait; only when nobody may have it now it enters the line."""
    queue = center.configuration.queues[waiting.queue_id]
    lines, place = placed(center.floor, place_of(queue, call, waiting))
    if lines is not center.floor:
        center = structs.replace(center, floor=lines)
    agent_ids = distribution.agents_for_place(lines, place)
    if agent_ids:
        return _offer(center, call, waiting, place, agent_ids, at)
    return wait_on(put_call(center, call), call, at, what)


def _preference(center: CallCenter, call: Call, queue: Queue, routing: Routing, at: datetime) -> Routing:
    """Who is asked before all others, and until when; nobody is kept waiting for one who is not there."""
    if routing.unknown_until is not None:
        routing = structs.replace(routing, unknown_until=None)
    if queue.sticky <= timedelta() or routing.only is not None:
        return routing
    preferred = routing.preferred
    if preferred is None and call.last_agent_id is None and not call.looked_up and call.promise is None:
        return structs.replace(routing, unknown_until=at + LOOK_UP_TIMEOUT)
    if preferred is None and call.last_agent_id is not None:
        profile = center.configuration.agents.get(call.last_agent_id)
        preferred = call.last_agent_id if profile is not None and queue.id in profile.queues else None
    if preferred is None or preferred not in center.floor.members:
        return routing
    until = routing.preferred_until or at + queue.sticky
    return structs.replace(routing, preferred=preferred, preferred_until=until)


def wait_on(center: CallCenter, call: Call, at: datetime, what: str = "") -> Result:
    """Offer a waiting call to whom it may be offered now, or set the moment at which more agents may have it.

    A call that cannot be offered gets the reason in its timeline, with the line `what` that was written last.
    """
    offered, actions = match_call(center, call.id, at)
    call = offered.calls[call.id]
    waiting = call.phase
    if not isinstance(waiting, Waiting):
        return offered, actions
    if what and call.timeline[-1].what == what:
        told = structs.replace(call.timeline[-1], why=explain(offered.floor, call.id, at))
        call = structs.replace(call, timeline=(*call.timeline[:-1], told))
    due = _relaxes_at(offered, call, waiting)
    if due is not None:
        call = structs.replace(call, timers=with_timer(call.timers, RELAX, max(due, at)))
    return put_call(offered, call), actions


def _relaxes_at(center: CallCenter, call: Call, waiting: Waiting) -> datetime | None:
    """When the call stops being kept for one agent, or reaches the next step."""
    place = center.floor.places[call.id]
    if place.unknown:
        return call.routing.unknown_until
    if place.held:
        return call.routing.preferred_until
    after = (
        None if place.only is not None else next_step_after(center.configuration.queues[waiting.queue_id], place.step)
    )
    return None if after is None else waiting.since + after


def found_out(center: CallCenter, call: Call, at: datetime) -> Result:
    """It is known now whom a waiting caller talked with last, or that nobody is known."""
    waiting = call.phase
    if not isinstance(waiting, Waiting) or call.routing.unknown_until is None:
        return put_call(center, call), ()
    queue = center.configuration.queues[waiting.queue_id]
    routing = _preference(center, call, queue, _so_far(call.routing, center.floor.places[call.id]), at)
    call = structs.replace(call, routing=routing, timers=without_timer(call.timers, RELAX))
    return wait_on(put_call(center, call), call, at, call.timeline[-1].what)


def relax(center: CallCenter, call: Call, at: datetime) -> Result:
    """More agents may have the call from now on: the next step is reached, or it is kept for one agent no longer."""
    waiting = call.phase
    assert isinstance(waiting, Waiting), "only those who wait relax"
    queue, place = center.configuration.queues[waiting.queue_id], center.floor.places[call.id]
    call = structs.replace(call, timers=without_timer(call.timers, RELAX))
    routing = _so_far(call.routing, place)
    if routing.unknown_until is not None and routing.unknown_until <= at:
        routing = structs.replace(routing, unknown_until=None)
    until = routing.preferred_until
    if until is not None and until <= at:
        routing = structs.replace(routing, preferred_until=None)
        call = noted(call, at, "widened", agent_id=routing.preferred, queue_id=queue.id)
    step = max(place.step, step_at(queue, at - waiting.since))
    if step > place.step:
        call = noted(call, at, "relaxed", detail=str(step + 1), queue_id=queue.id)
    call = structs.replace(call, routing=structs.replace(routing, step=step))
    return wait_on(put_call(center, call), call, at, call.timeline[-1].what)


def _so_far(routing: Routing, place: Place) -> Routing:
    """The routing with what the leaving of others has widened already."""
    until = routing.preferred_until if place.held else None
    if routing.step >= place.step and routing.preferred_until is until:
        return routing
    return structs.replace(routing, step=max(routing.step, place.step), preferred_until=until)


def under_new_rules(center: CallCenter, call: Call, at: datetime) -> Call:
    """A waiting call at the step that edited requirements give it."""
    if not isinstance(call.phase, Waiting):
        return call
    queue = center.configuration.queues[call.phase.queue_id]
    routing = structs.replace(call.routing, step=step_at(queue, at - call.phase.since))
    timers = with_timer(call.timers, RELAX, at) if queue.requirements else call.timers
    return structs.replace(call, routing=routing, timers=timers)


def match_call(center: CallCenter, call_id: UUID, at: datetime) -> Result:
    """Offer a waiting call to whom the queue's strategy chooses, if anybody may have it."""
    call = center.calls.get(call_id)
    place = center.floor.places.get(call_id)
    if call is None or place is None:
        return center, ()
    agent_ids = distribution.agents_for_place(center.floor, place)
    if not agent_ids:
        return center, ()
    if not isinstance(call.phase, Waiting):
        return seeking.found(center, call, agent_ids[0], at)
    return _offer(center, call, call.phase, place, agent_ids, at)


def match_agent(center: CallCenter, agent_id: UUID, at: datetime) -> Result:
    """Offer the call with the highest score that the agent may have, if the agent can take one."""
    call_id = distribution.call_for_agent(center.floor, agent_id, at)
    return (center, ()) if call_id is None else match_call(center, call_id, at)


def look_at_moved(center: CallCenter, at: datetime) -> Result:
    """Offer callers who came to another step because somebody left, highest score first."""
    stretches = tuple(dict.fromkeys(center.floor.moved))
    center = structs.replace(center, floor=structs.replace(center.floor, moved=()))
    actions: tuple[CallAction, ...] = ()
    while (call_id := distribution.call_to_look_at(center.floor, stretches, at)) is not None:
        center, more = match_call(center, call_id, at)
        actions = (*actions, *more)
    return center, actions


def look_at_everybody(center: CallCenter, at: datetime) -> Result:
    """Offer whatever can be offered, after the rules have changed."""
    center, actions = match_agents(center, sorted(center.floor.personal), at)
    stretches = tuple(stretch for stretch, line in center.floor.waiting.items() if line)
    floor = structs.replace(center.floor, moved=(*center.floor.moved, *sorted(stretches)))
    center, more = look_at_moved(structs.replace(center, floor=floor), at)
    return center, (*actions, *more)


def match_agents(center: CallCenter, agent_ids: Iterable[UUID], at: datetime) -> Result:
    """Offer calls to agents who have just become free."""
    actions: tuple[CallAction, ...] = ()
    for agent_id in agent_ids:
        center, more = match_agent(center, agent_id, at)
        actions = (*actions, *more)
    return center, actions


def _offer(
    center: CallCenter, call: Call, waiting: Waiting, place: Place, agent_ids: tuple[UUID, ...], at: datetime
) -> Result:
    queue = center.configuration.queues[waiting.queue_id]
    why: Decision | None = decided(center.floor, call.id, place, agent_ids, at)
    call = structs.replace(call, routing=_so_far(call.routing, place))
    offers: tuple[Offer, ...] = ()
    rings: tuple[CallAction, ...] = ()
    for agent_id in agent_ids:
        call, action = _dialed(center, call, agent_id)
        call = noted(call, at, "offered", agent_id=agent_id, queue_id=queue.id, why=why)
        offers = (*offers, Offer(agent_id=agent_id, leg_id=action.leg_id, offered_at=at))
        rings, why = (*rings, action), None
    ringing = Ringing(queue_id=queue.id, since=waiting.since, offers=offers)
    timers = with_timer(without_timer(call.timers, RELAX), "ring", at + queue.ring_timeout)
    center = put_call(center, structs.replace(call, phase=ringing, timers=timers))
    closed_paperwork: tuple[CallAction, ...] = ()
    for offer in offers:
        center = put_leg(center, offer.leg_id, call.id)
        center, more = presence.reserve(center, offer.agent_id, call.id, queue.id, at)
        closed_paperwork = (*closed_paperwork, *more)
    return center, (*closed_paperwork, *rings)


def _dialed(center: CallCenter, call: Call, agent_id: UUID) -> tuple[Call, RingAgent]:
    call = structs.replace(call, serial=call.serial + 1)
    return call, invitation.ring(center, call, ids.agent_leg(call.id, call.serial), agent_id, "")


def ring_again(center: CallCenter, call: Call, ringing: Ringing, offer: Offer, at: datetime) -> Result:
    """The phone that should be ringing was lost and is back: dial it anew, for what is left of the time."""
    old = HangUp(call_id=call.id, leg_id=offer.leg_id)
    call, action = _dialed(center, call, offer.agent_id)
    call = structs.replace(call, timers=deadlines.with_enough(call.timers, "ring", at))
    anew = structs.replace(offer, leg_id=action.leg_id)
    offers = tuple(anew if other is offer else other for other in ringing.offers)
    call = structs.replace(call, phase=structs.replace(ringing, offers=offers))
    center = put_leg(drop_leg(put_call(center, call), offer.leg_id), action.leg_id, call.id)
    return center, (old, action)


def offer_refused(
    center: CallCenter, call: Call, ringing: Ringing, offer: Offer, what: str, reason: str, at: datetime
) -> Result:
    """An agent did not take the call: Not Ready for a reason; the caller goes on in the old place."""
    center = presence.miss(center, offer.agent_id, reason, at, _pause(center, ringing, what))
    return _offers_ended(center, call, ringing, (offer,), what, at)


def _pause(center: CallCenter, ringing: Ringing, what: str) -> timedelta:
    """For how long an agent who did not take a call is left alone; zero makes the agent Not Ready."""
    retry = center.configuration.queues[ringing.queue_id].retry
    pauses = {"ring_no_answer": retry.no_answer, "busy": retry.busy}
    return pauses.get(what, retry.declined)


def nobody_answered(center: CallCenter, call: Call, ringing: Ringing, at: datetime) -> Result:
    """The time to ring is over for everybody who was rung."""
    for offer in ringing.offers:
        pause = _pause(center, ringing, "ring_no_answer")
        center = presence.miss(center, offer.agent_id, "missed", at, pause)
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
    center, actions = withdrawn(center, call, others, at, by=winner.agent_id)
    return center, call, actions


def withdrawn(
    center: CallCenter, call: Call, offers: Iterable[Offer], at: datetime, *, by: UUID | None = None
) -> tuple[CallCenter, tuple[CallAction, ...]]:
    """Offers that stand no longer, through no fault of the agents': another agent has the call, or the caller has left the line."""
    actions: tuple[CallAction, ...] = ()
    ended = OfferEnded(call_id=call.id, why="caller_left" if by is None else "taken", at=at, by=by)
    for offer in offers:
        center = presence.offer_ended(presence.release(center, offer.agent_id, at), offer.agent_id, ended)
        center = drop_leg(center, offer.leg_id)
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
    queue = center.configuration.queues[waiting.queue_id]
    timers = without_timer(without_timer(call.timers, "ring"), "announce")
    step = max(call.routing.step, step_at(queue, at - waiting.since))
    routing = structs.replace(call.routing, step=step)
    call = structs.replace(call, phase=waiting, timers=timers, routing=routing)
    center, actions = _seek(center, call, waiting, at, call.timeline[-1].what)
    return center, (StartMusic(call_id=call.id, leg_id=call.leg_id, music=queue.music), *actions)


def to_head_of_line(center: CallCenter, call: Call, queue_id: str, at: datetime) -> Result:
    """A caller whose agent was lost waits again, before everybody else."""
    queue, head = center.configuration.queues[queue_id], center.floor.line(queue_id).first()
    ahead = timedelta() if head is None else at - head[0] + timedelta(milliseconds=1)
    routing = structs.replace(call.routing, priority=max(call.routing.priority, ahead), preferred_until=None)
    call = opened(call, Segment(kind="queue", started_at=at, queue_id=queue_id))
    call = noted(call, at, "returned_to_queue", queue_id=queue_id)
    waiting = Waiting(queue_id=queue_id, since=at)
    call = structs.replace(call, phase=waiting, routing=routing, timers=())
    center, actions = _seek(center, call, waiting, at, "returned_to_queue")
    return center, (StartMusic(call_id=call.id, leg_id=call.leg_id, music=queue.music), *actions)
