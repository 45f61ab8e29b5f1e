"""Finished interactions: kept once, listed, told apart, shown to those who may see them."""

from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import Literal
from uuid import UUID, uuid4

import pytest
from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse
from httpx import ASGITransport, AsyncClient
from msgspec import Struct, structs
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from database.engine import Database
from reporting.cursor import CursorNotValid
from reporting.errors import InteractionNotFound, InteractionNotYours
from reporting.past import PastInteractions
from reporting.record import AnswerRecord, CustomerRecord, InteractionRecord, MomentRecord, SegmentRecord, WrapUpRecord
from reporting.repository import (
    Search,
    add_interactions,
    add_wrap_ups,
    find_page,
    find_story,
    link_customer,
    took_part,
)
from reporting.router import create_router
from reporting.survey_router import create_router as create_survey_router

pytestmark = pytest.mark.anyio
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
ANA, BO = uuid4(), uuid4()
LI = CustomerRecord(id=uuid4(), name="Li Mei", tier="vip", company="Acme", number="+8613800138000")


class Recording(Struct, frozen=True, kw_only=True):
    id: str
    status: Literal["pending", "ready", "partial", "failed"] = "ready"
    fault: str = ""
    duration_ms: int = 30_000
    size: int = 960_044
    pages: int = 0


def interaction(
    *, minute: float = 0, agent: UUID | None = ANA, queue: str = "support", caller: str = "13800138000",
    outcome: str = "answered", customer: CustomerRecord | None = LI,
) -> InteractionRecord:  # fmt: skip
    interaction_id = uuid4()
    arrived = NOON + timedelta(minutes=minute)

    def at(seconds: float) -> datetime:
        return arrived + timedelta(seconds=seconds)

    number, name = {ANA: ("8001", "Ana"), BO: ("8002", "Bo")}.get(agent or uuid4(), ("", ""))
    segments = [
        SegmentRecord(kind="ivr", started_at=at(0), ended_at=at(5), flow_id="hotline", outcome="queued"),
        SegmentRecord(kind="queue", started_at=at(5), ended_at=at(12.25), queue_id=queue, outcome=outcome),
    ]
    if agent is not None:
        segments.append(
            SegmentRecord(
                kind="agent",
                started_at=at(12.25),
                ended_at=at(60),
                queue_id=queue,
                agent_id=agent,
                agent_number=number,
                agent_name=name,
                outcome="caller_hung_up",
                talk_ms=40_000,
                hold_ms=7_750,
                recording_id=f"{interaction_id}-r1",
            )
        )
    return InteractionRecord(
        id=interaction_id, caller_number=caller, caller_name="Li \x00<b>", dialed_number="4000", language="zh-CN",
        customer=customer, arrived_at=arrived, ended_at=at(60), outcome=outcome, ended_by="caller", hangup_cause=16,
        segments=tuple(segments),
        timeline=(MomentRecord(at=arrived, what="arrived"), MomentRecord(at=at(5), what="queued", queue_id=queue)),
    )  # fmt: skip


def wrap_up(record: InteractionRecord, agent: UUID = ANA) -> WrapUpRecord:
    return WrapUpRecord(
        interaction_id=record.id, agent_id=agent, agent_number="8001", agent_name="Ana", disposition="solved",
        notes="Called about the bill", started_at=record.ended_at, ended_at=record.ended_at + timedelta(seconds=9),
    )  # fmt: skip


async def keep(database: Database, *records: InteractionRecord) -> None:
    await database.transact(lambda connection: add_interactions(connection, records))


async def wrapped_up(database: Database, *records: WrapUpRecord) -> None:
    await database.transact(lambda connection: add_wrap_ups(connection, records))


class Desk:
    """Who is asking, and what was noted about it."""

    def __init__(self) -> None:
        self.only_own: UUID | None = None
        self.audited: list[tuple[str, str]] = []


@pytest.fixture
def desk() -> Desk:
    return Desk()


