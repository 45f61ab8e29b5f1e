"""The demo's whole service line, and the survey it calls, from empty: by mouse, and by keyboard alone.

Takes minutes, so `make test` builds the demo's short hotline in both ways and leaves this to whoever asks for it:
`.venv/bin/pytest tests/system/whole_demo.py`.
"""

from collections.abc import Generator

import pytest
from playwright.sync_api import Browser, Page, expect

from app.calls.state import Waiting
from ivr.flow import Flow
from tests.system.caller_phone import caller_phone
from tests.system.desk import PATIENCE_MS, desk_of
from tests.system.flow_drawing import Mouse, draw_flow, walked
from tests.system.flow_forms import Hand, enter
from tests.system.flow_likeness import as_walked
from tests.system.flow_writing import Keyboard, enter_at, tab_to, write_flow
from tests.system.led_numbers import lead_number
from tests.system.looks import speak
from tests.system.running_site import RunningSite
from tests.system.stored import interaction_of
from tests.system.test_flow_steps import press, wait_at, wait_in

pytestmark = [pytest.mark.system, pytest.mark.timeout(1_200)]

WIDE = {"width": 2_400, "height": 1_350}
COLUMNS, COLUMN, ROW = 8, 205, 275
LEFT, TOP = 110, 70
"""Not at the edge: there the canvas moves along with whoever draws a line."""
SETTINGS = '[data-testid="flow-settings"] '


@pytest.fixture
def admin(site: RunningSite, chromium: Browser) -> Generator[Page]:
    with desk_of(chromium, site) as ada:
        ada.page.set_viewport_size({"width": WIDE["width"], "height": WIDE["height"]})
        ada.enter("admin")
        speak(ada.page, "en")
        yield ada.page


@pytest.mark.parametrize("build", ["drawn", "written"])
def test_the_whole_service_line_is_built_from_empty_published_and_called(
    site: RunningSite, admin: Page, build: str
) -> None:
    made = {"drawn": _draw, "written": _write}[build]
    ids: dict[str, str] = {}
    for flow_id in ("satisfaction", "service"):
        seeded = Flow.model_validate(_published(site, flow_id))
        admin.goto(f"{site.url}/flows")
        ids = made(admin, f"{build} {flow_id}", seeded)
        expect(admin.get_by_test_id("open-faults")).to_have_text("0", timeout=PATIENCE_MS)
        built = _published(site, f"{build}_{flow_id}")
        assert built["zone"] == seeded.zone
        assert as_walked(built) == as_walked(seeded.model_dump(mode="json"))
    number = {"drawn": "15500000071", "written": "15500000072"}[build]
    lead_number(site, "4002", f"{build}_service")
    with caller_phone(site.sip_port, number=number, dialed="4002") as caller:
        wait_at(site, number, ids["language"])
        caller.wait_answered()
        press(site, caller, number, "2")
        wait_at(site, number, ids["menu"])
        press(site, caller, number, "2")
        wait_in(site, number, Waiting)
        caller.hang_up()
        caller.wait_ended()
    detail = interaction_of(site, number)
    assert detail.language == "en"
    assert [moment.detail for moment in detail.timeline if moment.what == "step"] == [
        "欢迎 Welcome",
        "语言 Language",
        "营业时间 Hours",
        "客户 Customer",
        "主菜单 Main menu",
        "投诉受理 Complaints",
    ]


def _draw(page: Page, name: str, seeded: Flow) -> dict[str, str]:
    page.get_by_test_id("new-flow").click()
    page.get_by_test_id("flow-name").fill(name)
    page.get_by_test_id("create-flow").click()
    expect(page.get_by_test_id("canvas")).to_be_visible(timeout=PATIENCE_MS)
    for _ in range(2):
        page.locator(".react-flow__controls-zoomout").click()
    order = [step.id for step in walked(seeded)]
    places = {
        step_id: (LEFT + COLUMN * (at % COLUMNS), TOP + ROW * (at // COLUMNS)) for at, step_id in enumerate(order)
    }
    ids = draw_flow(page, seeded, places)
    page.get_by_test_id("open-settings").click()
    _set_flow(Mouse(page), seeded, ids)
    page.get_by_test_id("publish").click()
    page.get_by_test_id("publish-reason").fill("By mouse")
    expect(page.get_by_test_id("publish-confirm")).to_be_enabled(timeout=PATIENCE_MS)
    page.get_by_test_id("publish-confirm").click()
    expect(page.get_by_test_id("published")).to_be_visible(timeout=PATIENCE_MS)
    page.get_by_test_id("published-close").click()
    return ids


def _write(page: Page, name: str, seeded: Flow) -> dict[str, str]:
    enter_at(page, '[data-testid="new-flow"]')
    expect(page.get_by_test_id("flow-name")).to_be_focused()
    page.keyboard.type(name)
    page.keyboard.press("Enter")
    expect(page.get_by_test_id("flow-editor")).to_be_visible(timeout=PATIENCE_MS)
    tab_to(page, '[data-testid="view"] input')
    page.keyboard.press("ArrowRight")
    expect(page.get_by_test_id("outline")).to_be_visible()
    ids = write_flow(page, seeded)
    enter_at(page, '[data-testid="open-settings"]')
    _set_flow(Keyboard(page), seeded, ids)
    enter_at(page, '[data-testid="publish"]')
    expect(page.get_by_test_id("publish-reason")).to_be_focused()
    page.keyboard.type("By keyboard")
    expect(page.get_by_test_id("publish-confirm")).to_be_enabled(timeout=PATIENCE_MS)
    enter_at(page, '[data-testid="publish-confirm"]')
    expect(page.get_by_test_id("published")).to_be_visible(timeout=PATIENCE_MS)
    enter_at(page, '[data-testid="published-close"]')
    return ids


def _set_flow(hand: Hand, seeded: Flow, ids: dict[str, str]) -> None:
    """What belongs to the flow and to none of its steps."""
    hand.page.locator(SETTINGS).wait_for()
    enter(hand, SETTINGS, "zone", seeded.zone)
    enter(hand, SETTINGS, "variables", dict(seeded.variables))
    if seeded.person is not None:
        enter(hand, SETTINGS, "person", ids[seeded.person])


def _published(site: RunningSite, flow_id: str) -> dict[str, object]:
    with site.client("admin") as client:
        return client.get(f"/api/v1/flows/{flow_id}").raise_for_status().json()["published"]
