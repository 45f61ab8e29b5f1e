"""The way of a case: each step of the table, and each refusal."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import get_args
from uuid import UUID

import pytest
from msgspec import structs

from customers.case import (
    FACTS,
    TIME_TO_HANDLE,
    TRANSITIONS,
    TRIES_NEEDED,
    Act,
    Attempt,
    Begin,
    Case,
    CaseState,
    Close,
    Confirm,
    Fields,
    FoundResult,
    NoFinding,
    Objected,
    PassOn,
    Reopen,
    Step,
    Unreachable,
    acts,
    change,
    due_after,
    is_overdue,
    missing,
    move,
    read_written,
    table,
    written,
)
from customers.case_errors import (
    CaseClosed,
    CaseNotDone,
    CaseStepNotPossible,
    CaseTimeNotPossible,
    CaseTriesMissing,
    CaseWordsMissing,
)
from customers.person import Person

DOCUMENT = Path(__file__).parents[3] / "docs" / "cases.md"
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
LATER = NOON + timedelta(hours=2)
ANA, BEN = Person(id=UUID(int=1), name="Ana"), Person(id=UUID(int=2), name="Ben")
REPORTED = Case(
    id=UUID(int=9),
    number=1042,
    customer_id=None,
    caller_number="+8613800138000",
    fields=Fields(subject="Late", kind="complaint", priority="normal", text="", due_at=NOON + timedelta(days=3)),
    created_at=NOON,
)
STEPS: dict[Act, Step] = {
    "begin": Begin(),
    "result": FoundResult("Sent again"),
    "attempt": Attempt("call", LATER),
    "confirm": Confirm("call", LATER, "Thank you"),
    "object": Objected("call", LATER, "Still nothing here"),
    "unreachable": Unreachable(),
    "pass_on": PassOn("Warehouse", "The label was torn"),
    "no_finding": NoFinding("The storm closed the road"),
    "close": Close(),
    "reopen": Reopen("It came back"),
}
WAY: dict[CaseState, tuple[Act, ...]] = {
    "reported": (),
    "handling": ("begin",),
    "to_check": ("begin", "result"),
    "checked": ("begin", "result", "confirm"),
    "passed": ("begin", "result", "confirm", "pass_on"),
    "closed": ("begin", "result", "confirm", "pass_on", "close"),
}


def led(*steps: Act, case: Case = REPORTED) -> Case:
    for act in steps:
        case, entry = move(case, STEPS[act], by=ANA, at=LATER)
        assert (entry.what, entry.by, entry.at) == (act, ANA, LATER)
    return case


@pytest.mark.parametrize("state", get_args(CaseState))
@pytest.mark.parametrize("act", get_args(Act))
def test_a_step_leads_where_the_table_says_and_is_refused_elsewhere(state: CaseState, act: Act) -> None:
    case = led(*WAY[state])
    assert case.state == state
    if act == "unreachable" and state == "to_check":
        for _ in range(TRIES_NEEDED):
            case = led("attempt", case=case)
    to = TRANSITIONS.get((state, act))
    if to is None:
        with pytest.raises((CaseStepNotPossible, CaseNotDone)):
            led(act, case=case)
        assert act not in acts(state)
        return
    moved = led(act, case=case)
    assert (moved.state, moved.version) == (to, case.version + 1)
    assert act in acts(state)
    there = {"result": bool(moved.result), "check": moved.check is not None, "finding": moved.finding is not None}
    assert [fact for fact, known in there.items() if known] == list(FACTS[to])


def test_every_state_is_reached_and_every_act_leads_somewhere() -> None:
    assert {"reported", *TRANSITIONS.values()} == set(get_args(CaseState)) == {state for state, _ in TRANSITIONS}
    assert {act for _, act in TRANSITIONS} == set(get_args(Act)) == set(STEPS)


@pytest.mark.parametrize(
    ("state", "left"),
    [
        ("reported", ["result", "check", "finding"]),
        ("handling", ["result", "check", "finding"]),
        ("to_check", ["check", "finding"]),
        ("checked", ["finding"]),
    ],
)
def test_nothing_closes_silently(state: CaseState, left: list[str]) -> None:
    case = led(*WAY[state])
    with pytest.raises(CaseNotDone) as refused:
        led("close", case=case)
    assert list(refused.value.missing) == left == list(missing(case))
    assert missing(led(*WAY["passed"])) == ()


@pytest.mark.parametrize(
    ("state", "step"),
    [
        ("handling", FoundResult(" ")),
        ("to_check", Confirm("call", LATER, "")),
        ("to_check", Objected("call", LATER, "\n")),
        ("checked", PassOn("", "The label was torn")),
        ("checked", PassOn("Warehouse", "")),
        ("checked", NoFinding("")),
        ("closed", Reopen("")),
    ],
)
def test_a_step_that_tells_something_needs_words(state: CaseState, step: Step) -> None:
    with pytest.raises(CaseWordsMissing):
        move(led(*WAY[state]), step, by=ANA, at=LATER)


def test_a_customer_counts_as_not_to_be_reached_after_tries_that_were_noted() -> None:
    case = led(*WAY["to_check"])
    for _ in range(TRIES_NEEDED):
        with pytest.raises(CaseTriesMissing):
            led("unreachable", case=case)
        case = led("attempt", case=case)
    checked = led("unreachable", case=case)
    assert checked.check is not None
    assert not checked.check.reached


def test_tries_for_an_older_result_do_not_count_for_the_next() -> None:
    case = led(*WAY["to_check"], "attempt", "attempt", "object", "result")
    assert case.tries == 0


@pytest.mark.parametrize("when", [NOON - timedelta(minutes=1), LATER + timedelta(seconds=1)])
def test_nobody_was_asked_before_the_report_or_after_now(when: datetime) -> None:
    for step in (Confirm("call", when, "Yes"), Objected("call", when, "No"), Attempt("call", when)):
        with pytest.raises(CaseTimeNotPossible):
            move(led(*WAY["to_check"]), step, by=ANA, at=LATER)


def test_whoever_begins_has_it_unless_it_is_somebodys() -> None:
    assert led("begin").fields.owner == ANA
    bens = structs.replace(REPORTED, fields=structs.replace(REPORTED.fields, owner=BEN))
    assert led("begin", case=bens).fields.owner == BEN


def test_a_change_tells_each_field_before_and_after() -> None:
    wanted = structs.replace(REPORTED.fields, priority="urgent", owner=BEN, due_at=LATER)
    changed, entry = change(REPORTED, wanted, by=ANA, at=LATER)
    assert entry is not None
    assert (changed.fields, changed.version) == (wanted, 2)
    assert {one.field: (one.before, one.after) for one in entry.changes} == {
        "priority": ("normal", "urgent"),
        "due_at": (REPORTED.fields.due_at.isoformat(), LATER.isoformat()),
        "owner": ("", "Ben"),
    }
    assert change(REPORTED, REPORTED.fields, by=ANA, at=LATER) == (REPORTED, None)
    with pytest.raises(CaseClosed):
        change(led(*WAY["closed"]), wanted, by=ANA, at=LATER)


def test_a_case_is_due_by_its_priority_and_overdue_until_it_is_closed() -> None:
    assert [due_after(priority, NOON) - NOON for priority in TIME_TO_HANDLE] == list(TIME_TO_HANDLE.values())
    assert is_overdue(NOON, "passed", LATER)
    assert not is_overdue(NOON, "closed", LATER)
    assert not is_overdue(LATER, "handling", LATER)


def test_a_number_is_read_as_people_say_it() -> None:
    assert written(1042) == "C-1042"
    assert [read_written(typed) for typed in ("C-1042", " c1042 ", "1042")] == [1042] * 3
    assert [read_written(typed) for typed in ("", "C-", "１０４２", "C-1x", "1" * 10)] == [None] * 5


def test_the_diagram_in_the_documents_is_this_table() -> None:
    assert table() in DOCUMENT.read_text(encoding="utf-8")
