"""After a restart or a lost connection: what we know is compared with what Asterisk still has, and made true again."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from types import MappingProxyType

from immutables import Map
from msgspec import structs

from agents import floor
from agents.floor import Floor
from agents.state import Busy, LoggedOff, Reserved
from app.calls import (
    answering,
    callbacks,
    deadlines,
    ending,
    exits,
    farewell,
    ids,
    menu,
    outgoing,
    parties,
    presence,
    queueing,
    talking,
    talks_restored,
    waiting,
)
from app.calls.actions import AnswerCall, CallAction, DestroyBridge, HangUp, LookUpCustomer, StartMusic
from app.calls.callback_state import Scheduled
from app.calls.configuration import Configuration
from app.calls.edit import Result, put_agent, put_call, put_leg, standing, with_timer
from app.calls.events import TelephonyRestored
from app.calls.exit_state import Exiting
from app.calls.interaction import UNREADABLE
from app.calls.queue_memory import QueueMemory
from app.calls.state import (
    Agent,
    Announcing,
    Call,
    CallCenter,
    Dialing,
    InMenu,
    Leaving,
    Page,
    Ringing,
    Talking,
    Waiting,
)


def restore(
    configuration: Configuration,
    calls: Iterable[Call],
    agents: Iterable[Agent],
    memories: Mapping[str, QueueMemory] = MappingProxyType({}),
    alive_at: datetime | None = None,
) -> CallCenter:
    """The center as it was stored, by a process that was last known to be alive at `alive_at`.

    Phones count as lost until they are heard of, and nothing is known of pages: their sockets died with the old process.
    Calls' deadlines stand still until `reconcile`: nobody could press a key or answer meanwhile.
    """
    lines = _floor(configuration)
    center = CallCenter(configuration=configuration, floor=lines, memories=Map(memories))
    for agent in agents:
        center = put_agent(center, structs.replace(agent, reachable=False, page=Page()))
    for call in calls:
        center = put_call(center, deadlines.stopped(call, alive_at))
        if call.leg_id:
            center = put_leg(center, call.leg_id, call.id)
        for agent_leg in _agent_legs(call):
            center = put_leg(center, agent_leg, call.id)
    still = structs.replace(center.floor, moved=())
    return structs.replace(center, restoring=bool(center.calls), touched=Map(), floor=still)


def _floor(configuration: Configuration) -> Floor:
    return floor.opened(configuration.queues, configuration.agents.values())


def reconfigure(center: CallCenter, configuration: Configuration, at: datetime) -> Result:
    """Take up edited queues, agents, flows and numbers; what live calls and agents still use stays known until they are done."""
    queues, profiles = configuration.queues, configuration.agents
    for call in center.calls.values():
        place = standing(call)
        for used in (getattr(call.phase, "queue_id", None), None if place is None else place.queue_id):
            queue = center.configuration.queues.get(used or "")
            if queue is not None and queue.id not in queues:
                queues = queues.set(queue.id, queue)
    for agent in center.agents.values():
        if agent.id not in profiles and not isinstance(agent.state, LoggedOff):
            profiles = profiles.set(agent.id, structs.replace(center.configuration.agents[agent.id], queues=()))
    revisions = menu.revisions_in_use(center, configuration)
    configuration = structs.replace(configuration, queues=queues, agents=profiles, revisions=revisions)
    lines = _floor(configuration)
    changed = structs.replace(center, configuration=configuration, floor=lines, staff=Map(), agents=Map(), calls=Map())
    for agent in center.agents.values():
        changed = put_agent(changed, agent) if agent.id in profiles else changed
    for call in center.calls.values():
        ruled = queueing.under_new_rules(changed, call, at)
        changed = put_call(changed, ruled if call.promise is None else callbacks.restored(changed, ruled, at))
    touched = changed.touched.update(
        {("queue", queue_id): None for queue_id in (*center.configuration.queues, *queues)}
    )
    touched = touched.update({("agent", agent_id): None for agent_id in center.agents})
    return queueing.look_at_everybody(structs.replace(changed, touched=touched), at)


def reconcile(center: CallCenter, event: TelephonyRestored) -> Result:
    """End what is gone, take up again what goes on with what was left of its deadlines, and remove what nobody knows.

    Phones count as lost until Asterisk tells of them again, which follows at once for those that exist.
    """
    actions: tuple[CallAction, ...] = ()
    center = structs.replace(center, restoring=False)
    for agent in center.agents.values():
        if agent.reachable:
            center = put_agent(center, structs.replace(agent, reachable=False))
    for call in center.calls.values():
        center = put_call(center, deadlines.gone_on(call, event.at))
    for call in sorted(center.calls.values(), key=lambda call: (call.arrived_at, call.id)):
        talks = isinstance(call.phase, Talking | Dialing)
        lost = event.started_at is not None and call.arrived_at < event.started_at and (talks or bool(call.leg_id))
        gone = call.leg_id not in event.legs and not talks
        if call.promise is not None and isinstance(call.phase, Scheduled | Waiting | Ringing):
            lost = gone = False  # a callback has no leg yet that could be lost
        if lost and isinstance(call.phase, Dialing):
            center, _ = callbacks.not_reached(center, call, "unreachable", call.phase.queue_id, event.at)
            call = center.calls[call.id]
        if lost or gone or _is_unreadable(call):
            center, more = ending.finish(center, call, event.at, 0, reconciled=True, node_lost=lost)
            more = (*more, *_hang_up(call, event))
        else:
            center, more = _take_up(center, call, event)
        actions = (*actions, *more)
    center, more = _free_forgotten(center, event.at)
    return center, (*actions, *more, *removed(center, event.legs, event.bridges))


def _is_unreadable(call: Call) -> bool:
    return any(moment.what == UNREADABLE for moment in call.timeline)


def _hang_up(call: Call, event: TelephonyRestored) -> tuple[CallAction, ...]:
    return (HangUp(call_id=call.id, leg_id=call.leg_id),) if call.leg_id in event.legs else ()


def _free_forgotten(center: CallCenter, at: datetime) -> Result:
    """Nobody stays in a call that does not exist."""
    actions: tuple[CallAction, ...] = ()
    for agent in sorted(center.agents.values(), key=lambda agent: agent.id):
        if isinstance(agent.state, Reserved | Busy) and agent.state.call_id not in center.calls:
            center, more = queueing.match_agent(presence.release(center, agent.id, at), agent.id, at)
            actions = (*actions, *more)
    return center, actions


def _take_up(center: CallCenter, call: Call, event: TelephonyRestored) -> Result:
    look_up = () if call.looked_up else (LookUpCustomer(call_id=call.id, caller_number=call.caller_number),)
    answer = _answer(call, event)
    call = call if call.promise is None else callbacks.restored(center, call, event.at)
    center, actions = _phase_taken_up(center, call, event, event.at)
    return center, (*look_up, *answer, *actions)


def _answer(call: Call, event: TelephonyRestored) -> tuple[CallAction, ...]:
    """A caller who was not answered before the restart is now. One who was is left alone: Asterisk answers a second time only
    when what plays to the caller is over."""
    dialed = not call.leg_id or ids.owner(call.leg_id) is not None
    if dialed or call.leg_id in event.answered_legs or isinstance(call.phase, Leaving):
        return ()
    return (AnswerCall(call_id=call.id, leg_id=call.leg_id),)


def _phase_taken_up(center: CallCenter, call: Call, event: TelephonyRestored, at: datetime) -> Result:
    match call.phase:
        case InMenu() as phase:
            return _menu_taken_up(center, call, phase, event)
        case Exiting():
            return exits.restored(center, call, at)
        case Scheduled():
            return put_call(center, call), ()
        case Waiting(queue_id=queue_id) as phase:
            call, hush = farewell.silenced(call)
            center = waiting.resume(center, call, phase, at)
            music = center.configuration.queues[queue_id].music
            start = StartMusic(call_id=call.id, leg_id=call.leg_id, music=music)
            center, actions = queueing.wait_on(center, call, at)
            return center, (*hush, start, *actions)
        case Ringing() as phase:
            return _ringing_taken_up(center, call, phase, event)
        case Announcing() as phase:
            if phase.leg_id in event.legs:
                return talking.announce(center, call, phase, at)
            return queueing.joining_failed(center, call, phase, "declined", "declined", at)
        case Talking():
            return talks_restored.restored(center, call, event)
        case Dialing() as phase:
            return outgoing.restored(center, call, phase, event.legs, event.answered_legs, at)
        case Leaving():
            timers = with_timer(call.timers, "hang_up", at + ending.HANG_UP_TIMEOUT)
            center = put_call(center, structs.replace(call, timers=timers))
            return center, (HangUp(call_id=call.id, leg_id=call.leg_id),)


def _menu_taken_up(center: CallCenter, call: Call, phase: InMenu, event: TelephonyRestored) -> Result:
    """The present step from its beginning; whoever waits for the customer is looked after as well."""
    if phase.return_to is None:
        return menu.restored(center, call, phase, event.at)
    center, actions = talks_restored.restored(center, call, event)
    call = center.calls[call.id]
    if not isinstance(call.phase, InMenu):
        return center, actions
    center, more = menu.restored(center, call, call.phase, event.at)
    return center, (*actions, *more)


def _ringing_taken_up(center: CallCenter, call: Call, ringing: Ringing, event: TelephonyRestored) -> Result:
    """Whoever has answered meanwhile has the call; phones that still ring go on."""
    for offer in ringing.offers:
        if offer.leg_id in event.answered_legs:
            return answering.agent_answered(center, call, ringing, offer, event.at)
    actions: tuple[CallAction, ...] = ()
    for offer in ringing.offers:
        call = center.calls[call.id]
        if offer.leg_id not in event.legs and isinstance(call.phase, Ringing) and offer in call.phase.offers:
            center, more = queueing.offer_lost(center, call, call.phase, offer, event.at)
            actions = (*actions, *more)
    return center, actions


def left_over(
    center: CallCenter, legs: frozenset[str], bridges: frozenset[str]
) -> tuple[frozenset[str], frozenset[str]]:
    """Of these legs and bridges, those of ours that no call has any use for."""
    return (
        frozenset(leg_id for leg_id in legs if leg_id not in center.legs and ids.owner(leg_id) is not None),
        frozenset(
            bridge_id
            for bridge_id in bridges
            if (owner := ids.owner(bridge_id)) is not None and bridge_id not in _bridges_of(center.calls.get(owner))
        ),
    )


def removed(center: CallCenter, legs: frozenset[str], bridges: frozenset[str]) -> tuple[CallAction, ...]:
    """What is left over goes."""
    legs, bridges = left_over(center, legs, bridges)
    actions: list[CallAction] = []
    for leg_id in sorted(legs):
        if (owner := ids.owner(leg_id)) is not None:
            actions.append(HangUp(call_id=owner, leg_id=leg_id))
    for bridge_id in sorted(bridges):
        if (owner := ids.owner(bridge_id)) is not None:
            actions.append(DestroyBridge(call_id=owner, bridge_id=bridge_id))
    return tuple(actions)


def _bridges_of(call: Call | None) -> tuple[str, ...]:
    """The bridges that a call has use for; a call whose talk is over may have left one behind."""
    talk = None if call is None else parties.talk_of(call)
    if call is None or talk is None:
        return ()
    main = ids.bridge(call.id)
    return (main, ids.consult_bridge(call.id)) if talk.consulted else (main,)


def _agent_legs(call: Call) -> tuple[str, ...]:
    match call.phase:
        case Ringing(offers=offers):
            return tuple(offer.leg_id for offer in offers)
        case Announcing(leg_id=leg_id) | Dialing(leg_id=leg_id):
            return (leg_id,)
        case Talking() | InMenu():
            talk = parties.talk_of(call)
            return () if talk is None else tuple(one.leg_id for one in talk.parties if one.leg_id)
        case Waiting() | Leaving() | Exiting() | Scheduled():
            return ()
