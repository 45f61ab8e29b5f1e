"""A caller's walk through flows: a pure state machine, the same for live calls, the simulator and tests.

The walk has limits: so many steps, so much time, so many flows inside each other. Beyond them the call ends.
"""

from datetime import timedelta

from msgspec import structs

from ivr import dialog_fax, dialog_keys, dialog_logic, dialog_messages
from ivr.dialog import (
    INTO,
    RESUMED,
    Directive,
    EndCall,
    Facts,
    Frame,
    Input,
    Listen,
    Returned,
    Session,
    SilenceElapsed,
    StepEntered,
    Tagged,
    Turn,
)
from ivr.flow import Flow
from ivr.flow_messages import FaxStep, RecordStep, SendMessageStep
from ivr.flow_questions import CollectStep, LanguageStep, MenuStep, PlayStep, SurveyStep
from ivr.flow_steps import (
    AgentStep,
    AnyStep,
    BranchStep,
    CallbackStep,
    GotoStep,
    HangUpStep,
    HoursStep,
    HttpStep,
    LookUpStep,
    OutsideStep,
    QueueStep,
    ReadOutStep,
    ReturnStep,
    SetStep,
    SubFlowStep,
    TagStep,
    VoicemailStep,
    WaitStep,
)
from ivr.value import Value

DEEPEST_STACK = 8

Walked = tuple[Session, tuple[Directive, ...]]


def begin(
    facts: Facts, flow: Flow, language: str, *, step_id: str = "", variables: dict[str, Value] | None = None
) -> Walked:
    """Put a caller on the flow's first step, or on another one."""
    session = Session(
        flow_id=flow.id,
        revision=flow.revision,
        step_id="",
        language=language,
        most_steps=flow.limits.steps,
        until=facts.at + timedelta(seconds=flow.limits.seconds),
        variables={**flow.variables, **(variables or {})},
    )
    return _walk(facts, session, step_id or flow.start)


def resume(facts: Facts, session: Session) -> Walked:
    """Begin the present step again, after a restart. What was typed is lost; attempts that were used stay used."""
    step_id, failures, attempt = session.step_id, session.failures, session.attempt
    session = structs.replace(session, steps=max(0, session.steps - 1))
    return _walk(facts, session, step_id, failures=failures, attempt=attempt, came_by=RESUMED)


def advance(facts: Facts, session: Session, given: Input) -> Walked:
    """What follows from an input; one that means nothing here changes nothing."""
    flow = facts.flow_of(session.flow_id, session.revision)
    step = None if flow is None else flow.by_id.get(session.step_id)
    if flow is None or step is None:
        return session, (EndCall(),)
    turn = _hear(facts, flow, session, step, given)
    if turn is None:
        return session, ()
    if not turn.outcome:
        return turn.session, turn.directives
    after, target = _target(facts, turn.session, step, turn.outcome)
    return _walk(facts, after, target, said=turn.directives, came_by=turn.outcome)


def _walk(
    facts: Facts,
    session: Session,
    step_id: str | None,
    *,
    failures: int = 0,
    attempt: int = 0,
    said: tuple[Directive, ...] = (),
    came_by: str = "",
) -> Walked:
    """Enter a step, and go on while steps ask for nothing. Without a step, the call ends."""
    while True:
        flow = facts.flow_of(session.flow_id, session.revision)
        step = None if flow is None or step_id is None else flow.by_id.get(step_id)
        if flow is None or step is None:
            return session, (*said, EndCall())
        session = structs.replace(
            session,
            step_id=step.id,
            steps=session.steps + 1,
            failures=failures,
            listening=False,
            stage="",
            typed="",
            first="",
            secret=False,
            awaited="",
            attempt=attempt,
        )
        if session.steps > session.most_steps or (session.until is not None and facts.at >= session.until):
            return session, (*said, EndCall())
        entered = StepEntered(
            step_id=step.id,
            label=step.label,
            flow_id=flow.id,
            revision=session.revision,
            came_by=came_by,
            depth=len(session.stack),
        )
        said, failures, attempt = (*said, entered), 0, 0
        turn = _enter(facts, flow, session, step)
        session, said = turn.session, (*said, *turn.directives)
        if not turn.outcome:
            return session, said
        came_by = turn.outcome
        session, step_id = _target(facts, session, step, came_by)


