"""The agent's page is reloaded in mid-call: the caller is told to stay, call, notes and sound come back."""

import pytest
from playwright.sync_api import Browser, expect

from tests.system.callers import Plan, calling
from tests.system.conftest import CALLER_HERTZ
from tests.system.desk import desk_of
from tests.system.running_site import RunningSite
from tests.waiting import until

pytestmark = [pytest.mark.system, pytest.mark.timeout(240)]


def test_a_reload_in_mid_call_brings_back_the_call_the_notes_and_the_sound(
    site: RunningSite, chromium: Browser
) -> None:
    plan = Plan(caller="15500000071", keys=((1.0, "2"),), tone_hertz=CALLER_HERTZ)
    with desk_of(chromium, site) as desk, calling(site.sip_port, plan) as caller:
        desk.sign_in("agent8001")
        desk.go_ready()
        desk.expect_ringing()
        desk.accept()
        desk.expect_phase("talking")
        desk.page.get_by_test_id("notes").fill("half a sentence")
        until(lambda: site.rows("SELECT 1 FROM live_calls WHERE state LIKE '%half a sentence%'"), "the notes are kept")

        desk.page.reload()
        desk.expect_phase("talking")
        expect(desk.page.get_by_test_id("notes")).to_have_value("half a sentence")
        assert desk.heard(3) == pytest.approx(CALLER_HERTZ, abs=20)

        desk.page.get_by_test_id("hang-up").click()
        assert caller.wait() == 0, caller.errors()
        desk.page.get_by_test_id("wrap-up-ready").click()
        desk.expect_state("ready")
    with site.client("sam") as http:
        (row,) = http.get("/api/v1/interactions", params={"caller": plan.caller}).json()["rows"]
        detail = http.get(f"/api/v1/interactions/{row['id']}").json()
    story = [moment["what"] for moment in detail["timeline"]]
    assert story.index("connected") < story.index("agent_lost") < story.index("agent_rejoined")
    assert [segment["kind"] for segment in detail["segments"]] == ["ivr", "queue", "agent"], "one talk, one segment"
    assert detail["notes"] == "half a sentence"
    until(lambda: site.channels() == [], "no channel is left")


def test_a_desk_that_stays_away_gives_the_caller_back_to_the_queue(site: RunningSite, chromium: Browser) -> None:
    plan = Plan(caller="15500000072", keys=((1.0, "2"),))
    with desk_of(chromium, site) as desk, desk_of(chromium, site) as other, calling(site.sip_port, plan) as caller:
        desk.sign_in("agent8001")
        desk.go_ready()
        desk.expect_ringing()
        desk.accept()
        desk.expect_phase("talking")
        other.sign_in("agent8002")
        other.go_ready()
        desk.page.goto("about:blank")
        other.expect_ringing()
        other.accept()
        other.expect_phase("talking")
        other.page.get_by_test_id("hang-up").click()
        assert caller.wait() == 0, caller.errors()
    with site.client("sam") as http:
        (row,) = http.get("/api/v1/interactions", params={"caller": plan.caller}).json()["rows"]
        detail = http.get(f"/api/v1/interactions/{row['id']}").json()
    assert [segment["kind"] for segment in detail["segments"]] == ["ivr", "queue", "agent", "queue", "agent"]
    assert [segment["agent_number"] for segment in detail["segments"] if segment["kind"] == "agent"] == ["8001", "8002"]
