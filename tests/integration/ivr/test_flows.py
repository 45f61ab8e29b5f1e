"""Flows from a draft to live calls and back, over HTTP."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Annotated

import httpx
import pytest
from fastapi import FastAPI, Header
from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncConnection
from structlog.testing import capture_logs

from app.administration.repository import take_turn
from app.calls.repository import load_configuration
from app.web.errors import install_errors
from database.engine import Database
from ivr.flow import Flow
from ivr.flow_check import Known
from ivr.flow_repository import delete_flow, load_revisions
from ivr.flow_router import create_router
from ivr.repository import Number, load_flows, save_number
from ivr.tables import FlowRow

pytestmark = pytest.mark.anyio
Document = Mapping[str, object]


def document(text: str = "Hello", target: str = "end") -> dict[str, object]:
    greet = {
        "id": "greet",
        "type": "play",
        "parameters": {"prompts": [{"say": {"en": text}}]},
        "next": {"done": target, "error": "end"},
    }
    return {
        "version": 2,
        "id": "hello",
        "name": "Hello",
        "languages": ["en"],
        "start": "greet",
        "steps": [greet, {"id": "end", "type": "hang_up"}],
    }


class Site:
    """The routes with one user, a clock, and what was audited."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.audited: list[tuple[str, str, str]] = []
        self.now = datetime(2026, 11, 20, 4, 0, tzinfo=UTC)
        self.speak: Callable[[Flow], Awaitable[None]] = in_silence
        self.app = FastAPI()
        install_errors(self.app)
        self.app.include_router(
            create_router(
                database,
                may_read=_user,
                may_edit=_user,
                now=self._tick,
                name_of=lambda user: user,
                known=self._known,
                speak=lambda flow: self.speak(flow),
                take_turn=take_turn,
                audit=self._audit,
            )
        )

    def _tick(self) -> datetime:
        self.now += timedelta(minutes=1)
        return self.now

    async def _known(self, connection: AsyncConnection) -> Known:
        flows = {flow.id: flow for flow in await load_flows(connection)}
        return Known(queues=frozenset({"support"}), flow_of=lambda flow_id, _: flows.get(flow_id))

    async def _audit(self, connection: AsyncConnection, user: str, what: str, subject: str) -> None:
        assert connection.in_transaction()
        self.audited.append((user, what, subject))


async def in_silence(flow: Flow) -> None:
    """These flows are heard by nobody."""
    del flow


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


async def publish(browser: httpx.AsyncClient, flow: Document, reason: str = "first") -> httpx.Response:
    flow_id = flow["id"]
    known = await browser.get(f"/flows/{flow_id}")
    draft = known.json().get("draft") if known.status_code == 200 else None
    serial = draft["serial"] if draft else 0
    saved = await browser.put(f"/flows/{flow_id}/draft", json={"document": flow, "serial": serial})
    assert saved.status_code == 200, saved.text
    return await browser.post(f"/flows/{flow_id}/publish", json={"reason": reason, "serial": serial + 1})


async def test_a_draft_is_saved_with_its_faults_and_cannot_be_published_until_they_are_mended(
    site: Site, browser: httpx.AsyncClient
) -> None:
    refused = await publish(browser, document(target="nowhere"))
    assert (refused.status_code, refused.json()["code"]) == (422, "flow_faulty")
    detail = (await browser.get("/flows/hello")).json()
    assert detail["published"] is None
    assert [fault["code"] for fault in detail["draft"]["faults"]] == ["dangling_exit"]
    assert (await publish(browser, document())).json()["revision"] == 1
    assert (await browser.get("/flows/hello")).json()["draft"] is None
    assert [what for _, what, _ in site.audited] == ["flow_draft_saved", "flow_draft_saved", "flow_published"]
    [item] = (await browser.get("/flows")).json()
    assert (item["name"], item["published"]["published_by"], item["published"]["reason"]) == ("Hello", "ada", "first")


async def test_what_is_published_reaches_live_calls_with_the_revisions_before(
    browser: httpx.AsyncClient, database: Database
) -> None:
    for number, text in enumerate(("One", "Two", "Three"), start=1):
        assert (await publish(browser, document(text))).json()["revision"] == number
    async with database.read() as connection:
        configuration = await load_configuration(connection)
    assert configuration.flows["hello"].revision == 3
    assert sorted(configuration.revisions) == ["hello@1", "hello@2"]
    first = configuration.flow_of("hello", 1)
    assert first is not None
    assert "One" in first.model_dump_json()


async def test_an_earlier_revision_comes_back_as_a_new_one(site: Site, browser: httpx.AsyncClient) -> None:
    await publish(browser, document("One"))
    await publish(browser, document("Two"))
    back = await browser.post("/flows/hello/revisions/1/restore", json={"reason": "Two was wrong"})
    assert (back.json()["revision"], back.json()["restored"]) == (3, 1)
    assert "One" in (await browser.get("/flows/hello/file")).text
    history = (await browser.get("/flows/hello/revisions")).json()
    assert [(one["revision"], one["reason"]) for one in history] == [(3, "Two was wrong"), (2, "first"), (1, "first")]
    assert site.audited[-1] == ("ada", "flow_restored", "hello@3")
    assert (await browser.get("/flows/hello/revisions/9")).status_code == 404


