"""Steps that the caller does not answer: playing, calculating, deciding, asking outside, handing over."""

from collections.abc import Mapping
from contextlib import suppress
from datetime import timedelta
from urllib.parse import quote

from msgspec import structs

from ivr.dialog import (
    Answered,
    CustomerKnown,
    DialOutside,
    Directive,
    EnterQueue,
    Facts,
    Hush,
    Input,
    Listen,
    LookUp,
    OfferCallback,
    OfferToAgent,
    Pressed,
    PromptEnded,
    Refused,
    Request,
    Say,
    Session,
    SilenceElapsed,
    TakeMessage,
    Turn,
)
from ivr.expression import ExpressionFailed, ExpressionNotValid, expression
from ivr.flow import Flow
from ivr.flow_prompts import FlowPrompt, PromptNotSpoken, in_language, spoken
from ivr.flow_questions import PlayStep
from ivr.flow_steps import (
    AgentStep,
    BranchStep,
    CallbackStep,
    Exit,
    HoursStep,
    HttpParameters,
    HttpStep,
    LookUpStep,
    OutsideStep,
    QueueStep,
    ReadOutStep,
    SetStep,
    VoicemailStep,
)
from ivr.hours import opening
from ivr.library import from_library
from ivr.prompt import Prompt
from ivr.read_out import NotReadable, read_out
from ivr.recorded_words import in_own_voice
from ivr.seen import Seen
from ivr.template import GapNotFilled, filled
from ivr.value import LONGEST_TEXT, Value

LOOK_UP_TIMEOUT = timedelta(seconds=5)
ANSWER_MARGIN = timedelta(seconds=5)
"""The client outside keeps the time; this one ends the step when its answer was lost."""


def play(facts: Facts, flow: Flow, session: Session, step: PlayStep | ReadOutStep) -> Turn:
    """Say something; `error` when a value cannot be spoken."""
    try:
        if isinstance(step, PlayStep):
            prompts = _prompts(facts, flow, session, step.parameters.prompts)
        else:
            asked = step.parameters
            value = expression(asked.value).value(Seen(facts, session, flow.zone))
            said = read_out(value, asked.form, session.language, asked.currency)
            prompts = in_own_voice(said, facts.prompts)
    except (PromptNotSpoken, ExpressionFailed, ExpressionNotValid, NotReadable):
        return Turn(session=session, outcome="error")
    return Turn(session=session, directives=(Say(prompts=prompts),))


def played(session: Session, step: PlayStep | ReadOutStep | HoursStep, given: Input) -> Turn | None:
    """On to the next step, when all is said or a key cuts it short."""
    match given:
        case PromptEnded():
            return Turn(session=session, outcome="closed" if isinstance(step, HoursStep) else "done")
        case Pressed() if isinstance(step, PlayStep) and step.parameters.barge_in:
            return Turn(session=session, directives=(Hush(),), outcome="done")
        case _:
            return None


def calculate(facts: Facts, flow: Flow, session: Session, step: SetStep) -> Turn:
    """Set variables; `error` leaves all of them as they were."""
    after = session
    for name, text in step.parameters.variables.items():
        try:
            value = expression(text).value(Seen(facts, after, flow.zone))
        except (ExpressionFailed, ExpressionNotValid):
            return Turn(session=session, outcome="error")
        after = structs.replace(after, variables={**after.variables, name: value})
    return Turn(session=after, outcome="done")


def branch(facts: Facts, flow: Flow, session: Session, step: BranchStep) -> Turn:
    """The first case that holds."""
    seen = Seen(facts, session, flow.zone, with_secrets=True)
    try:
        for case in step.parameters.cases:
            if expression(case.when).holds(seen):
                return Turn(session=session, outcome=case.outcome)
    except (ExpressionFailed, ExpressionNotValid):
        return Turn(session=session, outcome="error")
    return Turn(session=session, outcome="otherwise")


def check_hours(facts: Facts, session: Session, step: HoursStep) -> Turn:
    """Open or closed; a message of whoever closed is spoken first."""
    calendar = facts.calendars.get(step.parameters.calendar)
    if calendar is None:
        return Turn(session=session, outcome="error")
    now = opening(calendar, facts.at)
    if now.open:
        return Turn(session=session, outcome="open")
    if step.parameters.say_why:
        why = from_library(facts.prompts, now.prompt, session.language)
        if why is None and now.text:
            why = in_language(now.text, session.language)
        if why is not None:
            return Turn(session=session, directives=(Say(prompts=(why,)),))
    return Turn(session=session, outcome="closed")


def look_up(facts: Facts, flow: Flow, session: Session, step: LookUpStep) -> Turn:
    """Wait for the look-up that began with the call, or begin another."""
    if not facts.looked_up:
        waiting = structs.replace(session, stage="caller")
        return Turn(session=waiting, directives=(Listen(timeout=LOOK_UP_TIMEOUT),))
    if step.parameters.number is None:
        return Turn(session=session, outcome=_whether(found=facts.customer is not None))
    return _look_up_number(facts, flow, session, step, step.parameters.number)


def _look_up_number(facts: Facts, flow: Flow, session: Session, step: LookUpStep, number: str) -> Turn:
    try:
        wanted = _number(number, Seen(facts, session, flow.zone))
    except (ExpressionFailed, ExpressionNotValid):
        return Turn(session=session, outcome="error" if "error" in step.next else "not_found")
    waiting = structs.replace(session, stage="number")
    return Turn(session=waiting, directives=(LookUp(number=wanted), Listen(timeout=LOOK_UP_TIMEOUT)))


