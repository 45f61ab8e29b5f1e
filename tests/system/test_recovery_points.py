"""`kill -9` of the application with calls in the menu, waiting, ringing and talking: no call drops, each is recorded once."""

import contextlib
from collections.abc import Generator

import pytest
from anyio.from_thread import BlockingPortal, start_blocking_portal
from playwright.sync_api import Browser

from tests.contract.sip_phone import SipPhone
from tests.system.callers import Plan, calling
from tests.system.conftest import CALLER_HERTZ
from tests.system.desk import desk_of
from tests.system.running_site import RunningSite
from tests.system.stored import expect_states_without_gaps, live_states
from tests.waiting import until

pytestmark = [
    pytest.mark.system,
    pytest.mark.timeout(300),
    pytest.mark.parametrize("site", ["sqlite", "postgresql"], indirect=True, scope="module"),
]


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
            assert first.heard(3) == pytest.approx(CALLER_HERTZ, abs=20)
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
