"""What travels between the administration pages and the server, around the forms."""

from datetime import datetime
from typing import Annotated, Any, Generic, Literal, TypeVar
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints

from agents.configuration import Strategy, WrapUpMode
from app.accounts.user import Language
from app.administration.forms import (
    Form,
    Id,
    Level,
    MembershipForm,
    MusicName,
    Priority,
    Ringing,
    Tier,
    UpToHour,
)
from app.administration.listing import Order

FormT = TypeVar("FormT", bound=Form)

Versions = Annotated[dict[Annotated[str, StringConstraints(max_length=64)], str], Field(min_length=1, max_length=5000)]
"""The keys of the selected things, each with the version that was seen."""


class Item(Form, Generic[FormT]):
    """One thing. `version` names exactly these values: send it back as `If-Match`. `used_by` counts what depends on it."""

    id: str
    version: str
    used_by: int
    value: FormT


class Page(Form, Generic[FormT]):
    """A page of a list."""

    rows: list[Item[FormT]]
    total: int


class Saved(Form, Generic[FormT]):
    """What was saved. `change` is the audit entry by which it can be taken back, 0 when nothing was different."""

    change: int
    item: Item[FormT]


class Made(Form):
    """How many things a change touched, and the audit entry by which it can be taken back."""

    change: int
    touched: int


class ListQuery(BaseModel):
    """Which part of a list: `role` to `skill` narrow people, `queue` dispositions too, `active` whatever can be inactive."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    search: Annotated[str, StringConstraints(max_length=100)] = ""
    sort: Order | None = None
    descending: bool = False
    page: Annotated[int, Field(ge=1, le=100_000)] = 1
    size: Annotated[int, Field(ge=1, le=500)] = 50
    role: Annotated[str, StringConstraints(max_length=16)] = ""
    team: Annotated[str, StringConstraints(max_length=64)] = ""
    queue: Annotated[str, StringConstraints(max_length=64)] = ""
    skill: Annotated[str, StringConstraints(max_length=64)] = ""
    active: bool | None = None


class Removal(Form):
    """Remove the selected things; with `release`, what depends on them lets go of them."""

    ids: Versions
    release: bool = False


class PeopleEdit(Form):
    """What is to become of the selected people; what is left out stays."""

    ids: Versions
    team: Annotated[str, StringConstraints(pattern=r"^[a-z0-9_-]{0,64}$")] | None = None
    add_skills: dict[Id, Level] = Field(default_factory=dict[Id, Level])
    remove_skills: list[Id] = Field(default_factory=list[Id])
    add_queues: list[MembershipForm] = Field(default_factory=list[MembershipForm])
    remove_queues: list[Id] = Field(default_factory=list[Id])
    auto_answer: bool | None = None
    disabled: bool | None = None
    capacity: dict[Tier, Annotated[int, Field(ge=0, le=20)]] | None = None


class QueuesEdit(Form):
    """What is to become of the selected queues; what is left out stays."""

    ids: Versions
    strategy: Strategy | None = None
    priority: Priority | None = None
    weight: Annotated[float, Field(ge=0.01, le=100, allow_inf_nan=False)] | None = None
    ring_timeout: Ringing | None = None
    wrap_up: UpToHour | None = None
    wrap_up_mode: WrapUpMode | None = None
    disposition_required: bool | None = None
    service_level: UpToHour | None = None
    service_level_target: Annotated[float, Field(ge=0, le=1, allow_inf_nan=False)] | None = None
    hours: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{0,64}$")] | None = None
    music: MusicName | None = None
    announce_agent: bool | None = None
    callback_hours: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{0,64}$")] | None = None


class ChoicesEdit(Form):
    """What is to become of the selected reasons or dispositions; their order follows `order`, which names every one."""

    ids: Versions
    active: bool | None = None
    category: Annotated[str, StringConstraints(max_length=64)] | None = None
    order: list[Id] | None = None


class DispositionsEdit(ChoicesEdit):
    """Dispositions can also be narrowed to queues; an empty list means all."""

    queues: list[Id] | None = None


class NumbersEdit(Form):
    """What is to become of the selected numbers; what is left out stays."""

    ids: Versions
    flow_id: Id | None = None
    language: Language | None = None
    web: bool | None = None


class NewPassword(Form):
    """A password chosen by an administrator; made at random when it is left out."""

    password: Annotated[str, StringConstraints(min_length=10, max_length=256)] | None = None


class Password(Form):
    """A new password, shown this once."""

    id: UUID
    login: str
    password: str


class PasswordsWanted(Form):
    """Make new passwords for these people."""

    ids: Annotated[list[UUID], Field(min_length=1, max_length=50)]


class UseView(Form):
    """Something that depends on a thing. `kind` may be `calls` for live calls, and `contacts` for those of the past."""

    kind: str
    key: str
    name: str
    how: str
    releasable: bool


class Named(Form):
    """Something to choose in a form."""

    id: str
    name: str


class Options(Form):
    """What the forms offer to choose from. `calendars` are opening hours, `prompts` those of the library."""

    queues: list[Named]
    teams: list[Named]
    skills: list[Named]
    flows: list[Named]
    agents: list[Named]
    dispositions: list[Named]
    calendars: list[Named]
    prompts: list[Named]


class AuditChange(Form):
    """One thing in an audit entry: its values before and after, null where there was none."""

    kind: str
    key: str
    name: str
    before: dict[str, Any] | None
    after: dict[str, Any] | None


class AuditRowView(Form):
    """One line of the audit. `touched` counts the things it changed, of which the first are in `changes`."""

    id: int
    at: datetime
    actor: str
    actor_name: str
    what: str
    subject: str
    subject_name: str
    touched: int
    changes: list[AuditChange]


class AuditPageView(Form):
    """A page of the audit, newest first; `next` goes into `older_than` for the following one, null at the end."""

    rows: list[AuditRowView]
    next: int | None


class AuditFilter(BaseModel):
    """Which lines of the audit to read."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    kind: Annotated[str, StringConstraints(max_length=32)] = ""
    subject: Annotated[str, StringConstraints(max_length=64)] = ""
    actor: Annotated[str, StringConstraints(max_length=64)] = ""
    what: Annotated[str, StringConstraints(max_length=64)] = ""
    since: AwareDatetime | None = None
    until: AwareDatetime | None = None
    older_than: Annotated[int, Field(ge=0, le=2**53)] | None = None
    limit: Annotated[int, Field(ge=1, le=200)] = 50


SheetAction = Literal["add", "change", "same", "error"]


class SheetCell(Form):
    """A cell that would change something."""

    column: str
    before: str
    after: str


class SheetFault(Form):
    """A cell that cannot stand, as a code and in words."""

    column: str
    code: str
    message: str


class SheetRow(Form):
    """What a row of the file would do. `line` counts from 1 with the heading."""

    line: int
    key: str
    name: str
    action: SheetAction
    changes: list[SheetCell]
    faults: list[SheetFault]


class SheetPreview(Form):
    """What importing a file would do. `token` goes with the file when it is imported."""

    columns: list[str]
    rows: list[SheetRow]
    added: int
    changed: int
    same: int
    faulty: int
    token: str
