"""The application killed with calls in every stage, and an agent's page reloaded in mid-call: nobody is lost.

No call drops and each is recorded once; call, notes and sound come back to the page, and meanwhile the caller is told to stay.
"""

import contextlib
import time
from collections.abc import Callable, Generator

import pytest
from anyio.from_thread import BlockingPortal, start_blocking_portal
from playwright.sync_api import Browser, Route, expect

from app.calls import announcements
from tests.contract.sip_phone import SipPhone
from tests.system.caller_phone import caller_phone
from tests.system.callers import Plan, calling
from tests.system.conftest import AGENT_HERTZ, CALLER_HERTZ
from tests.system.desk import Desk, desk_of
from tests.system.hearing import spoken
from tests.system.running_site import RunningSite
from tests.system.stored import expect_states_without_gaps, interaction_of, live_calls, live_states
from tests.system.tones import likeness, share
from tests.waiting import until

pytestmark = [pytest.mark.system, pytest.mark.timeout(300)]
ON_BOTH = pytest.mark.parametrize("site", ["sqlite", "postgresql"], indirect=True, scope="module")
ON_SQLITE = pytest.mark.parametrize("site", ["sqlite"], indirect=True, scope="module")


@ON_BOTH
def test_calls_in_every_stage_outlive_the_application(site: RunningSite, chromium: Browser) -> None:
    talker = Plan(caller="15500000001", keys=((1.0, "2"),), tone_hertz=CALLER_HERTZ)
    ringer = Plan(caller="15500000002", keys=((1.0, "1"),))
    waiter = Plan(caller="15500000003", keys=((1.0, "3"),))
    with (
        start_blocking_portal() as portal,
        phone_of(portal, site, "15500000004") as menu,
        desk_of(chromium, site) as first,
        desk_of(chromium, site) as second,
        calling(site.sip_port, talker) as talking,
    ):
        first.sign_in("agent8001")
        first.go_ready()
        first.expect_ringing()
        first.accept()
        first.expect_phase("talking")
        second.sign_in("agent8002")
        second.go_ready()
        with calling(site.sip_port, ringer) as ringing, calling(site.sip_port, waiter) as waiting:
            second.expect_ringing()
            until(lambda: live_phases(site).count("Waiting") == 1, "a caller waits")
            portal.call(menu.call, "4001")
            portal.call(menu.until_answered)
            until(
                lambda: sorted(live_phases(site)) == ["InMenu", "Ringing", "Talking", "Waiting"],
                "each stage has a call",
            )
            before = {state["leg_id"] for state in live_states(site)}
            assert before <= set(site.channels())

            site.kill_app()
            site.wait_ready()

            assert before <= set(site.channels()), "no caller was dropped"
            first.wait_for_phone()
            first.expect_phase("talking")
            until(lambda: first.heard(3) == pytest.approx(CALLER_HERTZ, abs=20), "the agent hears the caller again")
            second.expect_ringing()
            second.accept()
            second.expect_phase("talking")
            portal.call(menu.press, "3")
            until(lambda: live_phases(site).count("Waiting") == 2, "the caller in the menu got through it")

            first.page.get_by_test_id("hang-up").click()
            assert talking.wait() == 0, talking.errors()
            first.page.get_by_test_id("wrap-up-ready").click()
            first.expect_ringing()
            assert "15500000003" in digits_of(first.page.get_by_test_id("incoming-call").inner_text()), (
                "first come, first served"
            )
            portal.call(menu.hang_up)
            until(lambda: "Waiting" not in live_phases(site), "the last in line has given up")
            for caller in (ringing, waiting):
                caller.hang_up()
            until(lambda: live_phases(site) == [], "all calls have ended")
    with site.client("sam") as http:
        rows = http.get("/api/v1/interactions").json()["rows"]
    ends = sorted((row["caller_number"], row["outcome"], row["agent_number"]) for row in rows)
    assert ends == [
        ("15500000001", "answered", "8001"),
        ("15500000002", "answered", "8002"),
        ("15500000003", "abandoned_ringing", ""),
        ("15500000004", "abandoned_in_queue", ""),
    ]
    expect_states_without_gaps(site)
    until(lambda: site.channels() == [], "no channel is left")
    until(
        lambda: "0 active" in site.console("bridge show all") or len(site.console("bridge show all").splitlines()) <= 1,
        "no bridge",
    )


