"""One caller, several phones that ring, one agent who has the call."""

from datetime import timedelta
from uuid import UUID

from msgspec import structs

from agents.state import Busy, NotReady, Ready, Reserved
from app.calls.actions import CallAction, HangUp, RingAgent
from app.calls.events import (
    ConfigurationChanged,
    LegAnswered,
    OfferDeclined,
    PhoneChanged,
    TelephonyRestored,
)
from app.calls.recovery import restore
from app.calls.state import Announcing, Ringing, Waiting
from tests.center import ANA, BEN, CAI, Scene, configuration


def everybody_rings() -> tuple[Scene, UUID, dict[UUID, str]]:
    """Ana and Ben are rung for one caller; the legs by agent."""
    scene = Scene()
    usual = configuration()
    support = structs.replace(usual.queues["support"], strategy="ring_all")
    changed = structs.replace(usual, queues=usual.queues.set("support", support))
    scene.happen(ConfigurationChanged(at=scene.now, configuration=changed))
    scene.ready(ANA, BEN, CAI)
    call_id = scene.queue()
    return scene, call_id, {ring.agent_id: ring.leg_id for ring in scene.asked if isinstance(ring, RingAgent)}


def hung_up(actions: tuple[CallAction, ...]) -> list[str]:
    return [action.leg_id for action in actions if isinstance(action, HangUp)]


def test_everybody_of_the_queue_is_rung_and_nobody_else() -> None:
    scene, call_id, legs = everybody_rings()
    assert set(legs) == {ANA, BEN}
    assert scene.agent(ANA).state == scene.agent(BEN).state == Reserved(call_id=call_id)
    assert scene.agent(CAI).state == Ready()


def test_the_first_to_answer_has_the_call_and_the_others_are_free_at_once() -> None:
    scene, call_id, legs = everybody_rings()
    idle_since = scene.agent(ANA).idle_since
    asked = scene.happen(LegAnswered(at=scene.tick(), leg_id=legs[BEN]))
    assert hung_up(asked) == [legs[ANA]]
    assert scene.agent(BEN).state == Busy(call_id=call_id)
    assert (scene.agent(ANA).state, scene.agent(ANA).idle_since) == (Ready(), idle_since)
    assert [(m.what, m.agent_id) for m in scene.call(call_id).timeline if m.what == "taken"] == [("taken", ANA)]


def test_of_two_who_answer_at_once_one_wins() -> None:
    scene, call_id, legs = everybody_rings()
    scene.happen(LegAnswered(at=scene.tick(), leg_id=legs[ANA]))
    center = scene.center
    assert scene.happen(LegAnswered(at=scene.now, leg_id=legs[BEN])) == ()
    assert scene.center.calls is center.calls
    assert scene.agent(ANA).state == Busy(call_id=call_id)


def test_the_freed_agent_is_rung_for_the_next_caller() -> None:
    scene, _, legs = everybody_rings()
    second = scene.queue("second")
    assert isinstance(scene.call(second).phase, Waiting)
    scene.happen(LegAnswered(at=scene.tick(), leg_id=legs[ANA]))
    assert scene.agent(BEN).state == Reserved(call_id=second)


def test_who_declines_is_not_rung_on_while_the_others_are() -> None:
    scene, call_id, legs = everybody_rings()
    asked = scene.happen(OfferDeclined(at=scene.tick(), agent_id=ANA, call_id=call_id))
    assert hung_up(asked) == [legs[ANA]]
    assert scene.agent(ANA).state == NotReady(reason="declined")
    phase = scene.call(call_id).phase
    assert isinstance(phase, Ringing)
    assert [offer.agent_id for offer in phase.offers] == [BEN]


def test_the_caller_is_back_in_line_when_the_last_phone_stops_ringing() -> None:
    scene, call_id, legs = everybody_rings()
    for leg_id in legs.values():
        scene.hang_up(leg_id, cause=21)
    assert isinstance(scene.call(call_id).phase, Waiting)


def test_everybody_who_let_it_ring_out_has_missed_it() -> None:
    scene, call_id, legs = everybody_rings()
    scene.timer(call_id)
    assert set(hung_up(scene.asked)) == set(legs.values())
    assert scene.agent(ANA).state == scene.agent(BEN).state == NotReady(reason="missed")


def test_a_lost_phone_leaves_the_others_ringing() -> None:
    scene, call_id, _ = everybody_rings()
    scene.happen(PhoneChanged(at=scene.tick(), agent_id=ANA, reachable=False))
    phase = scene.call(call_id).phase
    assert isinstance(phase, Ringing)
    assert [offer.agent_id for offer in phase.offers] == [BEN]


def test_a_caller_who_hangs_up_frees_everybody() -> None:
    scene, call_id, legs = everybody_rings()
    scene.hang_up(scene.call(call_id).leg_id)
    assert set(hung_up(scene.asked)) == set(legs.values())
    assert scene.agent(ANA).state == scene.agent(BEN).state == Ready()


def test_after_a_restart_whoever_has_answered_has_the_call() -> None:
    scene, call_id, legs = everybody_rings()
    scene.center = restore(scene.center.configuration, scene.center.calls.values(), scene.center.agents.values())
    caller = scene.call(call_id).leg_id
    asked = scene.happen(
        TelephonyRestored(
            at=scene.tick(),
            legs=frozenset({caller, *legs.values()}),
            answered_legs=frozenset({caller, legs[BEN]}),
            bridges=frozenset(),
        )
    )
    phase = scene.call(call_id).phase
    assert isinstance(phase, Announcing)
    assert phase.agent_id == BEN
    assert legs[ANA] in hung_up(asked)


def test_after_a_restart_phones_that_still_ring_go_on_for_what_was_left() -> None:
    scene, call_id, legs = everybody_rings()
    before, alive_at = scene.center, scene.tick(3)
    scene.center = restore(before.configuration, before.calls.values(), before.agents.values(), alive_at=alive_at)
    scene.tick(300)
    caller = scene.call(call_id).leg_id
    scene.happen(
        TelephonyRestored(
            at=scene.tick(),
            legs=frozenset({caller, legs[BEN]}),
            answered_legs=frozenset({caller}),
            bridges=frozenset(),
        )
    )
    phase = scene.call(call_id).phase
    assert isinstance(phase, Ringing)
    assert [offer.agent_id for offer in phase.offers] == [BEN]
    assert [timer.due for timer in scene.call(call_id).timers] == [scene.now + timedelta(seconds=17)]
