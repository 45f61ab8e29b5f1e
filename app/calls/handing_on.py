"""What the handling agent does with a talk: transfer, consult, conference, a menu and back. A refusal raises and changes nothing."""

from datetime import datetime
from typing import assert_never
from uuid import UUID

from msgspec import structs

from app.calls import (
    exits,
    flow_path,
    invitation,
    measured,
    menu_visit,
    parties,
    parting,
    parts,
    queueing,
    recording_pause,
    talking,
)
from app.calls.actions import CallAction, Mute, Unmute
from app.calls.call_commands import (
    ConsultCancelled,
    ConsultCompleted,
    ConsultMerged,
    ConsultRequested,
    ConsultSwapped,
    PartyDropped,
    PartyMuted,
    PartyRequested,
    QualityReported,
    RecordingPauseRequested,
    TakenBack,
    TalkCommand,
    ToMenu,
    ToQueue,
    TransferRequested,
)
from app.calls.edit import Result, noted, put_call, without_timer
from app.calls.errors import CallNotYours, DestinationUnknown, NotPossibleNow
from app.calls.state import Agent, Call, CallCenter, InMenu, Party, Talking


def command(center: CallCenter, agent: Agent, event: TalkCommand) -> Result:
    """Carry out or refuse one command. Raises `CallNotYours`, `NotPossibleNow` or what an invitation raises."""
    call = center.calls.get(event.call_id)
    talk = None if call is None else parties.talk_of(call)
    own = None if talk is None else parties.of_agent(talk, agent.id)
    if call is not None and own is None and isinstance(event, QualityReported):
        left = measured.part_just_left(call, agent.id, event.at)
        if left >= 0:
            return _measured(center, call, left, event)
    if call is None or talk is None or own is None or own.place == "ringing":
        raise CallNotYours(event.call_id)
    if isinstance(event, QualityReported):
        return _measured(center, call, own.segment, event)
    if isinstance(event, PartyMuted):
        return _mute(center, call, talk, own, event)
    if talk.agent_id != agent.id:
        raise CallNotYours(event.call_id)
    if isinstance(event, TakenBack):
        return take_back(center, call, talk, event.at)
    if isinstance(call.phase, InMenu) or own.lost_since is not None:
        raise NotPossibleNow
    match event:
        case TransferRequested():
            return _transfer(center, call, talk, own, event)
        case ConsultRequested():
            return _consult(center, call, talk, own, event)
        case ConsultSwapped():
            return _swap(center, call, talk, own, event.at)
        case ConsultMerged():
            return _merge(center, call, talk, event.at)
        case ConsultCompleted():
            return _complete(center, call, talk, own, event.at)
        case ConsultCancelled():
            return consult_ended(center, call, talk, event.at)
        case PartyRequested():
            return _add(center, call, talk, event)
        case PartyDropped():
            return _drop(center, call, talk, own, event)
        case RecordingPauseRequested(paused=paused):
            return recording_pause.change(center, call, talk, event.at, paused=paused)
        case _:
            assert_never(event)


def _transfer(center: CallCenter, call: Call, talk: Talking, own: Party, event: TransferRequested) -> Result:
    asking = parties.customer(talk)
    if asking is None or parties.consulted(talk) is not None:
        raise NotPossibleNow
    match event.to:
        case ToQueue(queue_id=queue_id):
            return to_queue(center, call, talk, queue_id, event.at)
        case ToMenu():
            return _to_menu(center, call, talk, event.to, event.at)
        case to:
            center, call, changed, actions = invitation.invite(
                center, call, talk, to, event.at, by=event.agent_id, joins="main", handover=True
            )
            changed = parties.replaced(changed, parties.moved(asking, "held", event.at))
            call = noted(call, event.at, "transferring", agent_id=own.agent_id)
            center, more = talking.go_on(center, call, changed, event.at)
            return center, (*more, *actions)


def to_queue(center: CallCenter, call: Call, talk: Talking, queue_id: str, at: datetime) -> Result:
    """The customer waits in a queue, with the time waited so far."""
    queue = center.configuration.queues.get(queue_id)
    if queue is None:
        raise DestinationUnknown
    agents = tuple(one.agent_id for one in talk.parties if one.agent_id is not None)
    call = noted(call, at, "transferred", agent_id=talk.agent_id, queue_id=queue_id)
    taken_out = talking.out_of_talk(center, call, talk)
    center, call, actions = parting.leave_all(center, call, talk, at, "transferred")
    call = structs.replace(call, disposition="")
    center, more = exits.enter(center, call, queue, at, since=at - parts.waited(call))
    center, rest = queueing.match_agents(center, agents, at)
    return center, (*actions, *taken_out, *more, *rest)


