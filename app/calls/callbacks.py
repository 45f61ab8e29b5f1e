"""Callbacks that keep the place: promised, offered to an agent in their turn, and tried again until the policy gives up.

Each attempt is a call of its own, whose id follows from the caller's; so each has one interaction with one final state,
and a number is never dialed twice at once.
"""

from datetime import datetime
from uuid import UUID

from msgspec import structs

from app.calls import announcements, ending, farewell, ids, outgoing, outgoing_rules, presence, queueing
from app.calls.actions import CallAction
from app.calls.callback_state import Attempt, Promise, Scheduled, Unreached
from app.calls.edit import Result, closed, noted, put_call, with_timer, without_timer
from app.calls.errors import CallbackUnderWay, CallNotYours, DoNotCall, NumberNotAllowed, OutgoingNotSetUp
from app.calls.events import CallbackCancelled, CallbackFailed, CallbackMoved
from app.calls.exit_state import AskingNumber, Wait
from app.calls.interaction import Outcome
from app.calls.state import Call, CallCenter, Dialing, Leaving, Offer, Ringing, Talking, Waiting
from customers.numbers import read_number

DUE, EXPIRES = "wait_due", "wait_expires"


def may_be_called(center: CallCenter, number: str) -> bool:
    """Whether the outgoing rules let us call this number at all."""
    try:
        outgoing_rules.demand_allowed(center.configuration.outgoing, number)
    except (OutgoingNotSetUp, NumberNotAllowed, DoNotCall):
        return False
    return True


def promise(center: CallCenter, call: Call, phase: AskingNumber, at: datetime) -> Result:
    """The caller has said which number: a callback takes the place, and the caller may hang up."""
    queue = center.configuration.queues[phase.queue_id]
    actions: tuple[CallAction, ...] = ()
    if phase.number not in center.promised:
        promised = Promise(
            number=phase.number, since=phase.since, requested_at=at, expires_at=at + queue.callback.expires
        )
        follower = _attempt(call, promised, phase.queue_id, at)
        center, actions = queueing.enqueue(center, follower, queue, at, since=phase.since, routing=call.routing)
    call = noted(closed(call, at, "callback_requested"), at, "callback_requested", queue_id=queue.id)
    call = structs.replace(call, outcome="callback_requested")
    center, more = farewell.say(center, call, announcements.callback_promised(call.language), queue.id, at)
    return center, (*more, *actions)


def resume(center: CallCenter, call: Call, promised: Promise, at: datetime) -> CallCenter:
    """Set the deadline of a callback that stands in the line."""
    timers = with_timer(call.timers, EXPIRES, max(at, promised.expires_at))
    return put_call(center, structs.replace(call, timers=timers))


def restored(center: CallCenter, call: Call, phase: Scheduled, at: datetime) -> Result:
    """After a restart: the deadlines again."""
    return put_call(center, _with_deadlines(call, phase, at)), ()


def timer(center: CallCenter, call: Call, name: str, at: datetime) -> Result:
    """A callback is due, or its time is over."""
    match name, call.phase:
        case "wait_due", Scheduled() as phase:
            return _into_line(center, call, phase.queue_id, phase.since, at)
        case "wait_expires", Scheduled() | Waiting():
            return _ended(center, call, "callback_expired", at)
        case _:
            return center, ()


def agent_answered(center: CallCenter, call: Call, ringing: Ringing, offer: Offer, at: datetime) -> Result:
    """The agent has accepted the preview: dial the customer, once."""
    assert call.promise is not None, "a callback is a promise"
    center, call, stopped = queueing.taken(center, call, ringing, offer, at)
    center = presence.connect(center, offer.agent_id, call.id, at)
    call = noted(closed(call, at, "answered"), at, "agent_answered", agent_id=offer.agent_id)
    call = structs.replace(call, timers=without_timer(call.timers, "ring"))
    queue = center.configuration.queues[ringing.queue_id]
    center, actions = outgoing.dial_for(
        center,
        call,
        offer.agent_id,
        offer.leg_id,
        at,
        queue_id=queue.id,
        caller_id=outgoing_rules.shown(center.configuration.outgoing, queue.caller_id),
    )
    return center, (*stopped, *actions)


def not_reached(center: CallCenter, call: Call, result: Unreached, queue_id: str, at: datetime) -> Result:
    """An attempt has failed: the next one, later, or the promise is given up. This call ends by itself."""
    promised = call.promise
    queue = center.configuration.queues.get(queue_id)
    if promised is None or queue is None:
        return center, ()
    call = noted(call, at, "callback_tried", detail=result, queue_id=queue_id)
    due = at + queue.callback.gap
    kept = structs.replace(call, promise=None)
    if promised.reached:
        return put_call(center, noted(kept, at, "callback_reached", queue_id=queue_id)), ()
    if promised.attempt >= queue.callback.attempts or due >= promised.expires_at:
        return put_call(center, noted(kept, at, "callback_given_up", queue_id=queue_id)), ()
    center = put_call(center, kept)
    tried = (*promised.tried, Attempt(at=at, result=result))
    later = structs.replace(promised, attempt=promised.attempt + 1, tried=tried)
    phase = Scheduled(queue_id=queue_id, since=promised.since, due=due)
    follower = structs.replace(_attempt(call, later, queue_id, at), phase=phase)
    follower = noted(_with_deadlines(follower, phase, at), at, "callback_scheduled", queue_id=queue_id)
    return put_call(center, follower), ()


