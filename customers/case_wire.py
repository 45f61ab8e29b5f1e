"""Cases as browsers see them."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints

from customers.case import Act, CaseKind, CaseState, EntryKind, Fact, How, Priority
from customers.wire import lines, one_line

Told = Annotated[str, StringConstraints(max_length=4000), AfterValidator(lines), Field(min_length=1)]
Subject = Annotated[str, StringConstraints(max_length=200), AfterValidator(one_line), Field(min_length=1)]
Text = Annotated[str, StringConstraints(max_length=4000), AfterValidator(lines)]


class _Wire(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class CaseLine(_Wire):
    """A case in a list. `number` is what people call it, as in `C-1042`; `version` is sent back with a change."""

    id: UUID
    number: str
    subject: str
    kind: CaseKind
    priority: Priority
    state: CaseState
    customer_id: UUID | None
    customer_name: str
    caller_number: str
    owner_id: UUID | None
    owner_name: str
    due_at: datetime
    overdue: bool
    created_at: datetime
    changed_at: datetime
    version: int


class CasePage(_Wire):
    """A page of cases, oldest promise first. `next` is the cursor of the following page, empty at the end."""

    rows: list[CaseLine]
    total: int
    next: str


class CheckView(_Wire):
    """What the customer said to the result; nothing, if the customer was not `reached`."""

    how: How | Literal[""]
    at: datetime
    said: str
    reached: bool


class FindingView(_Wire):
    """What the `department` that caused it was told; without one, why there is no finding."""

    department: str
    text: str


class FieldChange(_Wire):
    """A field before and after; moments are in ISO 8601, an owner is a name."""

    field: Literal["subject", "kind", "priority", "text", "due_at", "owner"]
    before: str
    after: str


class CaseEntry(_Wire):
    """A line of the history. `how` and `when` are of a talk with the customer."""

    at: datetime
    by: str
    what: EntryKind
    text: str
    how: How | Literal[""]
    when: datetime | None
    department: str
    interaction_id: UUID | None
    changes: list[FieldChange]


class CaseContact(_Wire):
    """A contact that touched the case; it may still go on."""

    interaction_id: UUID
    at: datetime
    by: str


class CaseDetail(_Wire):
    """A case with all that is known of it.

    `missing` must be there before it may be closed; `acts` is what can be done next; `tries` counts how often the customer
    could not be reached, of `tries_needed`. `history` is oldest first.
    """

    row: CaseLine
    text: str
    result: str
    tries: int
    tries_needed: int
    check: CheckView | None
    finding: FindingView | None
    closed_at: datetime | None
    missing: list[Fact]
    acts: list[Act]
    history: list[CaseEntry]
    contacts: list[CaseContact]


class CaseQuery(_Wire):
    """What to list. `number` is a caller's, `text` is looked for in subject, text and customer's name, and may be a case's number."""

    state: CaseState | Literal["open", "all"] = "open"
    kind: CaseKind | Literal[""] = ""
    mine: bool = False
    customer: UUID | None = None
    number: Annotated[str, StringConstraints(max_length=64)] = ""
    interaction: UUID | None = None
    overdue: bool = False
    text: Annotated[str, StringConstraints(max_length=64, strip_whitespace=True)] = ""
    cursor: Annotated[str, StringConstraints(pattern=r"^(-?[0-9]{1,18}\.[0-9a-f]{32})?$")] = ""
    limit: Annotated[int, Field(ge=1, le=200)] = 50


class CaseDraft(_Wire):
    """A new case of a customer, or of a caller's `number`. Without `due_at` it is due as its priority says.

    `interaction_id` is the contact that it came from; with `own` it is the writer's, else nobody's.
    """

    subject: Subject
    kind: CaseKind
    priority: Priority = "normal"
    text: Text = ""
    due_at: AwareDatetime | None = None
    customer_id: UUID | None = None
    number: Annotated[str, StringConstraints(max_length=32)] = ""
    interaction_id: UUID | None = None
    own: bool = True


class CaseChange(_Wire):
    """All that a case says, as it shall be. `version` is the one that was read; `owner_id` is an agent's."""

    version: int
    subject: Subject
    kind: CaseKind
    priority: Priority
    text: Text
    due_at: AwareDatetime
    owner_id: UUID | None


class CaseComment(_Wire):
    """Words for the history."""

    text: Told


class BeginStep(_Wire):
    """I work on it."""

    type: Literal["begin"]


class ResultStep(_Wire):
    """What was done."""

    type: Literal["result"]
    text: Told


class AttemptStep(_Wire):
    """The customer could not be reached; without `at`, just now."""

    type: Literal["attempt"]
    how: How
    at: AwareDatetime | None = None
    note: Text = ""


class ConfirmStep(_Wire):
    """The customer is content; without `at`, just now."""

    type: Literal["confirm"]
    how: How
    at: AwareDatetime | None = None
    said: Told


class ObjectStep(_Wire):
    """The customer is not content; without `at`, just now."""

    type: Literal["object"]
    how: How
    at: AwareDatetime | None = None
    said: Told


class UnreachableStep(_Wire):
    """The customer was tried often enough."""

    type: Literal["unreachable"]


class PassOnStep(_Wire):
    """The department that caused it was told what was found."""

    type: Literal["pass_on"]
    department: Annotated[str, StringConstraints(max_length=120), AfterValidator(one_line), Field(min_length=1)]
    finding: Told


class NoFindingStep(_Wire):
    """Nobody of ours caused it."""

    type: Literal["no_finding"]
    reason: Told


class CloseStep(_Wire):
    """Nothing is owed any more."""

    type: Literal["close"]


class ReopenStep(_Wire):
    """It is worked on again."""

    type: Literal["reopen"]
    reason: Told


CaseStep = Annotated[
    BeginStep
    | ResultStep
    | AttemptStep
    | ConfirmStep
    | ObjectStep
    | UnreachableStep
    | PassOnStep
    | NoFindingStep
    | CloseStep
    | ReopenStep,
    Field(discriminator="type"),
]


class CaseMove(_Wire):
    """A step along the way of a case. `version` is the one that was read."""

    version: int
    step: CaseStep
