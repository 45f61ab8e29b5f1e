"""The devices of a desk in a real browser: where it rings, what is unplugged in mid-call, who is told, and who answers by itself."""

import contextlib
from collections.abc import Generator

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.system.caller_phone import caller_phone
from tests.system.conftest import AGENT_HERTZ, CALLER_HERTZ
from tests.system.desk import PATIENCE_MS, Desk, desk_of
from tests.system.running_site import RunningSite
from tests.system.tones import share
from tests.waiting import until

pytestmark = [pytest.mark.system, pytest.mark.timeout(300)]

WATCHED = """
window.told = []; window.tones = []; window.outputs = []; window.unplugged = "";
window.Notification = class {
  static permission = "granted";
  constructor(title, { body }) { window.told.push(body); }
  close() { window.told.push("closed"); }
};
const start = AudioScheduledSourceNode.prototype.start;
AudioScheduledSourceNode.prototype.start = function (...when) {
  if (this.frequency) window.tones.push(Math.round(this.frequency.value));
  return start.apply(this, when);
};
const play = HTMLMediaElement.prototype.setSinkId;
HTMLMediaElement.prototype.setSinkId = function (id) { window.outputs.push(id); return play.call(this, id); };
const every = navigator.mediaDevices.enumerateDevices.bind(navigator.mediaDevices);
navigator.mediaDevices.enumerateDevices = async () =>
  (await every()).filter((device) => device.label !== window.unplugged);
"""
"""The browser's own ways out are watched: notifications, tones, outputs. One device can be pulled out."""

RING, WHISPER = (587, 740), (660, 880)


def chosen(settings: Locator, purpose: str) -> tuple[str, str]:
    """Choose the last device for a purpose; its id and name."""
    field = settings.get_by_test_id(f"device-{purpose}")
    option = field.locator("option").last
    until(lambda: option.get_attribute("value"), f"there is a device for {purpose}")
    device, name = option.get_attribute("value") or "", option.inner_text()
    field.select_option(device)
    return device, name


def plugged(page: Page, unplugged: str) -> None:
    """Pull a device out, or put it back with an empty name."""
    page.evaluate(
        "name => { window.unplugged = name; navigator.mediaDevices.dispatchEvent(new Event('devicechange')) }",
        unplugged,
    )


@contextlib.contextmanager
def answering_by_itself(site: RunningSite, number: str) -> Generator[None]:
    """An administrator lets an agent's calls be answered by themselves."""
    with site.client("admin") as http:

        def save(*, auto: bool) -> None:
            people = http.get("/api/v1/admin/people", params={"size": 200}).raise_for_status().json()["rows"]
            key = next(row["id"] for row in people if row["value"]["number"] == number)
            was = http.get(f"/api/v1/admin/people/{key}").raise_for_status().json()
            value, version = {**was["value"], "auto_answer": auto}, was["version"]
            http.put(f"/api/v1/admin/people/{key}", json=value, headers={"if-match": version}).raise_for_status()

        save(auto=True)
        try:
            yield
        finally:
            save(auto=False)


def test_a_call_rings_where_it_should_and_outlives_its_headset_and_the_next_is_answered_by_itself(
    site: RunningSite, chromium: Browser
) -> None:
    with desk_of(chromium, site) as ana:
        page = ana.page
        page.add_init_script(WATCHED)
        ana.sign_in("agent8001")
        page.get_by_test_id("phone-status").click()
        settings = page.get_by_role("dialog")
        ring, _ = chosen(settings, "ring")
        _, microphone = chosen(settings, "microphone")
        page.keyboard.press("Escape")
        ana.go_ready()
        with caller_phone(site.sip_port, number="15500000171", hertz=CALLER_HERTZ) as caller:
            caller.wait_answered()
            caller.press("2")
            ana.expect_ringing()
            told = page.evaluate("window.told")
            assert len(told) == 1
            assert "15500000171" in told[0]
            assert set(RING) <= set(page.evaluate("window.tones"))
            assert ring in page.evaluate("window.outputs"), "it rings on the chosen device"
            ana.accept()
            ana.expect_phase("talking")
            assert page.evaluate("window.told")[1:] == ["closed"]
            plugged(page, microphone)
            lost = page.get_by_test_id("headset-lost")
            expect(lost).to_contain_text(microphone, timeout=PATIENCE_MS)
            until(lambda: share(caller.heard(1), AGENT_HERTZ) > 0.5, "the caller hears Ana by another microphone")
            assert ana.heard(1) == pytest.approx(CALLER_HERTZ, abs=20)
            plugged(page, "")
            expect(lost).to_be_empty(timeout=PATIENCE_MS)
            ana.hang_up()
            caller.wait_ended()
        ana.end_wrap_up()
        answers_by_itself(site, ana)


def answers_by_itself(site: RunningSite, ana: Desk) -> None:
    """The next call is announced by two tones in the headset, and talked on without a click."""
    with (
        answering_by_itself(site, "8001"),
        caller_phone(site.sip_port, number="15500000172", hertz=CALLER_HERTZ) as caller,
    ):
        ana.page.evaluate("window.tones.length = 0")
        caller.wait_answered()
        caller.press("2")
        ana.expect_phase("talking")
        assert set(WHISPER) <= set(ana.page.evaluate("window.tones"))
        until(lambda: ana.heard(1) == pytest.approx(CALLER_HERTZ, abs=20), "Ana hears the caller")
        ana.hang_up()
        caller.wait_ended()
    ana.end_wrap_up()
