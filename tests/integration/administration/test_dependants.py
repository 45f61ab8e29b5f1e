"""What depends on what, who may do what, and how changes reach live calls."""

from datetime import timedelta
from uuid import UUID

import pytest
from httpx import AsyncClient
from sqlalchemy import select, update

from agents.configuration import Queue
from app.accounts.audit_repository import broken_details
from app.accounts.tables import AuditDetailRow, SessionRow
from app.administration.forms import FORMS, OutgoingForm, PersonForm, QueueForm
from app.administration.world import TYPES, Person
from app.calls.configuration import OutgoingRules
from app.calls.events import AgentSignedIn, CallArrived, DigitReceived, LegEnded, PlaybackEnded
from app.calls.state import Waiting
from tests.center import ANA, BEN
from tests.integration.administration.conftest import ADA, Site
from tests.integration.administration.test_changes import added, changed, problem, until

pytestmark = pytest.mark.anyio


def test_forms_cover_everything_that_can_be_decided() -> None:
    assert set(QueueForm.model_fields) == set(Queue.__struct_fields__)
    assert set(OutgoingForm.model_fields) == set(OutgoingRules.__struct_fields__)
    assert set(PersonForm.model_fields) == set(Person.__struct_fields__) - {"id"}
    assert FORMS.keys() == TYPES.keys()


async def test_a_queue_in_use_says_what_depends_on_it_and_goes_when_told_to_let_go(ada: AsyncClient) -> None:
    await added(ada, "queues")
    await changed(ada, "queues", "sales", overflow={"on_nobody": {"type": "queue", "queue_id": "billing"}})
    await changed(ada, "people", ANA, queues=[{"queue": "billing"}, {"queue": "support"}])
    await added(ada, "dispositions", queues=["billing"])

    refused = problem(await ada.post("/queues/removal", json={"ids": {"billing": ""}}), 409)
    assert refused["code"] == "still_in_use"
    assert [(use["kind"], use["key"], use["how"]) for use in refused["uses"]] == [
        ("queues", "sales", "overflow.on_nobody"),
        ("people", str(ANA), "member"),
        ("dispositions", "sold", "offered_in"),
    ]
    assert (await ada.get("/queues/billing/uses")).json() == refused["uses"]
    made = problem(await ada.post("/queues/removal", json={"ids": {"billing": ""}, "release": True}), 200)
    assert made["touched"] == 4
    assert (await ada.get("/queues/sales")).json()["value"]["overflow"]["on_nobody"] == {"type": "stay"}
    sold = (await ada.get("/dispositions/sold")).json()["value"]
    assert (sold["queues"], sold["active"]) == ([], False), "it is not suddenly offered everywhere"

    assert (await ada.post(f"/audit/{made['change']}/restore")).status_code == 200
    members = (await ada.get(f"/people/{ANA}")).json()["value"]["queues"]
    assert [member["queue"] for member in members] == ["billing", "support"]


async def test_a_queue_that_a_flow_leads_to_stays(ada: AsyncClient) -> None:
    refused = problem(await ada.post("/queues/removal", json={"ids": {"support": ""}, "release": True}), 409)
    assert [(use["kind"], use["key"], use["releasable"]) for use in refused["uses"]] == [
        ("flows", "hotline", False),
        ("numbers", "4000", False),
    ]


async def test_skills_teams_and_agents_in_use_say_so(ada: AsyncClient) -> None:
    await added(ada, "skills")
    await added(ada, "teams")
    await changed(ada, "people", ANA, skills={"english": 50}, team="north")
    needs = [{"after": 0, "needs": [{"skill": "english", "level": 50}]}]
    await changed(ada, "queues", "sales", requirements=needs, keys={"1": {"type": "agent", "agent_id": str(BEN)}})
    for kind, key, how in (("skills", "english", "requirement"), ("teams", "north", "team_member")):
        refused = problem(await ada.post(f"/{kind}/removal", json={"ids": {key: ""}}), 409)
        assert refused["uses"][0]["how"] == how
        assert (await ada.post(f"/{kind}/removal", json={"ids": {key: ""}, "release": True})).status_code == 200
    assert (await ada.get("/queues/sales")).json()["value"]["requirements"] == [{"after": 0.0, "needs": []}]
    assert problem(await changed(ada, "people", BEN, disabled=True), 422)["faults"] == {"disabled": "led_to"}
    refused = problem(await ada.post("/people/removal", json={"ids": {str(BEN): ""}}), 409)
    assert [(use["key"], use["how"]) for use in refused["uses"]] == [("sales", "keys.1")]


