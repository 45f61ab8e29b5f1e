"""A world to walk flows in."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from msgspec import Struct, structs

from ivr.dialog import Directive, Facts, Input, Pressed, PromptEnded, Say, Session, StepEntered
from ivr.flow import Flow
from ivr.prompt import Speech
from ivr.session import advance, begin

NOON = datetime(2026, 11, 20, 4, 0, tzinfo=UTC)


def facts(*flows: Flow, at: datetime = NOON) -> Facts:
    """A moment at which these flows exist; several of one id are its revisions."""

    def flow_of(flow_id: str, revision: int) -> Flow | None:
        known = [flow for flow in flows if flow.id == flow_id and revision in (0, flow.revision)]
        return max(known, key=lambda flow: flow.revision, default=None)

    return Facts(at=at, flow_of=flow_of, caller_number="13800138000", dialed_number="4000")


def flow(steps: Sequence[Mapping[str, object]], **head: object) -> Flow:
    """A flow that begins with its first step."""
    start = steps[0]["id"]
    return Flow.model_validate(
        {"version": 2, "id": "f", "name": "F", "languages": ["en"], "start": start, "steps": steps, **head}
    )


Step = Mapping[str, object]
END: Mapping[str, object] = {"id": "end", "type": "hang_up"}


def say(text: str) -> list[Mapping[str, object]]:
    """One English prompt."""
    return [{"say": {"en": text}}]


class Walk:
    """A caller in a flow, one input after the other."""

    def __init__(self, world: Facts, start: Flow, language: str = "en") -> None:
        self.world = world
        self.session: Session
        self.session, self.last = begin(world, start, language)
        self.all: list[Directive] = [*self.last]

    def give(self, given: Input, **changed: object) -> tuple[Directive, ...]:
        """One input, with facts that have changed."""
        self.world = structs.replace(self.world, **changed)
        self.session, self.last = advance(self.world, self.session, given)
        self.all.extend(self.last)
        return self.last

    def press(self, digits: str) -> tuple[Directive, ...]:
        """Keys, one by one."""
        for digit in digits:
            self.give(Pressed(digit=digit))
        return self.last

    def heard_out(self) -> tuple[Directive, ...]:
        """The prompt ends."""
        return self.give(PromptEnded())

    def steps(self) -> list[str]:
        """The steps entered so far."""
        return [directive.step_id for directive in self.all if isinstance(directive, StepEntered)]

    def said(self) -> list[str]:
        """The texts of the last prompt."""
        spoken = [directive for directive in self.last if isinstance(directive, Say)]
        return [prompt.text for prompt in spoken[-1].prompts if isinstance(prompt, Speech)] if spoken else []

    def asked_for(self, kind: type[Struct]) -> list[Directive]:
        """Directives of a kind."""
        return [directive for directive in self.all if isinstance(directive, kind)]


def one(kind: str, parameters: Mapping[str, object], exits: str, **head: object) -> Flow:
    """A flow of one step, each of whose exits leads to a step of its own that hangs up."""
    names = exits.split()
    ends = [{"id": f"to_{name}", "type": "hang_up"} for name in names]
    step = {"id": "a", "type": kind, "parameters": parameters, "next": {name: f"to_{name}" for name in names}}
    return flow([step, *ends], **head)


def walk(kind: str, parameters: Mapping[str, object], exits: str, world: Facts | None = None, **head: object) -> Walk:
    made = one(kind, parameters, exits, **head)
    return Walk(structs.replace(world or facts(), flow_of=facts(made).flow_of), made)


def left_by(caller: Walk) -> str:
    """The exit by which the step was left."""
    return caller.steps()[-1].removeprefix("to_")
