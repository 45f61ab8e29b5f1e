"""What a flow says and calculates: languages that are missing, names that nobody has set, secrets in the wrong place."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import cast

from ivr.expression import RESERVED, ExpressionNotValid, expression
from ivr.fault import Fault
from ivr.flow import FlowHead
from ivr.flow_prompts import FlowPrompt, ReadPrompt, SayPrompt
from ivr.flow_questions import CollectStep, LanguageStep
from ivr.flow_steps import AnyStep
from ivr.template import gaps
from ivr.value import Language

_SECRET = re.compile(r"secret:([a-z][a-z0-9_]{0,63})")
_FIELDS = {
    "caller": frozenset({"number", "name"}),
    "customer": frozenset({"known", "name", "tier", "company", "note", "number"}),
    "time": frozenset({"date", "clock", "hour", "minute", "day", "month", "weekday"}),
}


def word_faults(head: FlowHead, steps: Sequence[AnyStep]) -> Iterator[Fault]:
    """Every fault in texts and expressions."""
    secrets = {step.parameters.variable for step in steps if isinstance(step, CollectStep) and step.parameters.secret}
    variables = set(head.variables)
    for step in steps:
        variables |= set(_assigned(step))
    for name in sorted({*variables, *secrets} & RESERVED):
        yield Fault(code="reserved_name", message=f"the variable '{name}' has a name that every flow knows: rename it")
    for name in sorted(variables & secrets):
        yield Fault(
            code="secret_variable",
            message=f"the variable '{name}' is secret in one step and not in another: use two names",
        )
    for step in steps:
        yield from _language_faults(head, step)
        for where, text in _templates(step):
            yield from _gap_faults(step, where, text, variables, secrets)
        for where, text, may_be_secret, extra in _expressions(step):
            yield from _expression_faults(step, where, text, variables | extra, secrets, may_be_secret=may_be_secret)
        yield from _bound_faults(step)


def prompts_of(step: AnyStep) -> Iterator[tuple[str, FlowPrompt]]:
    """Every prompt of a step, with its place."""
    for field in ("prompts", "invalid_prompts", "silence_prompts"):
        prompts: tuple[FlowPrompt, ...] = getattr(step.parameters, field, ())
        for place, prompt in enumerate(prompts):
            yield f"parameters.{field}.{place}", prompt


def prompts_in(document: object) -> Iterator[str]:
    """The prompts of the library that a document names, whatever faults it has."""
    if isinstance(document, Mapping):
        fields = cast("Mapping[str, object]", document)
        named = fields.get("prompt")
        if len(fields) == 1 and isinstance(named, str):
            yield named
        for value in fields.values():
            yield from prompts_in(value)
    elif isinstance(document, list | tuple):
        for value in cast("Sequence[object]", document):
            yield from prompts_in(value)


def secret_names(header: str) -> list[str]:
    """The site's secrets that a header names."""
    return _SECRET.findall(header)


def _assigned(step: AnyStep) -> Iterable[str]:
    match step.type:
        case "collect_digits":
            return () if step.parameters.secret else (step.parameters.variable,)
        case "survey":
            return (step.parameters.question,)
        case "set":
            return step.parameters.variables
        case "http":
            return step.parameters.answers
        case "record" | "fax":
            return () if step.parameters.variable is None else (step.parameters.variable,)
        case _:
            return ()


def _templates(step: AnyStep) -> Iterator[tuple[str, str]]:
    for where, prompt in prompts_of(step):
        if isinstance(prompt, SayPrompt):
            for language, text in prompt.say.items():
                yield f"{where}.say.{language}", text
    for field, texts in _texts(step):
        for language, text in texts.items():
            yield f"parameters.{field}.{language}", text
    if step.type == "http":
        asked = step.parameters
        yield "parameters.url", asked.url
        for name, text in (*asked.headers.items(), *asked.body.items()):
            yield f"parameters.{'headers' if name in asked.headers else 'body'}.{name}", text


def _texts(step: AnyStep) -> Iterator[tuple[str, Mapping[Language, str]]]:
    """Texts that are written and not spoken, by field."""
    if step.type == "send_message":
        yield "text", step.parameters.text
        if step.parameters.subject:
            yield "subject", step.parameters.subject


def _expressions(step: AnyStep) -> Iterator[tuple[str, str, bool, frozenset[str]]]:
    """Expressions with their place, whether they may read secrets, and names that only they see."""
    plain = frozenset[str]()
    for where, prompt in prompts_of(step):
        if isinstance(prompt, ReadPrompt):
            yield f"{where}.value", prompt.value, False, plain
    match step.type:
        case "collect_digits":
            if step.parameters.expression is not None:
                yield "parameters.expression", step.parameters.expression, True, frozenset({"digits"})
        case "set":
            for name, text in step.parameters.variables.items():
                yield f"parameters.variables.{name}", text, False, plain
        case "branch":
            for place, case in enumerate(step.parameters.cases):
                yield f"parameters.cases.{place}.when", case.when, True, plain
        case "read_out":
            yield "parameters.value", step.parameters.value, False, plain
        case "look_up":
            if step.parameters.number is not None:
                yield "parameters.number", step.parameters.number, False, plain
        case "queue" | "agent":
            if step.parameters.agent is not None:
                yield "parameters.agent", step.parameters.agent, False, plain
        case "outside":
            if step.parameters.expression is not None:
                yield "parameters.expression", step.parameters.expression, False, plain
        case "send_message":
            if step.parameters.to is not None:
                yield "parameters.to", step.parameters.to, False, plain
        case _:
            pass