def cancel(center: CallCenter, event: CallbackCancelled) -> Result:
    """Take a callback off the list. Raises `CallbackUnderWay`."""
    return _ended(center, _movable(center, event.call_id), "callback_cancelled", event.at)


def move(center: CallCenter, event: CallbackMoved) -> Result:
    """Give a callback another time, or put it into the line now. Raises `CallbackUnderWay`."""
    call = _movable(center, event.call_id)
    promised, phase = call.promise, call.phase
    assert promised is not None, "a callback is a promise"
    assert isinstance(phase, Scheduled | Waiting), "only a waiting callback can be moved"
    if event.due is None or event.due <= event.at:
        if isinstance(phase, Waiting):
            return center, ()
        return _into_line(center, call, phase.queue_id, phase.since, event.at)
    expires = max(promised.expires_at, event.due + center.configuration.queues[phase.queue_id].callback.gap)
    scheduled = Scheduled(queue_id=phase.queue_id, since=promised.since, due=event.due)
    call = closed(call, event.at, "postponed")
    call = structs.replace(call, promise=structs.replace(promised, expires_at=expires), phase=scheduled)
    call = noted(call, event.at, "callback_scheduled", queue_id=phase.queue_id)
    return put_call(center, _with_deadlines(call, scheduled, event.at)), ()


def answering_machine(center: CallCenter, event: CallbackFailed) -> Result:
    """The agent heard a machine: the promise is not kept yet. Raises `CallNotYours`."""
    call = center.calls.get(event.call_id)
    if (
        call is None
        or call.promise is None
        or not isinstance(call.phase, Talking)
        or call.phase.agent_id != event.agent_id
    ):
        raise CallNotYours(event.call_id)
    center, actions = not_reached(center, call, "answering_machine", call.phase.queue_id, event.at)
    call = structs.replace(center.calls[call.id], outcome="answering_machine")
    center, more = ending.let_go(put_call(center, call), call, event.at, "agent")
    return center, (*actions, *more)


def reached(center: CallCenter, call: Call, at: datetime) -> Result:
    """An agent talks with a customer: a callback that is promised to this number is kept by this, and not tried any more."""
    if not center.promised or call.direction == "internal":
        return center, ()
    known = read_number(call.caller_number, center.configuration.region)
    promised = None if known is None else center.promised.get(known.number)
    pending = None if promised is None or promised == call.id else center.calls.get(promised)
    if pending is None or pending.promise is None:
        return center, ()
    match pending.phase:
        case Scheduled() | Waiting():
            return _ended(center, pending, "callback_reached", at)
        case Ringing(offers=offers):
            center, stopped = queueing.withdrawn(center, pending, offers, at)
            center, actions = _ended(center, pending, "callback_reached", at)
            freed = (offer.agent_id for offer in offers)
            return ending.next_for(center, freed, at, (*stopped, *actions))
        case Dialing():
            kept = structs.replace(pending, promise=structs.replace(pending.promise, reached=True))
            return put_call(center, kept), ()
        case _:
            return center, ()


def _movable(center: CallCenter, call_id: UUID) -> Call:
    call = center.calls.get(call_id)
    if call is None or call.promise is None or not isinstance(call.phase, Scheduled | Waiting):
        raise CallbackUnderWay
    return call


def _attempt(before: Call, promised: Promise, queue_id: str, at: datetime) -> Call:
    """The call that makes an attempt; its id follows from the caller's call and the attempt's number."""
    origin = before.parent_id if before.promise is not None and before.parent_id is not None else before.id
    call = Call(
        id=ids.callback(origin, promised.attempt),
        leg_id="",
        caller_number=promised.number,
        caller_name=before.caller_name,
        dialed_number=before.dialed_number,
        language=before.language,
        arrived_at=at,
        direction="callback",
        parent_id=origin,
        phase=Scheduled(queue_id=queue_id, since=promised.since, due=at),
        customer=before.customer,
        looked_up=before.looked_up,
        routing=before.routing,
        promise=promised,
        wait=Wait(queue_id=queue_id, began_at=at),
    )
    return noted(call, at, "callback_promised", queue_id=queue_id)


def _into_line(center: CallCenter, call: Call, queue_id: str, since: datetime, at: datetime) -> Result:
    queue = center.configuration.queues[queue_id]
    return queueing.enqueue(center, call, queue, at, since=since, routing=call.routing)


def _ended(center: CallCenter, call: Call, outcome: Outcome, at: datetime) -> Result:
    """The promise ends without a call."""
    call = noted(closed(call, at, outcome), at, outcome)
    call = structs.replace(call, outcome=outcome, phase=Leaving(ended_by="system"), timers=())
    return ending.finish(put_call(center, call), call, at, 0)


def _with_deadlines(call: Call, phase: Scheduled, at: datetime) -> Call:
    assert call.promise is not None, "what is scheduled is a promise"
    timers = with_timer((), DUE, max(at, phase.due))
    return structs.replace(call, timers=with_timer(timers, EXPIRES, max(at, call.promise.expires_at)))
