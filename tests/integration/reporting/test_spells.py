"""Agents' spells: kept once, shown as a day and within an interaction."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse
from httpx import ASGITransport, AsyncClient

from database.engine import Database
from reporting.errors import SpellsNotYours
from reporting.record import InteractionRecord, MomentRecord, SpellRecord
from reporting.repository import add_interactions, find_story
from reporting.spell_repository import add_spells
from reporting.spell_router import create_router
from reporting.timeline import with_states

pytestmark = pytest.mark.anyio
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
ANA, BO = uuid4(), uuid4()


def at(seconds: float) -> datetime:
    return NOON + timedelta(seconds=seconds)


def spell(
    state: str, began: float, ended: float, following: str, *, call: UUID | None = None, agent: UUID = ANA
) -> SpellRecord:
    name, _, reason = state.partition(":")
    next_state, _, next_reason = following.partition(":")
    return SpellRecord(
        agent_id=agent,
        agent_number="8001" if agent == ANA else "8002",
        agent_name="Ana" if agent == ANA else "Bo",
        state=name,
        reason=reason,
        call_id=call,
        started_at=at(began),
        ended_at=at(ended),
        next_state=next_state,
        next_reason=next_reason,
    )


async def keep(database: Database, *records: SpellRecord) -> None:
    await database.transact(lambda connection: add_spells(connection, records))


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
    async def audit(user: Desk, what: str, subject: str) -> None:
        user.audited.append((what, subject))

    app = FastAPI()
    app.include_router(
        create_router(
            database,
            permission=lambda: desk,
            only_own=lambda user: user.only_own,
            agent_of=lambda user: user.only_own or ANA,
            audit=audit,
        )
    )

    @app.exception_handler(SpellsNotYours)
    async def refused(request: Request, error: Exception) -> JSONResponse:
        del request
        return JSONResponse({"code": getattr(error, "code", "")}, 403)

    async with AsyncClient(transport=ASGITransport(app=app), base_url="http://test") as client:
        yield client


async def test_a_day_is_told_in_order_and_summed_up_within_its_bounds(database: Database, browser: AsyncClient) -> None:
    call = uuid4()
    await keep(
        database,
        spell("ready", 0, 100, "reserved"),
        spell("reserved", 100, 110, "busy", call=call),
        spell("busy", 110, 170, "after_call_work", call=call),
        spell("not_ready:break", 200, 500, "ready"),
        spell("ready", 0, 900, "not_ready:lunch", agent=BO),
        spell("ready", -500, 0, "ready"),
    )
    answer = await browser.get("/agent-spells", params={"since": at(50).isoformat(), "until": at(300).isoformat()})
    day = answer.json()
    assert [(each["state"], each["reason"], each["interaction_id"]) for each in day["spells"]] == [
        ("ready", "", None),
        ("reserved", "", str(call)),
        ("busy", "", str(call)),
        ("not_ready", "break", None),
    ]
    assert {(each["state"], each["reason"]): each["spent_ms"] for each in day["totals"]} == {
        ("ready", ""): 50_000,
        ("reserved", ""): 10_000,
        ("busy", ""): 60_000,
        ("not_ready", "break"): 100_000,
    }
    assert day["spells"][0]["agent_number"] == "8001"


async def test_supervisor_sees_anybody_and_an_agent_oneself_alone(
    database: Database, browser: AsyncClient, desk: Desk
) -> None:
    await keep(database, spell("ready", 0, 900, "not_ready:lunch", agent=BO))
    asked = {"since": at(0).isoformat(), "until": at(60).isoformat(), "agent": str(BO)}
    assert len((await browser.get("/agent-spells", params=asked)).json()["spells"]) == 1
    desk.only_own = ANA
    refused = await browser.get("/agent-spells", params=asked)
    assert (refused.status_code, refused.json()["code"]) == (403, "spells_not_yours")
    assert desk.audited == [("spells_refused", str(BO))]


@pytest.mark.parametrize(
    "asked",
    [
        {},
        {"since": "2026-03-01T00:00:00Z", "until": "2026-03-01T00:00:00Z"},
        {"since": "2026-03-02T00:00:00Z", "until": "2026-03-01T00:00:00Z"},
        {"since": "2026-03-01T00:00:00Z", "until": "2026-06-01T00:00:00Z"},
        {"since": "2026-03-01T00:00:00", "until": "2026-03-02T00:00:00"},
        {"since": "2026-03-01T00:00:00Z", "until": "2026-03-02T00:00:00Z", "agent": "'; --"},
        {"since": "2026-03-01T00:00:00Z", "until": "2026-03-02T00:00:00Z", "and": "more"},
    ],
)
async def test_span_that_makes_no_sense_is_refused(browser: AsyncClient, asked: dict[str, str]) -> None:
    assert (await browser.get("/agent-spells", params=asked)).status_code == 422


async def test_repeated_spell_is_kept_once(database: Database, browser: AsyncClient) -> None:
    for _ in range(2):
        await keep(database, spell("ready", 0, 100, "reserved"), spell("reserved", 100, 110, "busy"))
    answer = await browser.get("/agent-spells", params={"since": at(0).isoformat(), "until": at(60).isoformat()})
    assert len(answer.json()["spells"]) == 1


async def test_states_stand_in_the_story_of_an_interaction(database: Database) -> None:
    call = uuid4()
    record = InteractionRecord(
        id=call, caller_number="1", caller_name="", dialed_number="4000", language="en", customer=None,
        arrived_at=at(0), ended_at=at(40), outcome="answered", ended_by="caller", hangup_cause=16, segments=(),
        timeline=(
            MomentRecord(at=at(0), what="arrived"),
            MomentRecord(at=at(5), what="offered", agent_number="8002"),
            MomentRecord(at=at(40), what="caller_hung_up"),
        ),
    )  # fmt: skip
    await database.transact(lambda connection: add_interactions(connection, (record,)))
    await keep(
        database,
        spell("reserved", 5, 20, "not_ready:missed", call=call, agent=BO),
        spell("reserved", 20, 25, "busy", call=call),
        spell("busy", 25, 40, "after_call_work", call=call),
        spell("ready", 0, 20, "reserved"),
    )
    async with database.read() as connection:
        story = await find_story(connection, call)
    assert story is not None
    expected = [
        ("arrived", "", ""),
        ("offered", "", "8002"),
        ("agent_state", "reserved", "8002"),
        ("agent_state", "not_ready:missed", "8002"),
        ("agent_state", "reserved", "8001"),
        ("agent_state", "busy", "8001"),
        ("caller_hung_up", "", ""),
        ("agent_state", "after_call_work", "8001"),
    ]
    told = with_states(story.timeline, story.spells)
    assert [(moment.what, moment.detail, moment.agent_number) for moment in told] == expected
    await keep(database, spell("after_call_work", 40, 60, "ready", call=call))
    async with database.read() as connection:
        story = await find_story(connection, call)
    assert story is not None
    told = with_states(story.timeline, story.spells)
    assert [(moment.what, moment.detail, moment.agent_number) for moment in told] == [
        *expected,
        ("agent_state", "ready", "8001"),
    ]
