"""How true the waits were that callers were told, from the calls that were kept to the answer."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from fastapi import FastAPI
from httpx import ASGITransport, AsyncClient

from database.engine import Database
from reporting.estimate_router import create_router
from reporting.record import InteractionRecord, SegmentRecord
from reporting.repository import add_interactions

pytestmark = pytest.mark.anyio
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


def at(seconds: float) -> datetime:
    return NOON + timedelta(seconds=seconds)


def call(
    told: float | None, waited: float, *, queue: str = "support", outcome: str = "answered", test: bool = False
) -> InteractionRecord:
    """A caller who was told 60 to 120 seconds `told` seconds after noon, and waited until `waited`."""
    segment = SegmentRecord(
        kind="queue",
        started_at=NOON,
        ended_at=at(waited),
        queue_id=queue,
        outcome=outcome,
        told_at=None if told is None else at(told),
        told_shortest_ms=60_000,
        told_longest_ms=120_000,
    )
    return InteractionRecord(
        id=uuid4(), caller_number="13800138000", caller_name="", dialed_number="4000", language="en", customer=None,
        arrived_at=NOON, ended_at=at(waited), outcome=outcome, ended_by="caller", hangup_cause=16, segments=(segment,),
        timeline=(), test=test,
    )  # fmt: skip


@pytest.fixture
async def browser(database: Database) -> AsyncIterator[AsyncClient]:
    app = FastAPI()
    app.include_router(create_router(database, permission=lambda: None))
    async with AsyncClient(transport=ASGITransport(app), base_url="http://test") as client:
        yield client


async def test_each_queue_is_judged_by_its_answered_callers_of_the_time_asked_for(
    database: Database, browser: AsyncClient
) -> None:
    calls = (
        call(10, 100),  # 90 s: within
        call(10, 170),  # 160 s: later than told
        call(15, 40, outcome="abandoned"),  # nobody knows
        call(None, 50),
        call(10, 40, queue="sales"),  # 30 s: sooner than told
        call(10, 100, test=True),
        call(4000, 4090),  # after the time asked for
    )
    await database.transact(lambda connection: add_interactions(connection, calls))
    asked = {"since": NOON.isoformat(), "until": at(3600).isoformat()}
    answer = await browser.get("/wait-estimates", params=asked)
    assert answer.status_code == 200, answer.text
    support = {"told": 3, "judged": 2, "within_share": 0.5, "bias_ms": 35_000, "mean_width_ms": 60_000}
    sales = {"told": 1, "judged": 1, "within_share": 0.0, "bias_ms": -60_000, "mean_width_ms": 60_000}
    assert answer.json() == [{"queue": "sales", **sales}, {"queue": "support", **support}]
    nothing = await browser.get("/wait-estimates", params={**asked, "until": NOON.isoformat()})
    assert nothing.json() == []
    for until in (NOON - timedelta(seconds=1), NOON + timedelta(days=32)):
        refused = await browser.get("/wait-estimates", params={**asked, "until": until.isoformat()})
        assert refused.status_code == 422
