"""What an agent does all day: everything by keyboard, and saving a caller whom nobody knew."""

import re

import pytest
from playwright.sync_api import Browser, expect

from tests.system.callers import Plan, calling
from tests.system.desk import PATIENCE_MS, desk_of
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


def test_a_caller_who_gave_up_is_worked_off_and_the_closing_undone(site: RunningSite, chromium: Browser) -> None:
    plan = Plan(caller="15500000083", keys=((1.0, "2"),))
    with desk_of(chromium, site) as desk:
        desk.sign_in("agent8001")
        with calling(site.sip_port, plan) as caller:
            # whoever leaves within five seconds counts as a short abandon and is not owed a call
            row = desk.page.get_by_test_id("queue-row").filter(has_text="1 人等待")
            expect(row.get_by_role("timer")).to_have_text(re.compile("0:(0[6-9]|[1-5])"), timeout=PATIENCE_MS)
            caller.hang_up()
        interaction_of(site, plan.caller)
        desk.page.reload()
        item = desk.page.locator("[data-testid=work-item][data-kind=missed]")
        expect(item).to_have_count(1, timeout=PATIENCE_MS)
        desk.wait_for_phone()
        desk.page.keyboard.press("Control+Alt+KeyW")
        expect(item).to_be_focused()
        desk.page.keyboard.press("Enter")
        expect(desk.page.get_by_test_id("work-pane")).to_be_visible()
        desk.page.get_by_test_id("work-close").click()
        expect(item).to_have_count(0, timeout=PATIENCE_MS)
        desk.page.get_by_test_id("work-undo").click()
        expect(item).to_have_count(1, timeout=PATIENCE_MS)
        desk.page.get_by_test_id("work-release").click()
        expect(desk.page.get_by_test_id("work-claim")).to_be_visible(timeout=PATIENCE_MS)


def test_a_follow_up_promised_beside_the_notes_stands_in_the_work_list(site: RunningSite, chromium: Browser) -> None:
    plan = Plan(caller="15500000084", keys=((1.0, "2"),))
    with desk_of(chromium, site) as desk:
        desk.sign_in("agent8001")
        desk.go_ready()
        with calling(site.sip_port, plan) as caller:
            desk.expect_ringing()
            desk.accept()
            desk.expect_phase("talking")
            desk.page.get_by_test_id("follow-up").click()
            desk.page.get_by_test_id("follow-up-promise").click()
            expect(desk.page.locator("[data-testid=work-item][data-kind=follow_up]")).to_have_count(1)
            desk.hang_up()
            assert caller.wait() == 0, caller.errors()
        desk.end_wrap_up()
