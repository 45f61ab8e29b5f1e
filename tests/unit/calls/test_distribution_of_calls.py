"""Steps of requirements, preferred agents, priorities, pauses after refusals, and the ways to end the paperwork."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from msgspec import structs

from agents.configuration import Relaxation, Requirement, Retry
from agents.routing import Routing
from agents.state import AfterCallWork, NotReady, Ready, Reserved
from app.calls import queueing
from app.calls.actions import RecordWrapUp
from app.calls.configuration import NumberRoute
from app.calls.events import (
    AgentSignedOut,
    ConfigurationChanged,
    CustomerFound,
    HangUpRequested,
    LegEnded,
    NotesChanged,
    OfferDeclined,
    StateRequested,
    WrapUpEnded,
)
from app.calls.recovery import restore
from app.calls.state import Ringing, Waiting
from customers.profile import CustomerSummary
from ivr.flow import Flow
from tests.center import ANA, BEN, CAI, Scene, configuration

ENGLISH_THEN_ANYBODY = (
    Relaxation(needs=(Requirement(skill="english", level=50),)),
    Relaxation(after=timedelta(seconds=30)),
)


def scene_with(skills: dict[UUID, dict[str, int]] | None = None, **rules: Any) -> Scene:
    """The small site, with other rules for the support queue."""
    usual = configuration()
    support = structs.replace(usual.queues["support"], **rules)
    agents = usual.agents
    for agent_id, levels in (skills or {}).items():
        agents = agents.set(agent_id, structs.replace(agents[agent_id], skills=levels))
    scene = Scene()
    changed = structs.replace(usual, queues=usual.queues.set("support", support), agents=agents)
    scene.happen(ConfigurationChanged(at=scene.now, configuration=changed))
    return scene


def rung(scene: Scene, call_id: UUID) -> list[UUID]:
    phase = scene.call(call_id).phase
    return [offer.agent_id for offer in phase.offers] if isinstance(phase, Ringing) else []


def what(scene: Scene, call_id: UUID) -> list[str]:
    return [moment.what for moment in scene.call(call_id).timeline]


def wait(scene: Scene, name: str, routing: Routing) -> UUID:
    """A caller whom a flow sends to support with wishes of their own."""
    call_id = scene.arrive(name)
    queue = scene.center.configuration.queues["support"]
    scene.center, _ = queueing.enqueue(scene.center, scene.call(call_id), queue, scene.tick(), routing=routing)
    return call_id


def test_a_caller_waits_for_the_skill_until_the_next_step_is_reached() -> None:
    scene = scene_with({ANA: {"english": 80}}, requirements=ENGLISH_THEN_ANYBODY)
    scene.ready(ANA, BEN)
    first, second = scene.queue("first"), scene.queue("second")
    assert rung(scene, first) == [ANA]
    assert rung(scene, second) == []
    why = scene.call(second).timeline[-1].why
    assert why is not None
    assert (why.step, why.steps, why.next_step_s) == (0, 2, 30.0)
    assert {(excluded.reason, excluded.examples) for excluded in why.excluded} == {
        ("reserved", (ANA,)),
        ("not_yet", (BEN,)),
    }
    scene.timer(second)
    assert rung(scene, second) == [BEN]
    assert what(scene, second)[-2:] == ["relaxed", "offered"]


def test_a_step_that_nobody_signed_in_could_match_is_passed_over_at_once() -> None:
    scene = scene_with({ANA: {"english": 80}}, requirements=ENGLISH_THEN_ANYBODY)
    scene.ready(BEN)
    assert rung(scene, scene.queue()) == [BEN]


def test_callers_move_on_when_the_last_who_could_match_their_step_leaves() -> None:
    scene = scene_with({ANA: {"english": 80}}, requirements=ENGLISH_THEN_ANYBODY)
    scene.ready(ANA, BEN)
    scene.happen(StateRequested(at=scene.tick(), agent_id=ANA, wanted="not_ready", reason="break"))
    call_id = scene.queue()
    assert rung(scene, call_id) == []
    scene.happen(AgentSignedOut(at=scene.tick(), agent_id=ANA))
    assert rung(scene, call_id) == [BEN]


def test_the_step_survives_an_offer_that_was_not_taken_and_a_restart() -> None:
    scene = scene_with({ANA: {"english": 80}}, requirements=ENGLISH_THEN_ANYBODY)
    scene.ready(ANA)
    scene.happen(StateRequested(at=scene.tick(), agent_id=ANA, wanted="not_ready", reason="break"))
    call_id = scene.queue()
    scene.timer(call_id)
    scene.ready(BEN)
    scene.happen(OfferDeclined(at=scene.tick(), agent_id=BEN, call_id=call_id))
    assert scene.center.floor.places[call_id].step == 1
    center = restore(scene.center.configuration, scene.center.calls.values(), scene.center.agents.values())
    assert center.floor.places[call_id].step == 1


def test_a_caller_is_kept_for_the_preferred_agent_and_then_offered_to_everybody() -> None:
    scene = scene_with(sticky=timedelta(seconds=20))
    scene.ready(ANA, BEN)
    scene.happen(StateRequested(at=scene.tick(), agent_id=BEN, wanted="not_ready", reason="break"))
    call_id = wait(scene, "regular", Routing(preferred=BEN))
    assert rung(scene, call_id) == []
    scene.timer(call_id)
    assert rung(scene, call_id) == [ANA]
    assert "widened" in what(scene, call_id)


def test_the_agent_of_the_last_talk_is_preferred() -> None:
    scene = scene_with(sticky=timedelta(seconds=20))
    scene.ready(ANA, BEN)
    call_id = scene.arrive("regular")
    scene.happen(CustomerFound(at=scene.tick(), call_id=call_id, customer=None, last_agent_id=BEN))
    scene.playback_ends()
    scene.press(call_id, "2")
    assert rung(scene, call_id) == [BEN]


def straight_to_support(scene: Scene) -> None:
    """The number leads into the queue, without a menu before it."""
    steps = {"q": {"type": "queue", "queue": "support"}}
    flow = Flow.model_validate({"id": "straight", "name": "Straight", "start": "q", "steps": steps})
    configuration = scene.center.configuration
    numbers = configuration.numbers.set("5000", NumberRoute(dialed_number="5000", flow_id="straight"))
    changed = structs.replace(configuration, flows=configuration.flows.set("straight", flow), numbers=numbers)
    scene.happen(ConfigurationChanged(at=scene.tick(), configuration=changed))


def found(scene: Scene, call_id: UUID, last_agent_id: UUID | None) -> None:
    scene.happen(CustomerFound(at=scene.tick(), call_id=call_id, customer=None, last_agent_id=last_agent_id))


@pytest.mark.parametrize(("last", "rings"), [(BEN, BEN), (ANA, ANA), (None, ANA), (CAI, ANA)])
def test_without_a_menu_the_agent_of_the_last_talk_is_preferred_when_the_look_up_answers(
    last: UUID | None, rings: UUID
) -> None:
    scene = scene_with(sticky=timedelta(seconds=20))
    straight_to_support(scene)
    scene.ready(ANA, BEN)
    call_id = scene.arrive("regular", number="5000")
    assert rung(scene, call_id) == []
    found(scene, call_id, last)
    assert rung(scene, call_id) == [rings]
    before = scene.center.calls[call_id]
    found(scene, call_id, BEN)
    assert scene.center.calls[call_id].phase == before.phase, "a late answer moves nobody"


def test_a_look_up_that_does_not_answer_keeps_nobody_waiting_for_long() -> None:
    scene = scene_with(sticky=timedelta(seconds=20))
    straight_to_support(scene)
    scene.ready(ANA)
    call_id = scene.arrive("regular", number="5000")
    began = scene.now
    scene.timer(call_id)
    assert scene.now == began + timedelta(seconds=2)
    assert rung(scene, call_id) == [ANA]


def test_who_becomes_ready_during_the_look_up_does_not_take_the_caller_before_it() -> None:
    scene = scene_with(sticky=timedelta(seconds=20))
    straight_to_support(scene)
    scene.ready(BEN)
    scene.happen(StateRequested(at=scene.tick(), agent_id=BEN, wanted="not_ready", reason="break"))
    call_id = scene.arrive("regular", number="5000")
    scene.ready(ANA)
    assert rung(scene, call_id) == []
    found(scene, call_id, BEN)
    assert rung(scene, call_id) == []
    scene.ready(BEN)
    assert rung(scene, call_id) == [BEN]


def test_nobody_is_kept_waiting_for_an_agent_who_is_not_there() -> None:
    scene = scene_with(sticky=timedelta(seconds=20))
    scene.ready(ANA)
    assert rung(scene, wait(scene, "regular", Routing(preferred=BEN))) == [ANA]


def test_everybody_may_have_the_caller_when_the_preferred_agent_leaves() -> None:
    scene = scene_with(sticky=timedelta(seconds=20))
    scene.ready(ANA, BEN)
    scene.happen(StateRequested(at=scene.tick(), agent_id=BEN, wanted="not_ready", reason="break"))
    call_id = wait(scene, "regular", Routing(preferred=BEN))
    scene.happen(AgentSignedOut(at=scene.tick(), agent_id=BEN))
    assert rung(scene, call_id) == [ANA]


def test_a_call_for_one_agent_waits_for_that_agent_alone() -> None:
    scene = scene_with()
    scene.ready(ANA)
    call_id = wait(scene, "transferred", Routing(only=CAI))
    assert rung(scene, call_id) == []
    scene.ready(CAI)
    assert rung(scene, call_id) == [CAI]


def test_whoever_is_chosen_without_the_skill_is_not_counted_as_lacking_it() -> None:
    scene = scene_with()
    scene.ready(ANA, BEN)
    call_id = wait(scene, "regular", Routing(preferred=BEN, needs=(Requirement(skill="billing", level=50),)))
    assert rung(scene, call_id) == [BEN]
    why = next(moment.why for moment in scene.call(call_id).timeline if moment.what == "offered")
    assert why is not None
    assert (why.eligible, why.chosen) == (1, (BEN,))
    lacking = [(excluded.count, excluded.examples) for excluded in why.excluded if excluded.reason == "lacks_skill"]
    assert lacking == [(1, (ANA,))]


def test_needs_of_the_caller_are_demanded_at_every_step() -> None:
    scene = scene_with({BEN: {"billing": 60}})
    scene.ready(ANA)
    call_id = wait(scene, "billing", Routing(needs=(Requirement(skill="billing", level=50),)))
    assert rung(scene, call_id) == []
    why = scene.call(call_id).timeline[-1].why
    assert why is not None
    assert [(e.reason, e.count, e.detail) for e in why.excluded if e.reason == "lacks_skill"] == [
        ("lacks_skill", 1, "billing 50")
    ]
    scene.ready(BEN)
    assert rung(scene, call_id) == [BEN]


def test_the_tier_of_a_customer_who_is_recognised_late_moves_the_caller_forward() -> None:
    scene = scene_with(tier_priority={"vip": timedelta(seconds=60)})
    first, second = scene.queue("first"), scene.queue("second")
    customer = CustomerSummary(id=second, name="Wang", tier="vip")
    scene.happen(CustomerFound(at=scene.tick(), call_id=second, customer=customer))
    assert [call_id for _, call_id in scene.center.floor.line("support")] == [second, first]
    scene.ready(ANA)
    assert rung(scene, second) == [ANA]


def test_an_agent_of_several_queues_gets_the_call_with_the_highest_score() -> None:
    scene = scene_with(weight=3.0)
    sales = scene.queue("sales", digit="1")
    scene.tick(30)
    support = scene.queue("support")
    scene.tick(60)
    scene.ready(BEN)
    assert rung(scene, support) == [BEN]
    why = scene.call(support).timeline[-1].why
    assert why is not None
    assert [(rival.queue_id, rival.call_id) for rival in why.rivals] == [("sales", sales)]
    assert why.score > why.rivals[0].score


def test_a_pause_after_a_refusal_keeps_the_agent_ready_but_unoffered() -> None:
    scene = scene_with(retry=Retry(declined=timedelta(seconds=15)))
    scene.ready(ANA)
    call_id = scene.queue()
    scene.happen(OfferDeclined(at=scene.tick(), agent_id=ANA, call_id=call_id))
    assert scene.agent(ANA).state == Ready()
    assert isinstance(scene.call(call_id).phase, Waiting)
    scene.timer(ANA)
    assert rung(scene, call_id) == [ANA]


def test_a_busy_phone_is_tried_again_a_little_later() -> None:
    scene = scene_with()
    scene.ready(ANA)
    call_id = scene.queue()
    scene.happen(LegEnded(at=scene.tick(), leg_id=scene.ringing_leg(), hangup_cause=17))
    assert (scene.agent(ANA).state, scene.agent(ANA).paused_until) == (Ready(), scene.now + timedelta(seconds=5))
    assert "busy" in what(scene, call_id)


def test_asking_for_ready_ends_the_pause() -> None:
    scene = scene_with(retry=Retry(declined=timedelta(seconds=15)))
    scene.ready(ANA)
    call_id = scene.queue()
    scene.happen(OfferDeclined(at=scene.tick(), agent_id=ANA, call_id=call_id))
    scene.happen(StateRequested(at=scene.tick(), agent_id=ANA, wanted="ready"))
    assert rung(scene, call_id) == [ANA]


def talked(scene: Scene) -> UUID:
    """Ana has talked with a caller and hung up."""
    scene.ready(ANA)
    call_id = scene.queue()
    scene.answer()
    scene.happen(NotesChanged(at=scene.tick(), agent_id=ANA, call_id=call_id, notes="n"))
    scene.happen(HangUpRequested(at=scene.tick(), agent_id=ANA, call_id=call_id))
    return call_id


def paperwork(scene: Scene) -> list[str]:
    return [action.wrap_up.notes for action in scene.actions if isinstance(action, RecordWrapUp)]


def test_without_paperwork_the_agent_is_ready_at_once() -> None:
    scene = scene_with(wrap_up_mode="none")
    talked(scene)
    assert scene.agent(ANA).state == Ready()
    assert paperwork(scene) == ["n"]
    assert scene.agent(ANA).wrap_up is None


def test_paperwork_until_ready_has_no_limit() -> None:
    scene = scene_with(wrap_up_mode="until_ready")
    call_id = talked(scene)
    assert scene.agent(ANA).state == AfterCallWork(call_id=call_id)
    assert scene.agent(ANA).timers == ()
    scene.happen(StateRequested(at=scene.tick(), agent_id=ANA, wanted="ready"))
    assert scene.agent(ANA).state == Ready()
    assert paperwork(scene) == ["n"]


def test_optional_paperwork_stays_open_while_the_agent_is_ready() -> None:
    scene = scene_with(wrap_up_mode="optional")
    call_id = talked(scene)
    assert scene.agent(ANA).state == Ready()
    scene.happen(NotesChanged(at=scene.tick(), agent_id=ANA, call_id=call_id, notes="more"))
    scene.timer(ANA)
    assert paperwork(scene) == ["more"]


def test_the_next_call_closes_optional_paperwork() -> None:
    scene = scene_with(wrap_up_mode="optional")
    talked(scene)
    second = scene.queue("second")
    assert scene.agent(ANA).state == Reserved(call_id=second)
    assert paperwork(scene) == ["n"]


def test_optional_paperwork_is_ended_by_the_agent_without_a_change_of_state() -> None:
    scene = scene_with(wrap_up_mode="optional")
    talked(scene)
    scene.happen(WrapUpEnded(at=scene.tick(), agent_id=ANA))
    assert (scene.agent(ANA).state, paperwork(scene)) == (Ready(), ["n"])


def test_an_agent_without_capacity_for_voice_is_offered_no_calls() -> None:
    scene = scene_with()
    changed = scene.center.configuration
    ana = structs.replace(changed.agents[ANA], capacity={"voice": 0})
    changed = structs.replace(changed, agents=changed.agents.set(ANA, ana))
    scene.happen(ConfigurationChanged(at=scene.tick(), configuration=changed))
    scene.ready(ANA)
    call_id = scene.queue()
    assert isinstance(scene.call(call_id).phase, Waiting)
    why = scene.call(call_id).timeline[-1].why
    assert why is not None
    assert ("at_capacity", (ANA,)) in {(excluded.reason, excluded.examples) for excluded in why.excluded}


def test_edited_requirements_take_effect_for_those_already_waiting() -> None:
    scene = scene_with({ANA: {"english": 80}}, requirements=ENGLISH_THEN_ANYBODY)
    scene.ready(ANA, BEN)
    scene.happen(StateRequested(at=scene.tick(), agent_id=ANA, wanted="not_ready", reason="break"))
    call_id = scene.queue()
    assert rung(scene, call_id) == []
    changed = scene.center.configuration
    anybody = structs.replace(changed.queues["support"], requirements=())
    changed = structs.replace(changed, queues=changed.queues.set("support", anybody))
    scene.happen(ConfigurationChanged(at=scene.tick(), configuration=changed))
    assert rung(scene, call_id) == [BEN]


def test_the_declined_agent_without_a_pause_is_not_ready() -> None:
    scene = scene_with()
    scene.ready(ANA)
    call_id = scene.queue()
    scene.happen(OfferDeclined(at=scene.tick(), agent_id=ANA, call_id=call_id))
    assert scene.agent(ANA).state == NotReady(reason="declined")
