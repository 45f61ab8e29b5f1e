"""What an agent does all day: everything by keyboard, and saving a caller whom nobody knew."""

import pytest
from playwright.sync_api import Browser, expect

from tests.system.callers import Plan, calling
from tests.system.desk import desk_of
from tests.system.running_site import RunningSite
from tests.system.stored import interaction_of

pytestmark = [pytest.mark.system, pytest.mark.timeout(240)]


def test_an_agent_signs_in_takes_a_call_and_finishes_it_by_keyboard_alone(site: RunningSite, chromium: Browser) -> None:
    account = site.sign_in_of("agent8002")
    with desk_of(chromium, site) as desk:
        keyboard = desk.page.keyboard
        desk.page.goto(f"{site.url}/sign-in")
        expect(desk.page.get_by_test_id("sign-in-login")).to_be_focused()
        keyboard.type(account.login)
        keyboard.press("Tab")
        keyboard.type(account.password)
        keyboard.press("Enter")
        desk.wait_for_phone()
        keyboard.press("Control+Alt+KeyR")
        desk.expect_state("ready")
        with calling(site.sip_port, Plan(caller="15500000081", keys=((1.0, "2"),))) as caller:
            desk.expect_ringing()
            keyboard.press("Control+Alt+KeyA")
            desk.expect_phase("talking")
            keyboard.press("Control+Alt+KeyH")
            desk.expect_phase("wrap_up")
            assert caller.wait() == 0, caller.errors()
        keyboard.press("Control+Alt+KeyR")
        desk.expect_state("ready")


def test_an_unknown_caller_is_saved_from_the_desk_and_known_the_next_time(site: RunningSite, chromium: Browser) -> None:
    plan = Plan(caller="15500000082", keys=((1.0, "2"),))
    with desk_of(chromium, site) as desk:
        desk.sign_in("agent8001")
        desk.go_ready()
        with calling(site.sip_port, plan) as caller:
            desk.expect_ringing()
            desk.accept()
            desk.expect_phase("talking")
            desk.page.get_by_test_id("customer-form-name").fill("Li Lei")
            desk.page.get_by_test_id("customer-save").click()
            expect(desk.page.get_by_test_id("customer-name").first).to_have_text("Li Lei")
            desk.page.get_by_test_id("hang-up").click()
            assert caller.wait() == 0, caller.errors()
        desk.page.get_by_test_id("wrap-up-ready").click()
        desk.expect_state("ready")
        detail = interaction_of(site, plan.caller)
        assert detail.customer is not None
        assert detail.customer.name == "Li Lei"
        with calling(site.sip_port, plan) as again:
            desk.expect_ringing()
            expect(desk.page.get_by_test_id("customer-name").first).to_have_text("Li Lei")
            again.hang_up()
            desk.expect_state("ready")
