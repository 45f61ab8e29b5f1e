"""What README.md says of the demo's numbers is true: whoever dials them as written gets what is promised."""

import re
from datetime import UTC, datetime
from pathlib import Path

from app.calls.outgoing_rules import demand_allowed
from app.demo import NUMBERS, OUTGOING, REGION
from app.demo_flows import CALENDAR, FLOWS
from app.demo_shop import CARD, ORDERS
from app.demo_told import OUTSIDE
from customers.numbers import dialable
from ivr.flow import Flow
from ivr.simulate import Run, Scenario, Service, simulate

PROJECT = Path(__file__).resolve().parents[3]
MINUTE = " ".join(
    (PROJECT / "README.md")
    .read_text(encoding="utf-8")
    .partition("## The first minute")[2]
    .partition("\n## ")[0]
    .split()
)
BY_NUMBER = {number.dialed_number: number for number in NUMBERS}


def flow_of(flow_id: str, revision: int) -> Flow | None:
    del revision
    return next((flow for flow in FLOWS if flow.id == flow_id), None)


def read(pattern: str) -> tuple[str, ...]:
    """What the first minute says in the place of the groups."""
    found = re.search(pattern, MINUTE)
    assert found is not None, f"README.md says {pattern}"
    return found.groups()


def visit(dialed: str, *keys: str) -> Run:
    """Somebody at the page for callers, who shows no number, dials and presses keys; the shop answers as the demo's does."""
    number = BY_NUMBER[dialed]
    flow = flow_of(number.flow_id, 0)
    assert flow is not None
    scenario = Scenario(
        at=datetime(2026, 11, 20, 4, tzinfo=UTC),
        language=number.language,
        dialed_number=dialed,
        keys=keys,
        services={"look": Service(values={"status": "shipped", "arrives": "2026-11-22", "total": 268.5})},
        queues={
            name: {"waiting": 0, "ready": 1, "staff": 1, "open": True} for name in ("support", "sales", "complaints")
        },
    )
    return simulate(flow, scenario, flow_of=flow_of, calendars={CALENDAR.id: CALENDAR})


def test_every_number_of_the_hotlines_in_the_documents_can_be_dialed() -> None:
    documents = [PROJECT / "README.md", PROJECT / "CHANGELOG.md", *(PROJECT / "docs").rglob("*.md")]
    named = {number for path in documents for number in re.findall(r"\b400\d\b", path.read_text(encoding="utf-8"))}
    assert named == set(BY_NUMBER)


def test_two_hotlines_speak_the_languages_that_are_said_and_can_be_rung_from_the_page() -> None:
    chinese, english = read(r"(\d{4}) speaks Chinese, (\d{4}) English")
    assert (BY_NUMBER[chinese].language, BY_NUMBER[english].language) == ("zh-CN", "en")
    assert BY_NUMBER[chinese].web
    assert BY_NUMBER[english].web
    (key,) = read(r"Press (\d) for technical support")
    assert {visit(number, key).ended for number in (chinese, english)} == {"queue:support"}


def test_the_order_and_the_card_that_are_given_lead_to_the_order() -> None:
    line, order, card = read(r"(\d{4}) is the whole service line: .*\(order (\d+), card ([\d ]+) and #\)")
    card = card.replace(" ", "")
    assert BY_NUMBER[line].web
    assert order in ORDERS
    assert card == CARD
    for language, keys in (("zh-CN", "1"), ("en", "2")):
        run = visit(line, keys, "1", order, "1", f"{card}#", "9", "5")
        assert (run.language, run.ended) == (language, "hang_up")
        assert {"look", ORDERS[order].status, "survey"} <= {step.step_id for step in run.visits}
    assert visit(line, "2", "5").ended == "callback:support"


def test_the_number_to_call_out_to_answers_and_what_else_is_promised_is_listed() -> None:
    number, does = read(r"type `([\d ]+)` in the top bar: a demo number that answers and ([a-z ]+)\.")
    listed = {outside.number: outside.happens for outside in OUTSIDE}
    assert does in listed[number]
    called = dialable(number, REGION)
    assert called is not None
    demand_allowed(OUTGOING, called)
    (more,) = read(r"`ringdesk demo` lists more: ([a-z, ]+)\.")
    told = {"busy": "is busy", "no answer": "nobody answers", "an answering machine": "an answering machine"}
    assert [one for one in more.split(", ") if not any(told[one] in happens for happens in listed.values())] == []
