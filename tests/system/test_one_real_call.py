"""A caller presses 2 and waits; an agent answers at the real page; both hear each other; everything is written down."""

import pytest
from playwright.sync_api import Browser, expect

from tests.system.caller_phone import caller_phone
from tests.system.callers import Plan, calling
from tests.system.conftest import AGENT_HERTZ, CALLER_HERTZ
from tests.system.desk import desk_of
from tests.system.running_site import RunningSite
from tests.system.stored import interaction_of, interactions_of, live_calls
from tests.system.tones import share, sides
from tests.waiting import until

pytestmark = [
    pytest.mark.system,
    pytest.mark.timeout(240),
    pytest.mark.parametrize("site", ["sqlite", "postgresql"], indirect=True, scope="module"),
]


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

    detail = interaction_of(site, "13800138000")
    assert (detail.row.outcome, detail.row.agent_number) == ("answered", "8001")
    assert (detail.row.disposition, detail.notes) == ("solved", "Printer is offline")
    assert detail.row.customer_name == popped
    assert [segment.kind for segment in detail.segments] == ["ivr", "queue", "agent"]
    menu, queue, talk = detail.segments
    assert (menu.ended_at, queue.ended_at) == (queue.started_at, talk.started_at)
    assert talk.ended_at is not None
    assert menu.started_at < queue.started_at < talk.started_at < talk.ended_at
    (recording,) = detail.recordings
    assert (recording.status, recording.fault) == ("ready", "")
    with site.client("sam") as http:
        audio = http.get(f"/api/v1/recordings/{recording.id}/audio")
        part = http.get(f"/api/v1/recordings/{recording.id}/audio", headers={"Range": "bytes=0-99"})
    assert (part.status_code, len(part.content)) == (206, 100)
    caller_side, agent_side = sides(audio.content)
    assert share(caller_side, CALLER_HERTZ) > 0.8, "the caller is on the left"
    assert share(agent_side, AGENT_HERTZ) > 0.5, "the agent is on the right"
    assert site.rows("SELECT count(*) FROM outbox WHERE delivered_at IS NULL") == [(2,)]
    until(lambda: site.channels() == [], "no channel is left")


def test_keys_arrive_as_telephone_events_too(site: RunningSite) -> None:
    with caller_phone(site.sip_port, number="15500000033") as caller:
        caller.wait_answered()
        caller.press("3")
        until(lambda: "Waiting" in live_calls(site), "the caller waits in a queue")
        caller.hang_up()
        caller.wait_ended()
    (row,) = interactions_of(site, "15500000033")
    assert (row.queue, row.outcome) == ("complaints", "abandoned_in_queue")


def test_a_waiting_caller_outlives_a_killed_application(site: RunningSite, chromium: Browser) -> None:
    with caller_phone(site.sip_port, number="15500000034", hertz=CALLER_HERTZ) as caller:
        caller.wait_answered()
        caller.press("2")
        until(lambda: "Waiting" in live_calls(site), "the caller waits in a queue")
        site.kill_app()
        site.wait_ready()
        assert not caller.ended
        with desk_of(chromium, site) as desk:
            desk.sign_in("agent8001")
            desk.go_ready()
            desk.expect_ringing()
            desk.accept()
            desk.expect_phase("talking")
            assert desk.heard() == pytest.approx(CALLER_HERTZ, abs=20)
            assert share(caller.heard(), AGENT_HERTZ) > 0.5
            caller.hang_up()
            caller.wait_ended()
            desk.end_wrap_up()
    (row,) = interactions_of(site, "15500000034")
    assert (row.queue, row.outcome) == ("support", "answered")
    until(lambda: site.channels() == [], "no channel is left")
