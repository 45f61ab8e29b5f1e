"""A caller's walk through a flow: a pure state machine. Inputs are keys, ended prompts and silence."""

from datetime import timedelta
from typing import assert_never

from msgspec import Struct, structs

from ivr.flow import Flow, FlowPrompt, HangUpStep, MenuStep, PlayStep, QueueStep
from ivr.prompt import Prompt

MAXIMUM_STEPS = 200


class Session(Struct, frozen=True, kw_only=True, gc=False):
    """Where a caller is. `failures` counts silences and wrong keys in this menu; `steps` all steps walked."""

    flow_id: str
    step_id: str
    language: str
    failures: int = 0
    steps: int = 0
    listening: bool = False


class Pressed(Struct, frozen=True, kw_only=True, gc=False, tag=True):
    """The caller pressed a key."""

    digit: str


class PromptEnded(Struct, frozen=True, kw_only=True, gc=False, tag=True):
    """What was playing has ended."""


class SilenceElapsed(Struct, frozen=True, kw_only=True, gc=False, tag=True):
    """The time to press a key is over."""


Input = Pressed | PromptEnded | SilenceElapsed


class Say(Struct, frozen=True, kw_only=True, gc=False, tag=True):
    """Play these prompts, replacing what plays now."""

    prompts: tuple[Prompt, ...]


class Hush(Struct, frozen=True, kw_only=True, gc=False, tag=True):
    """Stop what plays now."""


class Listen(Struct, frozen=True, kw_only=True, gc=False, tag=True):
    """Wait this long for a key."""

    timeout: timedelta


class EnterQueue(Struct, frozen=True, kw_only=True, gc=False, tag=True):
    """The flow is done: wait for an agent."""

    queue_id: str


class EndCall(Struct, frozen=True, kw_only=True, gc=False, tag=True):
    """The flow is done: hang up."""


class StepEntered(Struct, frozen=True, kw_only=True, gc=False, tag=True):
    """For the timeline: the caller is at this step now."""

    step_id: str
    label: str


Directive = Say | Hush | Listen | EnterQueue | EndCall | StepEntered


def begin(flow: Flow, language: str) -> tuple[Session, tuple[Directive, ...]]:
    """Put a new caller on the flow's first step."""
    return _enter(flow, Session(flow_id=flow.id, step_id=flow.start, language=language), flow.start)


def resume(flow: Flow, session: Session) -> tuple[Session, tuple[Directive, ...]]:
    """Play the present step from its beginning, after a restart."""
    return _enter(
        flow, structs.replace(session, steps=max(0, session.steps - 1)), session.step_id, failures=session.failures
    )


def advance(flow: Flow, session: Session, given: Input) -> tuple[Session, tuple[Directive, ...]]:
    """What follows from an input; one that means nothing here changes nothing."""
    step = flow.steps[session.step_id]
    match step, given:
        case PlayStep(), PromptEnded():
            return _enter(flow, session, step.next)
        case MenuStep(), PromptEnded() if not session.listening:
            listening = structs.replace(session, listening=True)
            return listening, (Listen(timeout=timedelta(seconds=step.timeout_seconds)),)
        case MenuStep(), Pressed(digit=digit) if session.listening or step.barge_in:
            if digit in step.choices:
                after, directives = _enter(flow, session, step.choices[digit])
                return after, (Hush(), *directives)
            return _failed(flow, session, step, step.invalid_prompts)
        case MenuStep(), SilenceElapsed() if session.listening:
            return _failed(flow, session, step, step.timeout_prompts)
        case _:
            return session, ()


def _failed(
    flow: Flow, session: Session, step: MenuStep, apology: tuple[FlowPrompt, ...]
) -> tuple[Session, tuple[Directive, ...]]:
    failures = session.failures + 1
    if failures > step.retries:
        after, directives = _enter(flow, session, step.on_failure)
        return after, (Hush(), *directives)
    again = structs.replace(session, failures=failures, listening=False)
    return again, (Say(prompts=_spoken((*apology, *step.prompts), session.language)),)


def _enter(flow: Flow, session: Session, step_id: str, *, failures: int = 0) -> tuple[Session, tuple[Directive, ...]]:
    step = flow.steps[step_id]
    entered = structs.replace(session, step_id=step_id, failures=failures, steps=session.steps + 1, listening=False)
    if entered.steps > MAXIMUM_STEPS:
        return entered, (EndCall(),)
    note = StepEntered(step_id=step_id, label=step.label)
    match step:
        case PlayStep() | MenuStep():
            return entered, (note, Say(prompts=_spoken(step.prompts, session.language)))
        case QueueStep():
            return entered, (note, EnterQueue(queue_id=step.queue))
        case HangUpStep():
            return entered, (note, EndCall())
        case _:
            assert_never(step)


def _spoken(prompts: tuple[FlowPrompt, ...], language: str) -> tuple[Prompt, ...]:
    return tuple(prompt.spoken(language) for prompt in prompts)
