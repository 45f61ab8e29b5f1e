"""Cases: complaints and requests, and the way each of them goes until nothing of it is owed any more. Pure.

The table below carries the four never-misses: no report goes unrecorded, none goes unhandled, no result goes unchecked with
the customer, and no finding fails to reach the department that caused it.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import ClassVar, Literal, get_args
from uuid import UUID

from msgspec import Struct, structs

from customers.case_errors import (
    CaseClosed,
    CaseNotDone,
    CaseStepNotPossible,
    CaseTimeNotPossible,
    CaseTriesMissing,
    CaseWordsMissing,
)
from customers.person import Person

CaseKind = Literal["complaint", "request", "question", "fault"]
Priority = Literal["urgent", "high", "normal", "low"]
CaseState = Literal["reported", "handling", "to_check", "checked", "passed", "closed"]
Act = Literal[
    "begin", "result", "attempt", "confirm", "object", "unreachable", "pass_on", "no_finding", "close", "reopen"
]
Fact = Literal["result", "check", "finding"]
How = Literal["call", "message", "email", "visit"]
EntryKind = Literal["created", "comment", "change", "linked", "unlinked"] | Act

TRIES_NEEDED = 3
"""So often somebody must have tried before a customer counts as not to be reached."""

TIME_TO_HANDLE: Mapping[Priority, timedelta] = MappingProxyType(
    {
        "urgent": timedelta(hours=4),
        "high": timedelta(days=1),
        "normal": timedelta(days=3),
        "low": timedelta(days=7),
    }
)
"""When a case is due after it was reported, unless somebody promises another time."""

TRANSITIONS: Mapping[tuple[CaseState, Act], CaseState] = MappingProxyType(
    {
        ("reported", "begin"): "handling",
        ("handling", "result"): "to_check",
        ("to_check", "attempt"): "to_check",
        ("to_check", "confirm"): "checked",
        ("to_check", "object"): "handling",
        ("to_check", "unreachable"): "checked",
        ("to_check", "reopen"): "handling",
        ("checked", "pass_on"): "passed",
        ("checked", "no_finding"): "passed",
        ("checked", "reopen"): "handling",
        ("passed", "close"): "closed",
        ("passed", "reopen"): "handling",
        ("closed", "reopen"): "handling",
    }
)

FACTS: Mapping[CaseState, tuple[Fact, ...]] = MappingProxyType(
    {
        "reported": (),
        "handling": (),
        "to_check": ("result",),
        "checked": ("result", "check"),
        "passed": ("result", "check", "finding"),
        "closed": ("result", "check", "finding"),
    }
)
"""What is known in each state, and nothing beyond it."""


class Check(Struct, frozen=True, kw_only=True):
    """What the customer said to the result. Whoever was not `reached` has been tried often enough."""

    how: str
    at: datetime
    said: str
    reached: bool


class Finding(Struct, frozen=True, kw_only=True):
    """What went wrong, told to the `department` that caused it; without one, `text` is why there is no finding."""

    department: str
    text: str


class Fields(Struct, frozen=True, kw_only=True):
    """What people may change at any time while a case is open."""

    subject: str
    kind: CaseKind
    priority: Priority
    text: str
    due_at: datetime
    owner: Person | None = None


class Case(Struct, frozen=True, kw_only=True):
    """A case. `caller_number` is whom it is about while no customer is known; `version` counts its changes and steps."""

    id: UUID
    number: int
    customer_id: UUID | None
    caller_number: str
    fields: Fields
    created_at: datetime
    state: CaseState = "reported"
    version: int = 1
    result: str = ""
    tries: int = 0
    check: Check | None = None
    finding: Finding | None = None
    closed_at: datetime | None = None


class Begin(Struct, frozen=True):
    """Somebody works on it; it is theirs unless it is somebody's already."""

    act: ClassVar[Act] = "begin"


class FoundResult(Struct, frozen=True):
    """What was done about it."""

    act: ClassVar[Act] = "result"
    text: str


class Attempt(Struct, frozen=True):
    """The customer was to be asked and could not be reached."""

    act: ClassVar[Act] = "attempt"
    how: How
    at: datetime
    note: str = ""


class Confirm(Struct, frozen=True):
    """The customer is content with the result."""

    act: ClassVar[Act] = "confirm"
    how: How
    at: datetime
    said: str


class Objected(Struct, frozen=True):
    """The customer is not content; the case is worked on again."""

    act: ClassVar[Act] = "object"
    how: How
    at: datetime
    said: str


class Unreachable(Struct, frozen=True):
    """The customer could not be reached, `TRIES_NEEDED` times."""

    act: ClassVar[Act] = "unreachable"


class PassOn(Struct, frozen=True):
    """The department that caused it has been told what was found."""

    act: ClassVar[Act] = "pass_on"
    department: str
    finding: str


class NoFinding(Struct, frozen=True):
    """Nobody of ours caused it."""

    act: ClassVar[Act] = "no_finding"
    reason: str


class Close(Struct, frozen=True):
    """Nothing of it is owed any more."""

    act: ClassVar[Act] = "close"


class Reopen(Struct, frozen=True):
    """It is worked on again; result, check and finding stay in the history alone."""

    act: ClassVar[Act] = "reopen"
    reason: str


Step = Begin | FoundResult | Attempt | Confirm | Objected | Unreachable | PassOn | NoFinding | Close | Reopen


class Change(Struct, frozen=True, kw_only=True):
    """A field before and after."""

    field: str
    before: str
    after: str


