"""A customer who is sent to a menu, for good or to come back."""

from msgspec import structs

from agents.state import AfterCallWork, Busy
from app.calls.actions import PauseRecording, Play, ResumeRecording, StopRecording
from app.calls.call_commands import (
    ConsultCancelled,
    ConsultCompleted,
    ConsultMerged,
    ConsultSwapped,
    TakenBack,
    ToMenu,
)
from app.calls.state import InMenu
from ivr.flow import Flow
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


def test_what_a_customer_records_in_a_menu_is_heard_while_the_talk_is_not_on_record() -> None:
    scene = Talk()
    flow = Flow.model_validate(
        {
            "version": 2,
            "id": "words",
            "name": "Words",
            "languages": ["en"],
            "start": "words",
            "steps": [
                {"id": "words", "type": "record", "next": {"done": "back", "timeout": "back", "error": "back"}},
                {"id": "back", "type": "return"},
            ],
        }
    )
    configuration = scene.center.configuration
    flows = configuration.flows.set("words", flow)
    scene.center = structs.replace(scene.center, configuration=structs.replace(configuration, flows=flows))
    talks.talking(scene)
    scene.transfer(ToMenu(flow_id="words", step_id="words", comes_back=True))
    phase = scene.call(scene.call_id).phase
    assert isinstance(phase, InMenu)
    assert phase.taking is not None
    own = phase.taking.recording_id
    paused = [action.recording_id for action in scene.actions if isinstance(action, PauseRecording)]
    assert own not in paused
    assert len(paused) == 1
    told(scene, TakenBack)
    stopped = [action.recording_id for action in scene.asked if isinstance(action, StopRecording)]
    resumed = [action.recording_id for action in scene.asked if isinstance(action, ResumeRecording)]
    assert (stopped, resumed) == ([own], paused)
    assert scene.connected(ANA, None)
    assert all(not timer.name.startswith("take_") for timer in scene.call(scene.call_id).timers)
