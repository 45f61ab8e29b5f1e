"""The way of a call through flows: every stay at a step has a beginning, an end and an outcome."""

from uuid import UUID

from immutables import Map
from msgspec import structs

from app.calls.events import ConfigurationChanged, TelephonyRestored
from app.calls.interaction import Visit
from app.calls.recovery import restore
from tests.center import ANA, Scene
from tests.unit.ivr.walking import END, flow, say


def ways(path: tuple[Visit, ...]) -> list[tuple[str, str]]:
    assert all(visit.left_at is None or visit.left_at >= visit.entered_at for visit in path)
    return [(visit.step_id, visit.outcome) for visit in path]


def path_of_only_call(scene: Scene) -> list[tuple[str, str]]:
    [interaction] = scene.interactions()
    assert all(visit.left_at is not None for visit in interaction.path)
    return ways(interaction.path)


def queued(scene: Scene) -> UUID:
    call_id = scene.queue()
    scene.hang_up(scene.call(call_id).leg_id)
    return call_id


def test_a_caller_who_chooses_a_queue_is_handed_over_there() -> None:
    scene = Scene()
    queued(scene)
    assert path_of_only_call(scene) == [("welcome", "done"), ("menu", "2"), ("support", "handed_over")]
    [interaction] = scene.interactions()
    assert [visit.begins for visit in interaction.path] == [True, False, False]
    assert {visit.flow_id for visit in interaction.path} == {"hotline"}


def test_a_caller_who_hangs_up_in_a_menu_leaves_it_so() -> None:
    scene = Scene()
    call_id = scene.arrive()
    scene.playback_ends()
    scene.hang_up(scene.call(call_id).leg_id)
    assert path_of_only_call(scene) == [("welcome", "done"), ("menu", "hung_up")]


def test_silence_to_the_end_completes_the_flow() -> None:
    scene = Scene()
    call_id = scene.arrive()
    for _ in range(6):
        if scene.call(call_id).timers and scene.call(call_id).timers[0].name == "menu":
            scene.timer(call_id)
        else:
            scene.playback_ends()
    scene.hang_up("channel-call")
    assert path_of_only_call(scene) == [("welcome", "done"), ("menu", "timeout"), ("goodbye", "completed")]


def test_a_step_that_begins_again_after_a_restart_is_one_visit() -> None:
    scene = Scene()
    call_id = scene.arrive()
    scene.playback_ends()
    scene.center = restore(scene.center.configuration, scene.center.calls.values(), ())
    legs = frozenset({"channel-call"})
    scene.happen(TelephonyRestored(at=scene.tick(), legs=legs, answered_legs=legs, bridges=frozenset()))
    assert ways(scene.call(call_id).path) == [("welcome", "done"), ("menu", "")]
    scene.hang_up("channel-call")
    assert path_of_only_call(scene) == [("welcome", "done"), ("menu", "hung_up")]


def test_a_sub_flow_is_one_visit_of_the_step_that_calls_it_and_begins_for_itself() -> None:
    ask = {
        "id": "ask",
        "type": "play",
        "parameters": {"prompts": say("Which?")},
        "next": {"done": "back", "error": "back"},
    }
    below = flow([ask, {"id": "back", "type": "return", "parameters": {"outcome": "known"}}], id="below")
    into = {
        "id": "into",
        "type": "sub_flow",
        "parameters": {"flow": "below", "outcomes": ["known"]},
        "next": {"known": "end", "error": "end"},
    }
    scene = Scene()
    flows = Map({"hotline": flow([into, END], id="hotline"), "below": below})
    changed = structs.replace(scene.center.configuration, flows=flows)
    scene.happen(ConfigurationChanged(at=scene.tick(), configuration=changed))
    scene.arrive()
    scene.playback_ends()
    scene.hang_up("channel-call")
    [interaction] = scene.interactions()
    assert ways(interaction.path) == [("into", "known"), ("ask", "done"), ("back", "known"), ("end", "completed")]
    assert [visit.flow_id for visit in interaction.path] == ["hotline", "below", "below", "hotline"]
    assert [visit.begins for visit in interaction.path] == [True, True, False, False]
    into_visit, ask_visit, back_visit, _ = interaction.path
    assert (into_visit.entered_at, into_visit.left_at) == (ask_visit.entered_at, back_visit.left_at)


def test_a_hand_over_that_fails_is_left_by_the_steps_own_exit() -> None:
    gone = {"id": "gone", "type": "agent", "parameters": {"agent": "'9999'"}, "next": {"error": "menu"}}
    menu = {
        "id": "menu",
        "type": "menu",
        "parameters": {"prompts": say("1?"), "choices": {"1": ""}},
        "next": {"1": "end", "timeout": "end", "no_match": "end"},
    }
    scene = Scene()
    changed = structs.replace(scene.center.configuration, flows=Map({"hotline": flow([gone, menu, END], id="hotline")}))
    scene.happen(ConfigurationChanged(at=scene.tick(), configuration=changed))
    call_id = scene.arrive()
    assert ways(scene.call(call_id).path) == [("gone", "error"), ("menu", "")]


def test_a_call_whose_caller_is_gone_after_a_restart_is_lost_and_not_hung_up() -> None:
    scene = Scene()
    scene.arrive()
    scene.center = restore(scene.center.configuration, scene.center.calls.values(), ())
    none: frozenset[str] = frozenset()
    scene.happen(TelephonyRestored(at=scene.tick(), legs=none, answered_legs=none, bridges=none))
    assert path_of_only_call(scene) == [("welcome", "lost")]


def test_an_answered_call_keeps_its_way() -> None:
    scene = Scene()
    scene.ready(ANA)
    call_id = scene.queue()
    scene.answer()
    scene.hang_up(scene.call(call_id).leg_id)
    assert path_of_only_call(scene)[-1] == ("support", "handed_over")
