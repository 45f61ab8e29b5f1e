"""Flows at the real page: one made by mouse, one by keyboard alone, one walked through, tested and counted; all are called."""

from collections.abc import Generator

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.system.caller_phone import caller_phone
from tests.system.desk import PATIENCE_MS, desk_of
from tests.system.flow_runs import close_by_hand, keep_draft, try_and_count
from tests.system.led_numbers import lead_number
from tests.system.looks import expect_accessible, speak, violations
from tests.system.running_site import RunningSite
from tests.system.stored import interaction_of
from tests.waiting import until

pytestmark = [pytest.mark.system, pytest.mark.timeout(300)]

FOCUSED = "selector => document.activeElement !== null && document.activeElement.matches(selector)"


@pytest.fixture
def admin(site: RunningSite, chromium: Browser) -> Generator[Page]:
    with desk_of(chromium, site) as ada:
        ada.enter("admin")
        speak(ada.page, "en")
        ada.page.goto(f"{site.url}/flows")
        yield ada.page


def node(page: Page, step_id: str) -> Locator:
    return page.locator(f'.react-flow__node[data-id="{step_id}"]')


def drop(page: Page, kind: str, x: int, y: int) -> None:
    """Drag a type of step from the palette to a place on the canvas."""
    page.get_by_test_id(f"palette-{kind}").drag_to(page.get_by_test_id("canvas"), target_position={"x": x, "y": y})


def draw(page: Page, step_id: str, exit_: str, target: str) -> None:
    """Draw a line from an exit to a step."""
    start = node(page, step_id).locator(f'[data-handleid="{exit_}"]').bounding_box()
    end = node(page, target).locator('[data-handleid="in"]').bounding_box()
    assert start is not None
    assert end is not None
    page.mouse.move(start["x"] + start["width"] / 2, start["y"] + start["height"] / 2)
    page.mouse.down()
    page.mouse.move(end["x"] - 30, end["y"], steps=4)
    page.mouse.move(end["x"] + end["width"] / 2, end["y"] + end["height"] / 2, steps=4)
    page.mouse.up()


def expect_faults(page: Page, count: int) -> None:
    expect(page.get_by_test_id("open-faults")).to_have_text(str(count), timeout=PATIENCE_MS)


def test_a_flow_drawn_by_mouse_is_published_and_called(site: RunningSite, admin: Page) -> None:
    page = admin
    expect_accessible(page)
    speak(page, "en")
    page.get_by_test_id("new-flow").click()
    page.get_by_test_id("flow-name").fill("Drawn line")
    page.get_by_test_id("create-flow").click()
    expect(page.get_by_test_id("canvas")).to_be_visible(timeout=PATIENCE_MS)
    drop(page, "menu", 40, 60)
    drop(page, "queue", 440, 60)
    drop(page, "hang_up", 440, 300)
    expect(page.locator(".react-flow__node")).to_have_count(3)
    node(page, "menu").click(position={"x": 100, "y": 20})
    form = page.get_by_test_id("step-form")
    form.get_by_test_id("step-label").fill("Main menu")
    form.get_by_role("button", name="Text", exact=True).first.click()
    form.locator('[data-where="parameters.prompts.0.say.zh-CN"]').fill("支持请按一。")
    form.locator('[data-where="parameters.prompts.0.say.en"]').fill("For support, press 1.")
    form.get_by_role("button", name="Add: Choices").click()
    form.locator('[data-where="parameters.choices.1"]').fill("Support")
    node(page, "queue").click(position={"x": 100, "y": 20})
    form.locator('[data-where="parameters.queue"]').select_option("support")
    for step_id, exit_, target in (
        ("menu", "1", "queue"),
        ("menu", "timeout", "hang_up"),
        ("menu", "no_match", "hang_up"),
        ("queue", "error", "hang_up"),
    ):
        draw(page, step_id, exit_, target)
    expect(page.locator(".react-flow__edge")).to_have_count(4)
    expect_faults(page, 0)

    page.keyboard.press("Control+z")
    expect(page.locator(".react-flow__edge")).to_have_count(3)
    expect_faults(page, 1)
    page.get_by_test_id("open-faults").click()
    page.get_by_test_id("fault").click()
    expect(node(page, "queue").locator("[data-picked]")).to_have_attribute("data-picked", "true")
    page.keyboard.press("Control+Shift+z")
    expect_faults(page, 0)

    node(page, "queue").click(position={"x": 100, "y": 20})
    page.keyboard.press("Control+a")
    page.keyboard.press("Control+c")
    page.keyboard.press("Control+v")
    expect(page.locator(".react-flow__node")).to_have_count(6)
    page.keyboard.press("Delete")
    expect(page.locator(".react-flow__node")).to_have_count(3)
    page.get_by_role("button", name="Arrange").click()
    page.get_by_role("button", name="Add a note").click()
    page.get_by_label("Text of the note").fill("Only support, until sales has agents.")
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

    lead_number(site, "4000", "drawn_line")
    with caller_phone(site.sip_port, number="15500000081", dialed="4000") as caller:
        caller.wait_answered()
        caller.press("1")
        until(lambda: "Waiting" in str(site.rows("SELECT state FROM live_calls")), "the caller waits for support")
        caller.hang_up()
        caller.wait_ended()
    detail = interaction_of(site, "15500000081")
    assert [moment.detail for moment in detail.timeline if moment.what == "step"] == ["Main menu", "queue"]


