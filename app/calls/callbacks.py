"""Callbacks that keep the place: promised, offered to an agent in their turn, and tried again until the policy gives up.

Each attempt is a call of its own, whose id follows from the caller's; so each has one interaction with one final state,
and a number is never dialed twice at once.
"""

from datetime import datetime
from uuid import UUID

from msgspec import structs

from app.calls import (
    announcements,
    callback_window,
    ending,
    farewell,
    ids,
    outgoing,
    outgoing_rules,
    presence,
    queueing,
)
from app.calls.actions import CallAction
from app.calls.callback_state import Attempt, Promise, Scheduled, Unreached
from app.calls.edit import Result, closed, noted, put_call, with_timer, without_timer
from app.calls.errors import (
    CallbackUnderWay,
    CallNotYours,
    DoNotCall,
    NumberNotAllowed,
    OutgoingNotSetUp,
    OutsideCallbackHours,
)
from app.calls.events import CallbackCancelled, CallbackFailed, CallbackMoved
from app.calls.exit_state import AskingNumber, Wait
from app.calls.interaction import Outcome
from app.calls.state import Call, CallCenter, Dialing, Leaving, Offer, Ringing, Talking, Waiting
from customers.numbers import read_number

DUE, EXPIRES, CLOSES = "wait_due", "wait_expires", "wait_closes"


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
        expires_at = callback_window.expiry(center, queue, at)
        promised = Promise(number=phase.number, since=phase.since, requested_at=at, expires_at=expires_at)
        follower = _attempt(call, promised, phase.queue_id, at)
        center, actions = _into_line(center, follower, phase.queue_id, phase.since, at)
    call = noted(closed(call, at, "callback_requested"), at, "callback_requested", queue_id=queue.id)
    call = structs.replace(call, outcome="callback_requested")
    center, more = farewell.say(center, call, announcements.callback_promised(call.language), queue.id, at)
    return center, (*more, *actions)


def watched(center: CallCenter, call: Call, at: datetime) -> Call:
    """A callback that stands in the line, or is being offered, with its deadlines."""
    if call.promise is None or not isinstance(call.phase, Waiting | Ringing):
        return call
    timers = with_timer(call.timers, EXPIRES, max(at, call.promise.expires_at))
    closes = callback_window.closes_at(center, center.configuration.queues[call.phase.queue_id], at)
    return structs.replace(call, timers=timers if closes is None else with_timer(timers, CLOSES, closes))


def restored(center: CallCenter, call: Call, at: datetime) -> Call:
    """After a restart, or under other rules: the deadlines again. Outside the hours nobody stands in the line."""
    match call.phase:
        case Scheduled(queue_id=queue_id, since=since, due=due, wanted=wanted):
            return _scheduled(center, call, queue_id, since, max(at, wanted or due), at)
        case Waiting(queue_id=queue_id, since=since) if not _may_call(center, queue_id, at):
            return _scheduled(center, call, queue_id, since, at, at)
        case _:
            return watched(center, call, at)


def timer(center: CallCenter, call: Call, name: str, at: datetime) -> Result:
    """A callback is due, or its time is over."""
    match name, call.phase:
        case "wait_due", Scheduled() as phase:
            return _into_line(center, call, phase.queue_id, phase.since, at)
        case "wait_expires", Scheduled() | Waiting():
            return _ended(center, call, "callback_expired", at)
        case "wait_closes", Waiting() | Ringing() as phase:
            return _out_of_line(center, call, phase, at)
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
    due = callback_window.opens_at(center, queue, at + queue.callback.gap)
    kept = structs.replace(call, promise=None)
    if promised.reached:
        return put_call(center, noted(kept, at, "callback_reached", queue_id=queue_id)), ()
    if promised.attempt >= queue.callback.attempts or due >= promised.expires_at:
        return put_call(center, noted(kept, at, "callback_given_up", queue_id=queue_id)), ()
    center = put_call(center, kept)
    tried = (*promised.tried, Attempt(at=at, result=result))
    later = structs.replace(promised, attempt=promised.attempt + 1, tried=tried)
    follower = _attempt(call, later, queue_id, at)
    return put_call(center, _scheduled(center, follower, queue_id, promised.since, at + queue.callback.gap, at)), ()


