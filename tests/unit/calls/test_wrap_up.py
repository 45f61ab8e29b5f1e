"""The time for the paperwork."""

from datetime import datetime, timedelta

from agents.state import AfterCallWork
from app.calls.events import WrapUpExtended
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


def ends_of_wrap_up(scene: Scene) -> datetime:
    state = scene.agent(ANA).state
    assert isinstance(state, AfterCallWork)
    assert state.ends_at is not None
    return state.ends_at
