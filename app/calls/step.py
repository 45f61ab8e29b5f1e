"""The one door: `step(center, event) -> (center, actions)`. Pure, deterministic, and as cheap with 10 000 calls as with ten."""

from datetime import datetime
from typing import assert_never
from uuid import UUID

from immutables import Map
from msgspec import structs

from agents.state import AfterCallWork
from app.calls import (
    answering,
    callbacks,
    desk,
    ending,
    exits,
    ids,
    impaired_recording,
    keys,
    lost_desks,
    menu,
    menu_fax,
    menu_recording,
    outgoing,
    parties,
    presence,
    queueing,
    reachability,
    recovery,
    talking,
    unconnected,
    waiting,
)
from app.calls.actions import CallAction
from app.calls.call_commands import (
    ConsultCancelled,
    ConsultCompleted,
    ConsultMerged,
    ConsultRequested,
    ConsultSwapped,
    DialRequested,
    PartyDropped,
    PartyMuted,
    PartyRequested,
    QualityReported,
    RecordingPauseRequested,
    TakenBack,
    TransferRequested,
)
from app.calls.callback_state import Scheduled
from app.calls.edit import Result, put_agent
from app.calls.events import (
    LEG_GONE,
    ActionFailed,
    AgentSignedIn,
    AgentSignedOut,
    CallArrived,
    CallbackCancelled,
    CallbackFailed,
    CallbackMoved,
    CallEvent,
    ConfigurationChanged,
    CustomerFound,
    DigitReceived,
    DispositionChosen,
    FaxEnded,
    HangUpRequested,
    HoldRequested,
    LeftOversFound,
    LegAnswered,
    LegEnded,
    NextStateWithdrawn,
    NotesChanged,
    NumberChecked,
    OfferDeclined,
    PagePresence,
    PhoneChanged,
    PlaybackEnded,
    ServiceAnswered,
    SpeechHeard,
    StateRequested,
    TelephonyRestored,
    TimerElapsed,
    WrapUpEnded,
    WrapUpExtended,
)
from app.calls.exit_state import Exiting, Wait
from app.calls.spells import spells_ended
from app.calls.state import (
    Agent,
    Announcing,
    Call,
    CallCenter,
    Dialing,
    InMenu,
    Leaving,
    Ringing,
    Taking,
    Talking,
    Timer,
    Touched,
    Waiting,
)
from ivr import dialog

BUSY = 17
NOBODY_ANSWERED = frozenset({0, 16, 18, 19, 20, 27, 102, 127})
_NOTHING: Map[Touched, None] = Map()


def step(center: CallCenter, event: CallEvent) -> tuple[CallCenter, tuple[CallAction, ...]]:
    """What follows from one event.

    An event that is late, repeated or about something unknown returns the state unchanged. Commands that cannot be
    carried out raise `TransitionNotAllowed`, `CallNotYours`, `UnknownAgent` or `UnknownChoice`.
    """
    if center.touched:
        center = structs.replace(center, touched=_NOTHING)
    after, actions = _decide(center, event)
    if after.floor.moved:
        after, more = queueing.look_at_moved(after, event.at)
        actions = (*actions, *more)
    if not after.touched:
        return after, actions
    after, more = waiting.observe(center, after, event.at)
    return after, (*_on_legs((*actions, *more)), *spells_ended(center, after, event.at))


def _on_legs(actions: tuple[CallAction, ...]) -> tuple[CallAction, ...]:
    """Without what was meant for the caller's leg of a call that has none, such as music for a callback in the line."""
    if not actions:
        return actions
    return tuple([action for action in actions if getattr(action, "leg_id", None) != ""])


