"""Who is rung, who is rung next, and what becomes of callers who give up on the way."""

from collections.abc import Generator
from datetime import timedelta

import pytest
from playwright.sync_api import Browser, expect

from tests.system.caller_phone import caller_phone
from tests.system.conftest import site_on
from tests.system.desk import Desk, desk_of
from tests.system.left_over import has_failed
from tests.system.running_site import RunningSite
from tests.system.stored import expect_states_without_gaps, interaction_of, live_calls
from tests.system.tones import AUDIBLE, loudness
from tests.waiting import until

pytestmark = [pytest.mark.system, pytest.mark.timeout(300)]

RING_TIMEOUT = timedelta(seconds=12)


@pytest.fixture(scope="module")
def site(postgres_url: str) -> Generator[RunningSite]:
    """A site on PostgreSQL whose queues let a phone ring for a short while only."""
    with site_on(postgres_url, {"ring_timeout": RING_TIMEOUT}) as running:
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


def test_a_call_that_nobody_answers_rings_the_next_agent(site: RunningSite, chromium: Browser, ana: Desk) -> None:
    ana.go_ready()
    ana.expect_state("ready")  # first, so she has been idle longest
    with desk_of(chromium, site) as ben, caller_phone(site.sip_port, number="15500000041") as caller:
        ben.sign_in("agent8002")
        ben.go_ready()
        ben.expect_state("ready")
        caller.wait_answered()
        caller.press("2")
        ana.expect_ringing()
        ben.expect_ringing()
        ben.accept()
        ana.expect_state("not_ready")
        expect(ana.page.get_by_test_id("state-picker")).to_contain_text("Missed a call")
        expect(ana.page.get_by_test_id("incoming-call")).to_be_hidden()
        ben.expect_phase("talking")
        caller.hang_up()
        ben.end_wrap_up()
    detail = interaction_of(site, "15500000041")
    told = [moment for moment in detail.timeline if moment.what in _DISTRIBUTION]
    assert [moment.what for moment in told] == ["queued", "offered", "ring_no_answer", "offered", "connected"]
    assert [moment.agent for moment in told] == ["", "8001", "8001", "8002", "8002"]
    states = [(moment.agent, moment.detail) for moment in detail.timeline if moment.what == "agent_state"]
    assert [state for agent, state in states if agent == "8001"] == ["reserved", "not_ready:missed"]
    assert [state for agent, state in states if agent == "8002"] == ["reserved", "busy", "after_call_work", "ready"]
    assert [moment.at for moment in detail.timeline] == sorted(moment.at for moment in detail.timeline)
    expect_states_without_gaps(site)
    assert (detail.row.outcome, detail.row.agent_number) == ("answered", "8002")


def test_a_declined_call_rings_the_next_agent(site: RunningSite, chromium: Browser, ana: Desk) -> None:
    ana.go_ready()
    ana.expect_state("ready")
    with desk_of(chromium, site) as ben, caller_phone(site.sip_port, number="15500000042") as caller:
        ben.sign_in("agent8002")
        ben.go_ready()
        ben.expect_state("ready")
        caller.wait_answered()
        caller.press("1")
        ana.expect_ringing()
        ana.decline()
        ben.expect_ringing()
        ben.accept()
        ana.expect_state("not_ready")
        ben.expect_phase("talking")
        caller.hang_up()
        ben.end_wrap_up()
    detail = interaction_of(site, "15500000042")
    told = [moment for moment in detail.timeline if moment.what in _DISTRIBUTION]
    assert [moment.what for moment in told] == ["queued", "offered", "declined", "offered", "connected"]
    assert [moment.agent for moment in told] == ["", "8001", "8001", "8002", "8002"]
    states = [moment.detail for moment in detail.timeline if (moment.what, moment.agent) == ("agent_state", "8001")]
    assert states == ["reserved", "not_ready:declined"]


def test_a_caller_who_gives_up_in_the_menu(site: RunningSite) -> None:
    with caller_phone(site.sip_port, number="15500000043") as caller:
        caller.wait_answered()
        caller.hang_up()
        caller.wait_ended()
    detail = interaction_of(site, "15500000043")
    assert (detail.row.outcome, detail.ended_by) == ("abandoned_in_menu", "caller")
    assert [segment.kind for segment in detail.segments] == ["ivr"]
    until(lambda: site.channels() == [], "no channel is left")


def test_a_caller_who_gives_up_in_the_queue(site: RunningSite) -> None:
    with caller_phone(site.sip_port, number="15500000044") as caller:
        caller.wait_answered()
        caller.press("3")
        until(lambda: "Waiting" in live_calls(site), "the caller waits")
        until(lambda: loudness(caller.heard(1)) > AUDIBLE, "music plays")
        caller.hang_up()
        caller.wait_ended()
    detail = interaction_of(site, "15500000044")
    assert (detail.row.outcome, detail.ended_by) == ("abandoned_in_queue", "caller")
    assert [segment.kind for segment in detail.segments] == ["ivr", "queue"]
    until(lambda: site.channels() == [], "no channel is left")


def test_a_caller_who_gives_up_while_the_agent_is_rung(site: RunningSite, ana: Desk) -> None:
    ana.go_ready()
    with caller_phone(site.sip_port, number="15500000045") as caller:
        caller.wait_answered()
        caller.press("2")
        ana.expect_ringing()
        ana.expect_state("reserved")
        caller.hang_up()
        caller.wait_ended()
        ana.expect_state("ready")
        expect(ana.page.get_by_test_id("incoming-call")).to_be_hidden()
    detail = interaction_of(site, "15500000045")
    assert (detail.row.outcome, detail.ended_by) == ("abandoned_ringing", "caller")
    assert [segment.kind for segment in detail.segments] == ["ivr", "queue"]
    until(lambda: site.channels() == [], "no channel is left")


_DISTRIBUTION = {"queued", "offered", "ring_no_answer", "declined", "connected"}
