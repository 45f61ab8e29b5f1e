"""Flows as they come from and go to browsers."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, JsonValue, StringConstraints

from ivr.errors import FlowIdNotValid
from ivr.fault import Fault
from ivr.flow_diff import Change
from ivr.flow_parts import ThingId
from ivr.flow_repository import Draft, FlowState, Revision
from ivr.flow_upgrade import upgraded

RESERVED_IDS = frozenset({"schema", "check", "simulate", "templates"})


def _not_reserved(flow_id: str) -> str:
    if flow_id in RESERVED_IDS:
        raise FlowIdNotValid
    return flow_id


FlowId = Annotated[ThingId, AfterValidator(_not_reserved)]
Document = dict[str, JsonValue]
Reason = Annotated[str, StringConstraints(min_length=1, max_length=500, strip_whitespace=True)]


class _Wire(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class FaultItem(_Wire):
    """What is wrong with a flow, where, and how to mend it."""

    step_id: str
    where: str
    code: str
    message: str


class CheckRequest(_Wire):
    """A flow to be checked."""

    document: Document


class DraftRequest(_Wire):
    """A flow as its designer leaves it. `serial` is the one that was read, 0 for a new draft."""

    document: Document
    serial: Annotated[int, Field(ge=0)] = 0


class TemplateItem(_Wire):
    """A flow to begin from; name and purpose by language."""

    id: str
    name: dict[str, str]
    about: dict[str, str]
    document: Document


class PublishRequest(_Wire):
    """Why, and which draft is meant. `override` says why it is published although test cases fail; with `unspoken` nobody
    waits for texts without a sound."""

    reason: Reason
    serial: Annotated[int, Field(ge=1)]
    override: Reason | None = None
    unspoken: bool = False


class RestoreRequest(_Wire):
    """Why an earlier revision comes back; with `unspoken` nobody waits for texts without a sound."""

    reason: Reason
    unspoken: bool = False


class RevisionItem(_Wire):
    """A publication; with an `override`, `failed_cases` failed."""

    revision: int
    published_at: datetime
    published_by: str
    reason: str
    restored: int | None
    override: str
    failed_cases: list[str]


class DraftItem(_Wire):
    """A flow in work, with its faults."""

    document: Document
    serial: int
    saved_at: datetime
    saved_by: str
    faults: list[FaultItem]


class FlowItem(_Wire):
    """A flow in the list. `numbers` lead to it; `faults` counts those of the draft, null without one. `usable`: callers can be led
    through what is published; if not, `unusable_faults` say why."""

    id: str
    name: str
    published: RevisionItem | None
    draft_saved_at: datetime | None
    draft_saved_by: str
    numbers: list[str]
    faults: int | None
    usable: bool
    unusable_faults: list[FaultItem]


class FlowDetail(_Wire):
    """A flow with what is published and what is in work."""

    id: str
    published: Document | None
    draft: DraftItem | None
    numbers: list[str]


class RevisionDetail(_Wire):
    """The document of a publication."""

    document: Document


class ChangeItem(_Wire):
    """One difference between two versions."""

    step_id: str
    kind: Literal["added", "removed", "changed"]
    where: str
    before: JsonValue
    after: JsonValue


def fault_item(fault: Fault) -> FaultItem:
    """As browsers see it."""
    return FaultItem(step_id=fault.step_id, where=fault.where, code=fault.code, message=fault.message)


def revision_item(revision: Revision) -> RevisionItem:
    """As browsers see it."""
    return RevisionItem(
        revision=revision.revision,
        published_at=revision.published_at,
        published_by=revision.published_by,
        reason=revision.reason,
        restored=revision.restored,
        override=revision.override,
        failed_cases=list(revision.failed_cases or ()),
    )


def flow_item(state: FlowState, numbers: Sequence[str], faults: int | None, unusable: Sequence[Fault]) -> FlowItem:
    """As browsers see it."""
    return FlowItem(
        id=state.id,
        name=state.name,
        published=None if state.published is None else revision_item(state.published),
        draft_saved_at=None if state.draft is None else state.draft.saved_at,
        draft_saved_by="" if state.draft is None else state.draft.saved_by,
        numbers=list(numbers),
        faults=faults,
        usable=state.unusable is None,
        unusable_faults=[fault_item(fault) for fault in unusable],
    )


def draft_item(draft: Draft, faults: tuple[Fault, ...]) -> DraftItem:
    """As browsers see it."""
    return DraftItem.model_validate(
        {
            "document": upgraded(draft.document),
            "serial": draft.serial,
            "saved_at": draft.saved_at,
            "saved_by": draft.saved_by,
            "faults": [fault_item(fault) for fault in faults],
        }
    )


def change_item(change: Change) -> ChangeItem:
    """As browsers see it."""
    return ChangeItem.model_validate(
        {
            "step_id": change.step_id,
            "kind": change.kind,
            "where": change.where,
            "before": change.before,
            "after": change.after,
        }
    )
