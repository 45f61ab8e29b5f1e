"""The step that receives a fax."""

from datetime import timedelta

from msgspec import structs

from ivr.dialog import Directive, Facts, Faxed, Hush, Input, Pressed, PromptEnded, Say, Session, TakeFax, Turn
from ivr.flow import Flow
from ivr.flow_messages import FaxStep
from ivr.flow_prompts import PromptNotSpoken, spoken
from ivr.seen import Seen

TAKING = "taking"
"""The stage of a step that waits for what a caller sends."""


def fax(facts: Facts, flow: Flow, session: Session, step: FaxStep) -> Turn:
    """Say what is to be done, then wait for the other machine."""
    try:
        prompts = spoken(step.parameters.prompts, session.language, Seen(facts, session, flow.zone), facts.prompts)
    except PromptNotSpoken:
        return Turn(session=session, outcome="failed")
    if not prompts:
        return _begun(session, step)
    return Turn(session=session, directives=(Say(prompts=prompts),))


def faxing(session: Session, step: FaxStep, given: Input) -> Turn | None:
    """What follows before and while pages come. A key cuts the words short."""
    match session.stage, given:
        case "", PromptEnded():
            return _begun(session, step)
        case "", Pressed():
            return _begun(session, step, Hush())
        case "taking", Faxed(pages=pages, problem=problem):
            if step.parameters.variable is not None:
                session = structs.replace(session, variables={**session.variables, step.parameters.variable: pages})
            if pages:
                return Turn(session=session, outcome="received")
            return Turn(session=session, outcome="timeout" if problem == "silent" else "failed")
        case _:
            return None


def _begun(session: Session, step: FaxStep, *before: Directive) -> Turn:
    take = TakeFax(longest=timedelta(minutes=step.parameters.maximum_minutes), queue_id=step.parameters.queue or "")
    return Turn(session=structs.replace(session, stage=TAKING), directives=(*before, take))
