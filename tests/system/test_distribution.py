"""Who is rung on real phones: a skill that is relaxed, the agent of the last talk, and two who accept at once."""

from collections.abc import Generator, Mapping
from datetime import timedelta

import msgspec
import pytest
from playwright.sync_api import Browser, expect

from agents.configuration import Relaxation, Requirement
from app.web.wire_waiting import WaitingCaller, WhyStill
from tests.system.caller_phone import caller_phone
from tests.system.desk import PATIENCE_MS, Desk, desk_of
from tests.system.left_over import has_failed
from tests.system.running_site import RunningSite, running_site
from tests.system.stored import interaction_of
from tests.waiting import until

pytestmark = [pytest.mark.system, pytest.mark.timeout(300)]

RELAXED_AFTER = timedelta(seconds=10)


RULES: Mapping[str, Mapping[str, object]] = {
    "support": {
        # of the demo's agents only Ana knows the product that well
        "requirements": (Relaxation(needs=(Requirement(skill="product", level=80),)), Relaxation(after=RELAXED_AFTER))
    },
    "sales": {"strategy": "ring_all"},
    "complaints": {
        "strategy": "longest_idle",
        "requirements": (),
        "sticky": timedelta(seconds=30),
        "wrap_up_mode": "none",
    },
}
"""Support wants an expert for some seconds, sales rings everybody, complaints prefer the agent of the last talk."""


@pytest.fixture(scope="module")
def site() -> Generator[RunningSite]:
    """A site with rules of its own."""
    with running_site(rules=lambda agents: RULES) as running:
        yield running


@pytest.fixture(scope="module")
def ana(site: RunningSite, chromium: Browser) -> Generator[Desk]:
    with desk_of(chromium, site) as desk:
        desk.sign_in("agent8001")
        yield desk


@pytest.fixture(autouse=True)
def empty_desks(request: pytest.FixtureRequest, ana: Desk) -> Generator[None]:
    """What a failed test has left on a desk is nobody else's business."""
    yield
    if has_failed(request):
        ana.start_over()


def test_a_caller_waits_for_a_skill_and_then_takes_anybody(site: RunningSite, chromium: Browser, ana: Desk) -> None:
    ana.expect_state("not_ready")
    with desk_of(chromium, site) as ben, caller_phone(site.sip_port, number="15500000061") as caller:
        ben.sign_in("agent8002")
        ben.go_ready()
        ben.expect_state("ready")
        with site.client("sam") as sam:
            caller.wait_answered()
            caller.press("2")
            waiting = until(
                lambda: msgspec.json.decode(sam.get("/api/v1/queues/support/waiting").content), "the caller is listed"
            )
            listed = WaitingCaller.model_validate(waiting[0])
            told = WhyStill.model_validate_json(sam.get(f"/api/v1/calls/{listed.call_id}/why").content)
        assert (listed.caller_number, listed.step, told.stage) == ("15500000061", 0, "waiting")
        assert told.why is not None
        assert {(why.reason, tuple(why.agents)) for why in told.why.excluded} >= {("not_yet", ("8002",))}
        ben.expect_ringing()
        ben.accept()
        ben.expect_phase("talking")
        caller.hang_up()
        ben.end_wrap_up()
    detail = interaction_of(site, "15500000061")
    lines = {moment.what: moment for moment in detail.timeline}
    assert (lines["relaxed"].at - lines["queued"].at) >= RELAXED_AFTER
    assert lines["offered"].why is not None
    assert (lines["offered"].agent, lines["offered"].why.step, lines["offered"].why.chosen) == ("8002", 1, ["8002"])


def test_a_caller_comes_back_to_the_agent_of_the_last_talk(site: RunningSite, chromium: Browser, ana: Desk) -> None:
    with desk_of(chromium, site) as chen:
        chen.sign_in("agent8003")
        chen.go_ready()
        with caller_phone(site.sip_port, number="15500000062") as caller:
            caller.wait_answered()
            caller.press("3")
            chen.expect_ringing()
            chen.accept()
            chen.expect_phase("talking")
            ana.go_ready()
            caller.hang_up()
            chen.expect_state("ready")
        interaction_of(site, "15500000062")
        until(lambda: site.channels() == [], "the first call is over")
        with caller_phone(site.sip_port, number="15500000062") as caller:
            caller.wait_answered()
            caller.press("3")
            chen.expect_ringing()
            expect(ana.page.get_by_test_id("incoming-call")).to_be_hidden()
            ana.expect_state("ready")


def test_of_two_who_accept_at_once_one_has_the_caller(site: RunningSite, chromium: Browser, ana: Desk) -> None:
    ana.go_ready()
    with desk_of(chromium, site) as ben, caller_phone(site.sip_port, number="15500000063") as caller:
        ben.sign_in("agent8002")
        ben.go_ready()
        ben.expect_state("ready")
        caller.wait_answered()
        caller.press("1")
        ana.expect_ringing()
        ben.expect_ringing()
        for desk in (ana, ben):
            desk.page.evaluate("""() => document.querySelector('[data-testid="accept"]')?.click()""")
        winner, loser = (ana, ben) if until(lambda: _talker(ana, ben), "one of them talks") is ana else (ben, ana)
        loser.expect_state("ready")
        expect(loser.page.get_by_test_id("incoming-call")).to_be_hidden(timeout=PATIENCE_MS)
        winner.expect_phase("talking")
        until(lambda: len(site.channels()) == 2, "the loser's leg is gone")
        caller.hang_up()
        winner.end_wrap_up()
    detail = interaction_of(site, "15500000063")
    told = [moment.what for moment in detail.timeline if moment.what in ("offered", "taken", "connected")]
    assert told == ["offered", "offered", "taken", "connected"]
    assert [segment.kind for segment in detail.segments] == ["ivr", "queue", "agent"]
    until(lambda: site.channels() == [], "no channel is left")


def _talker(*desks: Desk) -> Desk | None:
    """Whoever of them has the call by now."""
    talking = '[data-testid="call-phase"][data-phase="talking"]'
    return next((desk for desk in desks if desk.page.locator(talking).count()), None)
