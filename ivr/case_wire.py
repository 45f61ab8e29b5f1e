"""Test cases as they come from and go to browsers."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, StringConstraints

from ivr.flow_cases import Case, Difference, Replayed
from ivr.flow_wire import Document
from ivr.simulation_wire import ScenarioItem

CaseName = Annotated[str, StringConstraints(min_length=1, max_length=200, strip_whitespace=True)]


class _Wire(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class CaseRequest(_Wire):
    """A caller to be kept: the flow is walked, and that walk is what is expected."""

    name: CaseName
    document: Document
    scenario: ScenarioItem


class CaseRenaming(_Wire):
    """What a case is called."""

    name: CaseName


class ReplayRequest(_Wire):
    """A flow that the cases are tried on."""

    document: Document


class PlaceItem(_Wire):
    """A step that should be walked through."""

    flow_id: str
    step_id: str


class CaseItem(_Wire):
    """A caller, and the walk that is expected."""

    id: UUID
    name: str
    scenario: ScenarioItem
    path: list[PlaceItem]
    ended: str
    saved_at: datetime
    saved_by: str


class DifferenceItem(_Wire):
    """Where a walk first leaves what is expected: at `position` (0 is the first step), an empty step being the end."""

    kind: Literal["path", "end", "walk"]
    position: int
    flow_id: str
    expected: str
    actual: str


class ReplayedItem(_Wire):
    """A case and what became of it."""

    id: UUID
    name: str
    passed: bool
    difference: DifferenceItem | None


def case_item(case: Case) -> CaseItem:
    """As browsers see it."""
    return CaseItem(
        id=case.id,
        name=case.name,
        scenario=ScenarioItem.model_validate(case.scenario),
        path=[PlaceItem(flow_id=place.flow_id, step_id=place.step_id) for place in case.expected.path],
        ended=case.expected.ended,
        saved_at=case.saved_at,
        saved_by=case.saved_by,
    )


def replayed_item(replayed: Replayed) -> ReplayedItem:
    """As browsers see it."""
    different = replayed.difference
    return ReplayedItem(
        id=replayed.case.id,
        name=replayed.case.name,
        passed=different is None,
        difference=None if different is None else _difference(different),
    )


def _difference(different: Difference) -> DifferenceItem:
    return DifferenceItem(
        kind=different.kind,
        position=different.position,
        flow_id=different.flow_id,
        expected=different.expected,
        actual=different.actual,
    )
