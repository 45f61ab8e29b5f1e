"""Call flows as validated data: steps with exits to other steps, in the flow language of version 2.

Documents of version 1 are written anew as they are read. `Flow` is a flow that can be walked: its graph is sound.
`ivr.flow_check` says more, and of drafts too.
"""

from functools import cached_property
from typing import Annotated, Literal, Self
from zoneinfo import available_timezones

from pydantic import AfterValidator, Field, StringConstraints, field_validator, model_validator

from ivr.flow_graph import Node, graph_faults
from ivr.flow_messages import FaxStep, RecordStep
from ivr.flow_parts import Name, StepId, ThingId
from ivr.flow_prompts import DocumentPart
from ivr.flow_questions import CollectStep, LanguageStep, MenuStep, SurveyStep
from ivr.flow_steps import AnyStep, Step
from ivr.flow_upgrade import upgraded
from ivr.value import LONGEST_TEXT, Language, Value

MOST_STEPS = 500


def _known_zone(name: str) -> str:
    if name not in available_timezones():
        raise ValueError("choose a time zone such as Asia/Shanghai")
    return name


class Limits(DocumentPart):
    """How far a caller can walk, sub-flows included; then the call is ended."""

    steps: Annotated[int, Field(ge=10, le=1_000)] = 200
    seconds: Annotated[int, Field(ge=30, le=7_200)] = 1_800


class Position(DocumentPart):
    """Where a step is drawn."""

    x: float
    y: float


class Comment(DocumentPart):
    """A note on the canvas."""

    text: Annotated[str, StringConstraints(max_length=2_000)]
    x: float
    y: float


class FlowHead(DocumentPart):
    """All of a flow but its steps.

    `revision` counts publications, 0 is a draft. Texts are needed in each of `languages`. `variables` have their first
    values. `person` is the step that 0 leads to in every menu. `zone` is where `time` is told.
    """

    version: Literal[2]
    id: ThingId
    name: Annotated[str, StringConstraints(min_length=1, max_length=200)]
    revision: Annotated[int, Field(ge=0)] = 0
    languages: Annotated[tuple[Language, ...], Field(min_length=1)]
    zone: Annotated[str, AfterValidator(_known_zone)] = "UTC"
    variables: Annotated[dict[Name, Value], Field(max_length=100, default_factory=dict[str, Value])]
    start: StepId
    person: StepId | None = None
    limits: Limits = Limits()
    canvas: Annotated[dict[StepId, Position], Field(max_length=MOST_STEPS, default_factory=dict[str, Position])]
    comments: Annotated[tuple[Comment, ...], Field(max_length=200)] = ()

    @field_validator("variables")
    @classmethod
    def _are_short(cls, variables: dict[str, Value]) -> dict[str, Value]:
        if any(isinstance(value, str) and len(value) > LONGEST_TEXT for value in variables.values()):
            raise ValueError(f"a variable holds at most {LONGEST_TEXT} characters")
        return variables


class Flow(FlowHead):
    """A complete flow: every exit leads to a step, every step can be reached, and no loop plays for ever."""

    steps: Annotated[tuple[Step, ...], Field(min_length=1, max_length=MOST_STEPS)]

    @cached_property
    def by_id(self) -> dict[str, AnyStep]:
        """The steps by their ids."""
        return {step.id: step for step in self.steps}

    @model_validator(mode="before")
    @classmethod
    def _in_this_version(cls, document: object) -> object:
        return upgraded(document)

    @model_validator(mode="after")
    def _is_sound(self) -> Self:
        faults = [
            fault.message for fault in graph_faults([node_of(step) for step in self.steps], self.start, self.person)
        ]
        if faults:
            raise ValueError("; ".join(faults))
        return self


def node_of(step: AnyStep) -> Node:
    """The step as the graph sees it."""
    asks = isinstance(step, MenuStep | CollectStep | LanguageStep | SurveyStep | RecordStep | FaxStep)
    return Node(id=step.id, next=step.next, outcomes=step.outcomes(), optional=step.optional, asks=asks)
