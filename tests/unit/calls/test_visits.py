"""A customer who is sent to a menu, for good or to come back."""

from msgspec import structs

from agents.state import AfterCallWork, Busy
from app.calls.actions import PauseRecording, Play, ResumeRecording
from app.calls.call_commands import (
    ConsultCancelled,
    ConsultCompleted,
    ConsultMerged,
    ConsultSwapped,
    TakenBack,
)
from app.calls.state import InMenu
from tests import talks
from tests.center import ANA
from tests.talks import LEAVE_MENU, MENU, Talk


def told(
    scene: Talk, kind: type[ConsultSwapped | ConsultMerged | ConsultCompleted | ConsultCancelled | TakenBack]
) -> None:
    scene.happen(kind(at=scene.tick(), agent_id=ANA, call_id=scene.call_id))


def test_nobody_hears_what_the_customer_enters_in_a_menu_and_the_recording_is_silent_there() -> None:
    scene = Talk()
    talks.in_menu(scene)
    call = scene.call(scene.call_id)
    assert isinstance(call.phase, InMenu)
    assert [type(action) for action in scene.asked if isinstance(action, PauseRecording | Play)] == [
        PauseRecording,
        Play,
    ]
    assert scene.board.hears(scene.leg(ANA)) == set()
    assert scene.agent(ANA).state == Busy(call_id=scene.call_id)
    before = len(call.timeline)
    scene.press(scene.call_id, "9")
    assert all(moment.what != "digit" for moment in scene.call(scene.call_id).timeline[before:])
    scene.playback_ends()
    scene.timer(scene.call_id)
    scene.playback_ends()
    if isinstance(scene.call(scene.call_id).phase, InMenu):
        scene.timer(scene.call_id)
    assert scene.connected(ANA, None), "the flow is over: back to the agent"
    assert sum(isinstance(action, ResumeRecording) for action in scene.actions) == 1
    assert scene.talk.agent_id == ANA


def test_a_customer_can_be_fetched_back_from_a_menu() -> None:
    scene = Talk()
    talks.in_menu(scene)
    told(scene, TakenBack)
    assert scene.connected(ANA, None)


def test_a_customer_sent_to_a_survey_goes_on_there_without_the_agent() -> None:
    scene = Talk()
    talks.talking(scene)
    scene.transfer(LEAVE_MENU)
    phase = scene.call(scene.call_id).phase
    assert isinstance(phase, InMenu)
    assert phase.return_to is None
    assert isinstance(scene.agent(ANA).state, AfterCallWork)


def test_a_menu_keeps_its_way_back_over_several_steps() -> None:
    scene = Talk()
    talks.talking(scene)
    scene.transfer(structs.replace(MENU, step_id="welcome"))
    scene.playback_ends()
    phase = scene.call(scene.call_id).phase
    assert isinstance(phase, InMenu)
    assert phase.return_to is not None
