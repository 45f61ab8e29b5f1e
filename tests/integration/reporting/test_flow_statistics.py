"""Callers' ways through flows, kept and counted."""

from collections.abc import AsyncGenerator
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from fastapi import FastAPI
from httpx import ASGITransport, AsyncClient

from database.engine import Database
from reporting.flow_router import create_router
from reporting.record import InteractionRecord, SegmentRecord, VisitRecord
from reporting.repository import Search, add_interactions, find_page

pytestmark = pytest.mark.anyio
NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
Way = tuple[tuple[str, str], ...]


def contact(way: Way, outcome: str, *, minute: int = 0, revision: int = 1, test: bool = False, agent: bool = False,
            sent: bool = False) -> InteractionRecord:  # fmt: skip
    """A call that stays ten seconds at each step; `sent` by the agent, after the talk began."""
    arrived = NOON + timedelta(minutes=minute)
    at = [arrived + timedelta(seconds=10 * place) for place in range(len(way) + 1)]
    part = SegmentRecord(kind="agent", started_at=arrived if sent else at[-1], agent_number="8001")
    return InteractionRecord(
        id=uuid4(), caller_number="1", caller_name="", dialed_number="4000", language="en", customer=None,
        arrived_at=arrived, ended_at=at[-1], outcome=outcome, ended_by="caller", hangup_cause=16,
        segments=(part,) if agent or sent else (), timeline=(), test=test,
        path=tuple(
            VisitRecord(flow_id="hotline", revision=revision, step_id=step, entered_at=at[place],
                        left_at=at[place + 1], outcome=left, begins=place == 0)
            for place, (step, left) in enumerate(way)
        ),
    )  # fmt: skip


ANSWERED = contact((("menu", "1"), ("support", "handed_over")), "answered", agent=True)
GAVE_UP = contact((("menu", "hung_up"),), "abandoned_in_menu", minute=1)
DONE = contact((("menu", "2"), ("menu", "timeout"), ("bye", "completed")), "completed_in_menu", minute=2, revision=2)
SENT = contact((("survey", "done"), ("bye", "completed")), "answered", minute=3, sent=True)
TEST = contact((("menu", "hung_up"),), "abandoned_in_menu", minute=4, test=True)


@pytest.fixture
async def filled(database: Database) -> Database:
    async with database.write() as connection:
        await connection.run_sync(add_interactions, [ANSWERED, GAVE_UP, DONE, SENT, TEST])
    return database


@pytest.fixture
async def browser(filled: Database) -> AsyncGenerator[AsyncClient]:
    app = FastAPI()
    app.include_router(
        create_router(filled, permission=lambda: "sam", now=lambda: NOON + timedelta(hours=1)), prefix=""
    )
    async with AsyncClient(transport=ASGITransport(app=app), base_url="http://site") as client:
        yield client


async def test_steps_are_counted_with_their_exits_and_times(browser: AsyncClient) -> None:
    told = (await browser.get("/flows/hotline/statistics")).json()
    steps = {step["step_id"]: step for step in told["steps"]}
    assert steps["menu"]["entries"] == 4
    assert steps["menu"]["exits"] == {"1": 1, "2": 1, "hung_up": 1, "timeout": 1}
    assert (steps["menu"]["hang_ups"], steps["menu"]["seconds_average"]) == (1, 10.0)
    assert steps["survey"]["entries"] == 1


async def test_containment_counts_callers_who_needed_nobody(browser: AsyncClient) -> None:
    told = (await browser.get("/flows/hotline/statistics")).json()
    assert told["calls"] == {"abandoned_in_menu": 1, "answered": 1, "completed_in_menu": 1}
    assert (told["entries"], told["contained"]) == (3, 2)
    assert told["containment"] == pytest.approx(2 / 3)


async def test_a_revision_and_a_period_narrow_what_is_counted(browser: AsyncClient) -> None:
    second = (await browser.get("/flows/hotline/statistics", params={"revision": 2})).json()
    assert (second["entries"], second["containment"]) == (1, 1)
    until = (NOON + timedelta(minutes=1)).isoformat()
    first_minute = (await browser.get("/flows/hotline/statistics", params={"until": until})).json()
    assert first_minute["calls"] == {"answered": 1}
    nothing = (await browser.get("/flows/other/statistics")).json()
    assert (nothing["entries"], nothing["containment"], nothing["steps"]) == (0, None, [])


async def test_the_calls_behind_a_figure_are_listed(filled: Database) -> None:
    async with filled.read() as connection:

        async def listed(search: Search) -> set[object]:
            return {row.interaction.id for row in (await find_page(connection, search)).rows}

        assert await listed(Search(flow_id="hotline", step_id="menu")) == {ANSWERED.id, GAVE_UP.id, DONE.id}
        assert await listed(Search(flow_id="hotline", step_id="menu", exit="hung_up")) == {GAVE_UP.id}
        assert await listed(Search(flow_id="hotline", revision=2)) == {DONE.id}
        assert await listed(Search(flow_id="other")) == set()


async def test_tests_are_kept_apart_from_what_was_real(filled: Database) -> None:
    async with filled.read() as connection:
        assert TEST.id not in {row.interaction.id for row in (await find_page(connection, Search())).rows}
        assert {row.interaction.id for row in (await find_page(connection, Search(tests=True))).rows} == {TEST.id}
        told = await connection.exec_driver_sql("SELECT count(*) FROM outbox")
        assert told.scalar_one() == 4
