"""Steps that keep what a caller says, and that send words of ours."""

import re
from datetime import timedelta

from msgspec import structs

from ivr import wording
from ivr.dialog import (
    Directive,
    EndRecording,
    Facts,
    Hush,
    Input,
    Listen,
    Pressed,
    PromptEnded,
    Recorded,
    Say,
    SendMessage,
    Session,
    SilenceElapsed,
    TakeRecording,
    Turn,
)
from ivr.expression import ExpressionFailed, ExpressionNotValid, expression
from ivr.flow import Flow
from ivr.flow_messages import RecordStep, SendMessageStep
from ivr.flow_prompts import PromptNotSpoken, in_language, spoken
from ivr.prompt import OwnWords
from ivr.seen import Seen
from ivr.template import GapNotFilled, filled

KEEP, ANEW = "1", "2"
REVIEW_TIMEOUT = timedelta(seconds=8)
LONGEST_ADDRESS = 254
MOST_MESSAGES = 10
"""Of one walk, so that a loop does not send for ever."""
_ADDRESSES = {
    "sms": re.compile(r"\+?[0-9]{3,20}", re.ASCII),
    "email": re.compile(r"[^\s@<>\",;:\\()\[\]\x00-\x1f]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+", re.ASCII),
}


def record(facts: Facts, flow: Flow, session: Session, step: RecordStep) -> Turn:
    """Say what is to be recorded, then record."""
    try:
        prompts = spoken(step.parameters.prompts, session.language, Seen(facts, session, flow.zone), facts.prompts)
    except PromptNotSpoken:
        return Turn(session=session, outcome="error")
    if not prompts:
        return _begun(session, step)
    return Turn(session=session, directives=(Say(prompts=prompts),))


def recording(session: Session, step: RecordStep, given: Input) -> Turn | None:
    """What follows while a message is taken, and while it is heard again."""
    match session.stage, given:
        case "", PromptEnded():
            return _begun(session, step)
        case "", Pressed(digit=digit) if _ends(step, digit):
            return _begun(session, step, hush=(Hush(),))
        case "taking", Pressed(digit=digit) if _ends(step, digit):
            return Turn(session=session, directives=(EndRecording(),))
        case "taking", Recorded():
            return _taken(session, step, given)
        case "review", PromptEnded():
            return Turn(session=session, directives=(Listen(timeout=REVIEW_TIMEOUT),))
        case "review", Pressed(digit="2"):
            return _begun(session, step, hush=(Hush(),))
        case "review", Pressed(digit="1"):
            return Turn(session=session, directives=(Hush(),), outcome="done")
        case "review", SilenceElapsed():
            return Turn(session=session, outcome="done")
        case _:
            return None


def _ends(step: RecordStep, digit: str) -> bool:
    return step.parameters.terminator in ("any", digit)


def _begun(session: Session, step: RecordStep, *, hush: tuple[Directive, ...] = ()) -> Turn:
    asked = step.parameters
    take = TakeRecording(
        longest=timedelta(seconds=asked.maximum_seconds),
        silence=timedelta(seconds=asked.silence_seconds),
        beep=asked.beep,
    )
    return Turn(session=structs.replace(session, stage="taking"), directives=(*hush, take))


def _taken(session: Session, step: RecordStep, taken: Recorded) -> Turn:
    if taken.problem:
        return Turn(session=session, outcome="error")
    if not taken.spoke:
        return Turn(session=session, outcome="timeout")
    variable = step.parameters.variable
    if variable is not None:
        session = structs.replace(session, variables={**session.variables, variable: round(taken.seconds, 1)})
    if not step.parameters.review:
        return Turn(session=session, outcome="done")
    again = (OwnWords(), in_language(wording.KEEP_RECORDING, session.language))
    return Turn(session=structs.replace(session, stage="review"), directives=(Say(prompts=again),))


def send_message(facts: Facts, flow: Flow, session: Session, step: SendMessageStep) -> Turn:
    """Write a message; nobody waits until it has arrived."""
    asked, seen = step.parameters, Seen(facts, session, flow.zone)
    try:
        address = _address(asked.to, seen, facts.caller_number if asked.channel == "sms" else "")
        text = filled(in_language(asked.text, session.language).text, seen)
        subject = filled(in_language(asked.subject, session.language).text, seen) if asked.subject else ""
    except (GapNotFilled, ExpressionFailed, ExpressionNotValid):
        return Turn(session=session, outcome="error")
    if len(address) > LONGEST_ADDRESS or _ADDRESSES[asked.channel].fullmatch(address) is None:
        return Turn(session=session, outcome="error")
    if session.messages >= MOST_MESSAGES:
        return Turn(session=session, outcome="error")
    session = structs.replace(session, messages=session.messages + 1)
    message = SendMessage(
        channel=asked.channel,
        to=address,
        subject=" ".join(subject.split()),
        text=text,
        language=session.language,
    )
    return Turn(session=session, directives=(message,), outcome="done")


def _address(text: str | None, seen: Seen, otherwise: str) -> str:
    if text is None:
        return otherwise
    value = expression(text).value(seen)
    if value is None or isinstance(value, bool | float):
        raise ExpressionFailed
    return str(value).strip()
