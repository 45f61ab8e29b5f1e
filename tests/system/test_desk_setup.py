"""What an agent sets up, and what the desk says of it: keys, tabs, heartbeat, devices, answering by itself, the own day."""

import contextlib
import re
from collections.abc import Generator
from datetime import UTC, datetime

import pytest
from playwright.sync_api import Browser, Locator, Page, expect
from pydantic import TypeAdapter

from app.web.wire_waiting import WaitingCaller, WhyStill
from tests.system.caller_phone import caller_phone
from tests.system.callers import Plan, calling
from tests.system.conftest import AGENT_HERTZ, CALLER_HERTZ
from tests.system.desk import PATIENCE_MS, Desk, desk_of
from tests.system.led_numbers import configurations
from tests.system.running_site import RunningSite
from tests.system.stored import interaction_of, interactions_of
from tests.system.tones import share
from tests.waiting import until

pytestmark = [pytest.mark.system, pytest.mark.timeout(300)]

DENIED = """navigator.mediaDevices.getUserMedia = () =>
  window.allowed ? Object.getPrototypeOf(navigator.mediaDevices).getUserMedia.call(navigator.mediaDevices, { audio: true })
    : Promise.reject(new DOMException("no", "NotAllowedError"));"""


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
_callers: TypeAdapter[list[WaitingCaller]] = TypeAdapter(list[WaitingCaller])


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


def test_an_agent_whose_page_hangs_is_offered_no_call_until_it_is_heard_of_again(
    site: RunningSite, chromium: Browser
) -> None:
    number = "15500000121"
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
        with caller_phone(site.sip_port, number=number, hertz=CALLER_HERTZ) as caller:
            caller.wait_answered()
            caller.press("2")
            assert ("unreachable", ("8001",)) in why_still_waiting(site, "support")
            expect(tile).to_have_attribute("data-state", "ready")
            back = datetime.now(UTC)
            hanging.send("Debugger.resume")  # pyright: ignore[reportUnknownMemberType] -- the answer is an untyped dict
            hanging.send("Debugger.disable")  # pyright: ignore[reportUnknownMemberType] -- the answer is an untyped dict
            expect(tile.get_by_test_id("unreachable")).to_be_hidden(timeout=PATIENCE_MS)
            desk.expect_ringing()
            desk.accept()
            desk.expect_phase("talking")
            until(lambda: desk.heard(1) == pytest.approx(CALLER_HERTZ, abs=20), "the agent hears the caller")
            caller.hang_up()
            caller.wait_ended()
        desk.end_wrap_up()
    moments = [moment for moment in interaction_of(site, number).timeline if moment.what in ("queued", "offered")]
    assert [(moment.what, moment.agent) for moment in moments] == [("queued", ""), ("offered", "8001")]
    queued, offered = moments
    assert queued.at < back < offered.at


def why_still_waiting(site: RunningSite, queue: str) -> list[tuple[str, tuple[str, ...]]]:
    """Why the first caller of a queue is given to nobody: reasons, and the agents."""
    with site.client("sam") as sam:

        def first() -> WaitingCaller | None:
            listed = sam.get(f"/api/v1/queues/{queue}/waiting").raise_for_status()
            return next(iter(_callers.validate_json(listed.content)), None)

        caller = until(first, "the caller is listed")
        told = WhyStill.model_validate_json(sam.get(f"/api/v1/calls/{caller.call_id}/why").raise_for_status().content)
    assert (told.stage, told.why is not None) == ("waiting", True)
    return [] if told.why is None else [(one.reason, tuple(one.agents)) for one in told.why.excluded]


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
            before = configurations(site)
            http.put(f"/api/v1/admin/people/{key}", json=value, headers={"if-match": version}).raise_for_status()
            until(lambda: configurations(site) > before, "live calls know it")

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
        spoken_into, microphone = chosen(settings, "microphone")
        settings.get_by_test_id("test-microphone").click()
        meter = settings.get_by_role("progressbar")
        until(lambda: float(meter.get_attribute("aria-valuenow") or 0) > 0, "the meter shows what the microphone hears")
        page.reload()
        ana.wait_for_phone()
        page.get_by_test_id("phone-status").click()
        for purpose, device in (("ring", ring), ("microphone", spoken_into)):
            expect(settings.get_by_test_id(f"device-{purpose}")).to_have_value(device)
        page.keyboard.press("Escape")
        ana.go_ready()
        with caller_phone(site.sip_port, number="15500000171", hertz=CALLER_HERTZ) as caller:
            caller.wait_answered()
            caller.press("2")
            ana.expect_ringing()
            (told,) = until(lambda: page.evaluate("window.told"), "the call is told outside the page")
            assert "+86 155 0000 0171" in told
            until(lambda: set(RING) <= set(page.evaluate("window.tones")), "it rings")
            until(lambda: ring in page.evaluate("window.outputs"), "it rings on the chosen device")
            ana.accept()
            ana.expect_phase("talking")
            until(lambda: page.evaluate("window.told")[1:] == ["closed"], "nothing is told any more")
            plugged(page, microphone)
            lost = page.get_by_test_id("headset-lost")
            expect(lost).to_contain_text(microphone, timeout=PATIENCE_MS)
            until(lambda: share(caller.heard(1), AGENT_HERTZ) > 0.5, "the caller hears Ana by another microphone")
            until(lambda: ana.heard(1) == pytest.approx(CALLER_HERTZ, abs=20), "Ana hears the caller")
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
        until(lambda: set(WHISPER) <= set(ana.page.evaluate("window.tones")), "the call is announced")
        until(lambda: ana.heard(1) == pytest.approx(CALLER_HERTZ, abs=20), "Ana hears the caller")
        ana.hang_up()
        caller.wait_ended()
    ana.end_wrap_up()
