"""Callers are handed on, colleagues consulted and conferences held from the desk, by keyboard and with sound."""

from collections.abc import Generator

import pytest
from playwright.sync_api import Browser, expect

from tests.system.caller_phone import CallerPhone, caller_phone
from tests.system.conftest import AGENT_HERTZ, CALLER_HERTZ
from tests.system.desk import PATIENCE_MS, Desk, desk_of
from tests.system.left_over import has_failed
from tests.system.running_site import RunningSite
from tests.system.stored import interaction_of
from tests.system.tones import share
from tests.waiting import until

pytestmark = [pytest.mark.system, pytest.mark.timeout(300)]


@pytest.fixture(scope="module")
def ana(site: RunningSite, chromium: Browser) -> Generator[Desk]:
    with desk_of(chromium, site) as desk:
        desk.sign_in("agent8001")
        yield desk


@pytest.fixture(scope="module")
def ben(site: RunningSite, chromium: Browser) -> Generator[Desk]:
    with desk_of(chromium, site) as desk:
        desk.sign_in("agent8002")
        yield desk


@pytest.fixture(autouse=True)
def empty_desks(request: pytest.FixtureRequest, ana: Desk, ben: Desk) -> Generator[None]:
    """What a failed test has left on a desk is nobody else's business."""
    yield
    if has_failed(request):
        ana.start_over()
        ben.start_over()


def test_a_caller_is_transferred_by_keyboard_alone(site: RunningSite, ana: Desk, ben: Desk) -> None:
    with caller_phone(site.sip_port, number="15500000091", hertz=CALLER_HERTZ) as caller:
        talk(ana, caller)
        keyboard = ana.page.keyboard
        keyboard.press("Control+Alt+KeyT")
        expect(ana.page.get_by_test_id("destination-search")).to_be_focused()
        keyboard.type("8002")
        expect(ana.page.get_by_test_id("destination")).to_have_count(1)
        there = ana.page.get_by_test_id("destination").filter(has_text="Ben").locator("span[data-state]")
        expect(there).to_have_attribute("data-state", "not_ready")
        ben.go_ready()
        expect(there).to_have_attribute("data-state", "ready", timeout=PATIENCE_MS)
        not_ready(ben)
        expect(there).to_have_attribute("data-state", "not_ready", timeout=PATIENCE_MS)
        expect(ana.page.get_by_test_id("destination-search")).to_be_focused()
        keyboard.press("Enter")
        ana.expect_phase("transferring")
        expect(ana.page.get_by_test_id("call")).to_be_visible()
        ben.expect_ringing()
        ben.page.keyboard.press("Control+Alt+KeyA")
        ben.expect_phase("talking")
        ana.expect_phase("wrap_up")
        until(lambda: ben.heard() == pytest.approx(CALLER_HERTZ, abs=20), "Ben hears the caller")
        ben.hang_up()
        caller.wait_ended()
        ana.end_wrap_up()
        ben.expect_phase("wrap_up")
        ben.page.get_by_test_id("wrap-up-ready").click()
        ben.expect_state("not_ready")
    detail = interaction_of(site, "15500000091")
    talked = [segment.agent_number for segment in detail.segments if segment.kind == "agent"]
    assert talked == ["8001", "8002"]


def test_a_caller_on_the_way_is_taken_back(site: RunningSite, ana: Desk, ben: Desk) -> None:
    with caller_phone(site.sip_port, number="15500000092", hertz=CALLER_HERTZ) as caller:
        not_ready(ben)
        talk(ana, caller)
        ana.page.get_by_test_id("transfer").click()
        ana.page.get_by_test_id("destination-search").fill("ben")
        expect(ana.page.get_by_test_id("destination")).to_have_count(1)
        ana.page.get_by_test_id("transfer-now").click()
        ben.expect_ringing()
        ana.page.get_by_test_id("take-back").click()
        ana.expect_phase("talking")
        expect(ben.page.get_by_test_id("incoming-call")).to_be_hidden()
        until(lambda: share(caller.heard(), AGENT_HERTZ) > 0.5, "the caller hears Ana again")
        ana.hang_up()
        caller.wait_ended()
        ana.end_wrap_up()