@ON_BOTH
def test_a_reload_in_mid_call_brings_back_the_call_the_notes_and_the_sound(
    site: RunningSite, chromium: Browser, record_testsuite_property: Callable[[str, object], None]
) -> None:
    who_answers = spoken(announcements.agent_at_service("8001", "en"), site)
    please_stay = spoken(announcements.one_moment("en"), site)
    with (
        desk_of(chromium, site) as desk,
        caller_phone(site.sip_port, number="15500000071", hertz=CALLER_HERTZ) as caller,
    ):
        caller.wait_answered()
        caller.press("2")
        desk.sign_in("agent8001")
        desk.go_ready()
        desk.expect_ringing()
        waited = caller.mark()
        desk.accept()
        desk.expect_phase("talking")
        until(lambda: likeness(caller.since(waited), who_answers) > 0.6, "the caller was told who answers")
        desk.page.get_by_test_id("notes").fill("half a sentence")
        until(lambda: "half a sentence" in live_calls(site), "the notes are kept")

        began = time.monotonic()
        desk.page.reload()
        until(lambda: share(caller.heard(0.5), AGENT_HERTZ) > 0.5, "the caller hears the agent again")
        record_testsuite_property("seconds_until_the_agent_is_heard_again", round(time.monotonic() - began, 1))
        expect(desk.page.get_by_test_id("notes")).to_have_value("half a sentence")
        until(lambda: desk.heard() == pytest.approx(CALLER_HERTZ, abs=20), "the agent hears the caller again")

        # a quick page is back before the first word is over; this one comes without its phone until the caller was asked to stay
        before = caller.mark()
        with phone_held_back(desk):
            desk.page.reload()
            until(lambda: likeness(caller.since(before), please_stay) > 0.6, "the caller is asked to stay")
        desk.expect_phase("talking")
        until(lambda: share(caller.heard(0.5), AGENT_HERTZ) > 0.5, "the caller hears the agent once more")
        expect(desk.page.get_by_test_id("notes")).to_have_value("half a sentence")
        desk.hang_up()
        caller.wait_ended()
        desk.end_wrap_up()
    detail = interaction_of(site, "15500000071")
    story = [moment.what for moment in detail.timeline]
    assert story.index("connected") < story.index("agent_lost") < story.index("agent_rejoined")
    assert [segment.kind for segment in detail.segments] == ["ivr", "queue", "agent"], "one talk, one segment"
    assert detail.notes == "half a sentence"
    until(lambda: site.channels() == [], "no channel is left")


@ON_SQLITE
def test_a_desk_that_stays_away_gives_the_caller_back_to_the_queue(site: RunningSite, chromium: Browser) -> None:
    please_stay = spoken(announcements.one_moment("en"), site)
    with (
        desk_of(chromium, site) as desk,
        desk_of(chromium, site) as other,
        caller_phone(site.sip_port, number="15500000072") as caller,
    ):
        caller.wait_answered()
        caller.press("2")
        desk.sign_in("agent8001")
        desk.go_ready()
        desk.expect_ringing()
        desk.accept()
        desk.expect_phase("talking")
        other.sign_in("agent8002")
        other.go_ready()
        alone = caller.mark()
        desk.page.goto("about:blank")
        until(lambda: likeness(caller.since(alone), please_stay) > 0.6, "the caller is asked to stay")
        other.expect_ringing()
        other.accept()
        other.expect_phase("talking")
        other.hang_up()
        caller.wait_ended()
    detail = interaction_of(site, "15500000072")
    assert [segment.kind for segment in detail.segments] == ["ivr", "queue", "agent", "queue", "agent"]
    assert [segment.agent_number for segment in detail.segments if segment.kind == "agent"] == ["8001", "8002"]


@contextlib.contextmanager
def phone_held_back(desk: Desk) -> Generator[None]:
    """Whatever page comes now gets no phone before the end of the block."""
    held: list[Route] = []
    asked = "**/api/v1/phone"

    def hold(route: Route) -> None:
        held.append(route)

    desk.page.route(asked, hold)
    yield
    desk.page.unroute(asked)
    for route in held:
        route.continue_()


@contextlib.contextmanager
def phone_of(portal: BlockingPortal, site: RunningSite, number: str) -> Generator[SipPhone]:
    """A caller whose keys the test presses."""
    phone = portal.call(SipPhone.open, site.sip_port, number)
    try:
        yield phone
    finally:
        portal.call(phone.close)


def live_phases(site: RunningSite) -> list[str]:
    """The stored phases of all live calls."""
    return [state["phase"]["type"] for state in live_states(site)]


def digits_of(text: str) -> str:
    """A grouped number as it is dialed."""
    return "".join(character for character in text if character.isdigit())
