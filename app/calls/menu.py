"""The caller's way through flows: directives of the pure session become actions, timers and a place to go."""

from datetime import datetime
from uuid import UUID

from immutables import Map
from msgspec import structs

from agents.configuration import Exit as WayOut
from agents.configuration import Requirement, ToAgent, ToCallback, ToNumber, ToVoicemail
from agents.routing import Routing
from app.calls import (
    ending,
    exits,
    flow_path,
    handing_on,
    ids,
    menu_fax,
    menu_recording,
    menu_visit,
    queue_step,
    reaching,
    staffing,
    survey,
    trial,
)
from app.calls.actions import AnswerCall, AskService, CallAction, LookUpCustomer, Play, RecordMessage, StopPlayback
from app.calls.configuration import Configuration, revision_key
from app.calls.edit import Result, noted, opened, put_call, put_leg, with_timer, without_timer
from app.calls.events import CallArrived, CustomerFound, DigitReceived, ServiceAnswered
from app.calls.interaction import OutgoingMessage, Segment
from app.calls.state import Call, CallCenter, InMenu, Taking
from ivr import dialog, session
from ivr.flow import Flow
from ivr.trial import is_trial_number
from ivr.value import Value

UNALLOCATED_NUMBER = 1
ANY_NUMBER = "*"
NOWHERE = dialog.Session(flow_id="", step_id="", language="")


def arrive(center: CallCenter, event: CallArrived) -> Result:
    """Answer a new caller and begin the flow of the number that was dialed."""
    flow, language = _flow_for(center, event)
    call = Call(
        id=event.call_id,
        leg_id=event.leg_id,
        caller_number=event.caller_number,
        caller_name=event.caller_name,
        dialed_number=event.dialed_number,
        language=language,
        arrived_at=event.at,
        phase=InMenu(session=NOWHERE, playback_id=None),
        test=is_trial_number(event.dialed_number),
    )
    call = noted(call, event.at, "arrived", detail=event.dialed_number)
    center = put_leg(center, event.leg_id, event.call_id)
    if flow is None:
        return ending.let_go(put_call(center, call), call, event.at, "system", UNALLOCATED_NUMBER)
    center, actions = walk(center, call, flow, event.at)
    return center, (
        AnswerCall(call_id=call.id, leg_id=call.leg_id),
        LookUpCustomer(call_id=call.id, caller_number=call.caller_number),
        *actions,
    )


def walk(
    center: CallCenter,
    call: Call,
    flow: Flow,
    at: datetime,
    *,
    step_id: str = "",
    variables: dict[str, Value] | None = None,
) -> Result:
    """Lead a caller whose phase is `InMenu` into a flow, at its start or at a step of it."""
    assert isinstance(call.phase, InMenu), "a caller walks through flows in the menu"
    call = opened(call, Segment(kind="ivr", started_at=at, flow_id=flow.id))
    begun, directives = session.begin(
        _facts(center, call, at), flow, call.language, step_id=step_id, variables=variables
    )
    call = structs.replace(call, phase=structs.replace(call.phase, session=begun))
    return _follow(center, call, directives, at)


def give(center: CallCenter, call: Call, phase: InMenu, given: dialog.Input, at: datetime) -> Result:
    """A key, an ended prompt, silence or an answer; what means nothing here changes nothing."""
    if isinstance(given, dialog.PromptEnded) and phase.taking is not None:
        return menu_recording.toned(center, call, phase)
    given = trial.heard(call, phase, given)
    after, directives = session.advance(_facts(center, call, at), phase.session, given)
    if after is phase.session and not directives:
        return center, ()
    if isinstance(given, dialog.Pressed) and not phase.session.secret and phase.return_to is None:
        call = noted(call, at, "digit", detail=given.digit)
    if isinstance(given, dialog.PromptEnded | dialog.Faxed):
        phase = structs.replace(phase, playback_id=None)
    else:
        call = structs.replace(call, timers=without_timer(call.timers, "menu"))
    call = structs.replace(call, phase=structs.replace(phase, session=after))
    return _follow(center, call, directives, at)


def pressed(center: CallCenter, call: Call, phase: InMenu, event: DigitReceived) -> Result:
    """A key of the caller."""
    return give(center, call, phase, dialog.Pressed(digit=event.digit), event.at)


