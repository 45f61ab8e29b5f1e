"""A prompt that is uploaded at the real page is what a caller hears; one that is recorded there replaces it."""

from collections.abc import Generator
from pathlib import Path

import numpy as np
import pytest
import soundfile
from playwright.sync_api import Browser, Page, expect

from tests.system.caller_phone import caller_phone
from tests.system.desk import PATIENCE_MS, desk_of
from tests.system.hearing import BEN, hears
from tests.system.looks import expect_accessible
from tests.system.running_site import RunningSite, running_site
from tests.waiting import until

pytestmark = [pytest.mark.system, pytest.mark.timeout(300)]

TONE = BEN


@pytest.fixture(scope="module")
def site() -> Generator[RunningSite]:
    with running_site() as running:
        yield running


@pytest.fixture
def admin(site: RunningSite, chromium: Browser) -> Generator[Page]:
    with desk_of(chromium, site) as ada:
        ada.enter("admin")
        yield ada.page


def test_a_prompt_made_at_the_page_is_heard_by_the_next_caller(site: RunningSite, admin: Page, tmp_path: Path) -> None:
    sound, program = tmp_path / "tone.mp3", tmp_path / "song.mp3"
    at = np.arange(44_100 * 20) / 44_100
    soundfile.write(sound, 0.05 * np.sin(2 * np.pi * TONE * at), 44_100)
    program.write_bytes(b"MZ this is no sound")

    admin.goto(f"{site.url}/prompts")
    admin.get_by_test_id("add-prompt").click()
    admin.get_by_test_id("prompt-name").fill("Tone")
    expect(admin.get_by_test_id("prompt-id")).to_have_value("tone")
    admin.get_by_test_id("prompt-make").click()
    english = admin.get_by_test_id("content-en")
    upload(english.page, program)
    expect(english.get_by_test_id("drop").get_by_role("alert")).not_to_be_empty(timeout=PATIENCE_MS)
    upload(english.page, sound)
    expect(english.get_by_test_id("player")).to_be_visible(timeout=PATIENCE_MS)

    publish(site)
    with caller_phone(site.sip_port, number="15500000077") as caller:
        caller.wait_answered()
        hears(caller, TONE)
        caller.hang_up()
    until(lambda: site.channels() == [], "no channel is left")

    english.get_by_test_id("record").click()
    english.get_by_test_id("record-stop").click(delay=1_500)
    english.get_by_test_id("record-keep").click()
    versions = admin.get_by_test_id("prompt-versions").locator("li")
    expect(versions).to_have_count(3, timeout=PATIENCE_MS)
    expect(admin.get_by_test_id("prompt-users")).to_contain_text("Hotline")
    admin.get_by_test_id("remove-prompt").click()
    expect(admin.get_by_test_id("remove-confirm")).to_be_disabled()
    admin.keyboard.press("Escape")
    expect(admin.get_by_role("dialog")).to_have_count(0)
    expect_accessible(admin)

    admin.goto(f"{site.url}/prompts/speech")
    admin.get_by_test_id("word").fill("Ringdesk")
    admin.get_by_test_id("spoken").fill("ring desk")
    admin.get_by_test_id("add-word").click()
    expect(admin.get_by_test_id("words")).to_contain_text("ring desk", timeout=PATIENCE_MS)
    expect_accessible(admin)
    admin.goto(f"{site.url}/prompts")
    expect(admin.get_by_test_id("prompt-row")).to_have_count(1, timeout=PATIENCE_MS)
    expect_accessible(admin)


def upload(page: Page, file: Path) -> None:
    with page.expect_file_chooser() as chooser:
        page.get_by_test_id("content-en").get_by_test_id("upload").click()
    chooser.value.set_files(file)


def publish(site: RunningSite) -> None:
    """Put a flow that plays the prompt in the place of the demo's; callers meet it from then on."""
    play = {
        "id": "tone",
        "type": "play",
        "parameters": {"prompts": [{"prompt": "tone"}], "barge_in": False},
        "next": {"done": "end", "error": "end"},
    }
    steps = [play, {"id": "end", "type": "hang_up"}]
    flow = {"version": 2, "id": "hotline", "name": "Hotline", "languages": ["en"], "start": "tone", "steps": steps}
    counted = "SELECT count(*) FROM journal WHERE type = 'ConfigurationChanged'"
    before = site.rows(counted)
    with site.client("admin") as browser:
        faulty = {**flow, "languages": ["en", "zh-CN"]}
        faults = browser.post("/api/v1/flows/check", json={"document": faulty}).raise_for_status().json()
        assert [fault["code"] for fault in faults] == ["missing_language"]
        saved = browser.put("/api/v1/flows/hotline/draft", json={"document": flow, "serial": 0}).raise_for_status()
        assert saved.json()["faults"] == []
        asked = {"reason": "test", "serial": 1, "override": "the demo's cases"}
        browser.post("/api/v1/flows/hotline/publish", json=asked).raise_for_status()
    until(lambda: site.rows(counted) != before, "live calls know the flow")
