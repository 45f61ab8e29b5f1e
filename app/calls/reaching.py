"""Somebody is rung for a caller whom no agent has: an outside number, or one agent. It is a talk from its first moment on.

When nobody comes the caller goes back to where the way began: into the line, or on in the flow.
"""

from datetime import datetime, timedelta

from msgspec import structs

from agents.floor import READY
from agents.state import Reserved
from app.calls import ending, exits, farewell, invitation, menu, outgoing_rules, parties, parting, presence, talking
from app.calls.actions import StartMusic, StopMusic
from app.calls.call_commands import Person, ToAgent, ToNumber
from app.calls.edit import Result, closed, condition_of, noted, opened
from app.calls.errors import AgentNotFree, DestinationUnknown, DoNotCall, NumberNotAllowed, OutgoingNotSetUp
from app.calls.exit_state import AskingNumber, Back
from app.calls.interaction import DialResult, Segment
from app.calls.state import Announcing, Call, CallCenter, InMenu, Party, Ringing, Talking, Waiting
from customers.numbers import dialable
from ivr.dialog import Session

BUSY_PAUSE = timedelta(seconds=5)
_CANNOT_BE = (AgentNotFree, DestinationUnknown, NumberNotAllowed, DoNotCall, OutgoingNotSetUp)
_SAID: dict[DialResult, str] = {"busy": "busy", "rejected": "busy", "no_answer": "no_answer", "unreachable": ""}
"""What a flow is told of an attempt."""


def begin(center: CallCenter, call: Call, to: Person, queue_id: str, back: Back, at: datetime) -> Result | None:
    """Ring somebody, while the caller hears music. None: it cannot be, and nothing has changed.

    Outside numbers are dialed under the outgoing rules; an agent is rung who is ready for calls. `queue_id` is the queue that the
    caller came through, or empty.
    """
    whom = _understood(center, to)
    if whom is None:
        return None
    call, hush = farewell.silenced(call)
    call = closed(call, at, "overflowed")
    asking = Party(
        id=parties.CUSTOMER, kind="customer", leg_id=call.leg_id, place="held", since=at, number=call.caller_number
    )
    talk = Talking(queue_id=queue_id, since=back.since, agent_id=None, connected_at=at, parties=(asking,), back=back)
    call = structs.replace(call, phase=talk, timers=())
    try:
        center, call, talk, rings = invitation.invite(
            center, call, talk, whom, at, by=None, joins="main", handover=True, caller_id=_shown(center, queue_id)
        )
    except _CANNOT_BE:
        return None
    match whom:
        case ToNumber(number=number):
            call = noted(call, at, "dialed", detail=number, queue_id=queue_id or None)
        case ToAgent(agent_id=agent_id):
            call = noted(call, at, "offered", agent_id=agent_id, queue_id=queue_id or None)
    music = StartMusic(call_id=call.id, leg_id=call.leg_id, music=talking.music_of(center, talk))
    center, more = talking.go_on(center, call, talk, at)
    return center, (*hush, music, *more, *rings)


def failed(center: CallCenter, call: Call, talk: Talking, one: Party, result: DialResult, at: datetime) -> Result:
    """Nobody came: the caller goes back to where the way began."""
    back = talk.back
    assert back is not None, "a caller who is being led somewhere can come back"
    center = _judged(center, one, result, at)
    call = noted(call, at, "dial_failed", detail=result, agent_id=one.agent_id)
    center, call, talk, actions = parting.leave(center, call, talk, one, at, "not_reached")
    music = StopMusic(call_id=call.id, leg_id=call.leg_id)
    queue = center.configuration.queues.get(talk.queue_id)
    if back.session is not None:
        call = structs.replace(call, phase=InMenu(session=back.session, playback_id=None), timers=())
        call = opened(call, Segment(kind="ivr", started_at=at, flow_id=back.session.flow_id))
        assert isinstance(call.phase, InMenu), "the caller walks on in the flow"
        center, more = menu.refused(center, call, call.phase, at, _SAID[result])
        more = (music, *more)
    elif queue is not None:
        center, more = exits.not_taken(center, call, queue, back.since, back.why, at)
    else:
        center, more = ending.let_go(center, structs.replace(call, timers=()), at, "system")
    agents = () if one.agent_id is None else (one.agent_id,)
    return ending.next_for(center, agents, at, (*actions, *more))


def answered(talk: Talking) -> Talking:
    """Somebody has come: from now on it is a talk like any other."""
    return talk if talk.back is None else structs.replace(talk, back=None)


def session_of(call: Call) -> Session | None:
    """The walk through a flow that goes on when the way on which the caller is leads nowhere."""
    match call.phase:
        case Talking(back=Back(session=session)) | AskingNumber(session=session):
            return session
        case Waiting() | Ringing() | Announcing() if call.wait is not None and call.wait.way_back is not None:
            return call.wait.way_back.session
        case _:
            return None


def with_session(call: Call, session: Session) -> Call:
    """The call with that walk replaced."""
    match call.phase:
        case Talking(back=Back() as back) as talk:
            return structs.replace(call, phase=structs.replace(talk, back=structs.replace(back, session=session)))
        case AskingNumber() as phase:
            return structs.replace(call, phase=structs.replace(phase, session=session))
        case Waiting() | Ringing() | Announcing() if call.wait is not None and call.wait.way_back is not None:
            way_back = structs.replace(call.wait.way_back, session=session)
            return structs.replace(call, wait=structs.replace(call.wait, way_back=way_back))
        case _:
            return call


def _understood(center: CallCenter, to: Person) -> Person | None:
    match to:
        case ToNumber(number=written):
            number = dialable(written, center.configuration.region)
            return None if number is None else ToNumber(number=number)
        case ToAgent(agent_id=agent_id):
            agent, profile = center.agents.get(agent_id), center.configuration.agents.get(agent_id)
            ready = agent is not None and profile is not None and condition_of(agent, profile) == READY
            return to if ready else None


def _judged(center: CallCenter, one: Party, result: DialResult, at: datetime) -> CallCenter:
    """An agent who was rung and did not take the call is offered no other at once; one whose phone was lost is not blamed."""
    if one.agent_id is None or not isinstance(center.agents[one.agent_id].state, Reserved):
        return center
    match result:
        case "no_answer":
            return presence.miss(center, one.agent_id, "missed", at)
        case "rejected":
            return presence.miss(center, one.agent_id, "declined", at)
        case "busy":
            return presence.miss(center, one.agent_id, "missed", at, BUSY_PAUSE)
        case "unreachable":
            return center


def _shown(center: CallCenter, queue_id: str) -> str:
    queue = center.configuration.queues.get(queue_id)
    return outgoing_rules.shown(center.configuration.outgoing, "" if queue is None else queue.caller_id)