async def test_two_designers_do_not_overwrite_each_other(browser: httpx.AsyncClient) -> None:
    await browser.put("/flows/hello/draft", json={"document": document(), "serial": 0})
    late = await browser.put("/flows/hello/draft", json={"document": document("Mine"), "serial": 0})
    assert (late.status_code, late.json()["code"]) == (409, "draft_changed")
    stale = await browser.post("/flows/hello/publish", json={"reason": "x", "serial": 7})
    assert stale.json()["code"] == "draft_changed"
    assert (await browser.delete("/flows/hello/draft")).status_code == 204
    assert (await browser.get("/flows/hello")).status_code == 404


async def test_a_flow_is_not_published_while_what_it_calls_is_being_deleted(
    browser: httpx.AsyncClient, database: Database
) -> None:
    await publish(browser, document())
    call = {"id": "call", "type": "sub_flow", "parameters": {"flow": "hello"}, "next": {"done": "end", "error": "end"}}
    caller = {**document(), "id": "caller", "start": "call", "steps": [call, {"id": "end", "type": "hang_up"}]}
    await browser.put("/flows/caller/draft", json={"document": caller, "serial": 0})
    async with database.write() as connection:
        await take_turn(connection)
        request = browser.post("/flows/caller/publish", json={"reason": "first", "serial": 1})
        publishing = asyncio.create_task(request)
        await asyncio.wait({publishing}, timeout=0.5)  # long enough for whoever does not wait for its turn
        await delete_flow(connection, "hello")
    refused = await publishing
    assert (refused.status_code, refused.json()["code"]) == (422, "flow_faulty")


async def test_the_differences_between_versions_are_told_step_by_step(browser: httpx.AsyncClient) -> None:
    await publish(browser, document("One"))
    changed = document("Two")
    changed["name"] = "Hi"
    await browser.put("/flows/hello/draft", json={"document": changed, "serial": 0})
    changes = (await browser.get("/flows/hello/differences")).json()
    assert {"step_id": "", "kind": "changed", "where": "name", "before": "Hello", "after": "Hi"} in changes
    assert {
        "step_id": "greet",
        "kind": "changed",
        "where": "parameters.prompts.0.say.en",
        "before": "One",
        "after": "Two",
    } in changes


async def test_a_file_that_was_exported_can_be_taken_in(browser: httpx.AsyncClient) -> None:
    await publish(browser, document())
    answer = await browser.get("/flows/hello/file")
    assert "hello.flow.json" in answer.headers["content-disposition"]
    copy = answer.json() | {"id": "copy"}
    assert (await publish(browser, copy)).json()["revision"] == 1


async def test_a_flow_of_the_first_form_can_be_taken_in(browser: httpx.AsyncClient) -> None:
    old = {"id": "old", "name": "Old", "start": "a", "steps": {"a": {"type": "queue", "queue": "support"}}}
    assert (await publish(browser, old)).status_code == 200
    assert (await browser.get("/flows/old/file")).json()["version"] == 2


async def test_a_flow_that_something_leads_to_stays(browser: httpx.AsyncClient, database: Database) -> None:
    await publish(browser, document())
    async with database.write() as connection:
        await save_number(connection, Number(dialed_number="4000", flow_id="hello", language="en"))
    refused = await browser.delete("/flows/hello")
    assert (refused.status_code, refused.json()["code"]) == (409, "flow_in_use")
    assert (await browser.get("/flows/hello")).json()["numbers"] == ["4000"]
    caller = document() | {"id": "caller"}
    assert isinstance(caller["steps"], list)
    caller["steps"][0] = {
        "id": "greet",
        "type": "sub_flow",
        "parameters": {"flow": "caller2"},
        "next": {"done": "end", "error": "end"},
    }
    await publish(browser, document() | {"id": "caller2"})
    assert (await publish(browser, caller)).status_code == 200
    assert (await browser.delete("/flows/caller2")).json()["code"] == "flow_in_use"
    assert (await browser.delete("/flows/caller")).status_code == 204
    assert (await browser.delete("/flows/caller2")).status_code == 204
    assert [item["id"] for item in (await browser.get("/flows")).json()] == ["hello"]


