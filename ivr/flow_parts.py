"""What all steps of a flow have in common."""

from typing import Annotated, ClassVar

from pydantic import ConfigDict, Field, JsonValue, StringConstraints

from ivr.flow_prompts import DocumentPart, meant_as

StepId = Annotated[str, StringConstraints(pattern=r"^[a-z0-9_-]{1,64}$")]
Outcome = Annotated[str, StringConstraints(pattern=r"^[a-z0-9*#_]{1,32}$")]
Name = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,63}$"), meant_as("variable")]
ThingId = Annotated[str, StringConstraints(pattern=r"^[a-z0-9_-]{1,64}$")]
Label = Annotated[str, StringConstraints(max_length=200)]
Template = Annotated[str, StringConstraints(min_length=1, max_length=2_000), meant_as("template")]
QueueId = Annotated[ThingId, meant_as("queue")]
CalendarId = Annotated[ThingId, meant_as("calendar")]
SkillId = Annotated[ThingId, meant_as("skill")]
FlowRef = Annotated[ThingId, meant_as("flow")]


def _with_outcomes(schema: dict[str, JsonValue], step: type["StepPart"]) -> None:
    """The schema of a step tells its outcomes too, so that an editor can draw an exit for each."""
    schema["x-outcomes"] = list(step.fixed)
    schema["x-outcomes-optional"] = list(step.optional)
    schema["x-outcomes-of"] = step.chosen


class StepPart(DocumentPart):
    """What every step has.

    `fixed` are the outcomes that its type always has, `optional` those that need no exit; `chosen` names the parameter that
    brings more of them: its keys, its items, or the `outcome` of each.
    """

    model_config = ConfigDict(json_schema_extra=_with_outcomes)

    fixed: ClassVar[tuple[str, ...]] = ("done",)
    optional: ClassVar[tuple[str, ...]] = ()
    chosen: ClassVar[str] = ""

    id: StepId
    label: Label = ""
    next: dict[Outcome, StepId] = Field(default_factory=dict[str, str])

    def outcomes(self) -> tuple[str, ...]:
        """Every outcome; each needs an exit."""
        return self.fixed
