"""Asterisk does not join those who should hear each other."""

import pytest

from agents.state import Busy
from app.calls import ids
from app.calls.actions import CallAction, Connect, HangUp
from app.calls.events import ActionFailed
from app.calls.state import Leaving, Ringing, Waiting
from tests import talks
from tests.center import ANA, BEN, CAI
from tests.talks import Talk


def refuse(scene: Talk, bridge_id: str = "", seconds: float = 1) -> tuple[CallAction, ...]:
    """Asterisk could not carry out the last `Connect`."""
    return scene.happen(
        ActionFailed(
            at=scene.tick(seconds),
            call_id=scene.call_id,
            action="Connect",
            leg_id="",
            error="no answer in time",
            bridge_id=bridge_id or ids.bridge(scene.call_id),
        )
    )


def told(scene: Talk) -> list[str]:
    return [moment.what for moment in scene.call(scene.call_id).timeline]


def test_joining_is_asked_for_once_more() -> None:
    scene = Talk()
    talks.talking(scene)
    before = scene.talk
    (again,) = refuse(scene)
    assert isinstance(again, Connect)
    assert set(again.leg_ids) == {scene.leg(ANA), scene.leg(None)}
    assert scene.talk.parties == before.parties
    assert scene.connected(ANA, None)


def test_a_caller_whom_asterisk_joins_with_nobody_is_at_the_head_of_the_line_again() -> None:
    scene = Talk()
    talks.talking(scene)
    leg = scene.leg(ANA)
    refuse(scene)
    asked = refuse(scene)
    assert HangUp(call_id=scene.call_id, leg_id=leg) in asked
    assert isinstance(scene.call(scene.call_id).phase, Waiting | Ringing)
    assert not isinstance(scene.agent(ANA).state, Busy)
    assert told(scene).count("not_connected") == 1


def test_a_caller_who_cannot_be_joined_with_a_second_agent_either_is_let_go() -> None:
    scene = Talk()
    talks.talking(scene)
    refuse(scene)
    refuse(scene)
    scene.answer()
    refuse(scene)
    refuse(scene)
    assert scene.call(scene.call_id).phase == Leaving(ended_by="system")
    assert told(scene)[-2:] == ["not_connected", "system_hung_up"]
    assert all(not isinstance(scene.agent(one).state, Busy) for one in (ANA, BEN, CAI))


def test_two_failures_far_apart_are_two_first_ones() -> None:
    scene = Talk()
    talks.talking(scene)
    refuse(scene)
    (again,) = refuse(scene, seconds=61)
    assert isinstance(again, Connect)
    assert scene.connected(ANA, None)


def test_a_consultation_that_cannot_be_joined_ends_and_the_customer_is_back() -> None:
    scene = Talk()
    talks.consult_talking(scene)
    room, leg = ids.consult_bridge(scene.call_id), scene.leg(CAI)
    refuse(scene, room)
    assert HangUp(call_id=scene.call_id, leg_id=leg) in refuse(scene, room)
    assert scene.connected(ANA, None)


def test_agents_who_were_left_without_the_customer_are_let_go() -> None:
    scene = Talk()
    talks.agents_alone(scene)
    refuse(scene)
    refuse(scene)
    assert [interaction.ended_by for interaction in scene.interactions()] == ["system"]


def test_a_customer_whom_no_queue_knows_is_hung_up_and_the_agent_is_free() -> None:
    scene = Talk()
    talks.dialed(scene)
    refuse(scene)
    refuse(scene)
    assert scene.call(scene.call_id).phase == Leaving(ended_by="system")
    assert not isinstance(scene.agent(ANA).state, Busy)


@pytest.mark.parametrize("stage", ["held", "in_menu", "consult_ringing"])
def test_a_late_refusal_of_a_bridge_that_nobody_needs_changes_nothing(stage: str) -> None:
    scene = Talk()
    talks.STAGES[stage](scene)
    before = scene.center.calls
    assert refuse(scene) == ()
    assert scene.center.calls is before
