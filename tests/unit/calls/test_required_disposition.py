"""Where the queue requires a disposition, the paperwork does not end without one."""

from datetime import timedelta
from typing import Literal
from uuid import UUID

import pytest
from msgspec import structs

from agents.choices import Choice
from agents.configuration import WrapUpMode
from agents.state import AfterCallWork, LoggedOff, NotReady, Ready
from app.calls.actions import RecordWrapUp
from app.calls.desk import demand_no_call
from app.calls.errors import DispositionNeeded
from app.calls.events import AgentSignedOut, DispositionChosen, StateRequested, WrapUpEnded, WrapUpExtended
from app.web.views import desk_items
from app.web.wire import CallItem
from tests.center import ANA, Scene


def after_a_talk(
    mode: WrapUpMode = "timed", *, chosen: str = "", narrowed: tuple[Choice, ...] = ()
) -> tuple[Scene, UUID]:
    """Ana has had a call of a queue that requires a disposition, and chose one during the talk, or none."""
    scene = Scene()
    made = scene.center.configuration
    queue = structs.replace(made.queues["support"], disposition_required=True, wrap_up_mode=mode)
    made = structs.replace(made, queues=made.queues.set("support", queue), disposition_choices=narrowed)
    scene.center = structs.replace(scene.center, configuration=made)
    scene.ready(ANA)
    call_id = scene.queue()
    scene.answer()
    if chosen:
        choose(scene, call_id, chosen)
    scene.hang_up("channel-call")
    return scene, call_id


def choose(scene: Scene, call_id: UUID, disposition: str) -> None:
    scene.happen(DispositionChosen(at=scene.tick(), agent_id=ANA, call_id=call_id, disposition=disposition))


def ready_now(scene: Scene) -> None:
    scene.happen(WrapUpEnded(at=scene.tick(), agent_id=ANA))


def ask_for(scene: Scene, wanted: Literal["ready", "not_ready"]) -> None:
    reason = "break" if wanted == "not_ready" else ""
    scene.happen(StateRequested(at=scene.tick(), agent_id=ANA, wanted=wanted, reason=reason))


def written(scene: Scene) -> list[str]:
    return [action.wrap_up.disposition for action in scene.actions if isinstance(action, RecordWrapUp)]


def shown(scene: Scene) -> CallItem:
    return next(item for item in desk_items(scene.center, ANA) if isinstance(item, CallItem))


def test_neither_being_ready_nor_a_break_nor_signing_out_comes_before_the_disposition() -> None:
    scene, call_id = after_a_talk()
    assert shown(scene).disposition_required
    before = scene.center
    with pytest.raises(DispositionNeeded):
        ready_now(scene)
    with pytest.raises(DispositionNeeded):
        ask_for(scene, "ready")
    with pytest.raises(DispositionNeeded):
        ask_for(scene, "not_ready")
    with pytest.raises(DispositionNeeded):
        demand_no_call(scene.center, ANA)
    assert scene.center is before
    choose(scene, call_id, "solved")
    demand_no_call(scene.center, ANA)
    ask_for(scene, "not_ready")
    assert scene.agent(ANA).state == NotReady(reason="break")
    assert written(scene) == ["solved"]


def test_when_the_time_is_over_the_agent_is_waited_for_and_the_paperwork_is_not_lost() -> None:
    scene, call_id = after_a_talk()
    began = scene.agent(ANA).since
    scene.timer(ANA)
    assert scene.agent(ANA).state == AfterCallWork(call_id=call_id, ends_at=None)
    assert (scene.agent(ANA).timers, scene.agent(ANA).since) == ((), began)
    assert shown(scene).wrap_up_ends_at is None
    scene.happen(WrapUpExtended(at=scene.tick(), agent_id=ANA, by=timedelta(minutes=1)))
    with pytest.raises(DispositionNeeded):
        ready_now(scene)
    choose(scene, call_id, "call_again")
    ready_now(scene)
    assert (scene.agent(ANA).state, written(scene)) == (Ready(), ["call_again"])


def test_a_disposition_in_time_lets_the_time_end_the_paperwork() -> None:
    scene, _ = after_a_talk(chosen="solved")
    scene.timer(ANA)
    assert (scene.agent(ANA).state, written(scene)) == (Ready(), ["solved"])


@pytest.mark.parametrize("mode", ["optional", "none"])
def test_who_would_be_ready_at_once_is_held_until_it_is_chosen(mode: WrapUpMode) -> None:
    scene, call_id = after_a_talk(mode)
    assert scene.agent(ANA).state == AfterCallWork(call_id=call_id)
    choose(scene, call_id, "solved")
    ready_now(scene)
    assert (scene.agent(ANA).state, written(scene)) == (Ready(), ["solved"])
    scene, call_id = after_a_talk(mode, chosen="solved")
    assert scene.agent(ANA).state == Ready()


def test_paperwork_that_holds_nobody_keeps_its_disposition() -> None:
    scene, call_id = after_a_talk("optional", chosen="solved")
    with pytest.raises(DispositionNeeded):
        choose(scene, call_id, "")
    choose(scene, call_id, "call_again")
    ready_now(scene)
    assert written(scene) == ["call_again"]


def test_who_has_gone_is_not_waited_for() -> None:
    scene, _ = after_a_talk()
    scene.happen(AgentSignedOut(at=scene.tick(), agent_id=ANA))
    assert (scene.agent(ANA).state, written(scene)) == (LoggedOff(), [""])


def test_nothing_is_required_where_no_disposition_fits_the_queue() -> None:
    elsewhere = tuple(Choice(code=code, queues=("sales",)) for code in ("solved", "call_again"))
    scene, _ = after_a_talk(narrowed=elsewhere)
    assert not shown(scene).disposition_required
    ready_now(scene)
    assert scene.agent(ANA).state == Ready()
