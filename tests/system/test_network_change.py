"""The agent's network goes away in mid-call and comes back: the call stays, and so does everything else."""

from dataclasses import replace

import pytest
from playwright.sync_api import Browser, expect

from tests.system.cable import cable
from tests.system.caller_phone import caller_phone
from tests.system.conftest import AGENT_HERTZ, CALLER_HERTZ
from tests.system.desk import desk_of
from tests.system.running_site import RunningSite
from tests.system.stored import interaction_of
from tests.system.tones import share
from tests.waiting import until

pytestmark = [pytest.mark.system, pytest.mark.timeout(300)]

CALLER = "15500000061"


def test_a_call_outlives_the_loss_of_the_network(site: RunningSite, chromium: Browser) -> None:
    with (
        cable(site.port) as line,
        desk_of(chromium, replace(site, port=line.port)) as desk,
        caller_phone(site.sip_port, number=CALLER, hertz=CALLER_HERTZ) as caller,
    ):
        desk.sign_in("agent8001")
        caller.wait_answered()
        caller.press("2")
        desk.go_ready()
        desk.expect_ringing()
        desk.accept()
        desk.expect_phase("talking")
        until(lambda: share(caller.heard(), AGENT_HERTZ) > 0.5, "the caller hears the agent")
        desk.page.get_by_test_id("notes").fill("the network is about to go")

        line.pull()
        expect(desk.page.get_by_test_id("connection-lost")).to_be_visible()
        expect(desk.page.get_by_test_id("call")).to_be_visible()
        expect(desk.page.get_by_test_id("notes")).to_have_value("the network is about to go")
        line.plug_in()

        expect(desk.page.get_by_test_id("connection-lost")).to_be_hidden()
        desk.wait_for_phone()
        desk.expect_phase("talking")
        until(lambda: share(caller.heard(), AGENT_HERTZ) > 0.5, "the caller hears the agent again")
        until(lambda: desk.heard() == pytest.approx(CALLER_HERTZ, abs=20), "the agent hears the caller again")
        desk.hang_up()
        caller.wait_ended()
        desk.end_wrap_up()
    detail = interaction_of(site, CALLER)
    story = [moment.what for moment in detail.timeline]
    assert story.index("connected") < story.index("agent_lost") < story.index("agent_rejoined")
    assert [segment.kind for segment in detail.segments] == ["ivr", "queue", "agent"], "one talk, one segment"
    assert detail.notes == "the network is about to go"
