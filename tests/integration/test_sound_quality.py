"""What an agent's page measured of the sound: from the report to what reads it."""

from collections.abc import AsyncGenerator
from uuid import UUID

import pytest
from fastapi import FastAPI
from httpx import ASGITransport, AsyncClient

from app.calls.events import LegEnded
from app.calls.measured import LATE
from app.web import sound_quality
from app.web.join import API
from app.web.permissions import Gate
from customers.repository import numbers_of
from database.engine import Database
from reporting.router import RecordingFacts, create_router
from tests.integration.administration import conftest
from tests.integration.administration.conftest import Site
from tests.integration.administration.talk import CALL, Talk

pytestmark = pytest.mark.anyio
administered = conftest.site


@pytest.fixture
def site(administered: Site) -> Site:
    """The site with the route under test."""
    administered.app.include_router(
        sound_quality.create_router(
            gate=Gate(administered.accounts),
            live=administered.runtime,
            clock=administered.clock,
            database=administered.database,
        ),
        prefix=API,
    )
    return administered


@pytest.fixture
async def reader(database: Database) -> AsyncGenerator[AsyncClient]:
    """Somebody who may read every interaction."""

    async def recordings_of(interaction_id: UUID) -> list[RecordingFacts]:
        del interaction_id
        return []

    async def audit(user: object, what: str, subject: str) -> None:
        del user, what, subject

    app = FastAPI()
    app.include_router(
        create_router(
            database,
            permission=lambda: None,
            only_own=lambda _: None,
            recordings_of=recordings_of,
            forms_of_number=lambda typed: (typed,),
            numbers_of=numbers_of,
            audit=audit,
        )
    )
    async with AsyncClient(transport=ASGITransport(app), base_url="http://test") as client:
        yield client


async def test_the_sound_of_a_call_is_kept_with_the_agents_part_and_read_with_the_interaction(
    site: Site, reader: AsyncClient
) -> None:
    talk = Talk(site)
    await talk.begin()
    async with site.signed_in("ana") as ana:
        report = {"packet_loss": 0.5, "jitter_ms": 8, "round_trip_ms": 42, "mos": 4.3}
        path = f"http://test/api/v1/desk/calls/{CALL}/quality"
        for sent in (report, {**report, "packet_loss": 2.5, "mos": 3.5}):
            assert (await ana.post(path, json=sent)).status_code == 204
        assert (await ana.post(path, json={**report, "mos": 9})).status_code == 422
    async with site.signed_in("ben") as ben:
        assert (await ben.post(path, json=report)).status_code >= 400, "it is not Ben's call"
    await talk.happen(LegEnded(at=talk.at, leg_id="caller", hangup_cause=16))
    answer = await reader.get(f"/interactions/{CALL}")
    assert answer.status_code == 200, answer.text
    parts = {part["kind"]: part["quality"] for part in answer.json()["segments"]}
    assert parts["queue"] is None
    assert parts["agent"] == {
        "reports": 2,
        "packet_loss": 1.5,
        "jitter_ms": 8.0,
        "round_trip_ms": 42.0,
        "mos": 3.9,
        "worst_mos": 3.5,
    }


async def test_the_last_stretch_that_a_page_tells_of_after_the_end_is_kept_too(site: Site, reader: AsyncClient) -> None:
    talk = Talk(site)
    await talk.begin()
    async with site.signed_in("ana") as ana, site.signed_in("ben") as ben:
        report = {"packet_loss": 0, "jitter_ms": 8, "round_trip_ms": 42, "mos": 4.4}
        path = f"http://test/api/v1/desk/calls/{CALL}/quality"
        await talk.happen(LegEnded(at=talk.at, leg_id="caller", hangup_cause=16))
        for lost in (0, 3):
            assert (await ana.post(path, json={**report, "packet_loss": lost})).status_code == 204
        assert (await ben.post(path, json=report)).json()["code"] == "call_not_yours"
        site.clock.advance(LATE * 2)
        assert (await ana.post(path, json=report)).json()["code"] == "call_not_yours"
    parts = {part["kind"]: part["quality"] for part in (await reader.get(f"/interactions/{CALL}")).json()["segments"]}
    assert (parts["agent"]["reports"], parts["agent"]["packet_loss"]) == (2, 1.5)
    assert parts["queue"] is None
