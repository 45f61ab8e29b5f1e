"""A designer calls a draft from the editor, and records a prompt by telephone from the library's page."""

from collections.abc import Generator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.system.conftest import AGENT_HERTZ
from tests.system.desk import PATIENCE_MS, desk_of, loudest_frequency
from tests.system.looks import expect_accessible, speak
from tests.system.running_site import RunningSite
from tests.waiting import until

pytestmark = [pytest.mark.system, pytest.mark.timeout(300)]
VIP = "13800138000"
DRAFT = {
    "version": 2,
    "id": "tried",
    "name": "Tried",
    "languages": ["en"],
    "start": "who",
    "steps": [
        {
            "id": "who",
            "type": "look_up",
            "label": "Who",
            "next": {"found": "ask", "not_found": "end", "timeout": "end"},
        },
        {
            "id": "ask",
            "type": "menu",
            "label": "Ask",
            "parameters": {
                "prompts": [{"say": {"en": "Hello {customer.name}. To be led to the support, press one."}}],
                "choices": {"1": "Support"},
                "first_digit_seconds": 30,
                "retries": 3,
            },
            "next": {"1": "support", "timeout": "end", "no_match": "end"},
        },
        {
            "id": "support",
            "type": "queue",
            "label": "Support",
            "parameters": {"queue": "support"},
            "next": {"error": "end"},
        },
        {"id": "end", "type": "hang_up"},
    ],
}


@pytest.fixture
def admin(site: RunningSite, chromium: Browser) -> Generator[Page]:
    with desk_of(chromium, site) as ada:
        ada.enter("admin")
        speak(ada.page, "en")
        yield ada.page


def test_a_draft_is_called_from_the_editor_and_disturbs_nobody(site: RunningSite, admin: Page) -> None:
    with site.client("admin") as browser:
        browser.put("/api/v1/flows/tried/draft", json={"document": DRAFT, "serial": 0}).raise_for_status()
    admin.goto(f"{site.url}/flows/tried")
    admin.get_by_test_id("open-trial").click()
    panel = admin.get_by_test_id("trial")
    panel.get_by_label("Caller's number").fill(VIP)
    panel.get_by_test_id("call-button").click()
    way = panel.get_by_test_id("trial-way").locator("li")
    expect_status(admin, "talking")
    expect(way).to_have_count(2, timeout=PATIENCE_MS)
    until(lambda: loudest_frequency(admin) > 0, "the designer hears the draft")
    expect(admin.locator('.react-flow__node[data-id="ask"] [data-walk="now"]')).to_be_visible()
    expect_accessible(admin)

    site.kill_app()
    site.wait_ready()
    panel.get_by_test_id("keypad-1").click()
    expect(way.last).to_contain_text("Support", timeout=PATIENCE_MS)
    expect(way.last).to_contain_text("would be handed over")
    expect_status(admin, "ended")
    with site.client("sam") as browser:
        assert browser.get("/api/v1/interactions").raise_for_status().json()["total"] == 0
    [(test, number, dialed)] = site.rows("SELECT test, caller_number, dialed_number FROM interactions WHERE test")
    assert (bool(test), number) == (True, VIP)
    assert site.rows("SELECT * FROM flow_visits WHERE revision < 0") == []
    assert str(dialed).startswith("*")
    until(lambda: site.channels() == [], "no channel is left")


def test_a_prompt_is_recorded_by_telephone(site: RunningSite, admin: Page) -> None:
    admin.goto(f"{site.url}/prompts")
    admin.get_by_test_id("add-prompt").click()
    admin.get_by_test_id("prompt-name").fill("Spoken")
    admin.get_by_test_id("prompt-make").click()
    english = admin.get_by_test_id("content-en")
    english.get_by_test_id("record-by-phone").click()
    english.get_by_test_id("call-button").click()
    expect(english.get_by_test_id("phone-stop")).to_be_visible(timeout=PATIENCE_MS)
    english.get_by_test_id("phone-stop").click(delay=1_500)
    until(lambda: loudest_frequency(admin, 1) == pytest.approx(AGENT_HERTZ, abs=20), "the recording is heard again")
    english.get_by_test_id("keypad-1").click()
    expect(english.get_by_test_id("player")).to_be_visible(timeout=PATIENCE_MS)
    expect(english).to_contain_text("Recorded by phone")
    with site.client("admin") as browser:
        sound = browser.get("/api/v1/prompts/spoken").raise_for_status().json()["contents"]["en"]
    assert sound["source"] == "phone"
    assert 1 < sound["seconds"] < 30
    until(lambda: site.channels() == [], "no channel is left")


def expect_status(page: Page, status: str) -> None:
    expect(page.get_by_test_id("call-status")).to_have_attribute("data-status", status, timeout=PATIENCE_MS)
