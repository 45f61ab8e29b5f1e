"""A queue and an agent made at the real pages take a real call at once, and axe finds nothing on any page of them."""

from collections.abc import Generator
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.system.caller_phone import caller_phone
from tests.system.desk import PATIENCE_MS, desk_of
from tests.system.looks import expect_accessible
from tests.system.running_site import RunningSite, running_site
from tests.system.stored import interactions_of, live_calls
from tests.waiting import until

pytestmark = [pytest.mark.system, pytest.mark.timeout(300)]

PAGES = ("people", "queues", "skills", "teams", "reasons", "dispositions", "numbers", "outgoing", "audit")


@pytest.fixture(scope="module")
def site() -> Generator[RunningSite]:
    with running_site(wrap_up=timedelta(seconds=2)) as running:
        yield running


@pytest.fixture
def admin(site: RunningSite, chromium: Browser) -> Generator[Page]:
    with desk_of(chromium, site) as ada:
        ada.enter("admin")
        yield ada.page


def save(page: Page) -> None:
    page.get_by_test_id("save").click()


def test_a_queue_and_an_agent_made_at_the_pages_take_a_call_without_a_restart(
    site: RunningSite, chromium: Browser, admin: Page
) -> None:
    admin.goto(f"{site.url}/admin/queues")
    admin.get_by_test_id("add").click()
    admin.get_by_test_id("field-name").fill("Billing")
    admin.get_by_test_id("field-id").fill("Billing!")
    expect(admin.get_by_test_id("field-id")).to_have_attribute("aria-invalid", "true")
    admin.get_by_test_id("field-id").fill("billing")
    save(admin)
    expect(admin.locator('[data-testid="admin-row"][data-id="billing"]')).to_be_visible(timeout=PATIENCE_MS)

    admin.goto(f"{site.url}/admin/people")
    admin.get_by_test_id("add").click()
    admin.get_by_test_id("field-name").fill("新人 Newcomer")
    admin.get_by_test_id("field-login").fill("newcomer")
    save(admin)
    expect(admin.get_by_test_id("field-number")).to_have_attribute("aria-invalid", "true")
    admin.get_by_test_id("field-number").fill("8055")
    admin.locator("fieldset").nth(1).get_by_role("button").first.click()
    admin.get_by_test_id("served-0").select_option("billing")
    save(admin)
    password = admin.get_by_test_id("new-password").inner_text(timeout=PATIENCE_MS).strip()
    admin.get_by_test_id("passwords-done").click()

    # the hotline's key 3 leads callers to the complaints queue, which hands them on to the new one
    admin.goto(f"{site.url}/admin/queues/complaints")
    admin.get_by_test_id("overflow-on_nobody").select_option("queue")
    overflow = admin.get_by_test_id("overflow-on_nobody").locator("xpath=ancestor::div[.//select][2]")
    overflow.locator("select").nth(1).select_option("billing")
    save(admin)
    expect(admin.get_by_test_id("saved")).to_be_visible(timeout=PATIENCE_MS)

    admin.goto(f"{site.url}/admin/people")
    for number in ("8001", "8003"):
        row = admin.get_by_test_id("admin-row").filter(has_text=number)
        row.get_by_role("checkbox").check()
    admin.get_by_test_id("bulk-act").select_option("remove_queue")
    admin.get_by_test_id("bulk-choice").select_option("complaints")
    admin.get_by_test_id("bulk-apply").click()
    expect(admin.get_by_test_id("saved")).to_be_visible(timeout=PATIENCE_MS)

    with desk_of(chromium, site) as desk:
        page = desk.page
        page.goto(f"{site.url}/sign-in")
        page.get_by_test_id("sign-in-login").fill("newcomer")
        page.get_by_test_id("sign-in-password").fill(password)
        page.get_by_test_id("sign-in-submit").click()
        desk.wait_for_phone()
        desk.go_ready()
        with caller_phone(site.sip_port, number="15500000055") as caller:
            caller.wait_answered()
            caller.press("3")
            desk.expect_ringing()
            desk.accept()
            desk.expect_phase("talking")
            admin.goto(f"{site.url}/admin/queues/billing")
            admin.get_by_test_id("field-name").fill("Billing and refunds")
            save(admin)
            expect(admin.get_by_test_id("saved")).to_be_visible(timeout=PATIENCE_MS)
            admin.get_by_test_id("remove").click()
            expect(admin.get_by_test_id("uses")).to_contain_text("新人")
            expect(admin.get_by_test_id("remove-confirm")).to_be_disabled()
            admin.keyboard.press("Escape")
            assert "Talking" in live_calls(site), "the edit left the call alone"
            desk.hang_up()
            caller.wait_ended()
    (row,) = interactions_of(site, "15500000055")
    assert (row.queue, row.agent_number, row.outcome) == ("billing", "8055", "answered")
    until(lambda: site.channels() == [], "no channel is left")


def test_a_file_is_looked_at_taken_and_taken_back(site: RunningSite, admin: Page, tmp_path: Path) -> None:
    file = tmp_path / "skills.csv"
    file.write_text("id,name\nenglish,English\nen glish,Wrong\n")
    admin.goto(f"{site.url}/admin/skills")
    choose(admin, file)
    expect(admin.locator('[data-action="error"]')).to_have_count(1, timeout=PATIENCE_MS)
    expect(admin.get_by_test_id("sheet-apply")).to_be_disabled()
    file.write_text("id,name\nenglish,English\nspanish,Español\n")
    admin.keyboard.press("Escape")
    choose(admin, file)
    expect(admin.locator('[data-action="add"]')).to_have_count(2, timeout=PATIENCE_MS)
    admin.get_by_test_id("sheet-apply").click()
    expect(admin.get_by_test_id("admin-row")).to_have_count(2, timeout=PATIENCE_MS)
    admin.get_by_test_id("saved").get_by_role("button").click()
    expect(admin.get_by_test_id("admin-row")).to_have_count(0, timeout=PATIENCE_MS)


def choose(page: Page, file: Path) -> None:
    page.get_by_test_id("file-menu").click()
    page.get_by_test_id("import").click()
    with page.expect_file_chooser() as chooser:
        page.get_by_test_id("sheet-file").click()
    chooser.value.set_files(file)


@pytest.mark.parametrize("name", [*PAGES, "people/new", "queues/support", "dispositions/solved"])
def test_axe_finds_nothing(site: RunningSite, admin: Page, name: str) -> None:
    admin.goto(f"{site.url}/admin/{name}")
    expect(admin.locator("main h1")).to_be_visible(timeout=PATIENCE_MS)
    expect(admin.get_by_role("status", name="Loading")).to_have_count(0)
    expect_accessible(admin)
