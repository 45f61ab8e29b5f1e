"""Steps that the caller answers with keys: menus, languages, surveys, digits."""

from collections.abc import Mapping
from datetime import timedelta

from msgspec import structs

from ivr import wording
from ivr.checks import passes_luhn
from ivr.dialog import (
    Facts,
    Hush,
    Input,
    Listen,
    Pressed,
    PromptEnded,
    Say,
    Scored,
    Session,
    SilenceElapsed,
    SpeakLanguage,
    Turn,
)
from ivr.expression import ExpressionFailed, ExpressionNotValid, expression
from ivr.flow import Flow
from ivr.flow_prompts import FlowPrompt, PromptNotSpoken, in_language, spoken
from ivr.flow_questions import PERSON_KEY, Ask, CollectParameters, CollectStep, LanguageStep, MenuStep, SurveyStep
from ivr.prompt import Prompt
from ivr.read_out import read_out
from ivr.recorded_words import in_own_voice
from ivr.seen import Seen

Question = MenuStep | CollectStep | LanguageStep | SurveyStep
PERSON = "person"
"""The outcome by which a menu is left to the flow's `person` step."""


def ask(facts: Facts, flow: Flow, session: Session, step: Question) -> Turn:
    """Put the question for the first time."""
    if isinstance(step, CollectStep):
        session = structs.replace(session, stage="enter", secret=step.parameters.secret)
    prompts = _prompts(facts, flow, session, step.parameters.prompts)
    return Turn(session=session, directives=(Say(prompts=prompts),))


def hear(facts: Facts, flow: Flow, session: Session, step: Question, given: Input) -> Turn | None:
    """What follows from an input; None for one that means nothing here."""
    asked = step.parameters
    match given:
        case PromptEnded() if not session.listening:
            listening = structs.replace(session, listening=True)
            return Turn(session=listening, directives=(_wait(asked, session.typed),))
        case Pressed(digit=digit) if session.listening or asked.barge_in:
            if isinstance(step, CollectStep):
                return _typed(facts, flow, session, step, digit)
            return _chosen(facts, flow, session, step, session.typed + digit, final=False)
        case SilenceElapsed() if session.listening:
            if isinstance(step, CollectStep):
                return _typing_ended(facts, flow, session, step)
            if session.typed:
                return _chosen(facts, flow, session, step, session.typed, final=True)
            return _failed(facts, flow, session, asked, "timeout")
        case _:
            return None


def _chosen(
    facts: Facts, flow: Flow, session: Session, step: MenuStep | LanguageStep | SurveyStep, typed: str, *, final: bool
) -> Turn:
    choices = _choices(flow, step)
    longer = not final and any(len(keys) > len(typed) and keys.startswith(typed) for keys in choices)
    if typed in choices and not longer:
        outcome, directives = choices[typed], ()
        match step:
            case LanguageStep():
                session = structs.replace(session, language=outcome)
                outcome, directives = "done", (SpeakLanguage(language=outcome),)
            case SurveyStep():
                variables = {**session.variables, step.parameters.question: int(typed)}
                session = structs.replace(session, variables=variables)
                asked = step.parameters
                scored = Scored(question=asked.question, score=int(typed), lowest=asked.lowest, highest=asked.highest)
                outcome, directives = "done", (scored,)
            case MenuStep():
                pass
        return Turn(session=session, directives=(Hush(), *directives), outcome=outcome)
    if longer:
        return _goes_on(session, step.parameters, typed)
    return _failed(facts, flow, session, step.parameters, "no_match")


def _choices(flow: Flow, step: MenuStep | LanguageStep | SurveyStep) -> Mapping[str, str]:
    """Keys, and the outcome or the language that each stands for."""
    match step:
        case MenuStep():
            person = {PERSON_KEY: PERSON} if flow.person is not None else {}
            return {**person, **{keys: keys for keys in step.parameters.choices}}
        case LanguageStep():
            return {str(key): str(language) for key, language in step.parameters.choices.items()}
        case SurveyStep():
            return {str(score): "done" for score in range(step.parameters.lowest, step.parameters.highest + 1)}


def _typed(facts: Facts, flow: Flow, session: Session, step: CollectStep, digit: str) -> Turn:
    asked = step.parameters
    if session.stage == "confirm":
        if digit == "1":
            return _done(session, asked, session.typed)
        if digit == "2":
            return _failed(facts, flow, _entering(session), asked, "no_match", silent=True)
        return _failed(facts, flow, _entering(session), asked, "no_match")
    if digit == asked.terminator:
        return _entered(facts, flow, session, step)
    session = _goes_on(session, asked, session.typed + digit).session
    if len(session.typed) >= asked.maximum:
        return _entered(facts, flow, session, step)
    return _goes_on(session, asked, session.typed)


