"""What all steps of a flow have in common."""

from typing import Annotated, ClassVar

from pydantic import Field, StringConstraints

from ivr.flow_prompts import DocumentPart

StepId = Annotated[str, StringConstraints(pattern=r"^[a-z0-9_-]{1,64}$")]
Outcome = Annotated[str, StringConstraints(pattern=r"^[a-z0-9*#_]{1,32}$")]
Name = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,63}$")]
ThingId = Annotated[str, StringConstraints(pattern=r"^[a-z0-9_-]{1,64}$")]
Label = Annotated[str, StringConstraints(max_length=200)]
Template = Annotated[str, StringConstraints(min_length=1, max_length=2_000)]


class StepPart(DocumentPart):
    """What every step has. `fixed` are the outcomes that its type always has, `optional` those that need no exit."""

    fixed: ClassVar[tuple[str, ...]] = ("done",)
    optional: ClassVar[tuple[str, ...]] = ()

    id: StepId
    label: Label = ""
    next: dict[Outcome, StepId] = Field(default_factory=dict[str, str])

    def outcomes(self) -> tuple[str, ...]:
        """Every outcome that needs an exit."""
        return self.fixed