async def test_the_last_administrator_stays(ada: AsyncClient) -> None:
    refused = problem(await ada.post("/people/removal", json={"ids": {str(ADA): ""}}), 422)
    assert refused["faults"] == {"login": "not_yourself"}


async def test_a_person_who_is_disabled_is_signed_out_and_not_offered_calls(ada: AsyncClient, site: Site) -> None:
    async with site.signed_in("ben"):
        assert (await changed(ada, "people", BEN, disabled=True)).status_code == 200
        async with site.database.read() as connection:
            assert (await connection.scalars(select(SessionRow.id).where(SessionRow.user_id == BEN))).all() == []
    await until(lambda: BEN not in site.runtime.center.configuration.agents)
    kept = (await ada.get(f"/people/{BEN}")).json()["value"]
    assert [member["queue"] for member in kept["queues"]] == ["sales", "support"]
    assert (await changed(ada, "people", BEN, disabled=False)).status_code == 200
    await until(lambda: BEN in site.runtime.center.configuration.agents)


async def test_a_new_persons_password_is_made_once_and_works(ada: AsyncClient, site: Site) -> None:
    person = await added(ada, "people")
    made = problem(await ada.post(f"/people/{person['id']}/password", json={}), 200)
    assert made["login"] == "cai"
    session, _ = await site.accounts.sign_in("cai", made["password"], address="127.0.0.1", user_agent="")
    assert session.user.agent_number == "8003"
    short = await ada.post(f"/people/{person['id']}/password", json={"password": "short"})
    assert problem(short, 422)["faults"] == {"password": "too_short"}
    nobody = {"ids": ["00000000-0000-0000-0000-00000000ffff"]}
    assert (await ada.post("/people/passwords", json=nobody)).status_code == 404


async def test_supervisors_lead_agents_and_change_nothing_else(sam: AsyncClient, ada: AsyncClient) -> None:
    await added(ada, "skills")
    assert (await changed(sam, "people", ANA, skills={"english": 60})).status_code == 200
    bulk = {"ids": {str(ANA): ""}, "add_queues": [{"queue": "sales"}]}
    assert (await sam.patch("/people", json=bulk)).status_code == 200
    assert problem(await changed(sam, "people", ANA, number="8011"), 403)["code"] == "not_your_part"
    assert problem(await changed(sam, "people", ADA, name="Adam"), 403)["code"] == "not_your_part"
    assert (await sam.patch("/people", json={"ids": {str(ANA): ""}, "disabled": True})).status_code == 403
    assert problem(await changed(sam, "queues", "support", music="jazz"), 403)["code"] == "not_permitted"
    for refused in (
        await sam.get("/audit"),
        await sam.post("/audit/1/restore"),
        await sam.post(f"/people/{ANA}/password", json={}),
        await sam.post("/people.csv", content=b"login\n"),
        await sam.post("/people", json={}),
    ):
        assert refused.status_code == 403


async def test_agents_and_strangers_see_nothing(site: Site) -> None:
    async with site.signed_in("ana") as ana:
        for path in ("/queues", "/people", "/people.csv", "/options", "/audit"):
            assert (await ana.get(path)).status_code == 403
        ana.cookies.clear()
        assert (await ana.get("/queues")).status_code == 401