@pytest.fixture
async def browser(database: Database, desk: Desk) -> AsyncIterator[AsyncClient]:
    async def recordings_of(interaction_id: UUID) -> Sequence[Recording]:
        return [Recording(id=f"{interaction_id}-r1")]

    async def audit(user: Desk, what: str, subject: str) -> None:
        user.audited.append((what, subject))

    async def numbers_of(_: AsyncConnection, customer_id: UUID) -> Sequence[str]:
        return ("13800138000", "02155550000") if customer_id == LI.id else ()

    app = FastAPI()
    router = create_router(
        database,
        permission=lambda: desk,
        only_own=lambda user: user.only_own,
        recordings_of=recordings_of,
        forms_of_number=lambda typed: (typed, f"+86{typed}"),
        numbers_of=numbers_of,
        audit=audit,
    )
    app.include_router(router)
    surveys = create_survey_router(database, permission=lambda: desk, only_own=lambda user: user.only_own)
    app.include_router(surveys)

    async def refused(_: Request, error: Exception) -> JSONResponse:
        return JSONResponse({"code": getattr(error, "code", "")}, status_code=409)

    for kind in (InteractionNotFound, InteractionNotYours, CursorNotValid):
        app.add_exception_handler(kind, refused)
    async with AsyncClient(transport=ASGITransport(app), base_url="http://test") as client:
        yield client


async def listed(browser: AsyncClient, **params: str | int) -> list[str]:
    answer = await browser.get("/interactions", params=params)
    assert answer.status_code == 200, answer.text
    page = answer.json()
    assert page["total"] == len(page["rows"])
    return [row["id"] for row in page["rows"]]


async def test_an_interaction_is_kept_once_with_one_message(database: Database) -> None:
    record = interaction()
    await keep(database, record, record)
    for _ in range(2):
        await keep(database, structs.replace(record, segments=record.segments * 2))
        await wrapped_up(database, wrap_up(record))
    async with database.read() as connection:
        segments = await connection.scalar(text("SELECT count(*) FROM segments"))
        messages = await connection.execute(text("SELECT kind FROM outbox ORDER BY kind"))
        kinds = [kind for (kind,) in messages]

    assert segments == 3
    assert kinds == ["interaction.finished", "wrap_up.recorded"]


async def test_a_wrap_up_may_come_before_its_interaction(database: Database) -> None:
    record = interaction()
    await wrapped_up(database, wrap_up(record))
    await keep(database, record)
    async with database.read() as connection:
        story = await find_story(connection, record.id)

    assert story is not None
    assert story.summary.disposition == "solved"


async def test_the_list_shows_the_newest_first_with_measures(database: Database, browser: AsyncClient) -> None:
    old, new = interaction(minute=0), interaction(minute=5, agent=None, outcome="abandoned_in_queue", customer=None)
    await keep(database, old, new)
    await wrapped_up(database, wrap_up(old))

    page = (await browser.get("/interactions")).json()

    assert [row["id"] for row in page["rows"]] == [str(new.id), str(old.id)]
    assert page["rows"][0]["has_recording"] is False
    assert page["rows"][0]["agent_number"] == ""
    row = page["rows"][1]
    assert (row["wait_ms"], row["talk_ms"], row["has_recording"]) == (7_250, 40_000, True)
    assert (row["customer_name"], row["agent_name"], row["queue"]) == ("Li Mei", "Ana", "support")
    assert row["disposition"] == "solved"
    assert page["next"] == ""


async def test_filters_limit_and_combine(database: Database, browser: AsyncClient) -> None:
    first = interaction(minute=0)
    second = interaction(minute=10, agent=BO, queue="sales", caller="+8613900139000")
    third = structs.replace(interaction(minute=20, agent=None, outcome="abandoned_in_queue"), direction="callback")
    await keep(database, first, second, third)
    one, two, three = (str(record.id) for record in (first, second, third))

    assert await listed(browser, since="2026-03-01T12:10:00Z") == [three, two]
    assert await listed(browser, until="2026-03-01T20:10:00+08:00") == [one]
    assert await listed(browser, caller="13900139000") == [two]
    assert await listed(browser, agent="8001") == [one]
    assert await listed(browser, queue="support") == [three, one]
    assert await listed(browser, outcome="abandoned_in_queue") == [three]
    assert await listed(browser, direction="callback") == [three]
    assert await listed(browser, direction="inbound", queue="support") == [one]
    assert await listed(browser, queue="support", agent="8002") == []
    assert await listed(browser, caller="' OR '1'='1") == []