def _language_faults(head: FlowHead, step: AnyStep) -> Iterator[Fault]:
    said = [(where, prompt.say) for where, prompt in prompts_of(step) if isinstance(prompt, SayPrompt)]
    written = [(f"parameters.{field}", texts) for field, texts in _texts(step)]
    if step.type == "language":
        said = [(where, texts) for where, texts in said if len(texts) > 1]
        yield from _unasked_faults(head, step)
    for where, texts in (*said, *written):
        for language in head.languages:
            if language not in texts:
                yield Fault(
                    step_id=step.id,
                    where=where,
                    code="missing_language",
                    message=f"step '{step.id}' has no text in {language}: add it to {where}",
                )
    if step.type == "language":
        for key, language in step.parameters.choices.items():
            if language not in head.languages:
                yield Fault(
                    step_id=step.id,
                    where=f"parameters.choices.{key}",
                    code="missing_language",
                    message=f"step '{step.id}' offers {language}, which the flow does not speak: add it to its languages",
                )


def _unasked_faults(head: FlowHead, step: LanguageStep) -> Iterator[Fault]:
    """Each language is asked in its own voice: a text of one language alone is enough, if all of them ask together."""
    prompts = step.parameters.prompts
    alone = [set(prompt.say) for prompt in prompts if isinstance(prompt, SayPrompt)]
    if len(alone) < len(prompts) or any(len(texts) > 1 for texts in alone):
        return
    for language in head.languages:
        if {language} not in alone:
            yield Fault(
                step_id=step.id,
                where="parameters.prompts",
                code="missing_language",
                message=f"step '{step.id}' does not ask in {language}: add a text in it",
            )


def _gap_faults(step: AnyStep, where: str, text: str, variables: set[str], secrets: set[str]) -> Iterator[Fault]:
    try:
        names = gaps(text)
    except ValueError as error:
        yield Fault(step_id=step.id, where=where, code="not_valid", message=f"step '{step.id}', {where}: {error}")
        return
    for gap in names:
        name, _, field = gap.partition(".")
        if name in secrets:
            if step.type != "http" or where.startswith("parameters.prompts"):
                yield _secret_fault(step, where, name)
        elif name in _FIELDS:
            if field not in _FIELDS[name]:
                yield _unknown_fault(step, where, gap)
        elif field or name not in (*variables, "dialed_number", "language"):
            yield _unknown_fault(step, where, gap)


def _expression_faults(
    step: AnyStep, where: str, text: str, variables: set[str], secrets: set[str], *, may_be_secret: bool
) -> Iterator[Fault]:
    try:
        names = expression(text).names
    except ExpressionNotValid as error:
        yield Fault(
            step_id=step.id,
            where=where,
            code="expression_not_valid",
            message=f"step '{step.id}', {where}: this is no expression: {error}",
        )
        return
    for name in sorted(names):
        if name in secrets:
            if not may_be_secret:
                yield _secret_fault(step, where, name)
        elif name not in RESERVED and name not in variables:
            yield _unknown_fault(step, where, name)


def _bound_faults(step: AnyStep) -> Iterator[Fault]:
    """Numbers that do not fit each other."""
    sentence, where = "", ""
    match step.type:
        case "collect_digits":
            asked = step.parameters
            if asked.minimum > asked.maximum:
                sentence, where = "the shortest entry is longer than the longest", "parameters.minimum"
            elif asked.check == "expression" and asked.expression is None:
                sentence, where = "write the expression that checks the digits", "parameters.expression"
            elif asked.secret and asked.confirm == "read_back":
                sentence, where = "secret digits are not read back: ask for them twice", "parameters.confirm"
        case "survey":
            if step.parameters.lowest >= step.parameters.highest:
                sentence, where = "the scale must rise", "parameters.highest"
        case "outside":
            if (step.parameters.number is None) == (step.parameters.expression is None):
                sentence, where = "give a number or an expression for one, not both", "parameters.number"
        case "send_message":
            if step.parameters.channel == "email" and step.parameters.to is None:
                sentence, where = "say to which address, with an expression", "parameters.to"
        case "branch":
            outcomes = [case.outcome for case in step.parameters.cases]
            if len(set(outcomes)) < len(outcomes) or {"otherwise", "error"} & set(outcomes):
                sentence, where = "give each case an outcome of its own", "parameters.cases"
        case "sub_flow":
            if "error" in step.parameters.outcomes:
                sentence, where = "'error' is an outcome already: name another", "parameters.outcomes"
        case _:
            pass
    if sentence:
        yield Fault(step_id=step.id, where=where, code="does_not_fit", message=f"step '{step.id}': {sentence}")


def _secret_fault(step: AnyStep, where: str, name: str) -> Fault:
    return Fault(
        step_id=step.id,
        where=where,
        code="secret_told",
        message=f"step '{step.id}' uses the secret '{name}' in {where}: only web requests and conditions may",
    )


def _unknown_fault(step: AnyStep, where: str, name: str) -> Fault:
    return Fault(
        step_id=step.id,
        where=where,
        code="unknown_variable",
        message=f"step '{step.id}' reads '{name}' in {where}, which nothing sets: set it, or declare it as a variable",
    )
