"""axe finds nothing to complain about on any page, in both languages, light and dark."""

from collections.abc import Generator
from datetime import timedelta

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.system.caller_phone import caller_phone
from tests.system.desk import PATIENCE_MS, Desk, desk_of
from tests.system.looks import expect_accessible, violations
from tests.system.running_site import RunningSite, running_site
from tests.system.stored import interaction_of

pytestmark = [pytest.mark.system, pytest.mark.timeout(300)]

STAY = timedelta(minutes=5)


@pytest.fixture(scope="module")
def site() -> Generator[RunningSite]:
    """A site whose calls ring, and whose wrap-ups last, until they were looked at."""
    with running_site(ring_timeout=STAY, wrap_up=STAY) as running:
        yield running


@pytest.fixture(scope="module")
def supervisor(site: RunningSite, chromium: Browser) -> Generator[Page]:
    with desk_of(chromium, site) as sam:
        sam.enter("sam")
        yield sam.page


def test_pages_of_strangers(site: RunningSite, chromium: Browser) -> None:
    with desk_of(chromium, site) as stranger:
        page = stranger.page
        page.goto(f"{site.url}/sign-in")
        expect_accessible(page)
        page.get_by_test_id("sign-in-login").fill("nobody")
        page.get_by_test_id("sign-in-password").fill("wrong")
        page.get_by_test_id("sign-in-submit").click()
        expect(page.get_by_role("alert").first).not_to_be_empty()
        expect_accessible(page)
        page.goto(f"{site.url}/call")
        expect(page.get_by_test_id("call-button")).to_be_visible()
        expect_accessible(page)


def test_desk_from_idle_to_wrap_up_and_the_pages_that_show_the_call(
    site: RunningSite, chromium: Browser, supervisor: Page
) -> None:
    with desk_of(chromium, site) as desk:
        desk.sign_in("agent8001")
        expect_accessible(desk.page)
        desk.go_ready()
        desk.expect_state("ready")
        expect_accessible(desk.page)
        with caller_phone(site.sip_port, number="+14155550123", name="Grace") as caller:
            caller.wait_answered()
            caller.press("2")
            desk.expect_ringing()
            expect(desk.page.get_by_test_id("open-case")).to_be_visible(timeout=PATIENCE_MS)
            expect_accessible(desk.page)
            desk.accept()
            desk.expect_phase("talking")
            desk.page.get_by_test_id("open-case").click()
            expect(desk.page.get_by_test_id("case-panel").get_by_test_id("case-progress")).to_be_visible()
            expect_accessible(desk.page)
            desk.page.get_by_test_id("case-panel").locator("header button").click()
            assert rows_of_controls(desk.page, width=1366) == 1
            open_page(supervisor, f"{site.url}/board")
            expect_accessible(supervisor)
            desk.hang_up()
            caller.wait_ended()
        desk.expect_phase("wrap_up")
        expect_accessible(desk.page)
        desk.end_wrap_up()
    detail = interaction_of(site, "+14155550123")
    assert detail.recordings, "the page shows a recording"
    open_page(supervisor, f"{site.url}/cases")
    expect(supervisor.get_by_test_id("case-row").first).to_be_visible(timeout=PATIENCE_MS)
    expect_accessible(supervisor)
    supervisor.get_by_test_id("case-row").first.click()
    expect(supervisor.get_by_test_id("case-progress")).to_be_visible(timeout=PATIENCE_MS)
    expect_accessible(supervisor)
    open_page(supervisor, f"{site.url}/knowledge")
    expect(supervisor.get_by_test_id("knowledge-article").first).to_be_visible(timeout=PATIENCE_MS)
    expect_accessible(supervisor)
    supervisor.get_by_test_id("knowledge-article").first.click()
    expect(supervisor.get_by_test_id("article-revision")).to_be_visible(timeout=PATIENCE_MS)
    expect_accessible(supervisor)
    open_page(supervisor, f"{site.url}/knowledge/new")
    expect(supervisor.get_by_test_id("article-save")).to_be_visible(timeout=PATIENCE_MS)
    expect_accessible(supervisor)
    open_page(supervisor, f"{site.url}/interactions")
    expect(supervisor.get_by_test_id("interaction-row")).to_be_visible(timeout=PATIENCE_MS)
    expect_accessible(supervisor)
    open_page(supervisor, f"{site.url}/interactions/{detail.row.id}")
    expect(supervisor.get_by_test_id("recording")).to_be_visible(timeout=PATIENCE_MS)
    expect_accessible(supervisor)