async def test_an_edit_while_a_caller_waits_neither_loses_nor_drops_the_call(ada: AsyncClient, site: Site) -> None:
    runtime, at = site.runtime, site.clock.now()
    await site.administration.world()
    caller = UUID(int=77)
    await runtime.submit(
        CallArrived(at=at, call_id=caller, leg_id="leg", caller_number="123", dialed_number="4000", caller_name="")
    )
    assert problem(await changed(ada, "queues", "support", music="calm"), 200)["change"]
    assert caller in runtime.center.calls
    for playback in range(3):
        phase = runtime.center.calls[caller].phase
        await runtime.submit(PlaybackEnded(at=at, playback_id=getattr(phase, "playback_id", "") or str(playback)))
    await runtime.submit(DigitReceived(at=at, leg_id="leg", digit="2"))
    waiting = runtime.center.calls[caller].phase
    assert isinstance(waiting, Waiting)

    refused = problem(await ada.post("/queues/removal", json={"ids": {"support": ""}, "release": True}), 409)
    assert "calls" in {use["kind"] for use in (await ada.get("/queues/support/uses")).json()}
    assert refused["code"] == "still_in_use"
    assert (await changed(ada, "queues", "support", name="Helpdesk", ring_timeout=45)).status_code == 200
    await until(lambda: runtime.center.configuration.queues["support"].ring_timeout == timedelta(seconds=45))
    assert runtime.center.calls[caller].phase == waiting, "same place, same queue"
    assert (await changed(ada, "people", BEN, queues=[{"queue": "support"}])).status_code == 200
    await runtime.submit(AgentSignedIn(at=at, agent_id=BEN))
    uses = problem(await ada.post("/people/removal", json={"ids": {str(BEN): ""}}), 409)["uses"]
    assert [use["how"] for use in uses] == ["signed_in"]
    await runtime.submit(LegEnded(at=at, leg_id="leg", hangup_cause=16))
    assert caller not in runtime.center.calls


async def test_a_change_is_taken_back_only_while_nothing_followed_it(ada: AsyncClient, site: Site) -> None:
    first = problem(await changed(ada, "queues", "support", music="calm"), 200)["change"]
    second = problem(await changed(ada, "queues", "support", music="loud"), 200)["change"]
    assert problem(await ada.post(f"/audit/{first}/restore"), 409)["code"] == "changed_meanwhile"
    assert (await ada.post(f"/audit/{second}/restore")).status_code == 200
    assert (await ada.post("/audit/999999/restore")).status_code == 404
    async with site.signed_in("sam"):
        other = (await ada.get("/audit", params={"what": "user_added"})).json()["rows"][0]["id"]
    assert problem(await ada.post(f"/audit/{other}/restore"), 409)["code"] == "cannot_be_restored"


async def test_the_audit_is_filtered_and_paged(ada: AsyncClient) -> None:
    for number in range(5):
        await changed(ada, "queues", "support", ring_timeout=30 + number)
    page = (await ada.get("/audit", params={"subject": "support", "limit": 3})).json()
    rest = (await ada.get("/audit", params={"subject": "support", "limit": 3, "older_than": page["next"]})).json()
    assert [len(page["rows"]), len(rest["rows"]), rest["next"]] == [3, 2, None]
    assert (await ada.get("/audit", params={"actor": str(ADA), "kind": "queues"})).json()["rows"][0]["touched"] == 1
    assert (await ada.get("/audit", params={"actor": "nobody"})).json()["rows"] == []
    assert len((await ada.get("/audit", params={"what": "queues.changed", "subject": "support"})).json()["rows"]) == 5
    assert (await ada.get("/audit", params={"since": "2026-01-01T00:00:00"})).status_code == 422, "of no zone"


async def test_a_changed_document_shows_and_an_erased_one_does_not(ada: AsyncClient, site: Site) -> None:
    await changed(ada, "people", ANA, name="Anna")
    async with site.database.write() as connection:
        await connection.execute(update(AuditDetailRow).values(before=None, after=None, salt=""))
        assert await broken_details(connection) == []
        await connection.execute(update(AuditDetailRow).values(after={"name": "Eve"}, salt="x"))
        assert len(await broken_details(connection)) == 1
