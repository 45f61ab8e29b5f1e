"""What a restarted controller makes of its stored state and of what Asterisk still has."""

from collections.abc import Mapping
from types import MappingProxyType
from uuid import uuid5

import pytest
from msgspec import json

from agents.state import Ready, Reserved
from app.calls import ids
from app.calls.actions import (
    AnswerCall,
    Connect,
    DestroyBridge,
    HangUp,
    LookUpCustomer,
    Play,
    RingAgent,
    StartMusic,
    StartRecording,
)
from app.calls.call_commands import ConsultRequested, ToAgent
from app.calls.events import HangUpRequested, LegAnswered, PhoneChanged, TelephonyRestored
from app.calls.recovery import restore
from app.calls.state import Agent, Announcing, Call, InMenu, Leaving, Ringing, Talking, Waiting
from tests.center import ANA, BEN, NAMESPACE, Scene, configuration, lost


def restart(scene: Scene) -> None:
    """Kill the process: only what was stored (as JSON) is left."""
    calls = [json.decode(json.encode(call), type=Call) for call in scene.center.calls.values()]
    agents = [json.decode(json.encode(agent), type=Agent) for agent in scene.center.agents.values()]
    scene.center = restore(configuration(), calls, agents)


def reconnect(
    scene: Scene,
    *legs: str,
    answered: tuple[str, ...] = (),
    bridges: tuple[str, ...] = (),
    bridged: Mapping[str, str] = MappingProxyType({}),
) -> None:
    scene.happen(
        TelephonyRestored(
            at=scene.tick(),
            legs=frozenset(legs),
            answered_legs=frozenset(answered),
            bridges=frozenset((*bridges, *bridged.values())),
            bridged=bridged,
        )
    )


def kinds(scene: Scene) -> list[type]:
    return [type(action) for action in scene.asked]


def test_a_caller_in_the_menu_hears_the_present_step_again() -> None:
    scene = Scene()
    call_id = scene.arrive()
    scene.playback_ends()
    restart(scene)
    reconnect(scene, "channel-call")
    assert Play in kinds(scene)
    phase = scene.call(call_id).phase
    assert isinstance(phase, InMenu)
    assert phase.session.step_id == "menu"
    scene.press(call_id, "2")
    assert isinstance(scene.call(call_id).phase, Waiting)


def test_waiting_callers_keep_music_and_order() -> None:
    scene = Scene()
    first, second = scene.queue("first"), scene.queue("second")
    restart(scene)
    reconnect(scene, "channel-second", "channel-first")
    assert kinds(scene).count(StartMusic) == 2
    scene.ready(ANA)
    assert scene.agent(ANA).state == Reserved(call_id=first)
    scene.hang_up("channel-first")
    assert scene.agent(ANA).state == Reserved(call_id=second)


def test_a_ringing_phone_that_was_picked_up_meanwhile_is_joined() -> None:
    scene = Scene()
    scene.ready(ANA)
    call_id = scene.queue()
    leg = scene.ringing_leg()
    restart(scene)
    reconnect(scene, "channel-call", leg, answered=("channel-call", leg))
    assert isinstance(scene.call(call_id).phase, Announcing)


def test_a_ringing_phone_that_lost_its_socket_is_rung_again() -> None:
    scene = Scene()
    scene.ready(ANA)
    scene.queue()
    leg = scene.ringing_leg()
    restart(scene)
    reconnect(scene, "channel-call", leg, answered=("channel-call",))
    assert kinds(scene) == [LookUpCustomer]
    scene.happen(PhoneChanged(at=scene.tick(), agent_id=ANA, reachable=True))
    assert kinds(scene) == [HangUp, RingAgent]
    scene.happen(LegAnswered(at=scene.tick(), leg_id=scene.ringing_leg()))
    assert Play in kinds(scene)


def test_a_caller_whose_desk_was_lost_is_not_forgotten_by_a_restart() -> None:
    scene = Scene()
    scene.ready(ANA)
    call_id = scene.queue()
    scene.answer()
    scene.happen(PhoneChanged(at=scene.tick(), agent_id=ANA, reachable=False))
    restart(scene)
    reconnect(scene, "channel-call")
    scene.timer(call_id)
    assert isinstance(scene.call(call_id).phase, Waiting)


def test_a_ringing_leg_that_vanished_blames_nobody() -> None:
    scene = Scene()
    scene.ready(ANA)
    call_id = scene.queue()
    restart(scene)
    reconnect(scene, "channel-call")
    assert scene.agent(ANA).state == Ready()
    assert isinstance(scene.call(call_id).phase, Waiting)
    scene.happen(PhoneChanged(at=scene.tick(), agent_id=ANA, reachable=True))
    assert isinstance(scene.call(call_id).phase, Ringing)


def test_a_talk_goes_on_and_its_bridge_and_recording_are_made_sure_of() -> None:
    scene = Scene()
    scene.ready(ANA)
    call_id = scene.queue()
    scene.answer()
    leg = scene.ringing_leg()
    restart(scene)
    reconnect(scene, "channel-call", leg, answered=("channel-call", leg))
    assert kinds(scene) == [LookUpCustomer, Connect, StartRecording]
    assert isinstance(scene.call(call_id).phase, Talking)
    scene.hang_up("channel-call")
    assert len(scene.interactions()) == 1


