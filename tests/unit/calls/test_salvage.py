"""State that this version cannot read: the start goes on, the call ends once, nobody stays in it."""

from datetime import timedelta
from typing import Any, cast
from uuid import UUID

import msgspec
import pytest
from structlog.testing import capture_logs

from agents.state import Ready
from app.calls.actions import DestroyBridge, HangUp
from app.calls.events import TelephonyRestored
from app.calls.recovery import restore
from app.calls.salvage import readable, readable_calls
from app.calls.state import Agent, Call
from tests.center import ANA, START, Scene, configuration

NOW = START + timedelta(hours=1)


def stored(scene: Scene, call_id: UUID) -> dict[str, Any]:
    return cast("dict[str, Any]", msgspec.to_builtins(scene.call(call_id)))


def restart(scene: Scene, *rows: tuple[UUID, object]) -> None:
    agents = [(agent.id, msgspec.to_builtins(agent)) for agent in scene.center.agents.values()]
    scene.center = restore(configuration(), readable_calls(rows, NOW), [agent for _, agent in readable(agents, Agent)])


@pytest.mark.parametrize("leg_lives", [True, False])
def test_talk_that_cannot_be_read_ends_as_one_reconciled_interaction(leg_lives: bool) -> None:
    scene = Scene()
    scene.ready(ANA)
    call_id = scene.queue()
    scene.answer()
    state = stored(scene, call_id)
    state["phase"]["type"] = "TalkingInAnotherVersion"
    agent_leg = scene.ringing_leg()
    restart(scene, (call_id, state))
    legs = frozenset({"channel-call", agent_leg} if leg_lives else ())
    scene.happen(TelephonyRestored(at=NOW, legs=legs, answered_legs=frozenset(), bridges=frozenset({f"{call_id}-b"})))
    (interaction,) = scene.interactions()
    assert (interaction.id, interaction.reconciled, interaction.outcome) == (call_id, True, "answered")
    assert (interaction.caller_number, interaction.dialed_number) == ("13800138000", "4000")
    assert [moment.what for moment in interaction.timeline][-2:] == ["state_unreadable", "reconciled"]
    assert not scene.center.calls
    assert isinstance(scene.agent(ANA).state, Ready)
    hung_up = {action.leg_id for action in scene.asked if isinstance(action, HangUp)}
    assert hung_up == legs
    assert [action.bridge_id for action in scene.asked if isinstance(action, DestroyBridge)] == [f"{call_id}-b"]


NONSENSE: list[object] = [None, [], "text", {}, {"leg_id": 5, "arrived_at": "yesterday", "segments": "many"}]


@pytest.mark.parametrize("state", NONSENSE)
def test_whatever_stands_there_a_call_comes_of_it(state: object) -> None:
    call_id = UUID(int=7)
    (call,) = readable_calls([(call_id, state)], NOW)
    assert (call.id, call.arrived_at, call.segments) == (call_id, NOW, ())
    scene = Scene()
    restart(scene, (call_id, state))
    scene.happen(TelephonyRestored(at=NOW, legs=frozenset(), answered_legs=frozenset(), bridges=frozenset()))
    assert [interaction.id for interaction in scene.interactions()] == [call_id]


def test_readable_calls_are_not_touched_by_an_unreadable_one() -> None:
    scene = Scene()
    first, second = scene.queue("first"), scene.queue("second")
    kept = scene.call(first)
    calls = readable_calls([(first, stored(scene, first)), (second, {"id": "x"})], NOW)
    assert calls[0] == kept
    assert isinstance(calls[1], Call)


def test_log_names_the_place_and_not_what_stands_there() -> None:
    with capture_logs() as lines:
        assert readable([(UUID(int=1), {"id": "13800138000", "since": START, "idle_since": START})], Agent) == []
        readable_calls([(UUID(int=2), {"leg_id": "x", "phase": {"type": "13800138000"}})], NOW)
    assert [line["event"] for line in lines] == ["live_state_unreadable"] * 2
    assert "13800138000" not in str(lines)
