"""What agents ask for: states, hold, hang-up, notes and dispositions. A refused command raises and changes nothing."""

from datetime import datetime
from uuid import UUID

from msgspec import structs

from agents.state import (
    AfterCallWork,
    AgentEvent,
    Busy,
    LoggedOff,
    NotReady,
    Ready,
    Reserved,
    TransitionNotAllowed,
)
from app.calls import handing_on, outgoing, parties, presence, queueing, talking
from app.calls.call_commands import DialRequested
from app.calls.edit import Result, enter_state, put_agent, put_call
from app.calls.errors import (
    CallInHand,
    CallNotYours,
    DispositionNeeded,
    DispositionNotForQueue,
    NotPossibleNow,
    UnknownAgent,
    UnknownChoice,
)
from app.calls.events import (
    AgentSignedIn,
    AgentSignedOut,
    Command,
    DispositionChosen,
    HangUpRequested,
    HoldRequested,
    NextStateWithdrawn,
    NotesChanged,
    OfferDeclined,
    StateRequested,
    WrapUpEnded,
    WrapUpExtended,
)
from app.calls.state import Agent, Announcing, Call, CallCenter, Dialing, InMenu, Ringing, Talking

SIGNED_IN = "signed_in"


def command(center: CallCenter, event: Command) -> Result:
    """Carry out or refuse one command."""
    if event.agent_id not in center.configuration.agents:
        raise UnknownAgent(event.agent_id)
    agent = center.agents.get(event.agent_id) or Agent(id=event.agent_id, since=event.at, idle_since=event.at)
    match event:
        case AgentSignedIn():
            return _sign_in(center, agent, event)
        case AgentSignedOut():
            return _sign_out(center, agent, event)
        case StateRequested():
            return _request_state(center, agent, event)
        case NextStateWithdrawn():
            if agent.next_state in ("", "logged_off"):
                return center, ()
            return put_agent(center, structs.replace(agent, next_state="")), ()
        case OfferDeclined(call_id=call_id):
            call = _call(center, call_id)
            talk = parties.talk_of(call)
            if talk is not None:
                return handing_on.decline(center, call, talk, agent.id, event.at)
            offer = call.phase.offer_to(agent.id) if isinstance(call.phase, Ringing) else None
            if not isinstance(call.phase, Ringing) or offer is None:
                raise CallNotYours(call_id)
            return queueing.offer_refused(center, call, call.phase, offer, "declined", "declined", event.at)
        case HoldRequested():
            return _hold(center, agent, event)
        case HangUpRequested(call_id=call_id):
            return _hang_up(center, agent, event)
        case NotesChanged(call_id=call_id, notes=notes):
            return _write(center, agent, call_id, notes=notes)
        case DispositionChosen(call_id=call_id, disposition=disposition):
            if disposition and disposition not in center.configuration.dispositions:
                raise UnknownChoice(disposition)
            return _write(center, agent, call_id, disposition=disposition)
        case WrapUpExtended(by=by):
            if not isinstance(agent.state, AfterCallWork):
                raise TransitionNotAllowed(type(agent.state).__name__, "extend_wrap_up")
            return presence.extend_wrap_up(center, agent, agent.state, by), ()
        case WrapUpEnded():
            if agent.wrap_up is not None and not isinstance(agent.state, AfterCallWork):
                _demand_complete(center, agent)
                return presence.close_paperwork(center, agent.id, event.at)
            if not isinstance(agent.state, AfterCallWork):
                raise TransitionNotAllowed(type(agent.state).__name__, "end_wrap_up")
            return end_wrap_up(center, agent, event)
        case DialRequested():
            return outgoing.requested(center, event)
        case _:
            return handing_on.command(center, agent, event)


def demand_no_call(center: CallCenter, agent_id: UUID) -> None:
    """Whoever talks with a caller, or owes a disposition, cannot walk away. Raises `CallInHand` or `DispositionNeeded`."""
    agent = center.agents.get(agent_id)
    if agent is not None and isinstance(agent.state, Busy):
        raise CallInHand
    if agent is not None:
        _demand_complete(center, agent)


def end_wrap_up(center: CallCenter, agent: Agent, event: WrapUpEnded) -> Result:
    """Write the paperwork and offer the next call, if the agent is ready for one. Raises `DispositionNeeded`."""
    _demand_complete(center, agent)
    center, actions = presence.finish_wrap_up(center, agent.id, event.at)
    center, more = queueing.match_agent(center, agent.id, event.at)
    return center, (*actions, *more)


def wrap_up_is_over(center: CallCenter, agent: Agent, state: AfterCallWork, at: datetime) -> Result:
    """The time for the paperwork has run out.

    A disposition that the queue requires is not lost for it: the agent stays in after-call work, now without an end, until it is
    chosen. Whoever has signed out meanwhile is not there to choose, and is let go.
    """
    if agent.next_state != "logged_off" and presence.lacks_disposition(center, agent):
        return presence.wait_for_disposition(center, agent, state), ()
    center, actions = presence.finish_wrap_up(center, agent.id, at)
    center, more = queueing.match_agent(center, agent.id, at)
    return center, (*actions, *more)


def _sign_in(center: CallCenter, agent: Agent, event: AgentSignedIn) -> Result:
    if agent.next_state == "logged_off":
        return put_agent(center, structs.replace(agent, next_state="")), ()
    if not isinstance(agent.state, LoggedOff):
        return center, ()
    return put_agent(center, enter_state(agent, AgentEvent.SIGN_IN, NotReady(reason=SIGNED_IN), event.at)), ()


