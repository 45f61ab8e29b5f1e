"""A visitor rings the hotline from the public page."""

from collections.abc import Generator

import httpx
import pytest
from playwright.sync_api import Browser, Page, Route, expect

from reporting.wire import InteractionPage, InteractionRow
from tests.system.conftest import AGENT_HERTZ
from tests.system.desk import PATIENCE_MS, desk_of, loudest_frequency
from tests.system.looks import expect_accessible
from tests.system.running_site import RunningSite
from tests.system.stored import interaction_of
from tests.waiting import until

AT_FIRST_SIGHT = """() => new MutationObserver((changes, watching) => {
    if (document.querySelector('[data-status="talking"]') === null) return;
    watching.disconnect();
    document.body.dispatchEvent(new KeyboardEvent("keydown", { key: "2", bubbles: true }));
}).observe(document.body, { subtree: true, childList: true, attributes: true })"""
"""The visitor presses 2 the moment the page says that somebody has answered: no sound has come by then."""

pytestmark = [
    pytest.mark.system,
    pytest.mark.timeout(300),
    pytest.mark.parametrize("site", ["postgresql"], indirect=True, scope="module"),
]


@pytest.fixture
def sam(site: RunningSite) -> Generator[httpx.Client]:
    """A supervisor."""
    with site.client("sam") as http:
        yield http


@pytest.fixture
def visitor(site: RunningSite, chromium: Browser) -> Generator[Page]:
    """The page of somebody who has no account."""
    context = chromium.new_context(permissions=["microphone"])
    page = context.new_page()
    page.set_default_timeout(PATIENCE_MS)
    page.goto(f"{site.url}/call")
    try:
        yield page
    finally:
        context.close()


def test_a_visitor_talks_to_an_agent_from_the_page(
    site: RunningSite, sam: httpx.Client, chromium: Browser, visitor: Page
) -> None:
    with desk_of(chromium, site) as desk:
        desk.sign_in("agent8001")
        desk.go_ready()
        desk.expect_state("ready")
        visitor.get_by_role("combobox").select_option("4001")
        visitor.evaluate(AT_FIRST_SIGHT)
        visitor.get_by_test_id("call-button").click()
        desk.expect_ringing()
        desk.accept()
        desk.expect_phase("talking")
        hears = pytest.approx(AGENT_HERTZ, abs=20)  # every microphone of this browser plays the same tone
        until(lambda: loudest_frequency(visitor) == hears, "the visitor hears the agent")
        until(lambda: desk.heard() == hears, "the agent hears the visitor")
        expect_accessible(visitor)

        site.kill_app()
        expect(visitor.get_by_text("Your call goes on")).to_be_visible(timeout=PATIENCE_MS)
        site.wait_ready()
        expect(visitor.get_by_text("Your call goes on")).to_be_hidden(timeout=PATIENCE_MS)
        desk.wait_for_phone()
        until(lambda: desk.heard() == hears, "the agent hears the visitor again")
        desk.hang_up()
        expect_status(visitor, "ended")
        desk.end_wrap_up()
    (row,) = until(lambda: listed(sam), "the call is written down")
    assert (row.outcome, row.agent_number, row.dialed_number, row.queue) == ("answered", "8001", "4001", "support")
    detail = interaction_of(site, row.caller_number)
    assert [moment.detail for moment in detail.timeline if moment.what == "digit"] == ["2"]
    assert detail.ended_by == "agent"
    until(lambda: site.channels() == [], "no channel is left")


def test_a_page_that_dials_another_number_still_rings_the_one_it_was_given(
    site: RunningSite, sam: httpx.Client, visitor: Page
) -> None:
    def dial_another(route: Route) -> None:
        answer = route.fetch()
        route.fulfill(response=answer, json={**answer.json(), "dial": "sip:4000@ringdesk"})

    visitor.route("**/api/v1/web-calls", dial_another)
    visitor.get_by_role("combobox").select_option("4001")
    before = {row.id for row in listed(sam)}
    visitor.get_by_test_id("call-button").click()
    expect_status(visitor, "talking")
    visitor.get_by_test_id("call-hang-up").click()
    rang = until(lambda: [row for row in listed(sam) if row.id not in before], "the call is written down")
    assert [row.dialed_number for row in rang] == ["4001"]
    assert interaction_of(site, rang[0].caller_number).ended_by == "caller"


def test_too_many_calls_from_one_address_are_refused_and_told(site: RunningSite, visitor: Page) -> None:
    until(lambda: site.channels() == [], "nobody calls")
    request = visitor.context.request

    def refused_for_long() -> bool:
        answer = request.post(
            f"{site.url}/api/v1/web-calls", data={"dialed_number": "4001"}, headers={"Origin": site.url}
        )
        assert answer.status in (200, 429)
        return answer.status == 429 and int(answer.headers["retry-after"]) > 15

    def after_too_many(route: Route) -> None:
        until(refused_for_long, "the address is refused")
        route.continue_()

    visitor.route("**/api/v1/web-calls", after_too_many)
    visitor.get_by_test_id("call-button").click()
    expect_status(visitor, "limited")
    expect(visitor.get_by_test_id("call-status")).to_have_text(
        "Too many calls were made. Please try again in a few minutes."
    )
    assert site.channels() == []


def expect_status(visitor: Page, status: str) -> None:
    """Wait until the page shows what has become of the call."""
    expect(visitor.get_by_test_id("call-status")).to_have_attribute("data-status", status, timeout=PATIENCE_MS)


def listed(sam: httpx.Client) -> list[InteractionRow]:
    """Everybody's interactions by now."""
    return InteractionPage.model_validate_json(sam.get("/api/v1/interactions").raise_for_status().content).rows