def timer(center: CallCenter, call: Call, phase: InMenu, name: str, at: datetime) -> Result:
    """A deadline of a caller in a flow."""
    if name.startswith(menu_fax.PREFIX):
        return menu_fax.timer(center, call, phase, name, at)
    if not name.startswith(menu_recording.PREFIX):
        return give(center, call, phase, dialog.SilenceElapsed(), at)
    return (center, ()) if phase.taking is None else _recorded(center, call, phase, phase.taking, at)


def not_recorded(center: CallCenter, call: Call, phase: InMenu, at: datetime) -> Result:
    """The caller's words cannot be recorded."""
    taking = phase.taking
    return (center, ()) if taking is None else _recorded(center, call, phase, taking, at, problem="not_recorded")


def customer_found(center: CallCenter, call: Call, phase: InMenu, event: CustomerFound) -> Result:
    """A look-up has ended. One for another number, which the flow asked for, forgets nobody when it finds nobody."""
    known = event.customer if event.customer is not None or not call.looked_up else call.customer
    last_agent_id = event.last_agent_id or call.last_agent_id
    call = structs.replace(call, customer=known, looked_up=True, last_agent_id=last_agent_id)
    given = dialog.CustomerKnown(found=event.customer is not None)
    return give(put_call(center, call), call, phase, given, event.at)


def service_answered(center: CallCenter, event: ServiceAnswered) -> Result:
    """A web service has answered; late answers mean nothing."""
    call = center.calls.get(event.call_id)
    if call is None or not isinstance(call.phase, InMenu):
        return center, ()
    answer = dialog.Answered(
        request_id=event.request_id, status=event.status, values=event.values, problem=event.problem
    )
    return give(center, call, call.phase, answer, event.at)


def restored(center: CallCenter, call: Call, phase: InMenu, at: datetime) -> Result:
    """After a restart: the present step from its beginning, but a recording goes on, and so does a fax."""
    if phase.taking is not None:
        call, more = menu_recording.restored(call, phase, phase.taking, at)
        return put_call(center, call), more
    if phase.faxing is not None:
        call, more = menu_fax.restored(call, phase, phase.faxing, at)
        return put_call(center, call), more
    resumed, directives = session.resume(_facts(center, call, at), phase.session)
    call = structs.replace(
        call, phase=structs.replace(phase, session=resumed), timers=without_timer(call.timers, "menu")
    )
    return _follow(center, call, directives, at)


def revisions_in_use(center: CallCenter, configuration: Configuration) -> Map[str, Flow]:
    """The revisions that a new configuration needs besides its own: live calls stay on those that they began with."""
    revisions = configuration.revisions
    for call in center.calls.values():
        walked = call.phase.session if isinstance(call.phase, InMenu) else reaching.session_of(call)
        if walked is None:
            continue
        for place in (walked, *walked.stack):
            old = center.configuration.flow_of(place.flow_id, place.revision)
            if old is not None and configuration.flow_of(place.flow_id, place.revision) is None:
                revisions = revisions.set(revision_key(place.flow_id, place.revision), old)
    return revisions


