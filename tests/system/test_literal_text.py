"""What callers and agents write is shown as it was written, and nothing of it runs."""

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.system.caller_phone import caller_phone
from tests.system.desk import desk_of
from tests.system.running_site import RunningSite
from tests.system.stored import interaction_of
from tests.waiting import until

pytestmark = [pytest.mark.system, pytest.mark.timeout(300)]

SAID = "<img src=x onerror=owned()> $(id) `id` ${7*7} {{7*7}} %s\u202egnp.exe"
WRITTEN = "<script>owned()</script>\n$(id)\n\u2067abc"
NAMED = '<svg onload=owned()> "Ltd" & Söhne \u202ecba'
SHOWN = SAID.replace("\u202e", "")
FILED = NAMED.replace("\u202e", "")
"""Names lose the marks that turn the direction of writing, and nothing else."""
TRAP = "window.owned = () => { window.wasOwned = true }"


def test_text_from_the_line_and_the_desk_stays_text(site: RunningSite, chromium: Browser) -> None:
    with desk_of(chromium, site) as desk:
        desk.page.add_init_script(TRAP)
        desk.sign_in("agent8001")
        desk.go_ready()
        with caller_phone(site.sip_port, number="15500000061", name=SAID) as caller:
            caller.wait_answered()
            caller.press("2")
            desk.expect_ringing()
            expect_shown(desk.page, SHOWN)
            expect_nothing_ran(desk.page)
            desk.accept()
            desk.expect_phase("talking")
            desk.page.get_by_test_id("notes").fill(WRITTEN)
            desk.page.get_by_test_id("customer-form-name").fill(NAMED)
            desk.page.get_by_test_id("customer-save").click()
            expect(desk.page.get_by_test_id("customer-name")).to_have_text(FILED)
            desk.hang_up()
            caller.wait_ended()
        desk.end_wrap_up()
        row = interaction_of(site, "15500000061").row
        desk.page.goto(f"{site.url}/interactions")
        expect_shown(desk.page, FILED)
        desk.page.goto(f"{site.url}/interactions/{row.id}")
        expect_shown(desk.page, FILED)
        for line in WRITTEN.splitlines():
            expect_shown(desk.page, line)
        expect_nothing_ran(desk.page)


def test_a_caller_with_a_hostile_name_who_gives_up(site: RunningSite, chromium: Browser) -> None:
    with caller_phone(site.sip_port, number="15500000062", name=SAID) as caller:
        caller.wait_answered()
        caller.hang_up()
        caller.wait_ended()
    detail = interaction_of(site, "15500000062")
    assert detail.caller_name == SHOWN
    with desk_of(chromium, site) as sam:
        sam.page.add_init_script(TRAP)
        sam.enter("sam")
        sam.page.goto(f"{site.url}/interactions/{detail.row.id}")
        expect_shown(sam.page, SHOWN)
        expect_nothing_ran(sam.page)
    until(lambda: site.channels() == [], "no channel is left")


def expect_shown(page: Page, text: str) -> None:
    """Wait until the text stands on the page, letter by letter."""
    expect(page.locator("main").get_by_text(text).first).to_be_visible()


def expect_nothing_ran(page: Page) -> None:
    """No element of the hostile text came to be, and no script of it was run."""
    assert page.locator("img[src=x], svg[onload], main script").count() == 0
    assert page.evaluate("window.wasOwned") is None