def back_to(page: Page, selector: str) -> None:
    """Press Shift and Tab until something has the focus."""
    tab_to(page, selector, "Shift+Tab")


def tab_to(page: Page, selector: str, key: str = "Tab") -> None:
    """Press Tab until something has the focus."""
    for _ in range(150):
        if page.evaluate(FOCUSED, selector):
            return
        page.keyboard.press(key)
    raise AssertionError(f"Tab never comes to {selector}")


def enter_at(page: Page, selector: str) -> None:
    tab_to(page, selector)
    page.keyboard.press("Enter")


def choose_type(page: Page, kind: str) -> None:
    """Go down the open menu of types, and take one."""
    expect(page.locator(f'[role=menuitem][data-type="{kind}"]')).to_be_visible()
    for _ in range(40):
        if page.evaluate(FOCUSED, f'[data-type="{kind}"]'):
            page.keyboard.press("Enter")
            return
        page.keyboard.press("ArrowDown")
    raise AssertionError(f"the menu has no {kind}")


def test_a_flow_written_by_keyboard_alone_is_published_and_called(site: RunningSite, admin: Page) -> None:
    page = admin
    enter_at(page, '[data-testid="new-flow"]')
    expect(page.get_by_test_id("flow-name")).to_be_focused()
    page.keyboard.type("Written line")
    page.keyboard.press("Enter")
    expect(page.get_by_test_id("flow-editor")).to_be_visible(timeout=PATIENCE_MS)
    tab_to(page, '[data-testid="view"] input')
    page.keyboard.press("ArrowRight")
    expect(page.get_by_test_id("outline")).to_be_visible()

    enter_at(page, '[data-testid="outline-add"]')
    choose_type(page, "play")
    expect(page.locator('[data-head="play"]')).to_be_focused()
    tab_to(page, '[data-testid="step-label"]')
    page.keyboard.type("Goodbye")
    tab_to(page, "[data-add=say]")
    page.keyboard.press("Enter")
    back_to(page, '[data-where="parameters.prompts.0.say.zh-CN"]')
    page.keyboard.type("再见。")
    tab_to(page, '[data-where="parameters.prompts.0.say.en"]')
    page.keyboard.type("Goodbye {caller.number}.")
    enter_at(page, '[data-testid="new-at-done"]')
    choose_type(page, "hang_up")
    expect(page.locator('[data-head="hang_up"]')).to_be_focused()
    page.keyboard.press("ArrowUp")
    expect(page.locator('[data-head="play"]')).to_be_focused()
    tab_to(page, '[data-exit="error"]')
    page.keyboard.type("Hang")
    expect(page.locator('[data-exit="error"]')).to_have_value("hang_up")
    expect_faults(page, 0)
    tab_to(page, '[data-head="hang_up"]')
    page.keyboard.press("Alt+ArrowUp")
    expect(page.locator("[data-head]").first).to_have_attribute("data-head", "hang_up")
    page.keyboard.press("Delete")
    expect(page.locator("[data-head]")).to_have_count(1)
    page.keyboard.press("Control+z")
    expect(page.locator("[data-head]")).to_have_count(2)
    expect_accessible(page)
    speak(page, "en")

    enter_at(page, '[data-testid="publish"]')
    expect(page.get_by_test_id("publish-reason")).to_be_focused()
    page.keyboard.type("By keyboard")
    expect(page.get_by_test_id("publish-confirm")).to_be_enabled(timeout=PATIENCE_MS)
    enter_at(page, '[data-testid="publish-confirm"]')
    expect(page.get_by_test_id("published")).to_be_visible(timeout=PATIENCE_MS)

    lead_number(site, "4001", "written_line")
    with caller_phone(site.sip_port, number="15500000082", dialed="4001") as caller:
        caller.wait_answered()
        caller.wait_ended()
    detail = interaction_of(site, "15500000082")
    assert [moment.detail for moment in detail.timeline if moment.what == "step"] == ["Goodbye", "hang_up"]


def test_a_draft_is_simulated_tested_published_and_counted(site: RunningSite, admin: Page) -> None:
    keep_draft(site)
    try_and_count(site, admin)
    close_by_hand(site, admin)
