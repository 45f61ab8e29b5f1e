"""What an agent's page measured of the sound: from the report to what reads it."""

from collections.abc import AsyncGenerator
from uuid import UUID

import pytest
from fastapi import FastAPI
from httpx import ASGITransport, AsyncClient

from app.calls.events import (
    LegEnded,
)
from database.engine import Database
from reporting.router import RecordingFacts, create_router
from tests.integration.administration import conftest
from tests.integration.administration.conftest import Site
from tests.integration.administration.talk import CALL, Talk

pytestmark = pytest.mark.anyio
site = conftest.site


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
