"""An agent wants somebody of a queue, and nobody is free: the talk stands in the queue's line."""

import pytest
from msgspec import structs

from agents.configuration import Retry
from agents.state import Busy, NotReady, Reserved
from app.calls import parties
from app.calls.call_commands import ConsultCancelled, ConsultCompleted, ToQueue
from app.calls.errors import NobodyFree
from app.calls.events import (
    AgentSignedOut,
    ConfigurationChanged,
    HangUpRequested,
    OfferDeclined,
    PhoneChanged,
    StateRequested,
    TelephonyRestored,
)
from app.calls.recovery import restore
from app.calls.state import Ringing, Talking, Waiting
from tests import talks
from tests.center import ANA, BEN, CAI, configuration
from tests.talks import Talk

SALES = ToQueue(queue_id="sales")


def on_a_break(scene: Talk, *agents: object) -> None:
    """Nobody of `sales` is free, but they are at work."""
    for agent_id in (BEN, CAI):
        if not agents or agent_id in agents:
            scene.happen(StateRequested(at=scene.tick(), agent_id=agent_id, wanted="not_ready", reason="break"))


def seeking() -> Talk:
    """Ana, who talks with a customer, wants somebody of `sales`."""
    scene = Talk()
    talks.talking(scene)
    on_a_break(scene)
    scene.consult(SALES)
    return scene


def back(scene: Talk) -> None:
    """Ben is free again."""
    scene.happen(StateRequested(at=scene.tick(), agent_id=BEN, wanted="ready"))


def line(scene: Talk) -> list[object]:
    return [call_id for _, call_id in scene.center.floor.line("sales")]


def test_a_talk_waits_in_the_line_and_the_agent_who_is_free_then_is_rung() -> None:
    scene = seeking()
    assert line(scene) == [scene.call_id]
    assert not scene.connected(ANA, None)
    assert scene.leg(ANA) in scene.board.music
    assert scene.leg(None) in scene.board.music
    back(scene)
    assert line(scene) == []
    assert scene.agent(BEN).state == Reserved(call_id=scene.call_id)
    assert scene.leg(ANA) in scene.board.ringing
    scene.pick_up()
    assert scene.connected(ANA, BEN)


def test_whoever_came_first_is_served_first() -> None:
    scene = Talk()
    talks.talking(scene)
    on_a_break(scene)
    first = scene.queue("first", "1")
    scene.consult(SALES)
    third = scene.queue("third", "1")
    assert line(scene) == [first, scene.call_id, third]
    back(scene)
    assert isinstance(scene.call(first).phase, Ringing)
    assert line(scene) == [scene.call_id, third]


def test_seeking_is_cancelled_and_the_customer_is_back() -> None:
    scene = seeking()
    scene.happen(ConsultCancelled(at=scene.tick(), agent_id=ANA, call_id=scene.call_id))
    assert line(scene) == []
    assert scene.connected(ANA, None)


@pytest.mark.parametrize("how", ["hangs up", "leg ends", "completes"])
def test_an_agent_who_goes_meanwhile_leaves_the_customer_in_that_line(how: str) -> None:
    scene = seeking()
    if how == "leg ends":
        scene.hang_up(scene.leg(ANA))
    else:
        kind = HangUpRequested if how == "hangs up" else ConsultCompleted
        scene.happen(kind(at=scene.tick(), agent_id=ANA, call_id=scene.call_id))
    phase = scene.call(scene.call_id).phase
    assert isinstance(phase, Waiting)
    assert phase.queue_id == "sales"
    assert line(scene) == [scene.call_id]
    assert not isinstance(scene.agent(ANA).state, Busy)


def test_a_customer_who_hangs_up_takes_the_talk_out_of_the_line() -> None:
    scene = seeking()
    scene.hang_up(scene.leg(None))
    assert line(scene) == []
    assert len(scene.interactions()) == 1


