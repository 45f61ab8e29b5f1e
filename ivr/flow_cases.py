"""Test cases of flows: a caller, and the walk that is expected. Pure."""

from collections.abc import Sequence
from datetime import datetime
from itertools import zip_longest
from typing import Literal
from uuid import UUID

from msgspec import Struct

from ivr.simulate import Run

MOST_CASES = 100
"""Of one flow: all of them are replayed when it is published."""


class Place(Struct, frozen=True, kw_only=True):
    """A step of a flow."""

    flow_id: str
    step_id: str


class Expected(Struct, frozen=True, kw_only=True):
    """The steps in order, and how the walk ends, as in `Run.ended`."""

    path: tuple[Place, ...]
    ended: str


class Case(Struct, frozen=True, kw_only=True):
    """A named caller. `scenario` is the JSON of a `ScenarioItem` whose moment is set."""

    id: UUID
    flow_id: str
    name: str
    scenario: dict[str, object]
    expected: Expected
    saved_at: datetime
    saved_by: str


class Difference(Struct, frozen=True, kw_only=True):
    """Where a walk first leaves what is expected.

    `path`: at `position` (0 is the first step) another step; an empty one means that the walk is over there. `end`: the steps are
    the same, how it ends is not. `walk`: the flow cannot be walked at all.
    """

    kind: Literal["path", "end", "walk"]
    position: int = 0
    flow_id: str = ""
    expected: str = ""
    actual: str = ""

    def sentence(self) -> str:
        """In words, for answers and the audit."""
        match self.kind:
            case "path":
                return f"step {self.position + 1}: expected {self.expected or 'the end'}, came to {self.actual or 'the end'}"
            case "end":
                return f"expected to end as {self.expected or 'waiting'}, ended as {self.actual or 'waiting'}"
            case "walk":
                return "this flow cannot be walked"


class Replayed(Struct, frozen=True, kw_only=True):
    """A case and what became of it; without a difference it has passed."""

    case: Case
    difference: Difference | None


def expected_of(run: Run) -> Expected:
    """A walk as it should be again."""
    return Expected(path=_path(run), ended=run.ended)


def difference(expected: Expected, run: Run) -> Difference | None:
    """The first thing that is not as expected."""
    for position, (wanted, walked) in enumerate(zip_longest(expected.path, _path(run))):
        if wanted != walked:
            here = walked or wanted
            return Difference(
                kind="path",
                position=position,
                flow_id="" if here is None else here.flow_id,
                expected="" if wanted is None else wanted.step_id,
                actual="" if walked is None else walked.step_id,
            )
    if expected.ended != run.ended:
        return Difference(kind="end", position=len(expected.path), expected=expected.ended, actual=run.ended)
    return None


def failed(replayed: Sequence[Replayed]) -> dict[str, str]:
    """The failed cases by name, each with what differs."""
    return {one.case.name: one.difference.sentence() for one in replayed if one.difference is not None}


def _path(run: Run) -> tuple[Place, ...]:
    return tuple(Place(flow_id=visit.flow_id, step_id=visit.step_id) for visit in run.visits)
