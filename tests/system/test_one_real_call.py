"""A caller presses 2 and waits; an agent answers at the real page; both hear each other; everything is written down."""

import pytest
from playwright.sync_api import Browser, expect

from tests.system.callers import Plan, calling, can_send_rfc4733
from tests.system.conftest import AGENT_HERTZ, CALLER_HERTZ
from tests.system.desk import desk_of
from tests.system.running_site import RunningSite, until
from tests.system.tones import share, sides

pytestmark = [pytest.mark.system, pytest.mark.timeout(240)]


def test_a_call_from_the_menu_to_the_stored_interaction(site: RunningSite, chromium: Browser) -> None:
    with desk_of(chromium, site) as desk:
        desk.sign_in("agent8001")
        plan = Plan(caller="13800138000", dialed="4001", keys=((1.5, "2"),), tone_hertz=CALLER_HERTZ)
        with calling(site.sip_port, plan) as caller:
            desk.go_ready()
            desk.expect_ringing()
            expect(desk.page.get_by_test_id("customer-name")).not_to_be_empty()
            popped = desk.page.get_by_test_id("customer-name").inner_text()
            desk.accept()
            desk.expect_phase("talking")
            assert desk.heard(3) == pytest.approx(CALLER_HERTZ, abs=20)
            desk.page.get_by_test_id("notes").fill("Printer is offline")
            desk.page.get_by_test_id("hang-up").click()
            desk.expect_phase("wrap_up")
            assert caller.wait() == 0, caller.errors()
        desk.page.get_by_test_id("disposition").select_option("solved")
        desk.page.get_by_test_id("wrap-up-ready").click()
        desk.expect_state("ready")

    with site.client("sam") as http:
        (row,) = http.get("/api/v1/interactions", params={"caller": "13800138000"}).json()["rows"]
        assert row["outcome"] == "answered"
        assert row["agent_number"] == "8001"
        assert row["customer_name"] == popped
        detail = until(
            lambda: (
                found
                if (found := http.get(f"/api/v1/interactions/{row['id']}").json())["recordings"][0]["status"]
                != "pending"
                else None
            ),
            "the recording is stored",
        )
        assert detail["notes"] == "Printer is offline"
        assert detail["row"]["disposition"] == "solved"
        assert [segment["kind"] for segment in detail["segments"]] == ["ivr", "queue", "agent"]
        ends = [segment["ended_at"] for segment in detail["segments"]]
        begins = [segment["started_at"] for segment in detail["segments"]]
        assert begins[0] <= ends[0] == begins[1] <= ends[1] == begins[2] < ends[2]
        (recording,) = detail["recordings"]
        assert (recording["status"], recording["fault"]) == ("ready", "")
        audio = http.get(f"/api/v1/recordings/{recording['id']}/audio")
        caller_side, agent_side = sides(audio.content)
        assert share(caller_side, CALLER_HERTZ) > 0.8, "the caller is on the left"
        assert share(agent_side, AGENT_HERTZ) > 0.5, "the agent is on the right"
        part = http.get(f"/api/v1/recordings/{recording['id']}/audio", headers={"Range": "bytes=0-99"})
        assert (part.status_code, len(part.content)) == (206, 100)
    assert site.rows("SELECT count(*) FROM outbox WHERE delivered_at IS NULL") == [(2,)]
    assert until(lambda: site.channels() == [] or None, "no channel is left")


def test_keys_arrive_as_telephone_events_too(site: RunningSite) -> None:
    rfc4733 = can_send_rfc4733()
    plan = Plan(caller="15500000033", dialed="4001", keys=((1.5, "3"),), stay=2, rfc4733=rfc4733)
    with calling(site.sip_port, plan) as caller:
        assert caller.wait() == 0, caller.errors()
    with site.client("sam") as http:
        rows = http.get("/api/v1/interactions", params={"caller": "15500000033"}).json()["rows"]
    assert [(row["queue"], row["outcome"]) for row in rows] == [("complaints", "abandoned_in_queue")]