def test_a_colleague_is_consulted_and_brought_into_a_conference(site: RunningSite, ana: Desk, ben: Desk) -> None:
    with caller_phone(site.sip_port, number="15500000093", hertz=CALLER_HERTZ) as caller:
        not_ready(ben)
        talk(ana, caller)
        ana.page.get_by_test_id("transfer").click()
        ana.page.get_by_test_id("destination-search").fill("ben")
        expect(ana.page.get_by_test_id("destination")).to_have_count(1)
        ana.page.keyboard.press("Shift+Enter")
        ana.expect_phase("consulting")
        ben.expect_ringing()
        ben.accept()
        ben.expect_phase("consulting")
        until(lambda: share(caller.heard(), AGENT_HERTZ) < 0.01, "the caller hears neither")
        ana.page.get_by_test_id("consult-swap").click()
        until(lambda: share(caller.heard(), AGENT_HERTZ) > 0.5, "the caller hears Ana, while Ben waits")
        ana.page.get_by_test_id("consult-merge").click()
        ana.expect_phase("talking")
        ben.expect_phase("talking")
        expect(ana.page.get_by_test_id("party")).to_have_count(3)
        until(lambda: CALLER_HERTZ - 20 < ben.heard() < AGENT_HERTZ + 20, "Ben hears the conference")
        customer = ana.page.locator("[data-testid=party][data-kind=customer]")
        customer.get_by_test_id("party-mute").click()
        expect(customer.get_by_test_id("party-mute")).to_have_attribute("aria-pressed", "true")
        until(lambda: ben.heard() == pytest.approx(AGENT_HERTZ, abs=20), "nobody hears the muted caller")
        customer.get_by_test_id("party-mute").click()
        ana.page.locator("[data-testid=party]", has_text="Ben").get_by_test_id("party-drop").click()
        expect(ana.page.get_by_test_id("party")).to_have_count(0)
        until(lambda: ana.heard() == pytest.approx(CALLER_HERTZ, abs=20), "the two who are left hear each other")
        ana.hang_up()
        caller.wait_ended()
        ana.end_wrap_up()
    until(lambda: site.channels() == [], "no channel is left")


def test_a_colleague_is_called_at_the_other_desk(site: RunningSite, ana: Desk, ben: Desk) -> None:
    not_ready(ana)
    not_ready(ben)
    keyboard = ana.page.keyboard
    keyboard.press("Control+Alt+KeyO")
    expect(ana.page.get_by_test_id("destination-search")).to_be_focused()
    keyboard.type("ben")
    expect(ana.page.get_by_test_id("destination")).to_have_count(1)
    keyboard.press("Enter")
    ana.expect_phase("dialing")
    ben.expect_ringing()
    expect(ben.page.get_by_test_id("incoming-call")).to_contain_text("安娜 Ana")
    ben.page.keyboard.press("Control+Alt+KeyA")
    for desk in (ana, ben):
        desk.expect_phase("talking")
    for desk in (ana, ben):
        until(lambda desk=desk: desk.heard() == pytest.approx(AGENT_HERTZ, abs=20), "each hears the other")
    ana.hang_up()
    for desk in (ana, ben):
        desk.expect_state("not_ready")
    detail = interaction_of(site, "8001")
    assert (detail.row.direction, detail.row.outcome, detail.row.dialed_number) == ("internal", "answered", "8002")
    assert [(part.kind, part.agent_number) for part in detail.segments] == [("agent", "8001"), ("agent", "8002")]
    assert all(part.talk_ms > 0 for part in detail.segments)
    assert detail.recordings == []
    until(lambda: site.channels() == [], "no channel is left")


def talk(desk: Desk, caller: CallerPhone) -> None:
    """Bring caller and agent together."""
    caller.wait_answered()
    caller.press("2")
    desk.go_ready()
    desk.expect_ringing()
    desk.accept()
    desk.expect_phase("talking")
    until(lambda: share(caller.heard(), AGENT_HERTZ) > 0.5, "the caller hears the agent")


def not_ready(desk: Desk) -> None:
    """Take no calls of queues, so that the caller comes to the other one."""
    desk.page.get_by_test_id("state-picker").click()
    desk.page.get_by_test_id("state-not-ready").click()
    desk.expect_state("not_ready")
