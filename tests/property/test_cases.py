"""Random scripts of steps with cases: nothing closes silently, and the history only grows."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from customers.case import (
    FACTS,
    Attempt,
    Begin,
    Case,
    Close,
    Confirm,
    Entry,
    Fields,
    FoundResult,
    NoFinding,
    Objected,
    PassOn,
    Reopen,
    Step,
    Unreachable,
    change,
    missing,
    move,
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

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
ANA = Person(id=UUID(int=1), name="Ana")
FIELDS = Fields(subject="Late", kind="complaint", priority="normal", text="", due_at=NOON)
REFUSALS = (CaseStepNotPossible, CaseNotDone, CaseWordsMissing, CaseTriesMissing, CaseTimeNotPossible, CaseClosed)

words = st.sampled_from(["", " ", "done", "好的"])
moments = st.integers(-1, 90).map(lambda minutes: NOON + timedelta(minutes=minutes))
steps: st.SearchStrategy[Step] = st.one_of(
    st.just(Begin()),
    st.builds(FoundResult, words),
    st.builds(Attempt, st.just("call"), moments),
    st.builds(Confirm, st.just("call"), moments, words),
    st.builds(Objected, st.just("call"), moments, words),
    st.just(Unreachable()),
    st.builds(PassOn, words, words),
    st.builds(NoFinding, words),
    st.just(Close()),
    st.builds(Reopen, words),
)
changes = st.builds(
    Fields,
    subject=st.sampled_from(["Late", "Lost"]),
    kind=st.just("complaint"),
    priority=st.sampled_from(["urgent", "low"]),
    text=words,
    due_at=moments,
)


@given(st.lists(st.one_of(steps, changes), max_size=60))
def test_no_case_is_closed_without_result_check_and_finding_and_no_history_shrinks(script: list[Step | Fields]) -> None:
    case = Case(id=UUID(int=9), number=1, customer_id=None, caller_number="", fields=FIELDS, created_at=NOON)
    history: list[Entry] = []
    for minute, wanted in enumerate(script):
        before, at = case, NOON + timedelta(minutes=minute)
        try:
            made = (change if isinstance(wanted, Fields) else move)(case, wanted, by=ANA, at=at)  # pyright: ignore[reportArgumentType] -- each takes its own kind
        except REFUSALS:
            made = case, None
        case, entry = made
        assert (case.version == before.version + 1) == (entry is not None)
        history += [] if entry is None else [entry]
        known = [fact for fact in ("result", "check", "finding") if fact not in missing(case)]
        assert known == list(FACTS[case.state])
        if case.state == "closed":
            done = [one.what for one in history]
            since = max((at for at, what in enumerate(done) if what in {"reopen", "object"}), default=-1)
            assert {"result", "close"} <= set(done[since + 1 :])
            assert {"confirm", "unreachable"} & set(done[since + 1 :])
            assert {"pass_on", "no_finding"} & set(done[since + 1 :])
            assert case.check is not None
            assert case.check.reached or done[since + 1 :].count("attempt") >= 3
    assert [one.at for one in history] == sorted(one.at for one in history)