def _typing_ended(facts: Facts, flow: Flow, session: Session, step: CollectStep) -> Turn:
    """Silence ends an entry that has begun, and fails one that has not."""
    if session.stage != "confirm" and session.typed:
        return _entered(facts, flow, session, step)
    return _failed(facts, flow, _entering(session), step.parameters, "timeout")


def _entered(facts: Facts, flow: Flow, session: Session, step: CollectStep) -> Turn:
    asked, typed = step.parameters, session.typed
    if session.stage == "again":
        if typed == session.first:
            return _done(session, asked, typed)
        return _failed(facts, flow, _entering(session), asked, "no_match", because=wording.NOT_THE_SAME)
    if not _is_right(facts, flow, session, asked):
        return _failed(facts, flow, _entering(session), asked, "no_match")
    match asked.confirm:
        case "no":
            return _done(session, asked, typed)
        case "twice":
            again = structs.replace(session, stage="again", first=typed, typed="", listening=False)
            return Turn(session=again, directives=(Say(prompts=(in_language(wording.ENTER_AGAIN, session.language),)),))
        case "read_back":
            confirming = structs.replace(session, stage="confirm", listening=False)
            heard = (
                in_language(wording.YOU_ENTERED, session.language),
                *in_own_voice(read_out(typed, "digits", session.language), facts.prompts),
                in_language(wording.CONFIRM, session.language),
            )
            return Turn(session=confirming, directives=(Say(prompts=heard),))


def _is_right(facts: Facts, flow: Flow, session: Session, asked: CollectParameters) -> bool:
    typed = session.typed
    if not asked.minimum <= len(typed) <= asked.maximum or not typed.isdecimal():
        return False
    if asked.check == "luhn":
        return passes_luhn(typed)
    if asked.check == "expression" and asked.expression is not None:
        seen = Seen(facts, session, flow.zone, with_secrets=True, extra={"digits": typed})
        try:
            return expression(asked.expression).holds(seen)
        except (ExpressionFailed, ExpressionNotValid):
            return False
    return True


def _done(session: Session, asked: CollectParameters, typed: str) -> Turn:
    if asked.secret:
        session = structs.replace(session, secrets={**session.secrets, asked.variable: typed})
    else:
        session = structs.replace(session, variables={**session.variables, asked.variable: typed})
    return Turn(session=session, directives=(Hush(),), outcome="done")


def _entering(session: Session) -> Session:
    return structs.replace(session, stage="enter", typed="", first="")


def _goes_on(session: Session, asked: Ask, typed: str) -> Turn:
    """More keys may follow."""
    hush = () if session.listening else (Hush(),)
    session = structs.replace(session, typed=typed, listening=True)
    return Turn(session=session, directives=(*hush, _wait(asked, typed)))


def _failed(
    facts: Facts,
    flow: Flow,
    session: Session,
    asked: Ask,
    outcome: str,
    *,
    silent: bool = False,
    because: wording.Texts | None = None,
) -> Turn:
    """Ask again, or leave by the outcome when it was asked often enough."""
    session = structs.replace(session, failures=session.failures + 1, typed="", listening=False)
    if session.failures > asked.retries:
        return Turn(session=session, directives=(Hush(),), outcome=outcome)
    apology = () if silent else (asked.silence_prompts if outcome == "timeout" else asked.invalid_prompts)
    first = () if because is None else (in_language(because, session.language),)
    prompts = _prompts(facts, flow, session, (*apology, *asked.prompts))
    return Turn(session=session, directives=(Say(prompts=(*first, *prompts)),))


def _prompts(facts: Facts, flow: Flow, session: Session, prompts: tuple[FlowPrompt, ...]) -> tuple[Prompt, ...]:
    """What can be spoken of a question; a value that is missing is left out rather than the question."""
    heard: tuple[Prompt, ...] = ()
    for prompt in prompts:
        try:
            heard = (*heard, *spoken((prompt,), session.language, Seen(facts, session, flow.zone), facts.prompts))
        except PromptNotSpoken:
            continue
    return heard


def _wait(asked: Ask, typed: str) -> Listen:
    return Listen(timeout=timedelta(seconds=asked.inter_digit_seconds if typed else asked.first_digit_seconds))
