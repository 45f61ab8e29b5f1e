"""Flows at the real page: the demo's hotline by mouse and by keyboard alone, one walked through, tested and counted."""

from collections.abc import Generator

import pytest
from playwright.sync_api import Browser, Page, expect

from app.demo_flows import HOTLINE
from tests.system.caller_phone import caller_phone
from tests.system.desk import PATIENCE_MS, desk_of
from tests.system.flow_drawing import draw_flow, node
from tests.system.flow_likeness import as_walked
from tests.system.flow_runs import close_by_hand, keep_draft, try_and_count
from tests.system.flow_writing import enter_at, tab_to, write_flow
from tests.system.led_numbers import lead_number
from tests.system.looks import expect_accessible, speak, violations
from tests.system.running_site import RunningSite
from tests.system.stored import interaction_of
from tests.waiting import until

pytestmark = [pytest.mark.system, pytest.mark.timeout(300)]

PLACES = {
    "menu": (30, 40),
    "sales": (340, 20),
    "support": (340, 260),
    "complaints": (340, 500),
    "queue_gone": (620, 40),
}


@pytest.fixture
def admin(site: RunningSite, chromium: Browser) -> Generator[Page]:
    with desk_of(chromium, site) as ada:
        ada.enter("admin")
        speak(ada.page, "en")
        ada.page.goto(f"{site.url}/flows")
        yield ada.page


def expect_faults(page: Page, count: int) -> None:
    expect(page.get_by_test_id("open-faults")).to_have_text(str(count), timeout=PATIENCE_MS)


def published(site: RunningSite, flow_id: str) -> dict[str, object]:
    """The document that callers walk through now."""
    with site.client("admin") as client:
        return client.get(f"/api/v1/flows/{flow_id}").raise_for_status().json()["published"]


def test_the_demos_hotline_drawn_by_mouse_is_published_and_called(site: RunningSite, admin: Page) -> None:
    page = admin
    expect(page.get_by_test_id("new-flow")).to_be_visible()
    expect_accessible(page)
    speak(page, "en")
    page.get_by_test_id("new-flow").click()
    page.get_by_test_id("flow-name").fill("Drawn line")
    page.get_by_test_id("create-flow").click()
    expect(page.get_by_test_id("canvas")).to_be_visible(timeout=PATIENCE_MS)
    ids = draw_flow(page, HOTLINE, PLACES)
    lines = page.locator(".react-flow__edge")
    expect(lines).to_have_count(9)
    expect_faults(page, 0)

    page.keyboard.press("Control+z")
    expect(lines).to_have_count(8)
    expect_faults(page, 1)
    page.get_by_test_id("open-faults").click()
    page.get_by_test_id("fault").click()
    complaints = node(page, ids["complaints"])
    expect(complaints.locator("[data-picked]")).to_have_attribute("data-picked", "true")
    page.keyboard.press("Control+Shift+z")
    expect_faults(page, 0)

    complaints.click(position={"x": 100, "y": 20})
    page.keyboard.press("Control+a")
    page.keyboard.press("Control+c")
    page.keyboard.press("Control+v")
    expect(page.locator(".react-flow__node")).to_have_count(10)
    page.keyboard.press("Delete")
    expect(page.locator(".react-flow__node")).to_have_count(5)
    page.get_by_role("button", name="Arrange").click()
    expect(page.locator(".react-flow__minimap-node")).to_have_count(5)
    page.get_by_test_id("find-step").fill("complaints")
    page.keyboard.press("Enter")
    expect(complaints.locator("[data-picked]")).to_have_attribute("data-picked", "true")
    expect(complaints).to_be_in_viewport()
    page.get_by_role("button", name="Add a note").click()
    page.get_by_label("Text of the note").fill("Only support, until sales has agents.")
    expect(page.locator(".react-flow__minimap-node")).to_have_count(6)
    expect(page.get_by_test_id("saving")).to_have_attribute("data-state", "saved", timeout=PATIENCE_MS)
    expect_accessible(page)
    speak(page, "en")

    page.get_by_test_id("publish").click()
    page.get_by_test_id("publish-reason").fill("The first one")
    assert violations(page) == []
    page.get_by_test_id("publish-confirm").click()
    expect(page.get_by_test_id("published")).to_contain_text("Revision 1", timeout=PATIENCE_MS)
    page.get_by_test_id("published-close").click()
    page.get_by_test_id("open-versions").click()
    expect(page.get_by_test_id("revision")).to_contain_text("The first one", timeout=PATIENCE_MS)
    assert violations(page) == []

    assert as_walked(published(site, "drawn_line")) == as_walked(HOTLINE.model_dump(mode="json"))
    lead_number(site, "4000", "drawn_line")
    with caller_phone(site.sip_port, number="15500000081", dialed="4000") as caller:
        caller.wait_answered()
        caller.press("1")
        until(lambda: "Waiting" in str(site.rows("SELECT state FROM live_calls")), "the caller waits for sales")
        caller.hang_up()
        caller.wait_ended()
    detail = interaction_of(site, "15500000081")
    assert [moment.detail for moment in detail.timeline if moment.what == "step"] == [
        "主菜单 Main menu",
        "产品销售 Sales",
    ]