async def test_contacts_of_a_customer_are_those_of_all_numbers_also_from_before_it_was_known(
    database: Database, browser: AsyncClient
) -> None:
    other = structs.replace(LI, id=uuid4())
    known = interaction(minute=0, caller="anonymous")
    before = interaction(minute=1, caller="+8602155550000", customer=None)
    of_another = interaction(minute=2, customer=other)
    await keep(database, known, before, of_another, interaction(minute=3, caller="95588", customer=None))
    assert await listed(browser, customer=str(LI.id)) == [str(before.id), str(known.id)]
    assert await listed(browser, customer=str(LI.id), caller="anonymous") == [str(known.id)]
    assert await listed(browser, customer=str(other.id)) == [str(of_another.id)]


@pytest.mark.parametrize(
    "params",
    [
        {"since": "2026-03-01T12:00:00"}, {"limit": 0}, {"limit": 100_000}, {"queue": "x;--"}, {"outcome": "' OR 1"},
        {"sort": "id; DROP TABLE x"}, {"since": "yesterday"}, {"direction": "sideways"},
        {"customer": "me"},
    ],
)  # fmt: skip
async def test_questions_that_make_no_sense_are_refused(browser: AsyncClient, params: dict[str, str | int]) -> None:
    assert (await browser.get("/interactions", params=params)).status_code == 422