def _follow(center: CallCenter, call: Call, directives: tuple[dialog.Directive, ...], at: datetime) -> Result:
    actions: tuple[CallAction, ...] = ()
    for directive in directives:
        phase = call.phase
        assert isinstance(phase, InMenu), "directives are followed inside the menu"
        match directive:
            case dialog.StepEntered(step_id=step_id, label=label):
                call = noted(call, at, "step", detail=label or step_id)
                path = flow_path.entered(call.path, directive, at)
                call = structs.replace(call, path=path, phase=structs.replace(phase, taken=""))
            case dialog.Tagged(tags=tags):
                for tag in tags:
                    call = noted(call, at, "tag", detail=tag)
            case dialog.Scored():
                call = survey.answered(call, directive, at)
            case dialog.SpeakLanguage(language=language):
                call = structs.replace(call, language=language)
            case dialog.Hush():
                actions = (*actions, *_stopped(call, phase))
                call = structs.replace(call, phase=structs.replace(phase, playback_id=None))
            case dialog.Say(prompts=prompts):
                serial = call.serial + 1
                playback_id = ids.playback(call.id, serial)
                heard = menu_recording.with_own_words(prompts, phase)
                play = Play(call_id=call.id, leg_id=call.leg_id, playback_id=playback_id, prompts=heard)
                actions = (*actions, *_stopped(call, phase), play)
                call = structs.replace(call, serial=serial, phase=structs.replace(phase, playback_id=playback_id))
            case dialog.Listen(timeout=timeout):
                call = structs.replace(call, timers=with_timer(call.timers, "menu", at + timeout))
            case dialog.LookUp(number=number):
                actions = (*actions, LookUpCustomer(call_id=call.id, caller_number=number))
            case dialog.Request():
                actions = (*actions, AskService(call_id=call.id, request=directive))
            case dialog.TakeRecording():
                call, more = menu_recording.begin(call, phase, directive, at)
                actions = (*actions, *more)
            case dialog.EndRecording():
                assert phase.taking is not None, "what is ended has begun"
                center, more = _recorded(center, call, phase, phase.taking, at)
                return center, (*actions, *more)
            case dialog.TakeFax():
                call, more = trial.fax(call, phase) if call.test else menu_fax.begin(call, phase, directive, at)
                actions = (*actions, *more)
            case dialog.SendMessage():
                call = noted(call, at, "message_sent", detail=directive.channel)
                call, written = _message(call, directive, at)
                if not call.test:
                    actions = (*actions, written)
            case dialog.Returned() | dialog.EndCall() if phase.return_to is not None:
                call = structs.replace(call, path=flow_path.left(call.path, at, "completed"))
                center, more = handing_on.come_back(center, call, phase, at)
                return center, (*actions, *_stopped(call, phase), *more)
            case dialog.Returned() | dialog.EndCall():
                call = structs.replace(call, path=flow_path.left(call.path, at, "completed"))
                center, more = ending.let_go(put_call(center, call), call, at, "system")
                return center, (*actions, *more)
            case (
                dialog.EnterQueue()
                | dialog.OfferToAgent()
                | dialog.DialOutside()
                | dialog.TakeMessage()
                | dialog.OfferCallback()
            ):
                center, call, left = menu_visit.abandoned(center, call, phase, at)
                call = structs.replace(call, path=flow_path.left(call.path, at, flow_path.HANDED_OVER))
                actions, phase = (*actions, *left), structs.replace(phase, return_to=None)
                give_away = trial.shown_out if call.test else _handed_over
                handed = give_away(center, call, directive, at)
                if handed is None:
                    handed = refused(center, call, phase, at, _why_not(center, directive, at))
                center, more = handed
                return center, (*actions, *_stopped(call, phase), *more)
    return put_call(center, call), actions


def _recorded(
    center: CallCenter, call: Call, phase: InMenu, taking: Taking, at: datetime, *, problem: str = ""
) -> Result:
    """A recording is over: the flow goes on."""
    call, told, stopped = menu_recording.ended(call, phase, taking, at, problem=problem)
    assert isinstance(call.phase, InMenu), "the caller is in the flow still"
    center, actions = give(put_call(center, call), call, call.phase, told, at)
    return center, (*stopped, *actions)


def _message(call: Call, asked: dialog.SendMessage, at: datetime) -> tuple[Call, RecordMessage]:
    call = structs.replace(call, serial=call.serial + 1)
    message = OutgoingMessage(
        id=ids.message(call.id, call.serial),
        interaction_id=call.id,
        channel=asked.channel,
        to=asked.to,
        subject=asked.subject,
        text=asked.text,
        language=asked.language,
        customer_id=None if call.customer is None else call.customer.id,
        at=at,
    )
    return call, RecordMessage(call_id=call.id, message=message)


def _handed_over(center: CallCenter, call: Call, directive: dialog.HandOver, at: datetime) -> Result | None:
    """Give the caller away; None when that cannot be."""
    assert isinstance(call.phase, InMenu), "callers are given away from the menu"
    call, walk_on = structs.replace(call, timers=without_timer(call.timers, "menu")), call.phase.session
    queues = center.configuration.queues
    match directive:
        case dialog.EnterQueue(queue_id=queue_id):
            queue = queues.get(queue_id)
            if queue is None or queue_step.turned_back(center, queue, directive, at):
                return None
            routing, back = _routing(center, directive, at), queue_step.way_back(directive, walk_on)
            return exits.enter(center, call, queue, at, routing=routing, way_back=back)
        case dialog.OfferToAgent(agent_number=number):
            agent_id = _agent_with(center, number)
            return None if agent_id is None else _out(center, call, ToAgent(agent_id=agent_id), "", walk_on, at)
        case dialog.DialOutside(number=number):
            return _out(center, call, ToNumber(number=number), "", walk_on, at)
        case dialog.TakeMessage(queue_id=queue_id):
            return _out(center, call, ToVoicemail(), queue_id, walk_on, at) if queue_id in queues else None
        case dialog.OfferCallback(queue_id=queue_id):
            return _out(center, call, ToCallback(), queue_id, walk_on, at) if queue_id in queues else None


