"""What an agent asks for during a call follows it, unless it is taken back."""

from agents.state import AfterCallWork, NotReady, Ready
from app.calls.events import NextStateWithdrawn, StateRequested
from tests.center import ANA, Scene


def talking() -> Scene:
    scene = Scene()
    scene.ready(ANA)
    scene.queue()
    scene.answer()
    scene.happen(StateRequested(at=scene.tick(), agent_id=ANA, wanted="not_ready", reason="break"))
    return scene


def test_a_break_asked_for_during_the_call_follows_the_wrap_up() -> None:
    scene = talking()
    scene.hang_up("channel-call")
    assert isinstance(scene.agent(ANA).state, AfterCallWork)
    scene.timer(ANA)
    assert scene.agent(ANA).state == NotReady(reason="break")


def test_a_break_that_was_taken_back_does_not_follow() -> None:
    scene = talking()
    scene.happen(NextStateWithdrawn(at=scene.tick(), agent_id=ANA))
    assert scene.agent(ANA).next_state == ""
    before = scene.center
    scene.happen(NextStateWithdrawn(at=scene.tick(), agent_id=ANA))
    assert scene.center.agents is before.agents
    scene.hang_up("channel-call")
    scene.timer(ANA)
    assert scene.agent(ANA).state == Ready()
