"""All that is wrong with a flow's document, at once: each fault with its step and a sentence that says how to mend it."""

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from typing import cast, get_args

from msgspec import Struct
from pydantic import TypeAdapter, ValidationError
from pydantic_core import ErrorDetails

from ivr.fault import Fault
from ivr.flow import MOST_STEPS, Flow, FlowHead, node_of
from ivr.flow_graph import Node, graph_faults
from ivr.flow_prompts import FlowPrompt, LibraryPromptPart, SoundPrompt
from ivr.flow_steps import AnyStep, Step
from ivr.flow_upgrade import upgraded
from ivr.flow_words import prompts_of, secret_names, word_faults

_STEP: TypeAdapter[AnyStep] = TypeAdapter(Step)
LARGEST_DOCUMENT_FAULTS = 500
PROMPT_KINDS = frozenset(kind.__name__ for kind in get_args(FlowPrompt))


class Known(Struct, frozen=True, kw_only=True):
    """What a flow may name; `prompts` are those of the library with their languages.

    `sounds` is None where nobody knows which there are; `flow_of` finds published flows.
    """

    queues: frozenset[str] = frozenset()
    calendars: frozenset[str] = frozenset()
    prompts: Mapping[str, Collection[str]] = {}
    skills: frozenset[str] | None = None
    sounds: frozenset[str] | None = None
    secrets: frozenset[str] | None = None
    flow_of: Callable[[str, int], Flow | None] = lambda flow_id, revision: None


def check(document: object, known: Known) -> tuple[Flow | None, tuple[Fault, ...]]:
    """The flow, when it can be walked, and every fault. Publishing needs a flow without any."""
    document = upgraded(document)
    if not isinstance(document, Mapping):
        return None, (Fault(code="not_a_flow", message="this is no flow: it must be a JSON object"),)
    fields = cast("Mapping[str, object]", document)
    head, faults = _head(fields)
    steps, nodes, more = _steps(fields.get("steps"))
    faults = [*faults, *more]
    if nodes:
        person = fields.get("person")
        faults += graph_faults(nodes, str(fields.get("start")), person if isinstance(person, str) else None)
    if head is not None:
        faults += word_faults(head, steps)
        faults += [fault for step in steps for fault in _stranger_faults(head, step, known)]
    flow = None if faults else Flow.model_validate(document)
    return flow, tuple(faults[:LARGEST_DOCUMENT_FAULTS])


def _head(fields: Mapping[str, object]) -> tuple[FlowHead | None, list[Fault]]:
    try:
        return FlowHead.model_validate({name: value for name, value in fields.items() if name != "steps"}), []
    except ValidationError as error:
        return None, list(_form_faults(error, ""))


def _steps(given: object) -> tuple[list[AnyStep], list[Node], list[Fault]]:
    """The steps that are understood, every step as a place in the graph, and what is wrong with the others."""
    steps: list[AnyStep] = []
    nodes: list[Node] = []
    faults: list[Fault] = []
    if not isinstance(given, list | tuple) or not given:
        return steps, nodes, [Fault(where="steps", code="no_steps", message="the flow has no steps: add one")]
    listed = cast("Sequence[object]", given)
    if len(listed) > MOST_STEPS:
        faults.append(
            Fault(
                where="steps",
                code="too_many_steps",
                message=f"there are more than {MOST_STEPS} steps: move some into a sub-flow",
            )
        )
    for place, raw in enumerate(listed):
        fields = cast("Mapping[str, object]", raw) if isinstance(raw, Mapping) else dict[str, object]()
        named = fields.get("id")
        step_id = named if isinstance(named, str) else f"number {place + 1}"
        try:
            step = _STEP.validate_python(raw)
        except ValidationError as error:
            faults += _form_faults(error, step_id)
            nodes.append(Node(id=step_id, next=_raw_exits(fields), outcomes=None, asks=True))
        else:
            steps.append(step)
            nodes.append(node_of(step))
    return steps, nodes, faults


def _raw_exits(fields: Mapping[str, object]) -> dict[str, str]:
    """Where a step that is not understood leads, as far as that can be read."""
    exits = fields.get("next")
    if not isinstance(exits, Mapping):
        return {}
    return {
        str(outcome): target
        for outcome, target in cast("Mapping[object, object]", exits).items()
        if isinstance(target, str)
    }


def _form_faults(error: ValidationError, step_id: str) -> Iterator[Fault]:
    """A fault per field, in words."""
    for detail in _of_the_kind_that_is_meant(error.errors(include_url=False, include_input=False)):
        place = [str(part) for part in detail["loc"] if part not in PROMPT_KINDS]
        if step_id and place:
            place = place[1:]  # the union names the type of step first
        where = ".".join(place)
        field = f"'{where}'" if where else "the step" if step_id else "the flow"
        match detail["type"]:
            case "missing":
                sentence = f"fill in {field}"
            case "extra_forbidden":
                sentence = f"remove {field}, which means nothing here"
            case "union_tag_invalid":
                sentence = f"choose a known type of step: {detail.get('ctx', {}).get('expected_tags', '')}"
            case "union_tag_not_found":
                sentence = "say which type of step this is"
            case _:
                sentence = f"change {field}: {detail['msg'].removeprefix('Value error, ')}"
        at = f"step '{step_id}': " if step_id else ""
        yield Fault(step_id=step_id, where=where, code="not_valid", message=f"{at}{sentence}")