async def test_a_stored_flow_that_is_not_valid_any_more_is_left_out_and_shown_with_its_faults(
    browser: httpx.AsyncClient, database: Database
) -> None:
    await publish(browser, document())
    await publish(browser, document() | {"id": "sound"})
    async with database.write() as connection:
        await save_number(connection, Number(dialed_number="4000", flow_id="hello", language="en"))
        broken = document() | {
            "name": database.dialect,  # what was read once is not logged again
            "steps": [{"id": "greet", "type": "of_an_older_release"}],
        }
        await connection.execute(update(FlowRow).where(FlowRow.id == "hello").values(document=broken))
    with capture_logs() as logs:
        async with database.read() as connection:
            configuration = await load_configuration(connection)
    assert list(configuration.flows) == ["sound"]
    assert configuration.numbers["4000"].flow_id == "hello"
    assert [(entry["event"], entry["log_level"]) for entry in logs] == [("flow_not_usable", "error")]
    assert "older" not in str(logs)
    shown, sound = (await browser.get("/flows")).json()
    assert (shown["id"], shown["usable"], shown["numbers"]) == ("hello", False, ["4000"])
    assert shown["unusable_faults"][0]["step_id"] == "greet"
    assert (sound["usable"], sound["unusable_faults"]) == (True, [])
    assert (await browser.delete("/flows/sound")).status_code == 204
    assert (await publish(browser, document(), "mended")).status_code == 200
    assert (await browser.get("/flows")).json()[0]["usable"] is True


async def test_a_pinned_revision_is_known_to_live_calls_however_old(
    browser: httpx.AsyncClient, database: Database
) -> None:
    for number in range(13):
        await publish(browser, document(f"Text {number}"))
    pinned = Flow.model_validate(
        document()
        | {
            "id": "pinned",
            "steps": [
                {
                    "id": "greet",
                    "type": "sub_flow",
                    "parameters": {"flow": "hello", "revision": 1},
                    "next": {"done": "end", "error": "end"},
                },
                {"id": "end", "type": "hang_up"},
            ],
        }
    )
    async with database.read() as connection:
        newest = {flow.id: flow for flow in await load_flows(connection)}
        recent = {flow.revision for flow in await load_revisions(connection, newest)}
        with_pin = {flow.revision for flow in await load_revisions(connection, newest | {"pinned": pinned})}
    assert recent == set(range(3, 13))
    assert with_pin == {1, *recent}


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/flows/hello/draft", {"document": {"id": "other"}, "serial": 0}),
        ("/flows/schema/draft", {"document": {"id": "schema"}, "serial": 0}),
        ("/flows/UPPER/draft", {"document": {"id": "UPPER"}, "serial": 0}),
        ("/flows/hello/draft", {"document": [], "serial": 0}),
    ],
)
async def test_a_draft_under_a_wrong_address_is_refused(
    browser: httpx.AsyncClient, path: str, body: Mapping[str, object]
) -> None:
    assert (await browser.put(path, json=body)).status_code == 422
    assert (await browser.get("/flows")).json() == []


async def test_a_flow_can_be_walked_without_a_telephone(browser: httpx.AsyncClient) -> None:
    scenario = {"caller_number": "10086", "keys": ["1"]}
    greeted = {"document": document("Hello {caller.number}"), "scenario": scenario}
    run = (await browser.post("/flows/simulate", json=greeted)).json()
    assert run["ended"] == "hang_up"
    assert [(visit["step_id"], visit["said"]) for visit in run["visits"]] == [("greet", ["Hello 10086"]), ("end", [])]
    broken = {"document": document(target="nowhere"), "scenario": scenario}
    assert (await browser.post("/flows/simulate", json=broken)).json()["code"] == "flow_faulty"


async def test_any_document_can_be_checked_and_the_schema_read(browser: httpx.AsyncClient) -> None:
    faults = (await browser.post("/flows/check", json={"document": {"steps": "?"}})).json()
    assert "no_steps" in [fault["code"] for fault in faults]
    schema = (await browser.get("/flows/schema")).json()
    assert "CollectStep" in schema["$defs"]


async def test_the_list_tells_which_numbers_lead_to_a_flow_and_how_many_faults_its_draft_has(
    browser: httpx.AsyncClient, database: Database
) -> None:
    await browser.put("/flows/hello/draft", json={"document": document(), "serial": 0})
    await browser.post("/flows/hello/publish", json={"reason": "first", "serial": 1})
    async with database.write() as connection:
        await save_number(
            connection, Number(dialed_number="4000", flow_id="hello", language="en", name="Line", web=False)
        )
    [published] = (await browser.get("/flows")).json()
    assert (published["numbers"], published["faults"]) == (["4000"], None)
    await browser.put("/flows/hello/draft", json={"document": document(target="nowhere"), "serial": 0})
    [drafted] = (await browser.get("/flows")).json()
    assert drafted["faults"] == len(
        (await browser.post("/flows/check", json={"document": document(target="nowhere")})).json()
    )
    assert drafted["faults"] > 0


async def test_a_document_of_the_first_language_is_shown_in_the_present_one(browser: httpx.AsyncClient) -> None:
    old = {"id": "old", "name": "Old", "start": "end", "steps": {"end": {"type": "hang_up"}}}
    saved = (await browser.put("/flows/old/draft", json={"document": old, "serial": 0})).json()
    assert saved["document"]["version"] == 2
    detail = (await browser.get("/flows/old")).json()
    assert detail["draft"]["document"]["steps"] == [{"id": "end", "type": "hang_up", "parameters": {}}]
