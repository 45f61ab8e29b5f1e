"""What an agent sets up, and what the desk says of it: keys, tabs, the page's heartbeat, the microphone, the own day."""

import re

import pytest
from playwright.sync_api import Browser, expect

from tests.system.callers import Plan, calling
from tests.system.desk import PATIENCE_MS, Desk, desk_of
from tests.system.running_site import RunningSite
from tests.system.stored import interaction_of, interactions_of

pytestmark = [pytest.mark.system, pytest.mark.timeout(300)]

DENIED = """navigator.mediaDevices.getUserMedia = () =>
  window.allowed ? Object.getPrototypeOf(navigator.mediaDevices).getUserMedia.call(navigator.mediaDevices, { audio: true })
    : Promise.reject(new DOMException("no", "NotAllowedError"));"""


def test_keys_are_changed_conflicts_are_shown_and_the_keys_outlive_a_reload(
    site: RunningSite, chromium: Browser
) -> None:
    with desk_of(chromium, site) as desk:
        desk.sign_in("agent8001")
        keyboard = desk.page.keyboard
        keyboard.press("Control+Alt+Slash")
        panel = desk.page.get_by_test_id("shortcuts")
        ready = panel.get_by_test_id("shortcut-ready")
        ready.get_by_role("button").click()
        keyboard.press("Control+KeyW")
        expect(ready.get_by_role("status")).not_to_be_empty()
        keyboard.press("Control+Alt+KeyB")
        expect(ready.get_by_test_id("shortcut-exchange")).to_be_focused()
        keyboard.press("Enter")
        expect(panel.get_by_test_id("shortcut-not_ready")).to_contain_text("R")
        keyboard.press("Escape")
        expect(panel).to_be_hidden()
        keyboard.press("Control+Alt+KeyB")
        desk.expect_state("ready")
        desk.page.reload()
        desk.wait_for_phone()
        keyboard.press("Control+Alt+KeyR")
        desk.expect_state("not_ready")


def test_one_tab_holds_the_phone_and_another_takes_it_over(site: RunningSite, chromium: Browser) -> None:
    with desk_of(chromium, site) as desk:
        desk.sign_in("agent8001")
        second = Desk(desk.page.context.new_page(), site)
        second.page.goto(site.url)
        status = second.page.get_by_test_id("phone-status")
        expect(status).to_have_attribute("data-status", "elsewhere", timeout=PATIENCE_MS)
        second.page.get_by_test_id("take-over").click()
        second.wait_for_phone()
        expect(desk.page.get_by_test_id("phone-status")).to_have_attribute(
            "data-status", "elsewhere", timeout=PATIENCE_MS
        )
        second.go_ready()
        with calling(site.sip_port, Plan(caller="15500000101", keys=((1.0, "2"),))) as caller:
            second.expect_ringing()
            expect(desk.page.get_by_test_id("accept")).to_be_disabled()
            second.accept()
            second.expect_phase("talking")
            desk.expect_phase("talking")
            second.hang_up()
            assert caller.wait() == 0, caller.errors()
        second.end_wrap_up()


def test_an_agent_whose_page_hangs_is_not_offered_calls_and_sees_it_afterwards(
    site: RunningSite, chromium: Browser
) -> None:
    with desk_of(chromium, site) as supervisor, desk_of(chromium, site) as desk:
        supervisor.enter("sam")
        desk.sign_in("agent8001")
        desk.go_ready()
        expect(desk.page.get_by_test_id("offers")).to_be_visible()
        supervisor.page.goto(f"{site.url}/board")
        tile = supervisor.page.locator("li", has_text="8001")
        expect(tile).to_have_attribute("data-state", "ready")
        expect(tile.get_by_test_id("unreachable")).to_be_hidden(timeout=PATIENCE_MS)
        hanging = desk.page.context.new_cdp_session(desk.page)
        hanging.send("Debugger.enable")  # pyright: ignore[reportUnknownMemberType] -- the answer is an untyped dict
        hanging.send("Debugger.pause")  # pyright: ignore[reportUnknownMemberType] -- the answer is an untyped dict
        expect(tile.get_by_test_id("unreachable")).to_be_visible(timeout=3 * PATIENCE_MS)
        hanging.send("Debugger.resume")  # pyright: ignore[reportUnknownMemberType] -- the answer is an untyped dict
        hanging.send("Debugger.disable")  # pyright: ignore[reportUnknownMemberType] -- the answer is an untyped dict
        expect(tile.get_by_test_id("unreachable")).to_be_hidden(timeout=PATIENCE_MS)


def test_without_a_microphone_the_desk_says_why_no_call_is_offered(site: RunningSite, chromium: Browser) -> None:
    with desk_of(chromium, site) as desk:
        desk.page.add_init_script(DENIED)
        desk.enter("agent8001")
        expect(desk.page.get_by_test_id("phone-status")).to_have_attribute(
            "data-status", "microphone", timeout=PATIENCE_MS
        )
        expect(desk.page.get_by_test_id("offers")).to_contain_text(re.compile("麦克风|microphone"), timeout=PATIENCE_MS)
        desk.page.evaluate("window.allowed = true")
        desk.page.get_by_test_id("check-microphone").click()
        desk.wait_for_phone()
        expect(desk.page.get_by_test_id("offers")).not_to_contain_text(
            re.compile("麦克风|microphone"), timeout=PATIENCE_MS
        )


def test_the_figures_of_ones_day_are_those_of_the_calls(site: RunningSite, chromium: Browser) -> None:
    callers = ("15500000111", "15500000112")
    with desk_of(chromium, site) as desk:
        desk.sign_in("agent8003")
        desk.go_ready()
        for number in callers:
            with calling(site.sip_port, Plan(caller=number, keys=((1.0, "2"),))) as caller:
                desk.expect_ringing()
                desk.accept()
                desk.expect_phase("talking")
                desk.page.get_by_test_id("hold").click()
                desk.expect_phase("held")
                desk.page.get_by_test_id("hold").click()
                desk.expect_phase("talking")
                desk.hang_up()
                assert caller.wait() == 0, caller.errors()
            desk.end_wrap_up()
        details = [interaction_of(site, number) for number in callers]
        parts = [part for detail in details for part in detail.segments if part.kind == "agent"]
        desk.page.goto(f"{site.url}/day")
        expect(desk.page.get_by_test_id("figure-handled")).to_contain_text("2", timeout=PATIENCE_MS)
        figures = {
            "talk": sum(part.talk_ms for part in parts),
            "hold": sum(part.hold_ms for part in parts),
            "wrapUp": sum(detail.wrap_up_ms for detail in details),
        }
        for name, milliseconds in figures.items():
            expect(desk.page.get_by_test_id(f"figure-{name}")).to_contain_text(minutes(milliseconds))
        desk.page.get_by_test_id("figure-talk").click()
        expect(desk.page.get_by_test_id("day-call")).to_have_count(2)
        expect(desk.page.get_by_test_id("day-strip")).to_be_visible()
        desk.page.get_by_test_id("day-table").click()
        expect(desk.page.get_by_role("table").first).to_be_visible()
        desk.page.get_by_test_id("day-call").first.get_by_role("link").click()
        expect(desk.page).to_have_url(re.compile("/interactions/"))
        assert len(interactions_of(site, callers[0])) == 1


def minutes(milliseconds: int) -> str:
    """As the console writes a duration."""
    return f"{milliseconds // 60_000}:{milliseconds // 1000 % 60:02}"