def test_desk_with_an_unknown_caller_and_the_open_keypad(site: RunningSite, chromium: Browser) -> None:
    with desk_of(chromium, site) as desk:
        desk.sign_in("agent8001")
        desk.go_ready()
        with caller_phone(site.sip_port, number="15500000071") as caller:
            caller.wait_answered()
            caller.press("2")
            desk.expect_ringing()
            read_articles_while_it_rings(desk)
            desk.accept()
            desk.expect_phase("talking")
            desk.page.get_by_test_id("hold").click()
            desk.expect_phase("held")
            desk.page.get_by_test_id("article-found").first.click()
            expect(desk.page.get_by_test_id("article-useful")).to_be_visible(timeout=PATIENCE_MS)
            expect_accessible(desk.page)
            desk.page.get_by_test_id("article-panel").get_by_role("button", name="Close").click()
            expect(desk.page.get_by_test_id("article-panel")).to_be_hidden()
            open_keypad(desk)
            assert violations(desk.page) == []
            desk.page.keyboard.press("Escape")
            desk.hang_up()
            caller.wait_ended()
        desk.end_wrap_up()


def test_panels_beside_the_call_and_ones_own_day(site: RunningSite, chromium: Browser) -> None:
    with desk_of(chromium, site) as desk, desk_of(chromium, site) as ben:
        page = desk.page
        ben.sign_in("agent8002")
        desk.sign_in("agent8001")
        for key, panel in (("Slash", "shortcuts"), ("KeyO", "dialer")):
            page.keyboard.press(f"Control+Alt+{key}")
            expect(page.get_by_test_id(panel)).to_be_visible()
            expect_accessible(page)
            page.keyboard.press(f"Control+Alt+{key}")
            expect(page.get_by_test_id(panel)).to_be_hidden()
        page.get_by_test_id("phone-status").click()
        expect(page.get_by_test_id("test-microphone")).to_be_visible()
        assert violations(page) == []
        page.keyboard.press("Escape")
        desk.go_ready()
        with caller_phone(site.sip_port, number="15500000072") as caller:
            caller.wait_answered()
            caller.press("2")
            desk.expect_ringing()
            desk.accept()
            desk.expect_phase("talking")
            page.get_by_test_id("transfer").click()
            expect(page.get_by_test_id("destination").first).to_be_visible()
            expect_accessible(page)
            page.get_by_test_id("destination-search").fill("8002")
            expect(page.get_by_test_id("destination")).to_have_count(1)
            page.get_by_test_id("consult-first").click()
            ben.expect_ringing()
            ben.accept()
            expect(page.get_by_test_id("consult-merge")).to_be_visible()
            expect_accessible(page)
            page.get_by_test_id("consult-merge").click()
            expect(page.get_by_test_id("party-drop").first).to_be_visible()
            expect_accessible(page)
            ben.hang_up()
            desk.hang_up()
            caller.wait_ended()
        page.get_by_test_id("follow-up").click()
        expect_accessible(page)
        desk.end_wrap_up()
        open_page(page, f"{site.url}/day")
        expect(page.get_by_test_id("figure-handled")).to_be_visible(timeout=PATIENCE_MS)
        expect_accessible(page)
        page.get_by_test_id("day-table").click()
        expect_accessible(page)


def read_articles_while_it_rings(desk: Desk) -> None:
    """The queue's article is suggested, two Chinese characters find another one, and the call rings on beside it."""
    page = desk.page
    expect(page.get_by_test_id("article-suggested").first).to_be_visible(timeout=PATIENCE_MS)
    page.keyboard.press("Control+Alt+KeyE")
    expect(page.get_by_test_id("articles-search")).to_be_focused()
    page.keyboard.insert_text("录音")
    page.get_by_test_id("article-found").first.click()
    panel = page.get_by_test_id("article-panel")
    expect(panel).to_contain_text("暂停录音", timeout=PATIENCE_MS)
    panel.get_by_test_id("article-useful").click()
    expect(panel.get_by_test_id("article-useful")).to_have_attribute("aria-pressed", "true")
    page.keyboard.press("Escape")
    expect(panel).to_be_hidden()
    desk.expect_ringing()


def rows_of_controls(page: Page, *, width: int) -> int:
    """In how many rows the buttons of the call stand on a screen of this width."""
    page.set_viewport_size({"width": width, "height": 768})
    heights = page.get_by_test_id("hang-up").evaluate(
        "end => [...end.parentElement.querySelectorAll('button')].map((one) => one.getBoundingClientRect().bottom)"
    )
    page.set_viewport_size({"width": 1440, "height": 900})
    return len({round(height) for height in heights})


def open_page(page: Page, url: str) -> None:
    """Go there."""
    page.goto(url)
    expect(page.locator("main")).to_be_visible(timeout=PATIENCE_MS)


def open_keypad(desk: Desk) -> None:
    """Show the keys."""
    desk.page.get_by_test_id("keypad").click()
    expect(desk.page.get_by_test_id("keypad-5")).to_be_visible()