def test_who_is_in_the_bridge_is_not_taken_out_and_put_in_again() -> None:
    scene = Scene()
    scene.ready(ANA)
    call_id = scene.queue()
    scene.answer()
    legs = ("channel-call", scene.ringing_leg())
    restart(scene)
    reconnect(scene, *legs, answered=legs, bridged=dict.fromkeys(legs, ids.bridge(call_id)))
    assert kinds(scene) == [LookUpCustomer, StartRecording]
    reconnect(scene, *legs, answered=legs, bridged={legs[0]: ids.bridge(call_id), legs[1]: "another"})
    assert [action.leg_ids for action in scene.asked if isinstance(action, Connect)] == [legs[1:]]


def test_a_talk_whose_agent_leg_vanished_waits_for_the_desk() -> None:
    scene = Scene()
    scene.ready(ANA)
    call_id = scene.queue()
    scene.answer()
    restart(scene)
    reconnect(scene, "channel-call")
    assert lost(scene, call_id)


@pytest.mark.parametrize("stage", ["menu", "waiting", "ringing", "talking"])
def test_a_caller_who_hung_up_meanwhile_is_closed_once_and_marked(stage: str) -> None:
    scene = Scene()
    if stage in ("ringing", "talking"):
        scene.ready(ANA)
    if stage == "menu":
        scene.arrive()
    else:
        scene.queue()
    if stage == "talking":
        scene.answer()
    restart(scene)
    reconnect(scene)
    assert [i.reconciled for i in scene.interactions()] == [True]
    reconnect(scene)
    assert len(scene.interactions()) == 1


def test_legs_and_bridges_that_no_call_needs_are_removed() -> None:
    scene = Scene()
    stray = uuid5(NAMESPACE, "stray")
    reconnect(scene, ids.agent_leg(stray, 3), "foreign-channel", bridges=(ids.bridge(stray), "foreign-bridge"))
    assert kinds(scene) == [HangUp, DestroyBridge]


def test_the_bridge_of_a_talk_that_ended_as_the_application_was_killed_is_removed() -> None:
    scene = Scene()
    scene.ready(ANA)
    call_id = scene.queue()
    scene.answer()
    scene.happen(HangUpRequested(at=scene.tick(), agent_id=ANA, call_id=call_id))
    assert DestroyBridge in kinds(scene)
    assert isinstance(scene.call(call_id).phase, Leaving)
    restart(scene)
    bridge_id = ids.bridge(call_id)
    reconnect(scene, "channel-call", answered=("channel-call",), bridges=(bridge_id,))
    assert DestroyBridge(call_id=call_id, bridge_id=bridge_id) in scene.asked


@pytest.mark.parametrize("consulting", [False, True])
def test_the_bridges_of_a_talk_are_kept(consulting: bool) -> None:
    scene = Scene()
    scene.ready(ANA, BEN)
    call_id = scene.queue()
    scene.answer()
    if consulting:
        scene.happen(ConsultRequested(at=scene.tick(), agent_id=ANA, call_id=call_id, to=ToAgent(agent_id=BEN)))
    talk = scene.call(call_id).phase
    assert isinstance(talk, Talking)
    legs = [one.leg_id for one in talk.parties]
    restart(scene)
    rooms = ids.bridge(call_id), ids.consult_bridge(call_id)
    reconnect(scene, *legs, answered=tuple(legs[:2]), bridges=rooms)
    removed = [action.bridge_id for action in scene.asked if isinstance(action, DestroyBridge)]
    assert removed == ([] if consulting else [rooms[1]])


@pytest.mark.parametrize("stage", ["menu", "waiting", "talking", "leaving"])
@pytest.mark.parametrize("answered", [False, True])
def test_only_callers_who_were_not_answered_are_answered_after_a_restart(stage: str, answered: bool) -> None:
    scene = Scene()
    if stage in ("talking", "leaving"):
        scene.ready(ANA)
    call_id = scene.arrive() if stage == "menu" else scene.queue()
    legs = ["channel-call"]
    if stage in ("talking", "leaving"):
        scene.answer()
        legs.append(scene.ringing_leg())
    if stage == "leaving":
        scene.happen(HangUpRequested(at=scene.tick(), agent_id=ANA, call_id=call_id))
    restart(scene)
    reconnect(scene, *legs, answered=tuple(legs if answered else legs[1:]))
    assert (AnswerCall in kinds(scene)) is (not answered and stage != "leaving")


def test_waiting_callers_are_matched_with_agents_who_are_ready_after_a_restart() -> None:
    scene = Scene()
    call_id = scene.queue()
    restart(scene)
    reconnect(scene, "channel-call")
    scene.ready(BEN)
    assert scene.agent(BEN).state == Reserved(call_id=call_id)


def test_phones_count_as_lost_until_asterisk_tells_of_them_again() -> None:
    scene = Scene()
    scene.ready(ANA)
    reconnect(scene)
    assert not scene.agent(ANA).reachable
    call_id = scene.queue()
    assert isinstance(scene.call(call_id).phase, Waiting)
    scene.happen(PhoneChanged(at=scene.tick(), agent_id=ANA, reachable=True))
    assert isinstance(scene.call(call_id).phase, Ringing)
