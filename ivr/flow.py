"""Call flows as validated data: steps by id, each with exits to other steps.

A flow is JSON: `{"id", "name", "start", "steps": {id: {"type", ..., "next": {...}}}}`. Texts are given per language
(`{"en": "...", "zh-CN": "..."}`); a missing language falls back to English, then to any.
"""

from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from ivr.prompt import Prompt, Sound, Speech

StepId = Annotated[str, StringConstraints(pattern=r"^[a-z0-9_-]{1,64}$")]
Digit = Annotated[str, StringConstraints(pattern=r"^[0-9*#]$")]
SoundName = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{1,64}(/[A-Za-z0-9_-]{1,64})*$")]
Language = Literal["en", "zh-CN"]
Text = Annotated[str, StringConstraints(min_length=1, max_length=2000, strip_whitespace=True)]


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class SoundPrompt(_Model):
    """A recorded sound, the same in every language."""

    sound: SoundName

    def spoken(self, language: str) -> Prompt:
        """The sound itself; it knows no language."""
        del language
        return Sound(name=self.sound)


class SayPrompt(_Model):
    """Text for the speech engine, per language."""

    say: Annotated[dict[Language, Text], Field(min_length=1)]

    def spoken(self, language: str) -> Prompt:
        """The text in this language, else in English, else in whichever exists."""
        texts: dict[str, str] = {str(code): text for code, text in self.say.items()}
        chosen = next(code for code in (language, "en", *texts) if code in texts)
        return Speech(text=texts[chosen], language=chosen)


FlowPrompt = SoundPrompt | SayPrompt


class PlayStep(_Model):
    """Play prompts to the end, then go on."""

    type: Literal["play"]
    label: str = ""
    prompts: Annotated[tuple[FlowPrompt, ...], Field(min_length=1)]
    next: StepId


class MenuStep(_Model):
    """Play prompts and wait for one key.

    A key during the prompt stops it (`barge_in`). Silence for `timeout_seconds` after the prompt, or a key without a
    choice, plays its prompt and repeats the menu, `retries` times in all; then `on_failure` is taken.
    """

    type: Literal["menu"]
    label: str = ""
    prompts: Annotated[tuple[FlowPrompt, ...], Field(min_length=1)]
    choices: Annotated[dict[Digit, StepId], Field(min_length=1)]
    barge_in: bool = True
    timeout_seconds: Annotated[float, Field(ge=1, le=60)] = 5
    retries: Annotated[int, Field(ge=0, le=10)] = 2
    invalid_prompts: tuple[FlowPrompt, ...] = ()
    timeout_prompts: tuple[FlowPrompt, ...] = ()
    on_failure: StepId


class QueueStep(_Model):
    """Wait for an agent of a queue; the flow ends here."""

    type: Literal["queue"]
    label: str = ""
    queue: Annotated[str, StringConstraints(pattern=r"^[a-z0-9_-]{1,64}$")]


class HangUpStep(_Model):
    """End the call."""

    type: Literal["hang_up"]
    label: str = ""


Step = Annotated[PlayStep | MenuStep | QueueStep | HangUpStep, Field(discriminator="type")]


class Flow(_Model):
    """A complete flow: every exit leads to a step, every step can be reached, and no loop plays for ever."""

    id: Annotated[str, StringConstraints(pattern=r"^[a-z0-9_-]{1,64}$")]
    name: Annotated[str, StringConstraints(min_length=1, max_length=200)]
    start: StepId
    steps: Annotated[dict[StepId, Step], Field(min_length=1, max_length=500)]

    @model_validator(mode="after")
    def _is_sound(self) -> Self:
        faults = flow_faults(self)
        if faults:
            raise ValueError("; ".join(faults))
        return self


def exits(step: PlayStep | MenuStep | QueueStep | HangUpStep) -> tuple[str, ...]:
    """The steps that can follow a step."""
    match step:
        case PlayStep():
            return (step.next,)
        case MenuStep():
            return (*step.choices.values(), step.on_failure)
        case QueueStep() | HangUpStep():
            return ()


def flow_faults(flow: Flow) -> list[str]:
    """Every fault of a flow as a sentence that says how to mend it."""
    faults: list[str] = []
    if flow.start not in flow.steps:
        faults.append(f"the start step '{flow.start}' does not exist: name one of the steps")
    for step_id, step in flow.steps.items():
        faults += [
            f"step '{step_id}' leads to '{target}', which does not exist: add it or choose another step"
            for target in dict.fromkeys(exits(step))
            if target not in flow.steps
        ]
    reached = _reachable(flow)
    if flow.start in flow.steps:
        faults += [
            f"step '{step_id}' cannot be reached: link it or delete it"
            for step_id in flow.steps
            if step_id not in reached
        ]
    faults += [
        f"step '{step_id}' plays in a loop without a menu: lead it to a menu, a queue or an end"
        for step_id in _endless(flow)
    ]
    return faults


def _reachable(flow: Flow) -> set[str]:
    reached: set[str] = set()
    ahead = [flow.start]
    while ahead:
        step_id = ahead.pop()
        if step_id in reached or step_id not in flow.steps:
            continue
        reached.add(step_id)
        ahead.extend(exits(flow.steps[step_id]))
    return reached


def _endless(flow: Flow) -> list[str]:
    endless: list[str] = []
    for start in flow.steps:
        step_id, passed = start, set[str]()
        while isinstance(step := flow.steps.get(step_id), PlayStep) and step_id not in passed:
            passed.add(step_id)
            step_id = step.next
        if step_id == start and passed:
            endless.append(start)
    return endless
