"""A simulated call as it comes from and goes to browsers."""

from typing import Annotated

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints

from ivr.flow_parts import Name, Outcome, StepId, ThingId
from ivr.flow_wire import Document
from ivr.simulate import Run, Scenario, Service
from ivr.value import Language, Value


class _Wire(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class ServiceItem(_Wire):
    """What a web service answers at a step."""

    status: Annotated[int, Field(ge=0, le=599)] = 200
    values: Annotated[dict[Name, Value], Field(max_length=50, default_factory=dict[str, Value])]
    problem: Annotated[str, StringConstraints(pattern=r"^[a-z_]{0,40}$")] = ""


class ScenarioItem(_Wire):
    """Who calls, when, and what happens; `at` is now when it is missing. `keys` answer the questions, empty is silence."""

    at: AwareDatetime | None = None
    language: Language = "en"
    caller_number: Annotated[str, StringConstraints(max_length=64)] = ""
    dialed_number: Annotated[str, StringConstraints(max_length=64)] = ""
    customer: Annotated[dict[Name, Value], Field(max_length=20)] | None = None
    keys: Annotated[
        tuple[Annotated[str, StringConstraints(pattern=r"^[0-9*#]{0,64}$")], ...], Field(max_length=200)
    ] = ()
    services: Annotated[dict[StepId, ServiceItem], Field(max_length=50, default_factory=dict[str, ServiceItem])]
    refused: Annotated[tuple[StepId, ...], Field(max_length=50)] = ()
    exits: Annotated[dict[StepId, Outcome], Field(max_length=50, default_factory=dict[str, str])]
    queues: Annotated[
        dict[ThingId, dict[Name, Value]], Field(max_length=100, default_factory=dict[str, dict[str, Value]])
    ]


class SimulationRequest(_Wire):
    """A flow, saved or not, and a caller."""

    document: Document
    scenario: ScenarioItem


class VisitItem(_Wire):
    """A step that was walked through."""

    flow_id: str
    step_id: str
    said: tuple[str, ...]
    pressed: str
    asked: tuple[str, ...]


class RunItem(_Wire):
    """The way through the flow; `ended` is empty when it waits for more keys."""

    visits: tuple[VisitItem, ...]
    ended: str
    language: str
    variables: dict[str, Value]
    seconds: float


def scenario_of(item: ScenarioItem, now: AwareDatetime) -> Scenario:
    """As the rules see it."""
    return Scenario(
        at=item.at or now,
        language=item.language,
        caller_number=item.caller_number,
        dialed_number=item.dialed_number,
        customer=item.customer,
        keys=item.keys,
        services={
            step_id: Service(status=service.status, values=service.values, problem=service.problem)
            for step_id, service in item.services.items()
        },
        refused=frozenset(item.refused),
        exits=item.exits,
        queues=item.queues,
    )


def run_item(run: Run) -> RunItem:
    """As browsers see it."""
    return RunItem(
        visits=tuple(
            VisitItem(
                flow_id=visit.flow_id, step_id=visit.step_id, said=visit.said, pressed=visit.pressed, asked=visit.asked
            )
            for visit in run.visits
        ),
        ended=run.ended,
        language=run.language,
        variables=run.variables,
        seconds=run.seconds,
    )