def looked_up(facts: Facts, flow: Flow, session: Session, step: LookUpStep, given: Input) -> Turn | None:
    """The look-up's end; the one that began with the call comes before another."""
    match given:
        case CustomerKnown() if session.stage == "caller" and step.parameters.number is not None:
            return _look_up_number(facts, flow, session, step, step.parameters.number)
        case CustomerKnown(found=found):
            return Turn(session=session, outcome=_whether(found=found))
        case SilenceElapsed():
            return Turn(session=session, outcome="timeout")
        case _:
            return None


def _whether(*, found: bool) -> str:
    return "found" if found else "not_found"


def request(facts: Facts, flow: Flow, session: Session, step: HttpStep) -> Turn:
    """Ask a web service."""
    asked = step.parameters
    session = structs.replace(session, awaited=f"{session.steps}.{session.attempt}")
    try:
        directive = _request(Seen(facts, session, flow.zone, with_secrets=True), asked, session.awaited)
    except GapNotFilled:
        return Turn(session=session, outcome="error")
    directives: tuple[Directive, ...] = (directive, Listen(timeout=directive.timeout + ANSWER_MARGIN))
    if asked.prompts and session.attempt == 0:
        with suppress(PromptNotSpoken):
            directives = (Say(prompts=_prompts(facts, flow, session, asked.prompts)), *directives)
    return Turn(session=session, directives=directives)


def _request(seen: Mapping[str, object], asked: HttpParameters, request_id: str) -> Request:
    body = {name: filled(text, seen) for name, text in asked.body.items()}
    return Request(
        request_id=request_id,
        method=asked.method,
        url=filled(asked.url, seen, lambda value: quote(value, safe="")),
        headers={name: _one_line(filled(text, seen, _without_secrets)) for name, text in asked.headers.items()},
        body=body or None,
        answers=asked.answers,
        timeout=timedelta(seconds=asked.timeout_seconds),
    )


def answered(facts: Facts, flow: Flow, session: Session, step: HttpStep, given: Input) -> Turn | None:
    """What the service said; a failure is tried again as often as the step allows."""
    asked = step.parameters
    match given:
        case Answered(request_id=request_id) if request_id == session.awaited:
            failed = bool(given.problem) or given.status >= 500
            if failed and session.attempt < asked.retries:
                return request(facts, flow, structs.replace(session, attempt=session.attempt + 1), step)
            values = {name: _bounded(given.values.get(name)) for name in asked.answers}
            session = structs.replace(session, variables={**session.variables, **values}, awaited="")
            return Turn(session=session, directives=(Hush(),), outcome=_outcome_of(given))
        case SilenceElapsed():
            return Turn(session=structs.replace(session, awaited=""), directives=(Hush(),), outcome="timeout")
        case _:
            return None


def _outcome_of(answer: Answered) -> str:
    if answer.problem:
        return "timeout" if answer.problem == "timeout" else "error"
    if 200 <= answer.status < 300:
        return "done"
    return "refused" if 400 <= answer.status < 500 else "error"


def hand_over(facts: Facts, flow: Flow, session: Session, step: Exit) -> Turn:
    """Give the caller away; `Refused` takes the exit `error`."""
    try:
        return Turn(session=session, directives=(_handed(Seen(facts, session, flow.zone), step),))
    except (ExpressionFailed, ExpressionNotValid):
        return Turn(session=session, outcome="error")


def refused(session: Session, step: Exit, given: Input) -> Turn | None:
    """The caller is back. Who wants no callback waits in the line, where that has no exit of its own."""
    if not isinstance(given, Refused):
        return None
    if isinstance(step, CallbackStep) and given.why in step.optional:
        outcome = next((name for name in (given.why, "declined") if name in step.next), "")
        if not outcome:
            return Turn(session=session, directives=(EnterQueue(queue_id=step.parameters.queue),))
        return Turn(session=session, outcome=outcome)
    return Turn(session=session, outcome=given.why or "error")


def _handed(seen: Mapping[str, object], step: Exit) -> Directive:
    match step:
        case QueueStep(parameters=asked):
            preferred = "" if asked.agent is None else _number(asked.agent, seen)
            return EnterQueue(
                queue_id=asked.queue,
                priority=timedelta(seconds=asked.priority_seconds),
                needs=tuple((skill.skill, skill.level) for skill in asked.skills),
                agent_number=preferred,
                sticky=timedelta(seconds=asked.sticky_seconds),
                exits=tuple(name for name in step.optional if name in step.next),
                longest=timedelta(seconds=asked.longest_seconds),
                key=asked.key,
            )
        case AgentStep(parameters=asked):
            return OfferToAgent(agent_number=_number(asked.agent, seen))
        case OutsideStep(parameters=asked):
            return DialOutside(number=asked.number or _number(asked.expression or "", seen))
        case VoicemailStep(parameters=asked):
            return TakeMessage(queue_id=asked.queue)
        case CallbackStep(parameters=asked):
            return OfferCallback(queue_id=asked.queue)


def _number(text: str, seen: Mapping[str, object]) -> str:
    value = expression(text).value(seen)
    if value is None or isinstance(value, bool | float):
        raise ExpressionFailed
    return str(value)[:64]


def _prompts(facts: Facts, flow: Flow, session: Session, prompts: tuple[FlowPrompt, ...]) -> tuple[Prompt, ...]:
    return spoken(prompts, session.language, Seen(facts, session, flow.zone), facts.prompts)


def _without_secrets(value: str) -> str:
    """Only what the designer wrote may name a secret of the site."""
    return value.replace("secret:", "")


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _bounded(value: Value) -> Value:
    return value[:LONGEST_TEXT] if isinstance(value, str) else value
