"""What says that a thing is still needed when it is to be deleted: flows, live calls, agents, the past."""

from datetime import timedelta
from uuid import uuid4

import pytest
from httpx import AsyncClient

from app.calls.events import (
    AgentSignedIn,
    CallArrived,
    LegEnded,
    StateRequested,
    WrapUpEnded,
)
from ivr.repository import save_flow
from reporting.record import SpellRecord, WrapUpRecord
from reporting.repository import add_wrap_ups
from reporting.spell_repository import add_spells
from tests.center import ANA, BEN
from tests.integration.administration.conftest import Site
from tests.integration.administration.talk import CALL, Talk
from tests.integration.administration.test_changes import added, changed, problem
from tests.unit.ivr.walking import END, flow

pytestmark = pytest.mark.anyio


async def refused(browser: AsyncClient, kind: str, key: str, *, release: bool = False) -> list[tuple[str, str, bool]]:
    """What a removal is refused for."""
    sent = await browser.post(f"/{kind}/removal", json={"ids": {key: ""}, "release": release})
    uses = problem(sent, 409)["uses"]
    return [(use["kind"], use["how"], use["releasable"]) for use in uses]


async def test_a_skill_and_an_agent_that_a_flow_names_stay(ada: AsyncClient, site: Site) -> None:
    await added(ada, "skills")
    await changed(ada, "people", ANA, skills={"english": 50})
    queue = {
        "id": "q",
        "type": "queue",
        "parameters": {"queue": "sales", "skills": [{"skill": "english", "level": 50}], "agent": "'8002'"},
        "next": {"error": "end"},
    }
    named = {"id": "a", "type": "agent", "parameters": {"agent": "'8001'"}, "next": {"error": "q"}}
    async with site.database.write() as connection:
        await save_flow(connection, flow([named, queue, END]))
    assert await refused(ada, "skills", "english") == [("flows", "requirement", False), ("people", "skilled", True)]
    for agent_id in (ANA, BEN):
        assert await refused(ada, "people", str(agent_id), release=True) == [("flows", "flow", False)]
    cai = await added(ada, "people", number="800")
    assert (await ada.post("/people/removal", json={"ids": {cai["id"]: ""}})).status_code == 200, "8001 is not 800"


async def test_a_number_with_a_call_on_it_stays_and_one_that_is_shown_goes_when_told_to(
    ada: AsyncClient, site: Site
) -> None:
    await added(ada, "numbers", dialed_number="4001")
    await changed(ada, "queues", "sales", caller_id="4001")
    await changed(ada, "outgoing", "outgoing", caller_ids=["4001", "4002"])
    runtime, at = site.runtime, site.clock.now()
    arrived = CallArrived(at=at, call_id=uuid4(), leg_id="leg", caller_number="1", dialed_number="4001", caller_name="")
    await runtime.submit(arrived)
    assert await refused(ada, "numbers", "4001", release=True) == [("calls", "came_in_by", False)]
    await runtime.submit(LegEnded(at=at, leg_id="leg", hangup_cause=16))
    assert await refused(ada, "numbers", "4001") == [("queues", "caller_id", True), ("outgoing", "caller_id", True)]
    problem(await ada.post("/numbers/removal", json={"ids": {"4001": ""}, "release": True}), 200)
    assert (await ada.get("/queues/sales")).json()["value"]["caller_id"] == ""
    assert (await ada.get("/outgoing/outgoing")).json()["value"]["caller_ids"] == ["4002"]


async def test_a_reason_stays_while_somebody_is_away_for_it(ada: AsyncClient, site: Site) -> None:
    runtime, at = site.runtime, site.clock.now()
    await site.administration.world()
    await runtime.submit(AgentSignedIn(at=at, agent_id=BEN))
    await runtime.submit(StateRequested(at=at, agent_id=BEN, wanted="not_ready", reason="break"))
    uses = (await ada.get("/reasons/break/uses")).json()
    assert next((use["key"], use["name"], use["how"]) for use in uses) == (str(BEN), "Ben", "reason_now")
    assert ("people", "reason_now", False) in await refused(ada, "reasons", "break", release=True)
    await runtime.submit(StateRequested(at=at, agent_id=BEN, wanted="not_ready", reason="training"))
    problem(await ada.post("/reasons/removal", json={"ids": {"break": ""}, "release": True}), 200)


async def test_a_disposition_stays_while_a_call_or_open_paperwork_has_it(ada: AsyncClient, site: Site) -> None:
    runtime, at = site.runtime, site.clock.now()
    talk = Talk(site)
    await talk.begin()
    async with site.signed_in("ana") as ana:
        path = f"http://test/api/v1/desk/calls/{CALL}/disposition"
        assert (await ana.put(path, json={"disposition": "solved"})).status_code == 204
    assert await refused(ada, "dispositions", "solved", release=True) == [("calls", "chosen_now", False)]
    await runtime.submit(LegEnded(at=at, leg_id="caller", hangup_cause=16))
    assert await refused(ada, "dispositions", "solved", release=True) == [("people", "chosen_now", False)]
    await runtime.submit(WrapUpEnded(at=at, agent_id=ANA))
    problem(await ada.post("/dispositions/removal", json={"ids": {"solved": ""}, "release": True}), 200)


async def test_what_the_past_was_recorded_with_is_said_and_can_go(ada: AsyncClient, site: Site) -> None:
    at = site.clock.now()
    wrap_up = WrapUpRecord(
        interaction_id=uuid4(), agent_id=ANA, agent_number="8001", agent_name="Ana", disposition="solved", notes="",
        started_at=at, ended_at=at,
    )  # fmt: skip
    spell = SpellRecord(
        agent_id=ANA, agent_number="8001", agent_name="Ana", state="not_ready", reason="training", call_id=None,
        started_at=at, ended_at=at + timedelta(seconds=5), next_state="ready", next_reason="",
    )  # fmt: skip
    await site.database.transact(lambda connection: add_wrap_ups(connection, [wrap_up]))
    await site.database.transact(lambda connection: add_spells(connection, [spell]))
    for kind, key in (("dispositions", "solved"), ("reasons", "training")):
        assert await refused(ada, kind, key) == [("contacts", "recorded_with", True)]
        assert [use["kind"] for use in (await ada.get(f"/{kind}/{key}/uses")).json()] == ["contacts"]
        problem(await ada.post(f"/{kind}/removal", json={"ids": {key: ""}, "release": True}), 200)
    problem(await ada.post("/dispositions/removal", json={"ids": {"call_again": ""}}), 200)