class Entry(Struct, frozen=True, kw_only=True):
    """A line of a case's history, which only grows. `how` and `when` are of a talk with the customer."""

    at: datetime
    by: Person
    what: EntryKind
    text: str = ""
    how: str = ""
    when: datetime | None = None
    department: str = ""
    interaction_id: UUID | None = None
    changes: tuple[Change, ...] = ()


def acts(state: CaseState) -> tuple[Act, ...]:
    """What can be done next."""
    return tuple(act for known, act in TRANSITIONS if known == state)


def missing(case: Case) -> tuple[Fact, ...]:
    """What must still be there before the case may be closed."""
    there: Mapping[Fact, object] = {"result": case.result, "check": case.check, "finding": case.finding}
    return tuple(fact for fact in get_args(Fact) if not there[fact])


def is_overdue(due_at: datetime, state: str, now: datetime) -> bool:
    """Whether the promise of an open case is broken."""
    return state != "closed" and due_at < now


def move(case: Case, step: Step, *, by: Person, at: datetime) -> tuple[Case, Entry]:
    """Take one step. Raises `CaseNotDone`, `CaseStepNotPossible`, `CaseWordsMissing`, `CaseTriesMissing`, `CaseTimeNotPossible`."""
    to = TRANSITIONS.get((case.state, step.act))
    if to is None:
        if step.act == "close" and case.state != "closed":
            raise CaseNotDone(missing(case))
        raise CaseStepNotPossible
    moved, entry = _stepped(case, step, Entry(at=at, by=by, what=step.act))
    return structs.replace(moved, state=to, version=case.version + 1), entry


def _stepped(case: Case, step: Step, entry: Entry) -> tuple[Case, Entry]:
    match step:
        case Begin():
            return structs.replace(
                case, fields=structs.replace(case.fields, owner=case.fields.owner or entry.by)
            ), entry
        case FoundResult(text=text):
            _demand(text)
            return structs.replace(case, result=text, tries=0), structs.replace(entry, text=text)
        case Attempt(how=how, at=when, note=note):
            _demand_time(case, when, entry.at)
            return structs.replace(case, tries=case.tries + 1), structs.replace(entry, text=note, how=how, when=when)
        case Confirm(how=how, at=when, said=said) | Objected(how=how, at=when, said=said):
            _demand(said)
            _demand_time(case, when, entry.at)
            told = structs.replace(entry, text=said, how=how, when=when)
            if isinstance(step, Objected):
                return _open_again(case), told
            return structs.replace(case, check=Check(how=how, at=when, said=said, reached=True)), told
        case Unreachable():
            if case.tries < TRIES_NEEDED:
                raise CaseTriesMissing
            return structs.replace(case, check=Check(how="", at=entry.at, said="", reached=False)), entry
        case PassOn(department=department, finding=text):
            _demand(department, text)
            told = structs.replace(entry, text=text, department=department)
            return structs.replace(case, finding=Finding(department=department, text=text)), told
        case NoFinding(reason=reason):
            _demand(reason)
            found = structs.replace(case, finding=Finding(department="", text=reason))
            return found, structs.replace(entry, text=reason)
        case Close():
            return structs.replace(case, closed_at=entry.at), entry
        case Reopen(reason=reason):
            _demand(reason)
            return _open_again(case), structs.replace(entry, text=reason)


def change(case: Case, wanted: Fields, *, by: Person, at: datetime) -> tuple[Case, Entry | None]:
    """Change what the case says; no entry when nothing is different. Raises `CaseClosed`."""
    if case.state == "closed":
        raise CaseClosed
    before, after = _texts(case.fields), _texts(wanted)
    changes = tuple(
        Change(field=name, before=before[name], after=after[name]) for name in before if before[name] != after[name]
    )
    if not changes and case.fields == wanted:
        return case, None
    changed = structs.replace(case, fields=wanted, version=case.version + 1)
    return changed, Entry(at=at, by=by, what="change", changes=changes)


def table() -> str:
    """The way of a case as a Mermaid state diagram, for the documents."""
    lines = ["stateDiagram-v2", "    [*] --> reported"]
    lines += [f"    {state} --> {to}: {act}" for (state, act), to in TRANSITIONS.items()]
    lines.append("    closed --> [*]")
    return "\n".join(lines) + "\n"


def _open_again(case: Case) -> Case:
    return structs.replace(case, result="", tries=0, check=None, finding=None, closed_at=None)


def _demand(*texts: str) -> None:
    if not all(text.strip() for text in texts):
        raise CaseWordsMissing


def _demand_time(case: Case, when: datetime, now: datetime) -> None:
    """Nobody has asked before the report came, or will have asked tomorrow. People write minutes, not seconds."""
    if not case.created_at - _MINUTE < when <= now:
        raise CaseTimeNotPossible


def _texts(fields: Fields) -> Mapping[str, str]:
    """The fields as the history tells of them."""
    return {
        "subject": fields.subject,
        "kind": fields.kind,
        "priority": fields.priority,
        "text": fields.text,
        "due_at": fields.due_at.isoformat(),
        "owner": "" if fields.owner is None else fields.owner.name,
    }


def written(number: int) -> str:
    """A case's number as people say it."""
    return f"C-{number}"


def read_written(typed: str) -> int | None:
    """The number that somebody means by `C-1042`, `c1042` or `1042`; None for anything else."""
    digits = typed.strip().upper().removeprefix("C").removeprefix("-")
    return int(digits) if digits.isascii() and digits.isdecimal() and len(digits) <= _LONGEST else None


_LONGEST = 9
_MINUTE = timedelta(minutes=1)


def due_after(priority: Priority, at: datetime) -> datetime:
    """When a case that is reported now is due."""
    return at + TIME_TO_HANDLE[priority]
