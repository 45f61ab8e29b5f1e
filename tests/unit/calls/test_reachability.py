"""Whose page is gone or cannot hear is offered nothing, and sees why."""

import pytest
from msgspec import structs

from app.calls.actions import RingAgent
from app.calls.events import PagePresence, PhoneChanged
from app.calls.reachability import obstacles
from app.calls.recovery import restore
from app.calls.state import Page, Ringing, Talking, Waiting
from tests.center import ANA, CAI, Scene, configuration

SILENT = Page(heard=False, phone=False)


def page(scene: Scene, now: Page) -> None:
    scene.happen(PagePresence(at=scene.tick(), agent_id=ANA, page=now))


def test_a_ready_agent_whose_page_fell_silent_is_offered_nothing_until_it_is_back() -> None:
    scene = Scene()
    scene.ready(ANA)
    page(scene, SILENT)
    call_id = scene.queue()
    assert isinstance(scene.call(call_id).phase, Waiting)
    page(scene, Page())
    assert isinstance(scene.call(call_id).phase, Ringing)


def test_a_repeated_word_of_the_page_changes_nothing() -> None:
    scene = Scene()
    scene.ready(ANA)
    page(scene, SILENT)
    before = scene.center
    page(scene, SILENT)
    assert scene.center.agents is before.agents
    assert not scene.center.touched


def test_a_call_in_hand_goes_on_when_the_page_falls_silent() -> None:
    scene = Scene()
    scene.ready(ANA)
    call_id = scene.queue()
    scene.answer()
    page(scene, SILENT)
    assert isinstance(scene.call(call_id).phase, Talking)
    assert not scene.asked


def test_a_page_of_somebody_unknown_means_nothing() -> None:
    scene = Scene()
    page(scene, SILENT)
    assert ANA not in scene.center.agents


def test_after_a_restart_nothing_bad_is_known_of_pages() -> None:
    scene = Scene()
    scene.ready(ANA)
    page(scene, SILENT)
    center = restore(configuration(), (), scene.center.agents.values())
    assert center.agents[ANA].page == Page()


@pytest.mark.parametrize(
    ("now", "reachable", "why"),
    [
        (Page(), True, ()),
        (Page(), False, ("phone_not_registered",)),
        (SILENT, False, ("page_silent",)),
        (Page(phone=False, microphone="denied"), False, ("microphone_denied",)),
        (Page(phone=False), True, ("phone_in_no_tab",)),
        (Page(phone=False), False, ("phone_not_registered",)),
    ],
)
def test_the_agent_sees_the_cause_and_not_what_follows_from_it(
    now: Page, reachable: bool, why: tuple[str, ...]
) -> None:
    scene = Scene()
    scene.ready(ANA)
    agent = structs.replace(scene.agent(ANA), page=now, reachable=reachable)
    assert obstacles(agent, configuration().agents[ANA]) == why


def test_an_agent_who_did_not_take_an_offer_sees_the_pause() -> None:
    scene = Scene()
    scene.ready(ANA)
    agent = structs.replace(scene.agent(ANA), paused_until=scene.now)
    assert obstacles(agent, configuration().agents[ANA]) == ("paused",)


def test_an_agent_without_queues_sees_that() -> None:
    scene = Scene()
    scene.ready(CAI)
    assert obstacles(scene.agent(CAI), structs.replace(configuration().agents[CAI], queues=())) == ("no_queues",)


def test_nobody_rings_whose_phone_is_in_no_tab() -> None:
    scene = Scene()
    scene.ready(ANA)
    page(scene, Page(phone=False))
    scene.queue()
    assert not [action for action in scene.actions if isinstance(action, RingAgent)]
    scene.happen(PhoneChanged(at=scene.tick(), agent_id=ANA, reachable=False))
    scene.happen(PhoneChanged(at=scene.tick(), agent_id=ANA, reachable=True))
    assert not [action for action in scene.actions if isinstance(action, RingAgent)]