def _of_the_kind_that_is_meant(details: Sequence[ErrorDetails]) -> list[ErrorDetails]:
    """Pydantic tells what is wrong with a prompt as each kind of prompt; wanted is the kind that has its fields."""
    strangers = Counter[tuple[object, ...]]()
    for detail in details:
        strangers[_kind_of(detail)] += 1 + 100 * (detail["type"] == "extra_forbidden")
    least: dict[tuple[object, ...], tuple[object, ...]] = {}
    for kind in sorted(strangers, key=strangers.__getitem__):
        least.setdefault(kind[:-1], kind)
    lists = {kind[:-2] for kind in strangers if kind}
    return [
        detail
        for detail in details
        # a list does not count the prompts that are faulty
        if not (detail["type"] == "too_short" and detail["loc"] in lists)
        and (not _kind_of(detail) or least[_kind_of(detail)[:-1]] == _kind_of(detail))
    ]


def _kind_of(detail: ErrorDetails) -> tuple[object, ...]:
    """The place of a prompt and the kind that it is taken for; empty elsewhere."""
    at = next((place for place, part in enumerate(detail["loc"]) if part in PROMPT_KINDS), None)
    return () if at is None else tuple(detail["loc"][: at + 1])


def _stranger_faults(head: FlowHead, step: AnyStep, known: Known) -> Iterator[Fault]:
    """Names of things that do not exist."""
    for what, where, name, names in _named(step, known):
        if names is not None and name not in names:
            yield Fault(
                step_id=step.id,
                where=where,
                code=f"unknown_{what}",
                message=f"step '{step.id}' names the {what} '{name}', which does not exist: choose another or add it",
            )
    yield from _silent_faults(head, step, known)
    if step.type != "sub_flow":
        return
    asked = step.parameters
    below = known.flow_of(asked.flow, asked.revision or 0)
    if below is None:
        which = f" at revision {asked.revision}" if asked.revision else ""
        yield Fault(
            step_id=step.id,
            where="parameters.flow",
            code="unknown_flow",
            message=f"step '{step.id}' calls the flow '{asked.flow}'{which}, which is not published: "
            "publish it or choose another",
        )
        return
    if _calls(below, head.id, known, set()):
        yield Fault(
            step_id=step.id,
            where="parameters.flow",
            code="calls_itself",
            message=f"step '{step.id}' calls the flow '{asked.flow}', which leads back into this one: use an exit instead",
        )
    for outcome in sorted({one.parameters.outcome for one in below.steps if one.type == "return"}):
        if outcome not in asked.outcomes:
            yield Fault(
                step_id=step.id,
                where="parameters.outcomes",
                code="unexpected_outcome",
                message=f"the flow '{asked.flow}' can return '{outcome}': add it to the outcomes of step '{step.id}'",
            )
    for language in head.languages:
        if language not in below.languages:
            yield Fault(
                step_id=step.id,
                where="parameters.flow",
                code="missing_language",
                message=f"the flow '{asked.flow}' does not speak {language}: add its texts there",
            )


def _named(step: AnyStep, known: Known) -> Iterator[tuple[str, str, str, frozenset[str] | None]]:
    match step.type:
        case "queue":
            yield "queue", "parameters.queue", step.parameters.queue, known.queues
            for skill in step.parameters.skills:
                yield "skill", "parameters.skills", skill.skill, known.skills
        case "voicemail" | "callback":
            yield "queue", "parameters.queue", step.parameters.queue, known.queues
        case "fax" if step.parameters.queue is not None:
            yield "queue", "parameters.queue", step.parameters.queue, known.queues
        case "hours":
            yield "calendar", "parameters.calendar", step.parameters.calendar, known.calendars
        case "http":
            for header in step.parameters.headers.values():
                for name in secret_names(header):
                    yield "secret", "parameters.headers", name, known.secrets
        case _:
            pass
    for where, prompt in prompts_of(step):
        if isinstance(prompt, SoundPrompt):
            yield "sound", where, prompt.sound, known.sounds
        elif isinstance(prompt, LibraryPromptPart):
            yield "prompt", where, prompt.prompt, frozenset(known.prompts)


def _silent_faults(head: FlowHead, step: AnyStep, known: Known) -> Iterator[Fault]:
    """Prompts of the library that a language of the flow has not been recorded or written in."""
    for where, prompt in prompts_of(step):
        if not isinstance(prompt, LibraryPromptPart) or prompt.prompt not in known.prompts:
            continue
        for language in head.languages:
            if language not in known.prompts[prompt.prompt]:
                yield Fault(
                    step_id=step.id,
                    where=where,
                    code="missing_language",
                    message=f"step '{step.id}' plays the prompt '{prompt.prompt}', which has nothing in {language}: "
                    "record or write it in the prompt library",
                )


def _calls(flow: Flow, flow_id: str, known: Known, seen: set[str]) -> bool:
    """Whether a flow leads into another by its sub-flows."""
    if flow.id == flow_id:
        return True
    if flow.id in seen:
        return False
    seen.add(flow.id)
    called = [
        known.flow_of(step.parameters.flow, step.parameters.revision or 0)
        for step in flow.steps
        if step.type == "sub_flow"
    ]
    return any(_calls(below, flow_id, known, seen) for below in called if below is not None)