def _decide(center: CallCenter, event: CallEvent) -> Result:
    match event:
        case CallArrived(call_id=call_id):
            return (center, ()) if call_id in center.calls else menu.arrive(center, event)
        case LegAnswered(leg_id=leg_id, at=at):
            return _leg_answered(center, leg_id, at)
        case LegEnded(leg_id=leg_id, left=True) if menu_fax.is_told_otherwise(center, leg_id):
            return center, ()
        case LegEnded(leg_id=leg_id, at=at, hangup_cause=cause):
            return _leg_ended(center, leg_id, at, cause)
        case DigitReceived():
            return _pressed(center, event)
        case PlaybackEnded(playback_id=playback_id, at=at):
            return _playback_ended(center, playback_id, at)
        case SpeechHeard(leg_id=leg_id, speaking=speaking, at=at):
            return _speech_heard(center, _call_of_leg(center, leg_id), at, speaking=speaking)
        case FaxEnded():
            return menu_fax.ended(center, event)
        case NumberChecked(call_id=call_id, number=number, at=at):
            return exits.number_checked(center, center.calls.get(call_id), number, at)
        case CallbackCancelled():
            return callbacks.cancel(center, event)
        case CallbackMoved():
            return callbacks.move(center, event)
        case CallbackFailed():
            return callbacks.answering_machine(center, event)
        case TimerElapsed():
            return _timer_elapsed(center, event)
        case CustomerFound():
            return _customer_found(center, event)
        case ServiceAnswered():
            return menu.service_answered(center, event)
        case PhoneChanged():
            return _phone_changed(center, event)
        case PagePresence():
            return reachability.page_changed(center, event)
        case TelephonyRestored():
            return recovery.reconcile(center, event)
        case LeftOversFound(legs=legs, bridges=bridges):
            return center, recovery.removed(center, legs, bridges)
        case ActionFailed():
            return _action_failed(center, event)
        case ConfigurationChanged(configuration=configuration):
            return recovery.reconfigure(center, configuration, event.at)
        case (
            AgentSignedIn()
            | AgentSignedOut()
            | StateRequested()
            | NextStateWithdrawn()
            | OfferDeclined()
            | HoldRequested()
            | HangUpRequested()
            | NotesChanged()
            | DispositionChosen()
            | WrapUpExtended()
            | WrapUpEnded()
            | DialRequested()
            | TransferRequested()
            | ConsultRequested()
            | ConsultSwapped()
            | ConsultMerged()
            | ConsultCompleted()
            | ConsultCancelled()
            | TakenBack()
            | PartyRequested()
            | PartyDropped()
            | PartyMuted()
            | QualityReported()
            | RecordingPauseRequested()
        ):
            return desk.command(center, event)
        case _:
            assert_never(event)


def _call_of_leg(center: CallCenter, leg_id: str) -> Call | None:
    call_id = center.legs.get(leg_id)
    return None if call_id is None else center.calls.get(call_id)


def _pressed(center: CallCenter, event: DigitReceived) -> Result:
    call = _call_of_leg(center, event.leg_id)
    if call is None or call.leg_id != event.leg_id:
        return center, ()
    if keys.is_repeated(call, event):
        return keys.repeated(center, event, call), ()
    if isinstance(call.phase, InMenu):
        after, actions = menu.pressed(center, call, call.phase, event)
    else:
        after, actions = waiting.pressed(center, call, event.digit, event.at)
    return keys.remembered(center, after, event, call), actions


def _leg_answered(center: CallCenter, leg_id: str, at: datetime) -> Result:
    call = _call_of_leg(center, leg_id)
    match call:
        case Call(phase=Ringing() as ringing) if (offer := ringing.offer_on(leg_id)) is not None:
            return answering.agent_answered(center, call, ringing, offer, at)
        case Call(phase=Dialing() as dialing):
            return outgoing.leg_answered(center, call, dialing, leg_id, at)
        case Call() if (talk := parties.talk_of(call)) is not None:
            return talking.leg_answered(center, call, talk, leg_id, at)
        case _:
            return center, ()


def _leg_ended(center: CallCenter, leg_id: str, at: datetime, cause: int) -> Result:
    call = _call_of_leg(center, leg_id)
    if call is None:
        return center, ()
    talk = parties.talk_of(call)
    if talk is not None:
        return talking.leg_ended(center, call, talk, leg_id, at, cause)
    if isinstance(call.phase, Dialing):
        return outgoing.leg_ended(center, call, call.phase, leg_id, at, cause)
    if call.leg_id == leg_id:
        return ending.finish(center, call, at, cause)
    match call.phase:
        case Ringing() as ringing if (offer := ringing.offer_on(leg_id)) is not None:
            what, reason = ("ring_no_answer", "missed") if cause in NOBODY_ANSWERED else ("declined", "declined")
            if cause == BUSY:
                what = "busy"
            return queueing.offer_refused(center, call, ringing, offer, what, reason, at)
        case Announcing(leg_id=expected) as announcing if expected == leg_id:
            return queueing.joining_failed(center, call, announcing, "declined", "declined", at)
        case _:
            return center, ()


def _playback_ended(center: CallCenter, playback_id: str, at: datetime) -> Result:
    owner = ids.owner(playback_id)
    call = None if owner is None else center.calls.get(owner)
    match call:
        case Call(phase=InMenu(playback_id=expected) as phase) if expected == playback_id:
            return menu.give(center, call, phase, dialog.PromptEnded(), at)
        case Call(phase=Announcing(playback_id=expected) as announcing) if expected == playback_id:
            return talking.announced(center, call, announcing, at)
        case Call(phase=Talking(message_id=expected) as talk) if expected == playback_id:
            return lost_desks.message_ended(center, call, talk, at)
        case Call(phase=Exiting()) | Call(wait=Wait(playback_id=str())):
            return waiting.played(center, call, playback_id, at)
        case _:
            return center, ()


def _speech_heard(center: CallCenter, call: Call | None, at: datetime, *, speaking: bool) -> Result:
    match call:
        case Call(phase=InMenu(taking=Taking() as taking) as phase):
            return menu_recording.spoke(center, call, phase, taking, at, speaking=speaking)
        case _:
            return waiting.speech_heard(center, call, at, speaking=speaking)


