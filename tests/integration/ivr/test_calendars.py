"""Business hours over HTTP, and from the database to the live calls' configuration."""

import asyncio
from collections.abc import AsyncGenerator
from datetime import UTC, datetime
from typing import Annotated

import httpx
import pytest
from fastapi import FastAPI, Header
from sqlalchemy.ext.asyncio import AsyncConnection

from app.administration.repository import take_turn
from app.calls.repository import load_configuration
from app.web.errors import install_errors
from database.engine import Database
from ivr.calendar_router import CalendarUse, create_router
from ivr.hours import is_open

pytestmark = pytest.mark.anyio
NOW = datetime(2026, 11, 20, 4, 0, tzinfo=UTC)
DAY = [{"opens": "09:00", "closes": "18:00"}]
OFFICE = {"name": "Office", "zone": "Asia/Shanghai", "week": [DAY] * 5 + [[], []], "country": "CN"}


class Site:
    """The routes with one user, and what was audited."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.audited: list[tuple[str, str, str]] = []
        self.use: dict[str, CalendarUse] = {}
        self.app = FastAPI()
        install_errors(self.app)
        self.app.include_router(
            create_router(
                database,
                may_read=_user,
                may_set_by_hand=_user,
                may_edit=_user,
                now=lambda: NOW,
                use_of=self._use_of,
                take_turn=take_turn,
                audit=self._audit,
                zone="Asia/Shanghai",
            )
        )

    async def _use_of(self, _: AsyncConnection, calendar_id: str) -> CalendarUse:
        return self.use.get(calendar_id, CalendarUse())

    async def _audit(self, connection: AsyncConnection, user: str, what: str, subject: str) -> None:
        assert connection.in_transaction()
        self.audited.append((user, what, subject))


def _user(user: Annotated[str, Header()] = "ada") -> str:
    return user


@pytest.fixture
def site(database: Database) -> Site:
    return Site(database)


@pytest.fixture
async def browser(site: Site) -> AsyncGenerator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(app=site.app)
    async with httpx.AsyncClient(transport=transport, base_url="http://site") as client:
        yield client


async def test_a_saved_calendar_reaches_the_configuration_of_live_calls(
    site: Site, browser: httpx.AsyncClient, database: Database
) -> None:
    assert (await browser.put("/calendars/office", json=OFFICE)).json()["week"][0] == DAY
    async with database.read() as connection:
        configuration = await load_configuration(connection)
    assert is_open(configuration.calendars["office"], NOW)
    assert [item["id"] for item in (await browser.get("/calendars")).json()] == ["office"]
    assert site.audited == [("ada", "calendar_saved", "office")]


async def test_a_calendar_saved_without_a_zone_has_the_sites(browser: httpx.AsyncClient) -> None:
    draft = {name: value for name, value in OFFICE.items() if name != "zone"}
    assert (await browser.put("/calendars/office", json=draft)).json()["zone"] == "Asia/Shanghai"
    assert (await browser.put("/calendars/office", json=draft | {"zone": "Mars/Olympus"})).status_code == 422
    asked = {"calendar": draft, "at": "2026-11-20T01:30:00+00:00"}
    assert (await browser.post("/calendars/preview", json=asked)).json()["open"] is True


async def test_is_it_open_at_any_moment(browser: httpx.AsyncClient) -> None:
    await browser.put("/calendars/office", json=OFFICE)
    answer = (await browser.get("/calendars/office/opening", params={"at": "2026-10-01T10:00:00+08:00"})).json()
    assert (answer["open"], answer["why"], answer["name"]) == (False, "holiday", "National Day")
    assert datetime.fromisoformat(answer["next_change"]) == datetime(2026, 10, 8, 1, tzinfo=UTC)
    draft = {"calendar": OFFICE | {"country": ""}, "at": "2026-10-01T10:00:00+08:00"}
    assert (await browser.post("/calendars/preview", json=draft)).json()["open"]
    assert (await browser.get("/calendars/office/opening")).json()["open"]
    assert (await browser.get("/calendars/office/opening", params={"at": "yesterday"})).status_code == 422


async def test_closed_now_with_a_message_survives_an_edit_and_is_taken_back(
    site: Site, browser: httpx.AsyncClient
) -> None:
    seen = (await browser.put("/calendars/office", json=OFFICE)).json()["version"]
    await browser.put("/calendars/office/manual", json={"text": {"en": "Fire drill."}})
    edited = OFFICE | {"name": "Head office"}
    assert (await browser.put("/calendars/office", json=edited, headers={"if-match": seen})).status_code == 200
    answer = (await browser.get("/calendars/office/opening")).json()
    assert (answer["open"], answer["why"], answer["text"]) == (False, "set_by_hand", {"en": "Fire drill."})
    assert (await browser.delete("/calendars/office/manual")).json()["manual"] is None
    assert (await browser.get("/calendars/office/opening")).json()["open"]
    assert [what for _, what, _ in site.audited] == [
        "calendar_saved",
        "calendar_closed_by_hand",
        "calendar_saved",
        "calendar_by_its_hours_again",
    ]


async def test_who_edits_or_adds_what_somebody_else_has_changed_overwrites_nothing(
    site: Site, browser: httpx.AsyncClient
) -> None:
    seen = (await browser.put("/calendars/office", json=OFFICE)).json()["version"]
    assert (await browser.get("/calendars/office")).json()["version"] == seen
    edits = (
        browser.put("/calendars/office", json=OFFICE | {"name": name}, headers={"if-match": seen})
        for name in ("First", "Second")
    )
    answers = await asyncio.gather(*edits)
    won, late = sorted(answers, key=lambda answer: answer.status_code)
    assert (won.status_code, late.status_code, late.json()["code"]) == (200, 409, "calendar_changed")
    assert (await browser.put("/calendars/office", json=OFFICE)).json()["code"] == "calendar_changed"
    assert (await browser.get("/calendars/office")).json() == won.json()
    assert (await browser.delete("/calendars/office")).status_code == 204
    gone = await browser.put("/calendars/office", json=OFFICE, headers={"if-match": won.json()["version"]})
    assert gone.json()["code"] == "calendar_changed"
    assert (await browser.get("/calendars")).json() == []
    assert [what for _, what, _ in site.audited] == ["calendar_saved", "calendar_saved", "calendar_deleted"]


async def test_a_calendar_in_use_stays(site: Site, browser: httpx.AsyncClient) -> None:
    await browser.put("/calendars/office", json=OFFICE)
    site.use["office"] = CalendarUse(queues=("support",))
    refused = await browser.delete("/calendars/office")
    assert (refused.status_code, refused.json()["code"]) == (409, "calendar_in_use")
    assert (await browser.get("/calendars/office/use")).json() == {"queues": ["support"], "flows": []}
    site.use.clear()
    assert (await browser.delete("/calendars/office")).status_code == 204
    assert (await browser.get("/calendars/office")).json()["code"] == "calendar_not_found"


@pytest.mark.parametrize("change", [{"week": []}, {"zone": "../etc"}, {"id": "other"}, {"name": ""}])
async def test_a_faulty_calendar_changes_nothing(
    site: Site, browser: httpx.AsyncClient, change: dict[str, object]
) -> None:
    assert (await browser.put("/calendars/office", json=OFFICE | change)).status_code == 422
    assert (await browser.put("/calendars/UPPER", json=OFFICE)).status_code == 422
    assert (await browser.get("/calendars")).json() == []
    assert site.audited == []


async def test_countries_are_listed_with_their_parts(browser: httpx.AsyncClient) -> None:
    known: dict[str, list[str]] = (await browser.get("/calendars/countries")).json()
    assert "BY" in known["DE"]
    assert known["CN"] == []