def _to_menu(center: CallCenter, call: Call, talk: Talking, to: ToMenu, at: datetime) -> Result:
    flow = center.configuration.flows.get(to.flow_id)
    if flow is None or to.step_id not in flow.by_id:
        raise DestinationUnknown
    call = noted(call, at, "sent_to_menu", detail=to.flow_id, agent_id=talk.agent_id)
    if to.comes_back:
        asking = parties.customer(talk)
        assert asking is not None, "somebody is sent"
        away = parties.replaced(talk, parties.moved(asking, "menu", at))
        taken_out = tuple(talking.silenced(center, call, talk))
        pause = parts.paused(call)
        center, before = talking.go_on(center, call, away, at)
        call = center.calls[call.id]
        assert isinstance(call.phase, Talking), "the agents stay"
        center, more = menu_visit.visit(center, call, flow, to.step_id, at, return_to=call.phase)
        return center, (*pause, *taken_out, *before, *more)
    agents = tuple(one.agent_id for one in talk.parties if one.agent_id is not None)
    taken_out = talking.out_of_talk(center, call, talk)
    center, call, actions = parting.leave_all(center, call, talk, at, "transferred")
    center, more = menu_visit.visit(center, structs.replace(call, disposition=""), flow, to.step_id, at, return_to=None)
    center, rest = queueing.match_agents(center, agents, at)
    return center, (*actions, *taken_out, *more, *rest)


def come_back(center: CallCenter, call: Call, phase: InMenu, at: datetime) -> Result:
    """The flow is over: the customer is with the agent again, and on record."""
    talk = phase.return_to
    assert talk is not None, "somebody waits for the customer"
    call = noted(parts.visits_ended(call, at), at, "back_from_menu", agent_id=talk.agent_id)
    call = structs.replace(call, path=flow_path.left(call.path, at, "taken_back"))
    call = structs.replace(call, phase=talk, timers=without_timer(call.timers, "menu"))
    asking = parties.customer(talk)
    assert asking is not None, "the customer was in the menu"
    back = parties.replaced(talk, parties.moved(asking, "main", at))
    center, actions = talking.go_on(center, call, back, at, stranded="queue")
    return center, (*actions, *(() if talk.recording_paused else parts.resumed(call)))


def take_back(center: CallCenter, call: Call, talk: Talking, at: datetime) -> Result:
    """The customer comes back from a menu, or from a transfer that nobody has answered."""
    phase = call.phase
    if isinstance(phase, InMenu):
        call = noted(call, at, "taken_back", agent_id=talk.agent_id)
        call, left = menu_visit.left(call, phase, at)
        center, actions = come_back(center, call, phase, at)
        return center, (*left, *actions)
    other = parties.consulted(talk)
    if other is None or not other.handover:
        raise NotPossibleNow
    return _cancel(center, call, talk, "taken_back", at)


def _consult(center: CallCenter, call: Call, talk: Talking, own: Party, event: ConsultRequested) -> Result:
    if parties.consulted(talk) is not None or own.place != "main":
        raise NotPossibleNow
    asking = parties.customer(talk)
    if asking is None:
        raise NotPossibleNow
    center, call, changed, actions = invitation.invite(
        center, call, talk, event.to, event.at, by=event.agent_id, joins="consult"
    )
    others = [one for one in parties.members(talk, "main") if one.id not in (own.id, asking.id)]
    if not others:
        changed = parties.replaced(changed, parties.moved(asking, "held", event.at))
    changed = parties.replaced(changed, parties.moved(own, "consult", event.at))
    call = noted(call, event.at, "consulting", agent_id=event.agent_id)
    center, more = talking.go_on(center, call, structs.replace(changed, consulted=True), event.at)
    return center, (*more, *actions)


def _answered_consult(talk: Talking) -> Party:
    other = parties.consulted(talk)
    if other is None or other.place == "ringing":
        raise NotPossibleNow
    return other


def _swap(center: CallCenter, call: Call, talk: Talking, own: Party, at: datetime) -> Result:
    _answered_consult(talk)
    back = own.place == "consult"
    changed = parties.replaced(talk, parties.moved(own, "main" if back else "consult", at))
    asking = parties.customer(talk)
    others = [one for one in parties.members(talk, "main") if one.kind != "customer" and one.id != own.id]
    if asking is not None and (back or not others):
        changed = parties.replaced(changed, parties.moved(asking, "main" if back else "held", at))
    return talking.go_on(center, noted(call, at, "swapped", agent_id=own.agent_id), changed, at)


def _merge(center: CallCenter, call: Call, talk: Talking, at: datetime) -> Result:
    _answered_consult(talk)
    together = _together(talk, at)
    return talking.go_on(center, noted(call, at, "merged", agent_id=talk.agent_id), together, at)


def _together(talk: Talking, at: datetime) -> Talking:
    placed = tuple(one if one.place == "ringing" else parties.moved(one, "main", at) for one in talk.parties)
    return structs.replace(talk, parties=placed)


