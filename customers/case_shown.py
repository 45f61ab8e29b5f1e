"""Turns cases into what browsers see, and what browsers send into steps. Pure."""

from collections.abc import Sequence
from datetime import datetime
from typing import cast

from customers.case import (
    TRIES_NEEDED,
    Attempt,
    Begin,
    Close,
    Confirm,
    Entry,
    FoundResult,
    How,
    NoFinding,
    Objected,
    PassOn,
    Reopen,
    Step,
    Unreachable,
    acts,
    is_overdue,
    missing,
    written,
)
from customers.case_repository import Contact, Found
from customers.case_wire import (
    AttemptStep,
    BeginStep,
    CaseContact,
    CaseDetail,
    CaseEntry,
    CaseLine,
    CaseStep,
    CheckView,
    CloseStep,
    ConfirmStep,
    FieldChange,
    FindingView,
    NoFindingStep,
    ObjectStep,
    PassOnStep,
    ReopenStep,
    ResultStep,
    UnreachableStep,
)


def line_of(found: Found, now: datetime) -> CaseLine:
    """A case in a list."""
    case, fields = found.case, found.case.fields
    return CaseLine(
        id=case.id,
        number=written(case.number),
        subject=fields.subject,
        kind=fields.kind,
        priority=fields.priority,
        state=case.state,
        customer_id=case.customer_id,
        customer_name=found.customer_name,
        caller_number=case.caller_number,
        owner_id=None if fields.owner is None else fields.owner.id,
        owner_name="" if fields.owner is None else fields.owner.name,
        due_at=fields.due_at,
        overdue=is_overdue(fields.due_at, case.state, now),
        created_at=case.created_at,
        changed_at=found.changed_at,
        version=case.version,
    )


def detail_of(found: Found, history: Sequence[Entry], contacts: Sequence[Contact], now: datetime) -> CaseDetail:
    """A case with all that is known of it."""
    case = found.case
    return CaseDetail(
        row=line_of(found, now),
        text=case.fields.text,
        result=case.result,
        tries=case.tries,
        tries_needed=TRIES_NEEDED,
        check=None
        if case.check is None
        else CheckView(
            how=cast("How", case.check.how), at=case.check.at, said=case.check.said, reached=case.check.reached
        ),
        finding=None
        if case.finding is None
        else FindingView(department=case.finding.department, text=case.finding.text),
        closed_at=case.closed_at,
        missing=list(missing(case)),
        acts=list(acts(case.state)),
        history=[_entry(entry) for entry in history],
        contacts=[
            CaseContact(interaction_id=contact.interaction_id, at=contact.at, by=contact.by_name)
            for contact in contacts
        ],
    )


def step_of(sent: CaseStep, now: datetime) -> Step:
    """The step that a browser asks for; what happened without a moment happened now."""
    match sent:
        case BeginStep():
            return Begin()
        case ResultStep():
            return FoundResult(sent.text)
        case AttemptStep():
            return Attempt(sent.how, sent.at or now, sent.note)
        case ConfirmStep():
            return Confirm(sent.how, sent.at or now, sent.said)
        case ObjectStep():
            return Objected(sent.how, sent.at or now, sent.said)
        case UnreachableStep():
            return Unreachable()
        case PassOnStep():
            return PassOn(sent.department, sent.finding)
        case NoFindingStep():
            return NoFinding(sent.reason)
        case CloseStep():
            return Close()
        case ReopenStep():
            return Reopen(sent.reason)


def _entry(entry: Entry) -> CaseEntry:
    return CaseEntry(
        at=entry.at,
        by=entry.by.name,
        what=entry.what,
        text=entry.text,
        how=cast("How", entry.how),
        when=entry.when,
        department=entry.department,
        interaction_id=entry.interaction_id,
        changes=[FieldChange.model_validate(change, from_attributes=True) for change in entry.changes],
    )