async def test_pages_hold_every_interaction_once_even_at_equal_moments(
    database: Database, browser: AsyncClient
) -> None:
    records = [interaction(minute=index // 3) for index in range(14)]
    await keep(database, *records)

    page = (await browser.get("/interactions", params={"limit": 4})).json()
    assert page["total"] == 14
    await keep(database, interaction(minute=60))  # a newer one moves nothing on the pages that follow
    seen = [row["id"] for row in page["rows"]]
    while page["next"]:
        page = (await browser.get("/interactions", params={"limit": 4, "cursor": page["next"]})).json()
        seen += [row["id"] for row in page["rows"]]

    assert len(seen) == 14
    assert set(seen) == {str(record.id) for record in records}


async def test_what_matches_is_counted_up_to_a_bound_and_the_page_says_so(
    database: Database, browser: AsyncClient
) -> None:
    await keep(database, *(interaction(minute=minute) for minute in range(5)))
    async with database.read() as connection:
        some = await find_page(connection, Search(limit=2), most_counted=4)
        every = await find_page(connection, Search(limit=2), most_counted=5)
    assert (some.total, some.counted_all, len(some.rows)) == (4, False, 2)
    assert (every.total, every.counted_all) == (5, True)
    assert (await browser.get("/interactions")).json()["counted_all"] is True


async def test_a_made_up_cursor_is_refused_by_code(browser: AsyncClient) -> None:
    answer = await browser.get("/interactions", params={"cursor": "../../x"})

    assert answer.json() == {"code": "cursor_not_valid"}


async def test_the_page_of_an_interaction_tells_its_whole_story(database: Database, browser: AsyncClient) -> None:
    record = interaction()
    await keep(database, record)
    await wrapped_up(database, wrap_up(record))

    detail = (await browser.get(f"/interactions/{record.id}")).json()

    assert [segment["kind"] for segment in detail["segments"]] == ["ivr", "queue", "agent"]
    assert detail["segments"][2]["agent_number"] == "8001"
    assert detail["segments"][2]["hold_ms"] == 7_750
    assert [(moment["what"], moment["queue"]) for moment in detail["timeline"]] == [
        ("arrived", ""),
        ("queued", "support"),
    ]
    assert detail["recordings"] == [
        {"id": f"{record.id}-r1", "status": "ready", "fault": "", "duration_ms": 30_000, "size": 960_044, "pages": 0}
    ]
    assert (detail["notes"], detail["wrap_up_ms"]) == ("Called about the bill", 9_000)
    assert detail["customer"]["tier"] == "vip"
    assert detail["caller_name"] == "Li <b>"


async def test_agents_see_only_what_they_took_part_in(database: Database, browser: AsyncClient, desk: Desk) -> None:
    mine, other, nobodys = interaction(minute=0), interaction(minute=1, agent=BO), interaction(minute=2, agent=None)
    await keep(database, mine, other, nobodys)
    desk.only_own = ANA

    assert await listed(browser) == [str(mine.id)]
    assert (await browser.get(f"/interactions/{mine.id}")).status_code == 200
    for hidden in (other, nobodys):
        assert (await browser.get(f"/interactions/{hidden.id}")).json() == {"code": "interaction_not_yours"}
    assert desk.audited == [("interaction_refused", str(other.id)), ("interaction_refused", str(nobodys.id))]
    async with database.read() as connection:
        assert await took_part(connection, mine.id, ANA)
        assert not await took_part(connection, other.id, ANA)


async def test_an_unknown_interaction_is_not_found(browser: AsyncClient) -> None:
    assert (await browser.get(f"/interactions/{uuid4()}")).json() == {"code": "interaction_not_found"}
    assert (await browser.get("/interactions/..%2f..%2fetc")).status_code in (404, 422)


async def test_a_caller_saved_in_wrap_up_is_named_once(database: Database) -> None:
    record = interaction(customer=None)
    await keep(database, record)
    async with database.write() as connection:
        assert await link_customer(connection, record.id, LI)
        assert not await link_customer(connection, record.id, LI)
    async with database.read() as connection:
        story = await find_story(connection, record.id)

    assert story is not None
    assert story.summary.customer == LI


@pytest.mark.anyio
async def test_the_agent_of_a_number_is_whoever_talked_with_it_last(database: Database) -> None:
    await keep(database, interaction(minute=2, agent=BO), interaction(minute=1), interaction(minute=3, agent=None))
    past = PastInteractions(database)
    assert await past.last_agent("13800138000") == BO
    assert await past.last_agent("") is None
    assert await past.last_agent("no such number") is None


def answered(minute: float, agent: UUID, **scores: int) -> InteractionRecord:
    """A call after which the caller answered questions about an agent."""
    record = interaction(minute=minute, agent=agent)
    number, name = {ANA: ("8001", "Ana"), BO: ("8002", "Bo")}[agent]
    answers = tuple(
        AnswerRecord(
            question=question,
            score=score,
            lowest=1,
            highest=5,
            at=record.ended_at,
            agent_id=agent,
            agent_number=number,
            agent_name=name,
            queue_id="support",
        )
        for question, score in scores.items()
    )
    return structs.replace(record, answers=answers)


async def test_answers_stand_on_the_page_of_their_interaction_and_are_kept_once(
    database: Database, browser: AsyncClient
) -> None:
    record = answered(0, ANA, csat=4, solved=1)
    await keep(database, record)
    await keep(database, record)
    page = (await browser.get(f"/interactions/{record.id}")).json()
    assert [(one["question"], one["score"], one["agent_number"], one["queue"]) for one in page["answers"]] == [
        ("csat", 4, "8001", "support"),
        ("solved", 1, "8001", "support"),
    ]


async def test_answers_are_counted_by_question_queue_and_agent(
    database: Database, browser: AsyncClient, desk: Desk
) -> None:
    await keep(database, answered(0, ANA, csat=5), answered(1, ANA, csat=4, solved=1), answered(2, BO, csat=1))
    span = {"since": NOON.isoformat(), "until": (NOON + timedelta(hours=1)).isoformat()}

    async def totals(**more: str) -> list[tuple[str, str, int, float]]:
        answer = await browser.get("/survey-answers/totals", params={**span, **more})
        assert answer.status_code == 200, answer.text
        return [(one["question"], one["agent_number"], one["count"], one["mean"]) for one in answer.json()]

    everything = [("csat", "8001", 2, 4.5), ("csat", "8002", 1, 1.0), ("solved", "8001", 1, 1.0)]
    assert await totals() == everything
    assert await totals(agent="8002") == everything[1:2]
    assert await totals(queue="sales") == []
    assert await totals(until=(NOON + timedelta(minutes=2.5)).isoformat()) == [
        ("csat", "8001", 2, 4.5),
        ("solved", "8001", 1, 1.0),
    ]
    desk.only_own = BO
    assert await totals() == everything[1:2]