def _complete(center: CallCenter, call: Call, talk: Talking, own: Party, at: datetime) -> Result:
    other = parties.consulted(talk)
    if other is None:
        raise NotPossibleNow
    if other.place == "ringing" and not other.leg_id:
        return to_queue(center, call, talk, other.queue_id, at)
    if other.place == "ringing":
        # goes on as a transfer: the agent may still take it back, and leaves when the other answers
        changed = parties.replaced(talk, structs.replace(other, joins="main", handover=True))
        return talking.go_on(center, call, parties.replaced(changed, parties.moved(own, "main", at)), at)
    together = structs.replace(_together(talk, at), agent_id=other.agent_id)
    call = noted(call, at, "transferred", detail=other.number, agent_id=other.agent_id)
    center, call, changed, actions = parting.leave(center, call, together, own, at, "transferred")
    center, more = talking.go_on(center, structs.replace(call, disposition=""), changed, at)
    return center, (*actions, *more)


def consult_ended(center: CallCenter, call: Call, talk: Talking, at: datetime) -> Result:
    """The consulted party goes, and the agent is with the customer again."""
    return _cancel(center, call, talk, "consult_ended", at)


def _cancel(center: CallCenter, call: Call, talk: Talking, what: str, at: datetime) -> Result:
    other = parties.consulted(talk)
    if other is None:
        raise NotPossibleNow
    call = noted(call, at, what, agent_id=talk.agent_id)
    if other.place == "ringing":
        center, call, changed, actions = parting.call_off(center, call, talk, other, at, "taken_back")
    else:
        center, call, changed, actions = parting.leave(center, call, talk, other, at, "consulted")
    center, more = talking.go_on(center, call, _together(changed, at), at)
    return center, (*actions, *more)


def _add(center: CallCenter, call: Call, talk: Talking, event: PartyRequested) -> Result:
    if parties.consulted(talk) is not None:
        raise NotPossibleNow
    center, call, changed, actions = invitation.invite(
        center, call, talk, event.to, event.at, by=event.agent_id, joins="main"
    )
    center, more = talking.go_on(center, call, changed, event.at)
    return center, (*more, *actions)


def _drop(center: CallCenter, call: Call, talk: Talking, own: Party, event: PartyDropped) -> Result:
    one = parties.party(talk, event.party_id)
    if one is None or one.id == own.id:
        raise DestinationUnknown
    if one.kind == "customer":
        if len(parties.members(talk, "main")) < 3:
            raise NotPossibleNow
        return talking.customer_dropped(center, call, talk, event.at)
    call = noted(call, event.at, "party_left", detail=one.number, agent_id=one.agent_id)
    if one.place == "ringing":
        center, call, changed, actions = parting.call_off(center, call, talk, one, event.at, "taken_back")
    else:
        center, call, changed, actions = parting.leave(center, call, talk, one, event.at, "completed")
    center, more = talking.go_on(center, call, changed, event.at)
    return center, (*actions, *more)


def _mute(center: CallCenter, call: Call, talk: Talking, own: Party, event: PartyMuted) -> Result:
    one = parties.party(talk, event.party_id)
    if one is None or not parties.is_there(one):
        raise DestinationUnknown
    if one.id != own.id and own.agent_id != talk.agent_id:
        raise CallNotYours(call.id)
    if one.muted == event.muted:
        return center, ()
    call = noted(call, event.at, "muted" if event.muted else "unmuted", agent_id=one.agent_id)
    changed = parties.replaced(talk, structs.replace(one, muted=event.muted))
    kind = Mute if event.muted else Unmute
    action: CallAction = kind(call_id=call.id, leg_id=one.leg_id)
    return put_call(center, parties.with_talk(call, changed)), (action,)


def _measured(center: CallCenter, call: Call, place: int, event: QualityReported) -> Result:
    if place < 0:
        return center, ()
    part = call.segments[place]
    segments = (
        *call.segments[:place],
        structs.replace(part, quality=measured.heard(part.quality, event)),
        *call.segments[place + 1 :],
    )
    return put_call(center, structs.replace(call, segments=segments)), ()


def leave(center: CallCenter, call: Call, agent_id: UUID, at: datetime) -> Result:
    """An agent hangs up: the others talk on if there are two of them, else the call is over."""
    talk = parties.talk_of(call)
    own = None if talk is None else parties.of_agent(talk, agent_id)
    if talk is None or own is None or own.place == "ringing":
        raise CallNotYours(call.id)
    return talking.party_left(center, call, talk, own, at)


def decline(center: CallCenter, call: Call, talk: Talking, agent_id: UUID, at: datetime) -> Result:
    """An agent who is rung by a colleague does not want to."""
    own = parties.of_agent(talk, agent_id)
    if own is None or own.place != "ringing":
        raise CallNotYours(call.id)
    return talking.not_reached(center, call, talk, own, at, "rejected")