def _timer_elapsed(center: CallCenter, event: TimerElapsed) -> Result:
    timer = Timer(name=event.name, due=event.due)
    if event.owner == "agent":
        agent = center.agents.get(event.owner_id)
        if agent is None or timer not in agent.timers:
            return center, ()
        match timer.name, agent.state:
            case "wrap_up", AfterCallWork() as state:
                return desk.wrap_up_is_over(center, agent, state, event.at)
            case "wrap_up", _:
                return presence.close_paperwork(center, agent.id, event.at)
            case "pause", _:
                return queueing.match_agent(presence.end_pause(center, agent), agent.id, event.at)
            case _:
                return center, ()
    call = center.calls.get(event.owner_id)
    if call is None or timer not in call.timers:
        return center, ()
    talk = parties.talk_of(call)
    if talk is not None and event.name.startswith(("ring:", "rejoin:")):
        return talking.timer_elapsed(center, call, talk, event.name, event.at)
    if event.name.startswith(waiting.PREFIX):
        return waiting.timer(center, call, timer, event.at)
    match call.phase:
        case InMenu() as phase:
            return menu.timer(center, call, phase, event.name, event.at)
        case Ringing() as ringing:
            return queueing.nobody_answered(center, call, ringing, event.at) if event.name == "ring" else (center, ())
        case Announcing() as announcing:
            return talking.announced(center, call, announcing, event.at)
        case Dialing() as dialing:
            return outgoing.timer_elapsed(center, call, dialing, event.at)
        case Leaving():
            return ending.finish(center, call, event.at, 0, reconciled=True)
        case Waiting() if event.name == "relax":
            return queueing.relax(center, call, event.at)
        case Waiting() | Talking() | Exiting() | Scheduled():
            return center, ()


def _customer_found(center: CallCenter, event: CustomerFound) -> Result:
    call = center.calls.get(event.call_id)
    if call is not None:
        call = structs.replace(call, last_agent_id=event.last_agent_id or call.last_agent_id)
        if isinstance(call.phase, InMenu):
            return menu.customer_found(center, call, call.phase, event)
        call = structs.replace(call, customer=event.customer, looked_up=True)
        return queueing.found_out(center, call, event.at)
    agent = None if event.agent_id is None else center.agents.get(event.agent_id)
    if agent is None or agent.wrap_up is None or agent.wrap_up.id != event.call_id:
        return center, ()
    wrap_up = structs.replace(agent.wrap_up, customer=event.customer)
    return put_agent(center, structs.replace(agent, wrap_up=wrap_up)), ()


def _phone_changed(center: CallCenter, event: PhoneChanged) -> Result:
    if center.restoring:
        return center, ()  # every phone is told of again, after what it may be ringing for
    agent = center.agents.get(event.agent_id)
    if agent is None:
        if event.agent_id not in center.configuration.agents:
            return center, ()
        agent = Agent(id=event.agent_id, since=event.at, idle_since=event.at)
    if agent.reachable == event.reachable:
        return center, ()
    center = put_agent(center, structs.replace(agent, reachable=event.reachable))
    call = _call_in_hand(center, agent.id)
    if call is None:
        return queueing.match_agent(center, agent.id, event.at)
    talk = parties.talk_of(call)
    own = None if talk is None else parties.of_agent(talk, agent.id)
    if talk is not None and own is not None:
        return talking.phone_changed(center, call, talk, own, event.at, reachable=event.reachable)
    match call.phase, event.reachable:
        case Ringing() as ringing, reachable if (offer := ringing.offer_to(agent.id)) is not None:
            follow = queueing.ring_again if reachable else queueing.offer_lost
            return follow(center, call, ringing, offer, event.at)
        case Announcing() as announcing, False:
            return queueing.joining_failed(center, call, announcing, "agent_lost", "lost", event.at)
        case Dialing() as dialing, False:
            return outgoing.given_up(center, call, dialing, event.at)
        case Dialing(answered_at=None) as dialing, True:
            return outgoing.ring_again(center, call, dialing, event.at)
        case _:
            return center, ()


def _call_in_hand(center: CallCenter, agent_id: UUID) -> Call | None:
    call_id: UUID | None = getattr(center.agents[agent_id].state, "call_id", None)
    return None if call_id is None else center.calls.get(call_id)


def _action_failed(center: CallCenter, event: ActionFailed) -> Result:
    if event.error == LEG_GONE and event.leg_id:
        return _leg_ended(center, event.leg_id, event.at, 0)
    match event.action:
        case "RingAgent" | "DialOut":
            return _leg_ended(center, event.leg_id, event.at, 0)
        case "Play":
            return _playback_ended(center, event.playback_id, event.at)
        case "Connect":
            return unconnected.failed(center, center.calls.get(event.call_id), event)
        case "ReceiveFax":
            return menu_fax.not_received(center, center.calls.get(event.call_id), event.at)
        case "WatchSpeech" | "StartRecording":
            return impaired_recording.failed(center, center.calls.get(event.call_id), event)
        case _:
            return center, ()