def test_the_place_in_the_line_outlives_the_application() -> None:
    scene = seeking()
    fourth = scene.queue("fourth", "1")
    legs = [one.leg_id for one in scene.talk.parties if one.leg_id]
    scene.center = restore(configuration(), scene.center.calls.values(), scene.center.agents.values())
    assert line(scene) == [scene.call_id, fourth]
    there = frozenset((*legs, "channel-fourth"))
    scene.happen(TelephonyRestored(at=scene.tick(), legs=there, answered_legs=there, bridges=frozenset()))
    assert line(scene) == [scene.call_id, fourth]
    scene.happen(PhoneChanged(at=scene.tick(), agent_id=BEN, reachable=True))
    back(scene)
    assert scene.agent(BEN).state == Reserved(call_id=scene.call_id)


def test_a_refused_offer_gives_the_talk_its_place_back_under_the_queues_rules() -> None:
    scene = seeking()
    fourth = scene.queue("fourth", "1")
    back(scene)
    scene.happen(OfferDeclined(at=scene.tick(), agent_id=BEN, call_id=scene.call_id))
    assert line(scene) == [scene.call_id, fourth]
    assert isinstance(scene.agent(BEN).state, NotReady) or scene.agent(BEN).paused_until is not None
    assert scene.leg(ANA) in scene.board.music


def test_a_phone_that_was_lost_is_nobodys_fault_and_another_agent_is_rung() -> None:
    scene = seeking()
    scene.happen(StateRequested(at=scene.tick(), agent_id=CAI, wanted="ready"))
    assert scene.agent(CAI).state == Reserved(call_id=scene.call_id)
    back(scene)
    scene.happen(PhoneChanged(at=scene.tick(), agent_id=CAI, reachable=False))
    assert scene.agent(BEN).state == Reserved(call_id=scene.call_id)
    assert not isinstance(scene.agent(CAI).state, NotReady)


def test_a_queue_that_nobody_else_serves_cannot_be_consulted() -> None:
    scene = Talk()
    talks.talking(scene)
    for agent_id in (BEN, CAI):
        scene.happen(AgentSignedOut(at=scene.tick(), agent_id=agent_id))
    with pytest.raises(NobodyFree):
        scene.consult(SALES)
    assert scene.connected(ANA, None)


def test_the_line_stays_while_the_queue_is_edited_or_removed() -> None:
    scene = seeking()
    changed = scene.center.configuration
    edited = structs.replace(changed.queues["sales"], retry=Retry())
    scene.happen(
        ConfigurationChanged(
            at=scene.tick(), configuration=structs.replace(changed, queues=changed.queues.set("sales", edited))
        )
    )
    assert line(scene) == [scene.call_id]
    scene.happen(
        ConfigurationChanged(
            at=scene.tick(), configuration=structs.replace(changed, queues=changed.queues.delete("sales"))
        )
    )
    assert line(scene) == [scene.call_id]
    scene.happen(ConsultCancelled(at=scene.tick(), agent_id=ANA, call_id=scene.call_id))
    assert scene.connected(ANA, None)


def test_somebody_is_sought_for_a_talk_that_goes_on_meanwhile() -> None:
    scene = Talk()
    talks.talking(scene)
    on_a_break(scene)
    scene.add(SALES)
    assert scene.connected(ANA, None)
    back(scene)
    scene.pick_up()
    assert scene.connected(ANA, BEN, None)


def test_an_agent_who_leaves_a_talk_for_which_somebody_is_sought_ends_the_search() -> None:
    scene = Talk()
    talks.talking(scene)
    on_a_break(scene)
    scene.add(SALES)
    scene.happen(HangUpRequested(at=scene.tick(), agent_id=ANA, call_id=scene.call_id))
    assert line(scene) == []
    assert not isinstance(scene.call(scene.call_id).phase, Talking)
    assert parties.talk_of(scene.call(scene.call_id)) is None
