"""Test cases of flows: kept from simulated calls, replayed, and asked before a flow is published."""

from collections.abc import AsyncGenerator
from datetime import UTC, datetime
from typing import Annotated

import httpx
import pytest
from fastapi import FastAPI, Header
from sqlalchemy.ext.asyncio import AsyncConnection

from app.administration.repository import take_turn
from app.web.errors import install_errors
from database.engine import Database
from ivr import case_router, flow_router
from ivr.flow_check import Known
from ivr.repository import load_flows
from tests.integration.ivr.test_flows import in_silence

pytestmark = pytest.mark.anyio
Json = dict[str, object]
NOON = datetime(2026, 11, 20, 4, 0, tzinfo=UTC)


def document(target: str = "support") -> Json:
    menu = {
        "id": "menu",
        "type": "menu",
        "parameters": {"prompts": [{"say": {"en": "Press 1."}}], "choices": {"1": "Support"}},
        "next": {"1": target, "timeout": "bye", "no_match": "support"},
    }
    busy = {
        "id": "busy",
        "type": "branch",
        "parameters": {"cases": [{"outcome": "yes", "when": "queues['support'].waiting > 3"}]},
        "next": {"yes": "bye", "otherwise": "support", "error": "bye"},
    }
    queue = {"id": "support", "type": "queue", "parameters": {"queue": "support"}, "next": {"error": "bye"}}
    steps = [menu, queue, {"id": "bye", "type": "hang_up"}, *([busy] if target == "busy" else [])]
    return {"version": 2, "id": "hello", "name": "Hello", "languages": ["en"], "start": "menu", "steps": steps}


@pytest.fixture
def audited() -> list[tuple[str, str]]:
    return []


@pytest.fixture
async def browser(database: Database, audited: list[tuple[str, str]]) -> AsyncGenerator[httpx.AsyncClient]:
    async def known(connection: AsyncConnection) -> Known:
        flows = {flow.id: flow for flow in await load_flows(connection)}
        return Known(queues=frozenset({"support"}), flow_of=lambda flow_id, _: flows.get(flow_id))

    async def audit(connection: AsyncConnection, user: str, what: str, subject: str) -> None:
        assert connection.in_transaction()
        assert user == "ada"
        audited.append((what, subject))

    def user(user: Annotated[str, Header()] = "ada") -> str:
        return user

    app = FastAPI()
    install_errors(app)
    app.include_router(
        flow_router.create_router(
            database,
            may_read=user,
            may_edit=user,
            now=lambda: NOON,
            name_of=str,
            known=known,
            speak=in_silence,
            take_turn=take_turn,
            audit=audit,
        )
    )
    app.include_router(
        case_router.create_router(
            database, may_read=user, may_edit=user, now=lambda: NOON, name_of=str, known=known, audit=audit
        )
    )
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://site") as client:
        yield client


async def keep(browser: httpx.AsyncClient, name: str, *keys: str, flow: Json | None = None) -> httpx.Response:
    scenario = {"caller_number": "10086", "keys": keys}
    asked = {"name": name, "document": flow or document(), "scenario": scenario}
    return await browser.post("/flows/hello/cases", json=asked)


async def draft(browser: httpx.AsyncClient, flow: Json) -> int:
    known = await browser.get("/flows/hello")
    now = known.json().get("draft") if known.status_code == 200 else None
    asked = {"document": flow, "serial": now["serial"] if now else 0}
    saved = await browser.put("/flows/hello/draft", json=asked)
    return saved.json()["serial"]


async def test_a_simulated_call_is_kept_with_the_walk_that_is_expected(browser: httpx.AsyncClient) -> None:
    kept = (await keep(browser, " Support ", "1")).json()
    assert kept["name"] == "Support"
    assert [place["step_id"] for place in kept["path"]] == ["menu", "support"]
    assert kept["ended"] == "queue:support"
    assert datetime.fromisoformat(kept["scenario"]["at"]) == NOON
    assert (await browser.get("/flows/hello/cases")).json() == [kept]
    again = await keep(browser, "Support", "1")
    assert (again.status_code, again.json()["code"]) == (409, "case_name_taken")