def _sign_out(center: CallCenter, agent: Agent, event: AgentSignedOut) -> Result:
    match agent.state:
        case LoggedOff():
            return center, ()
        case Reserved() | Busy():
            return put_agent(center, structs.replace(agent, next_state="logged_off")), ()
        case AfterCallWork():
            center = put_agent(center, structs.replace(agent, next_state="logged_off"))
            return presence.finish_wrap_up(center, agent.id, event.at)
        case NotReady() | Ready():
            center = put_agent(center, enter_state(agent, AgentEvent.SIGN_OUT, LoggedOff(), event.at))
            return presence.close_paperwork(center, agent.id, event.at)


def _request_state(center: CallCenter, agent: Agent, event: StateRequested) -> Result:
    ready = event.wanted == "ready"
    if not ready and event.reason not in center.configuration.reasons:
        raise UnknownChoice(event.reason)
    wanted = "ready" if ready else f"not_ready:{event.reason}"
    match agent.state:
        case LoggedOff():
            raise TransitionNotAllowed(LoggedOff.__name__, wanted)
        case Reserved() | Busy():
            return put_agent(center, structs.replace(agent, next_state=wanted)), ()
        case AfterCallWork():
            center = put_agent(center, structs.replace(agent, next_state=wanted))
            return end_wrap_up(center, agent, WrapUpEnded(at=event.at, agent_id=agent.id))
        case Ready() if ready and agent.paused_until is None:
            return center, ()
        case Ready() if ready:
            return queueing.match_agent(presence.end_pause(center, agent), agent.id, event.at)
        case NotReady() if ready:
            center = put_agent(center, enter_state(agent, AgentEvent.GO_READY, Ready(), event.at))
            return queueing.match_agent(center, agent.id, event.at)
        case NotReady() | Ready():
            state = NotReady(reason=event.reason)
            return put_agent(center, enter_state(agent, AgentEvent.GO_NOT_READY, state, event.at)), ()


def _hang_up(center: CallCenter, agent: Agent, event: HangUpRequested) -> Result:
    call = _call(center, event.call_id)
    match call.phase:
        case Talking() | InMenu():
            return handing_on.leave(center, call, agent.id, event.at)
        case Dialing(agent_id=agent_id) as phase if agent_id == agent.id:
            return outgoing.given_up(center, call, phase, event.at)
        case Announcing(agent_id=agent_id) as phase if agent_id == agent.id:
            return queueing.joining_failed(center, call, phase, "declined", "declined", event.at)
        case _:
            raise CallNotYours(event.call_id)


def _write(
    center: CallCenter, agent: Agent, call_id: UUID, *, notes: str | None = None, disposition: str | None = None
) -> Result:
    wrap_up = agent.wrap_up
    if wrap_up is not None and wrap_up.id == call_id:
        _demand_fitting(center, disposition, wrap_up.queue_id)
        if disposition == "" and not isinstance(agent.state, AfterCallWork):
            _demand_nothing_required(center, wrap_up.queue_id)
        wrap_up = structs.replace(
            wrap_up,
            notes=wrap_up.notes if notes is None else notes,
            disposition=wrap_up.disposition if disposition is None else disposition,
        )
        return put_agent(center, structs.replace(agent, wrap_up=wrap_up)), ()
    call = _call(center, call_id)
    talk = parties.talk_of(call)
    own = None if talk is None else parties.of_agent(talk, agent.id)
    handles = isinstance(call.phase, Announcing | Dialing) and call.phase.agent_id == agent.id
    if not handles and (own is None or own.place == "ringing"):
        raise CallNotYours(call_id)
    _demand_fitting(center, disposition, getattr(talk or call.phase, "queue_id", ""))
    call = structs.replace(
        call,
        notes=call.notes if notes is None else notes,
        disposition=call.disposition if disposition is None else disposition,
    )
    return put_call(center, call), ()


def _demand_fitting(center: CallCenter, disposition: str | None, queue_id: str) -> None:
    """Raises `DispositionNotForQueue`."""
    if not disposition:
        return
    choices = center.configuration.disposition_choices
    narrowed = next((choice.queues for choice in choices if choice.code == disposition), ())
    if narrowed and queue_id not in narrowed:
        raise DispositionNotForQueue


def _demand_nothing_required(center: CallCenter, queue_id: str) -> None:
    """Agents who have left after-call work are held back by nothing: they cannot take it back. Raises `DispositionNeeded`."""
    if presence.requires_disposition(center.configuration, queue_id):
        raise DispositionNeeded


def _demand_complete(center: CallCenter, agent: Agent) -> None:
    """Raises `DispositionNeeded`."""
    if presence.lacks_disposition(center, agent):
        raise DispositionNeeded


def _call(center: CallCenter, call_id: UUID) -> Call:
    call = center.calls.get(call_id)
    if call is None:
        raise CallNotYours(call_id)
    return call


def _hold(center: CallCenter, agent: Agent, event: HoldRequested) -> Result:
    call = _call(center, event.call_id)
    if not isinstance(call.phase, Talking) or call.phase.agent_id != agent.id:
        raise CallNotYours(call.id)
    asking, own = parties.customer(call.phase), parties.of_agent(call.phase, agent.id)
    if asking is None or own is None or own.lost_since is not None or parties.consulted(call.phase) is not None:
        raise NotPossibleNow
    if event.hold == (asking.place == "held"):
        return center, ()
    change = talking.hold if event.hold else talking.retrieve
    return change(center, call, call.phase, asking, event.at)
