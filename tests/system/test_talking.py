"""What an agent does while talking: hold, mute, keypad."""

from collections.abc import Generator

import pytest
from playwright.sync_api import Browser, expect

from tests.system.caller_phone import CallerPhone, caller_phone
from tests.system.conftest import AGENT_HERTZ, CALLER_HERTZ
from tests.system.desk import Desk, desk_of
from tests.system.left_over import has_failed
from tests.system.running_site import RunningSite
from tests.system.sip_agent import sip_agent
from tests.system.stored import interaction_of
from tests.system.tones import loudness, share, sides, story
from tests.waiting import until

pytestmark = [pytest.mark.system, pytest.mark.timeout(300)]

BEYOND_MUSIC = 0.25
"""More of the agent's tone than the hold music itself holds: up to 0.234 in its loudest half second there, 0.5 when she is heard."""


@pytest.fixture(scope="module")
def desk(site: RunningSite, chromium: Browser) -> Generator[Desk]:
    with desk_of(chromium, site) as desk:
        desk.sign_in("agent8001")
        yield desk


@pytest.fixture(autouse=True)
def empty_desks(request: pytest.FixtureRequest, desk: Desk) -> Generator[None]:
    """What a failed test has left on a desk is nobody else's business."""
    yield
    if has_failed(request):
        desk.start_over()


def test_hold_plays_music_to_the_caller_and_silence_to_the_agent(site: RunningSite, desk: Desk) -> None:
    with caller_phone(site.sip_port, number="15500000051", hertz=CALLER_HERTZ) as caller:
        talk(desk, caller)
        desk.page.get_by_test_id("hold").click()
        desk.expect_phase("held")
        until(lambda: share(caller.heard(), AGENT_HERTZ) < BEYOND_MUSIC, "the caller does not hear the agent")
        music = caller.heard(3)
        assert loudness(music) > 0.01, "the caller hears music"
        assert share(music, AGENT_HERTZ) < BEYOND_MUSIC
        until(lambda: desk.heard() == 0, "the agent hears nothing")
        desk.page.get_by_test_id("hold").click()
        desk.expect_phase("talking")
        until(lambda: share(caller.heard(), AGENT_HERTZ) > 0.5, "the caller hears the agent again")
        until(lambda: desk.heard() == pytest.approx(CALLER_HERTZ, abs=20), "the agent hears the caller again")
        desk.hang_up()
        caller.wait_ended()
        desk.end_wrap_up()
    detail = interaction_of(site, "15500000051")
    assert [m.what for m in detail.timeline if m.what in ("held", "retrieved")] == ["held", "retrieved"]
    (talked,) = [segment for segment in detail.segments if segment.kind == "agent"]
    assert talked.hold_ms > 3000


def test_a_muted_agent_is_not_heard_and_not_recorded(site: RunningSite, desk: Desk) -> None:
    with caller_phone(site.sip_port, number="15500000052", hertz=CALLER_HERTZ) as caller:
        talk(desk, caller)
        desk.page.get_by_test_id("mute").click()
        expect(desk.page.get_by_test_id("mute")).to_have_attribute("aria-pressed", "true")
        until(lambda: loudness(caller.heard(0.5)) < 0.003, "the caller hears silence")
        until(lambda: desk.heard() == pytest.approx(CALLER_HERTZ, abs=20), "the agent hears the caller all the same")
        caller.heard(2)
        desk.page.get_by_test_id("mute").click()
        until(lambda: share(caller.heard(), AGENT_HERTZ) > 0.5, "the caller hears the agent again")
        desk.hang_up()
        caller.wait_ended()
        desk.end_wrap_up()
    detail = interaction_of(site, "15500000052")
    (recording,) = detail.recordings
    with site.client("sam") as http:
        audio = http.get(f"/api/v1/recordings/{recording.id}/audio").raise_for_status()
    _, agent_side = sides(audio.content)
    assert story(agent_side, AGENT_HERTZ) == ["tone", "silence", "tone"]


def test_keys_of_the_desk_reach_the_caller(site: RunningSite, desk: Desk) -> None:
    with caller_phone(site.sip_port, number="15500000053", hertz=CALLER_HERTZ) as caller:
        talk(desk, caller)
        desk.press("7")
        desk.press("#")
        until(lambda: caller.keys_received == "7#", "the caller's phone receives the keys")
        desk.hang_up()
        caller.wait_ended()
        desk.end_wrap_up()
    until(lambda: site.channels() == [], "no channel is left")


def talk(desk: Desk, caller: CallerPhone) -> None:
    """Bring the two together."""
    caller.wait_answered()
    caller.press("2")
    desk.go_ready()
    desk.expect_ringing()
    desk.accept()
    desk.expect_phase("talking")
    until(lambda: share(caller.heard(), AGENT_HERTZ) > 0.5, "the caller hears the agent")


def test_an_agent_of_the_demo_calls_people_outside_who_echo_or_are_busy(site: RunningSite) -> None:
    with sip_agent(site, "agent8003", hertz=AGENT_HERTZ) as agent:
        agent.resting()
        agent.post("dial", to={"type": "number", "number": "138 0013 8000"})
        agent.expect("talking")
        until(lambda: share(agent.phone.heard(1), AGENT_HERTZ) > 0.5, "the agent's own tone comes back")
        agent.on_call("hang-up")
        agent.phone.wait_ended()
        agent.resting()
        agent.post("dial", to={"type": "number", "number": "138 0013 8007"})
        assert agent.expect("dial_failed")["dial_result"] == "busy"
        agent.phone.wait_ended()
        refused = agent.ask("dial", to={"type": "number", "number": "138 0013 8444"})
        assert refused.json()["code"] == "do_not_call"
    until(lambda: site.channels() == [], "no channel is left")
