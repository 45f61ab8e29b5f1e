"""The caller's way through the flow: directives of the pure session become actions and timers."""

from datetime import datetime

from msgspec import structs

from app.calls import ending, exits, ids
from app.calls.actions import AnswerCall, CallAction, LookUpCustomer, Play, StopPlayback
from app.calls.configuration import NumberRoute
from app.calls.edit import Result, noted, opened, put_call, put_leg, with_timer, without_timer
from app.calls.events import CallArrived
from app.calls.interaction import Segment
from app.calls.state import Call, CallCenter, InMenu
from ivr import session as ivr
from ivr.flow import Flow

UNALLOCATED_NUMBER = 1
ANY_NUMBER = "*"


def arrive(center: CallCenter, event: CallArrived) -> Result:
    """Answer a new caller and begin the flow of the number that was dialed."""
    route = _route(center, event.dialed_number)
    flow = center.configuration.flows.get(route.flow_id) if route is not None else None
    call = Call(
        id=event.call_id,
        leg_id=event.leg_id,
        caller_number=event.caller_number,
        caller_name=event.caller_name,
        dialed_number=event.dialed_number,
        language=route.language if route is not None else "en",
        arrived_at=event.at,
        phase=InMenu(session=ivr.Session(flow_id="", step_id="", language=""), playback_id=None),
    )
    call = noted(call, event.at, "arrived", detail=event.dialed_number)
    center = put_leg(center, event.leg_id, event.call_id)
    if flow is None:
        return ending.let_go(put_call(center, call), call, event.at, "system", UNALLOCATED_NUMBER)
    call = opened(call, Segment(kind="ivr", started_at=event.at, flow_id=flow.id))
    session, directives = ivr.begin(flow, call.language)
    call = structs.replace(call, phase=InMenu(session=session, playback_id=None))
    center, actions = _follow(center, call, session, directives, event.at)
    return center, (
        AnswerCall(call_id=call.id, leg_id=call.leg_id),
        LookUpCustomer(call_id=call.id, caller_number=call.caller_number),
        *actions,
    )


def give(center: CallCenter, call: Call, phase: InMenu, given: ivr.Input, at: datetime) -> Result:
    """A key, an ended prompt or silence; what means nothing here changes nothing."""
    flow = _flow(center, phase)
    if flow is None:
        return ending.let_go(center, call, at, "system")
    session, directives = ivr.advance(flow, phase.session, given)
    if session is phase.session and not directives:
        return center, ()
    if isinstance(given, ivr.Pressed):
        call = noted(call, at, "digit", detail=given.digit)
    if not isinstance(given, ivr.PromptEnded):
        call = structs.replace(call, timers=without_timer(call.timers, "menu"))
    else:
        phase = structs.replace(phase, playback_id=None)
    call = structs.replace(call, phase=structs.replace(phase, session=session))
    return _follow(center, call, session, directives, at)


def restored(center: CallCenter, call: Call, phase: InMenu, at: datetime) -> Result:
    """After a restart: the present step from its beginning."""
    flow = _flow(center, phase)
    if flow is None:
        return ending.let_go(center, call, at, "system")
    session, directives = ivr.resume(flow, phase.session)
    call = structs.replace(
        call, phase=structs.replace(phase, session=session), timers=without_timer(call.timers, "menu")
    )
    center, actions = _follow(center, call, session, directives, at)
    return center, (AnswerCall(call_id=call.id, leg_id=call.leg_id), *actions)


def _follow(
    center: CallCenter, call: Call, session: ivr.Session, directives: tuple[ivr.Directive, ...], at: datetime
) -> Result:
    actions: tuple[CallAction, ...] = ()
    for directive in directives:
        phase = call.phase
        assert isinstance(phase, InMenu), "directives are followed inside the menu"
        match directive:
            case ivr.StepEntered(step_id=step_id, label=label):
                call = noted(call, at, "step", detail=label or step_id)
            case ivr.Hush():
                actions = (*actions, *_stopped(call, phase))
                call = structs.replace(call, phase=structs.replace(phase, playback_id=None))
            case ivr.Say(prompts=prompts):
                serial = call.serial + 1
                playback_id = ids.playback(call.id, serial)
                play = Play(call_id=call.id, leg_id=call.leg_id, playback_id=playback_id, prompts=prompts)
                actions = (*actions, *_stopped(call, phase), play)
                call = structs.replace(call, serial=serial, phase=InMenu(session=session, playback_id=playback_id))
            case ivr.Listen(timeout=timeout):
                call = structs.replace(call, timers=with_timer(call.timers, "menu", at + timeout))
            case ivr.EnterQueue(queue_id=queue_id):
                queue = center.configuration.queues.get(queue_id)
                if queue is None:
                    center, more = ending.let_go(put_call(center, call), call, at, "system")
                else:
                    center, more = exits.enter(center, call, queue, at)
                return center, (*actions, *more)
            case ivr.EndCall():
                center, more = ending.let_go(put_call(center, call), call, at, "system")
                return center, (*actions, *more)
    return put_call(center, call), actions


def _stopped(call: Call, phase: InMenu) -> tuple[CallAction, ...]:
    if phase.playback_id is None:
        return ()
    return (StopPlayback(call_id=call.id, playback_id=phase.playback_id),)


def _flow(center: CallCenter, phase: InMenu) -> Flow | None:
    flow = center.configuration.flows.get(phase.session.flow_id)
    return flow if flow is not None and phase.session.step_id in flow.steps else None


def _route(center: CallCenter, dialed_number: str) -> NumberRoute | None:
    numbers = center.configuration.numbers
    return numbers.get(dialed_number) or numbers.get(ANY_NUMBER)