def _routing(center: CallCenter, wish: dialog.EnterQueue, at: datetime) -> Routing:
    preferred = _agent_with(center, wish.agent_number)
    return Routing(
        priority=wish.priority,
        needs=tuple(Requirement(skill=skill, level=level) for skill, level in wish.needs),
        preferred=preferred,
        preferred_until=at + wish.sticky if preferred is not None and wish.sticky else None,
    )


def _agent_with(center: CallCenter, number: str) -> UUID | None:
    if not number:
        return None
    configuration = center.configuration
    known = configuration.agent_numbers.get(number)
    return known if known in configuration.agents else None


def _why_not(center: CallCenter, directive: dialog.HandOver, at: datetime) -> str:
    """What the flow is told when the caller could not be handed over at all: an agent who is at work, but not free, is busy."""
    if isinstance(directive, dialog.EnterQueue):
        queue = center.configuration.queues.get(directive.queue_id)
        return "" if queue is None else queue_step.turned_back(center, queue, directive, at)
    if not isinstance(directive, dialog.OfferToAgent):
        return ""
    agent_id = _agent_with(center, directive.agent_number)
    return "busy" if agent_id is not None and staffing.is_at_work(center.agents.get(agent_id)) else ""


def _out(
    center: CallCenter, call: Call, way: WayOut, queue_id: str, walk_on: dialog.Session, at: datetime
) -> Result | None:
    return exits.take(center, call, way, queue_id, at, "flow", at, session=walk_on)


def refused(center: CallCenter, call: Call, phase: InMenu, at: datetime, why: str = "") -> Result:
    """The step's own exit for when nobody takes the caller, at once or later: `busy`, `no_answer`, `declined` or unknown."""
    after, directives = session.advance(_facts(center, call, at), phase.session, dialog.Refused(why=why))
    call = structs.replace(call, phase=structs.replace(phase, session=after, playback_id=None))
    return _follow(center, call, directives, at)


def _facts(center: CallCenter, call: Call, at: datetime) -> dialog.Facts:
    configuration, customer = center.configuration, call.customer
    known: dict[str, Value] | None = None
    if customer is not None:
        known = {
            "name": customer.name,
            "tier": customer.tier,
            "company": customer.company,
            "note": customer.note,
            "number": customer.number,
        }

    def queue_state(queue_id: str) -> dict[str, Value]:
        return {
            "waiting": len(center.floor.line(queue_id)),
            "ready": center.floor.ready_count(queue_id),
            "staff": center.staff.get(queue_id, 0),
            "open": not exits.is_closed(center, configuration.queues[queue_id], at),
        }

    return dialog.Facts(
        at=at,
        flow_of=configuration.flow_of,
        caller_number=call.caller_number,
        caller_name=call.caller_name,
        dialed_number=call.dialed_number,
        customer=known,
        looked_up=call.looked_up,
        calendars=configuration.calendars,
        prompts=configuration.prompts,
        queue_ids=configuration.queues,
        queue_state=queue_state,
    )


def _stopped(call: Call, phase: InMenu) -> tuple[CallAction, ...]:
    if phase.playback_id is None:
        return ()
    return (StopPlayback(call_id=call.id, playback_id=phase.playback_id),)


def _flow_for(center: CallCenter, event: CallArrived) -> tuple[Flow | None, str]:
    """The flow of a number, and the language to begin with."""
    if is_trial_number(event.dialed_number):
        found = trial.called(center, event)
        return (None, "en") if found is None else (found.flow, found.language)
    configuration = center.configuration
    route = configuration.numbers.get(event.dialed_number) or configuration.numbers.get(ANY_NUMBER)
    return (None, "en") if route is None else (configuration.flows.get(route.flow_id), route.language)