async def test_cases_are_replayed_on_any_document_and_tell_where_the_walk_differs(browser: httpx.AsyncClient) -> None:
    await keep(browser, "Support", "1")
    await keep(browser, "Silence", "", "", "")
    same = (await browser.post("/flows/hello/cases/replay", json={"document": document()})).json()
    assert [(one["name"], one["passed"]) for one in same] == [("Silence", True), ("Support", True)]
    other = (await browser.post("/flows/hello/cases/replay", json={"document": document("bye")})).json()
    assert [one["passed"] for one in other] == [True, False]
    assert other[1]["difference"] == {
        "kind": "path",
        "position": 1,
        "flow_id": "hello",
        "expected": "support",
        "actual": "bye",
    }
    broken = (await browser.post("/flows/hello/cases/replay", json={"document": {"id": "hello"}})).json()
    assert {one["difference"]["kind"] for one in broken} == {"walk"}


async def test_a_failing_case_blocks_publishing_until_it_is_overridden_with_a_reason(
    browser: httpx.AsyncClient, audited: list[tuple[str, str]]
) -> None:
    await keep(browser, "Support", "1")
    serial = await draft(browser, document("bye"))
    refused = await browser.post("/flows/hello/publish", json={"reason": "shorter", "serial": serial})
    assert (refused.status_code, refused.json()["code"]) == (409, "tests_failed")
    assert refused.json()["fields"] == {"Support": "step 2: expected support, came to bye"}
    assert (await browser.get("/flows/hello")).json()["published"] is None
    forced = {"reason": "shorter", "serial": serial, "override": "support is closed for good"}
    made = (await browser.post("/flows/hello/publish", json=forced)).json()
    assert (made["override"], made["failed_cases"]) == ("support is closed for good", ["Support"])
    [stored] = (await browser.get("/flows/hello/revisions")).json()
    assert stored == made
    assert audited[-1] == ("flow_tests_overridden", "hello@1")


async def test_an_override_that_is_not_needed_is_not_kept(browser: httpx.AsyncClient) -> None:
    await keep(browser, "Support", "1")
    serial = await draft(browser, document())
    asked = {"reason": "first", "serial": serial, "override": "just in case"}
    made = (await browser.post("/flows/hello/publish", json=asked)).json()
    assert (made["override"], made["failed_cases"]) == ("", [])


async def test_a_new_walk_is_accepted_and_a_case_renamed_and_deleted(browser: httpx.AsyncClient) -> None:
    kept = (await keep(browser, "Support", "1")).json()
    await keep(browser, "Other", "1")
    place = f"/flows/hello/cases/{kept['id']}"
    accepted = (await browser.post(f"{place}/accept", json={"document": document("bye")})).json()
    assert [step["step_id"] for step in accepted["path"]] == ["menu", "bye"]
    taken = await browser.put(place, json={"name": "Other"})
    assert (taken.status_code, taken.json()["code"]) == (409, "case_name_taken")
    assert (await browser.put(place, json={"name": "Goodbye"})).json()["name"] == "Goodbye"
    assert (await browser.delete(place)).status_code == 204
    assert (await browser.delete(place)).status_code == 404
    assert [case["name"] for case in (await browser.get("/flows/hello/cases")).json()] == ["Other"]


async def test_a_scenario_needs_to_say_nothing_of_queues(browser: httpx.AsyncClient) -> None:
    kept = (await keep(browser, "Quiet", "1", flow=document("busy"))).json()
    assert kept["ended"] == "queue:support"


async def test_a_deleted_flow_leaves_no_cases(browser: httpx.AsyncClient) -> None:
    await keep(browser, "Support", "1")
    await draft(browser, document())
    assert (await browser.delete("/flows/hello")).status_code == 204
    assert (await browser.get("/flows/hello/cases")).json() == []