def cancel(center: CallCenter, event: CallbackCancelled) -> Result:
    """Take a callback off the list. Raises `CallbackUnderWay`."""
    return _ended(center, _movable(center, event.call_id), "callback_cancelled", event.at)


def move(center: CallCenter, event: CallbackMoved) -> Result:
    """Give a callback another time, or put it into the line now. Raises `CallbackUnderWay`, `OutsideCallbackHours`."""
    call = _movable(center, event.call_id)
    promised, phase = call.promise, call.phase
    assert promised is not None, "a callback is a promise"
    assert isinstance(phase, Scheduled | Waiting), "only a waiting callback can be moved"
    if event.due is None or event.due <= event.at:
        if not _may_call(center, phase.queue_id, event.at):
            raise OutsideCallbackHours
        if isinstance(phase, Waiting):
            return center, ()
        return _into_line(center, call, phase.queue_id, phase.since, event.at)
    queue = center.configuration.queues[phase.queue_id]
    expires = max(promised.expires_at, callback_window.opens_at(center, queue, event.due) + queue.callback.gap)
    call = structs.replace(call, promise=structs.replace(promised, expires_at=expires))
    return put_call(center, _scheduled(center, call, queue.id, promised.since, event.due, event.at)), ()


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
    """In its turn, or, outside the hours, when they begin."""
    if not _may_call(center, queue_id, at):
        return put_call(center, _scheduled(center, call, queue_id, since, at, at)), ()
    queue = center.configuration.queues[queue_id]
    center, actions = queueing.enqueue(center, call, queue, at, since=since, routing=call.routing)
    return put_call(center, watched(center, center.calls[call.id], at)), actions


def _out_of_line(center: CallCenter, call: Call, phase: Waiting | Ringing, at: datetime) -> Result:
    """The hours are over: the callback waits for the next ones, and whoever looks at it is free."""
    if _may_call(center, phase.queue_id, at):
        return put_call(center, watched(center, call, at)), ()
    offers = phase.offers if isinstance(phase, Ringing) else ()
    center, stopped = queueing.withdrawn(center, call, offers, at)
    center = put_call(center, _scheduled(center, call, phase.queue_id, phase.since, at, at))
    return ending.next_for(center, (offer.agent_id for offer in offers), at, stopped)


def _may_call(center: CallCenter, queue_id: str, at: datetime) -> bool:
    return callback_window.may_call(center, center.configuration.queues[queue_id], at)


def _ended(center: CallCenter, call: Call, outcome: Outcome, at: datetime) -> Result:
    """The promise ends without a call."""
    call = noted(closed(call, at, outcome), at, outcome)
    call = structs.replace(call, outcome=outcome, phase=Leaving(ended_by="system"), timers=())
    return ending.finish(put_call(center, call), call, at, 0)


def _scheduled(center: CallCenter, call: Call, queue_id: str, since: datetime, wanted: datetime, at: datetime) -> Call:
    """The callback out of the line until the moment wanted, or until customers may be called then."""
    promised = call.promise
    assert promised is not None, "what is scheduled is a promise"
    due = callback_window.opens_at(center, center.configuration.queues[queue_id], wanted)
    call = closed(call, at, "postponed")
    if call.timeline[-1].what != "callback_scheduled":
        call = noted(call, at, "callback_scheduled", queue_id=queue_id)
    phase = Scheduled(queue_id=queue_id, since=since, due=due, wanted=wanted)
    timers = with_timer(with_timer((), DUE, max(at, due)), EXPIRES, max(at, promised.expires_at))
    return structs.replace(call, phase=phase, timers=timers)