def test_the_demos_hotline_written_by_keyboard_alone_is_published_and_called(site: RunningSite, admin: Page) -> None:
    page = admin
    enter_at(page, '[data-testid="new-flow"]')
    expect(page.get_by_test_id("flow-name")).to_be_focused()
    page.keyboard.type("Written line")
    page.keyboard.press("Enter")
    expect(page.get_by_test_id("flow-editor")).to_be_visible(timeout=PATIENCE_MS)
    tab_to(page, '[data-testid="view"] input')
    page.keyboard.press("ArrowRight")
    expect(page.get_by_test_id("outline")).to_be_visible()

    write_flow(page, HOTLINE)
    expect_faults(page, 0)
    tab_to(page, '[data-head="hang_up"]')
    page.keyboard.press("Alt+ArrowUp")
    expect(page.locator('[data-head="hang_up"]')).to_be_focused()
    expect(page.locator("[data-head]").nth(1)).to_have_attribute("data-head", "hang_up")
    page.keyboard.press("Delete")
    expect(page.locator("[data-head]")).to_have_count(4)
    page.keyboard.press("Control+z")
    page.keyboard.press("Control+z")
    expect(page.locator("[data-head]")).to_have_count(5)
    expect_faults(page, 0)
    expect_accessible(page)
    speak(page, "en")

    enter_at(page, '[data-testid="publish"]')
    expect(page.get_by_test_id("publish-reason")).to_be_focused()
    page.keyboard.type("By keyboard")
    expect(page.get_by_test_id("publish-confirm")).to_be_enabled(timeout=PATIENCE_MS)
    enter_at(page, '[data-testid="publish-confirm"]')
    expect(page.get_by_test_id("published")).to_be_visible(timeout=PATIENCE_MS)

    assert as_walked(published(site, "written_line")) == as_walked(HOTLINE.model_dump(mode="json"))
    lead_number(site, "4001", "written_line")
    with caller_phone(site.sip_port, number="15500000082", dialed="4001") as caller:
        caller.wait_answered()
        caller.press("3")
        until(lambda: "Waiting" in str(site.rows("SELECT state FROM live_calls")), "the caller waits for complaints")
        caller.hang_up()
        caller.wait_ended()
    detail = interaction_of(site, "15500000082")
    names = [moment.detail for moment in detail.timeline if moment.what == "step"]
    assert names == ["主菜单 Main menu", "投诉受理 Complaints"]


def test_a_draft_is_simulated_tested_published_and_counted(site: RunningSite, chromium: Browser, admin: Page) -> None:
    keep_draft(site)
    try_and_count(site, chromium, admin)
    close_by_hand(site, admin)
