"""The time for the paperwork."""

from datetime import datetime, timedelta

from msgspec import structs

from agents.state import AfterCallWork, LoggedOff, Ready
from app.calls.actions import RecordWrapUp
from app.calls.events import AgentSignedIn, AgentSignedOut, StateRequested, WrapUpExtended
from tests.center import ANA, Scene


def test_more_time_for_the_paperwork_moves_its_end_but_not_beyond_half_an_hour() -> None:
    scene = Scene()
    scene.ready(ANA)
    scene.queue()
    scene.answer()
    scene.hang_up("channel-call")
    began = scene.now
    before = ends_of_wrap_up(scene)
    scene.happen(WrapUpExtended(at=scene.tick(), agent_id=ANA, by=timedelta(minutes=1)))
    assert ends_of_wrap_up(scene) == before + timedelta(minutes=1)
    assert [timer.due for timer in scene.agent(ANA).timers] == [ends_of_wrap_up(scene)]
    for _ in range(40):
        scene.happen(WrapUpExtended(at=scene.tick(), agent_id=ANA, by=timedelta(minutes=1)))
    assert ends_of_wrap_up(scene) == began + timedelta(minutes=30)


def test_whoever_signed_out_during_the_talk_is_let_go_though_only_the_agent_ends_the_paperwork() -> None:
    scene = talking_in_a_queue_whose_paperwork_the_agent_ends()
    scene.happen(AgentSignedOut(at=scene.tick(), agent_id=ANA))
    scene.hang_up("channel-call")
    assert isinstance(scene.agent(ANA).state, LoggedOff)
    assert [type(action) for action in scene.actions].count(RecordWrapUp) == 1


def test_signing_in_again_takes_back_that_one_wanted_to_go() -> None:
    scene = talking_in_a_queue_whose_paperwork_the_agent_ends()
    scene.happen(AgentSignedOut(at=scene.tick(), agent_id=ANA))
    scene.happen(AgentSignedIn(at=scene.tick(), agent_id=ANA))
    scene.hang_up("channel-call")
    assert isinstance(scene.agent(ANA).state, AfterCallWork)
    scene.happen(StateRequested(at=scene.tick(), agent_id=ANA, wanted="ready", reason=""))
    assert isinstance(scene.agent(ANA).state, Ready)


def talking_in_a_queue_whose_paperwork_the_agent_ends() -> Scene:
    scene = Scene()
    made = scene.center.configuration
    queue = structs.replace(made.queues["support"], wrap_up_mode="until_ready")
    made = structs.replace(made, queues=made.queues.set("support", queue))
    scene.center = structs.replace(scene.center, configuration=made)
    scene.ready(ANA)
    scene.queue()
    scene.answer()
    return scene


def ends_of_wrap_up(scene: Scene) -> datetime:
    state = scene.agent(ANA).state
    assert isinstance(state, AfterCallWork)
    assert state.ends_at is not None
    return state.ends_at
