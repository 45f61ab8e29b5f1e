"""An agent's own day over HTTP: figures, the contacts behind them, and the states."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from fastapi import FastAPI
from httpx import ASGITransport, AsyncClient

from database.engine import Database
from reporting.day_router import create_router
from reporting.record import CustomerRecord, InteractionRecord, SegmentRecord, SpellRecord, WrapUpRecord
from reporting.repository import add_interactions, add_wrap_ups
from reporting.spell_repository import add_spells

pytestmark = pytest.mark.anyio
MIDNIGHT = datetime(2026, 3, 1, tzinfo=UTC)
ANA, BO = uuid4(), uuid4()
GRACE = CustomerRecord(id=uuid4(), name="Grace", tier="gold", company="", number="+14155550123", note="")


def at(seconds: float) -> datetime:
    return MIDNIGHT + timedelta(seconds=seconds)


def spell(state: str, began: float, ended: float, agent: UUID = ANA) -> SpellRecord:
    return SpellRecord(agent_id=agent, state=state, started_at=at(began), ended_at=at(ended), next_state="ready")


def record(began: float, agent: UUID, talk: int, hold: int, customer: CustomerRecord | None) -> InteractionRecord:
    return InteractionRecord(
        id=uuid4(),
        channel="voice",
        caller_number="+14155550123",
        caller_name="",
        dialed_number="4000",
        language="en",
        customer=customer,
        arrived_at=at(began),
        ended_at=at(began + 100),
        outcome="answered",
        ended_by="caller",
        hangup_cause=16,
        segments=(
            SegmentRecord(kind="queue", started_at=at(began), ended_at=at(began + 5), queue_id="support"),
            SegmentRecord(
                kind="agent",
                started_at=at(began + 5),
                ended_at=at(began + 100),
                queue_id="support",
                agent_id=agent,
                talk_ms=talk,
                hold_ms=hold,
            ),
        ),
        timeline=(),
    )


@pytest.fixture
async def browser(database: Database) -> AsyncIterator[AsyncClient]:
    def lasting(agent_id: UUID, until: datetime) -> SpellRecord:
        return SpellRecord(agent_id=agent_id, state="ready", started_at=at(900), ended_at=until, next_state="ready")

    app = FastAPI()
    app.include_router(
        create_router(
            database,
            permission=lambda: ANA,
            agent_of=lambda user: user,
            lasting=lasting,
            now=lambda: at(1000),
            zone="Asia/Shanghai",
        )
    )
    async with AsyncClient(transport=ASGITransport(app), base_url="http://test") as client:
        yield client


async def test_a_day_holds_ones_own_work_alone_and_the_state_that_lasts(
    database: Database, browser: AsyncClient
) -> None:
    mine = record(100, ANA, 60_000, 10_000, GRACE)
    others = (record(200, BO, 5_000, 0, None), record(-500, ANA, 7_000, 0, None))
    await database.transact(lambda connection: add_interactions(connection, (mine, *others)))
    papers = WrapUpRecord(
        interaction_id=mine.id, agent_id=ANA, disposition="solved", notes="", started_at=at(200), ended_at=at(230)
    )
    await database.transact(lambda connection: add_wrap_ups(connection, (papers,)))
    spells = (spell("not_ready", -100, 40), spell("busy", 105, 200), spell("ready", 40, 80, BO))
    await database.transact(lambda connection: add_spells(connection, spells))
    asked = {"since": at(0).isoformat(), "until": at(86_400).isoformat()}

    shown = (await browser.get("/desk/day", params=asked)).raise_for_status().json()

    assert shown["handled"] == 1
    assert (shown["talk_ms"], shown["hold_ms"], shown["wrap_up_ms"]) == (60_000, 10_000, 30_000)
    assert shown["mean_handling_ms"] == 100_000
    assert shown["ready_ms"] == 100_000
    assert shown["occupancy"] == pytest.approx(0.5)
    (call,) = shown["calls"]
    assert call["interaction_id"] == str(mine.id)
    assert (call["customer_name"], call["queue"], call["wrap_up_ms"]) == ("Grace", "support", 30_000)
    assert [one["state"] for one in shown["spells"]] == ["not_ready", "busy", "ready"]
    assert datetime.fromisoformat(shown["spells"][0]["started_at"]) == at(0)
    assert datetime.fromisoformat(shown["spells"][-1]["ended_at"]) == at(1000)


async def test_a_span_longer_than_two_days_is_refused(browser: AsyncClient) -> None:
    asked = {"since": at(0).isoformat(), "until": at(3 * 86_400).isoformat()}
    assert (await browser.get("/desk/day", params=asked)).status_code == 422


async def test_without_a_span_the_day_is_the_sites(browser: AsyncClient) -> None:
    today = (await browser.get("/desk/day")).raise_for_status().json()
    assert today["zone"] == "Asia/Shanghai"
    # midnight in UTC is eight in the morning there
    assert datetime.fromisoformat(today["since"]) == at(-8 * 3600)
    assert datetime.fromisoformat(today["until"]) == at(1000)
    assert datetime.fromisoformat(today["ends_at"]) == at(16 * 3600)
    yesterday = (await browser.get("/desk/day", params={"back": 1})).raise_for_status().json()
    assert datetime.fromisoformat(yesterday["since"]) == at(-32 * 3600)
    assert yesterday["until"] == yesterday["ends_at"] == today["since"]


async def test_half_a_span_is_refused(browser: AsyncClient) -> None:
    assert (await browser.get("/desk/day", params={"since": at(0).isoformat()})).status_code == 422
    assert (await browser.get("/desk/day", params={"back": -1})).status_code == 422