def _target(facts: Facts, session: Session, step: AnyStep, outcome: str) -> tuple[Session, str | None]:
    """The step that an outcome leads to. An exit that is missing is an error."""
    match step:
        case SubFlowStep() if outcome == INTO:
            below = facts.flow_of(session.flow_id, session.revision)
            return session, None if below is None else below.start
        case ReturnStep():
            frame = session.stack[-1]
            session = structs.replace(session, flow_id=frame.flow_id, revision=frame.revision, stack=session.stack[:-1])
            flow = facts.flow_of(frame.flow_id, frame.revision)
            caller = None if flow is None else flow.by_id.get(frame.step_id)
            return session, None if caller is None else caller.next.get(outcome) or caller.next.get("error")
        case _ if outcome == dialog_keys.PERSON:
            flow = facts.flow_of(session.flow_id, session.revision)
            return session, None if flow is None else flow.person
        case _:
            return session, step.next.get(outcome) or step.next.get("error")


def _enter(facts: Facts, flow: Flow, session: Session, step: AnyStep) -> Turn:
    match step:
        case PlayStep() | ReadOutStep():
            return dialog_logic.play(facts, flow, session, step)
        case MenuStep() | CollectStep() | LanguageStep() | SurveyStep():
            return dialog_keys.ask(facts, flow, session, step)
        case SetStep():
            return dialog_logic.calculate(facts, flow, session, step)
        case BranchStep():
            return dialog_logic.branch(facts, flow, session, step)
        case HoursStep():
            return dialog_logic.check_hours(facts, session, step)
        case LookUpStep():
            return dialog_logic.look_up(facts, flow, session, step)
        case HttpStep():
            return dialog_logic.request(facts, flow, session, step)
        case QueueStep() | AgentStep() | OutsideStep() | VoicemailStep() | CallbackStep():
            return dialog_logic.hand_over(facts, flow, session, step)
        case RecordStep():
            return dialog_messages.record(facts, flow, session, step)
        case FaxStep():
            return dialog_fax.fax(facts, flow, session, step)
        case SendMessageStep():
            return dialog_messages.send_message(facts, flow, session, step)
        case SubFlowStep():
            return _descend(facts, flow, session, step)
        case ReturnStep(parameters=asked) if session.stack:
            return Turn(session=session, outcome=asked.outcome)
        case ReturnStep(parameters=asked):
            returned = Returned(outcome=asked.outcome, variables=session.variables)
            return Turn(session=session, directives=(returned,))
        case TagStep():
            return Turn(session=session, directives=(Tagged(tags=step.parameters.tags),), outcome="done")
        case WaitStep():
            return Turn(session=session, directives=(Listen(timeout=timedelta(seconds=step.parameters.seconds)),))
        case GotoStep():
            return Turn(session=session, outcome="done")
        case HangUpStep():
            return Turn(session=session, directives=(EndCall(),))


def _hear(facts: Facts, flow: Flow, session: Session, step: AnyStep, given: Input) -> Turn | None:
    match step:
        case PlayStep() | ReadOutStep() | HoursStep():
            return dialog_logic.played(session, step, given)
        case MenuStep() | CollectStep() | LanguageStep() | SurveyStep():
            return dialog_keys.hear(facts, flow, session, step, given)
        case LookUpStep():
            return dialog_logic.looked_up(facts, flow, session, step, given)
        case HttpStep():
            return dialog_logic.answered(facts, flow, session, step, given)
        case WaitStep():
            return Turn(session=session, outcome="done") if isinstance(given, SilenceElapsed) else None
        case QueueStep() | AgentStep() | OutsideStep() | VoicemailStep() | CallbackStep():
            return dialog_logic.refused(session, step, given)
        case RecordStep():
            return dialog_messages.recording(session, step, given)
        case FaxStep():
            return dialog_fax.faxing(session, step, given)
        case (
            SetStep()
            | BranchStep()
            | SubFlowStep()
            | ReturnStep()
            | TagStep()
            | GotoStep()
            | HangUpStep()
            | SendMessageStep()
        ):
            return None


def _descend(facts: Facts, flow: Flow, session: Session, step: SubFlowStep) -> Turn:
    """Into another flow."""
    below = facts.flow_of(step.parameters.flow, step.parameters.revision or 0)
    if below is None or len(session.stack) >= DEEPEST_STACK:
        return Turn(session=session, outcome="error")
    here = Frame(flow_id=flow.id, revision=flow.revision, step_id=step.id)
    session = structs.replace(
        session,
        flow_id=below.id,
        revision=below.revision,
        variables={**below.variables, **session.variables},
        stack=(*session.stack, here),
    )
    return Turn(session=session, outcome=INTO)
