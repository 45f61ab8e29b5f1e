"""The list of waiting callers, and why one of them still waits."""

from datetime import timedelta

from app.calls.events import StateRequested
from app.web.view_of_waiting import shown_number, waiting_callers, why_mine, why_no_calls, why_still
from tests.center import ANA, BEN, Scene


def test_callers_are_listed_in_the_order_in_which_they_are_served() -> None:
    scene = Scene()
    first, second = scene.queue("first"), scene.queue("second")
    listed = waiting_callers(scene.center, "support", "supervisor")
    assert [(caller.call_id, caller.position) for caller in listed] == [(first, 0), (second, 1)]
    assert listed[0].caller_number == "13800138000"


def test_an_agent_sees_the_end_of_the_number_alone() -> None:
    assert shown_number("13800138000", "agent") == "*******8000"
    assert shown_number("13800138000", "supervisor") == "13800138000"
    assert shown_number("110", "agent") == "110"


def test_a_waiting_caller_is_explained_as_of_now() -> None:
    scene = Scene()
    call_id = scene.queue()
    told = why_still(scene.center, scene.call(call_id), scene.now + timedelta(seconds=40))
    assert (told.stage, told.queue) == ("waiting", "support")
    assert told.why is not None
    assert [(excluded.reason, excluded.count) for excluded in told.why.excluded] == [("not_signed_in", 2)]
    assert told.why.waited_s == 40.0


def test_a_ringing_call_shows_the_decision_that_was_made() -> None:
    scene = Scene()
    scene.ready(ANA)
    call_id = scene.queue()
    told = why_still(scene.center, scene.call(call_id), scene.tick())
    assert told.stage == "ringing"
    assert told.why is not None
    assert (told.why.chosen, told.why.candidates[0].agent) == (["8001"], "8001")


def test_a_call_in_hand_says_why_it_came_until_the_paperwork_is_done() -> None:
    scene = Scene()
    scene.ready(ANA)
    call_id = scene.queue()
    ringing = why_mine(scene.center, call_id, ANA, scene.now)
    assert ringing is not None
    assert ringing.why is not None
    assert why_mine(scene.center, call_id, BEN, scene.now) is None
    scene.answer()
    scene.hang_up(scene.call(call_id).leg_id)
    wrapping = why_mine(scene.center, call_id, ANA, scene.now)
    assert wrapping is not None
    assert (wrapping.stage, wrapping.queue, wrapping.why) == ("wrap_up", "support", ringing.why)


def test_an_agent_sees_the_turn_in_each_queue_and_what_keeps_callers_away() -> None:
    scene = Scene()
    assert why_no_calls(scene.center, ANA, scene.now).queues == []
    scene.ready(BEN, ANA)
    told = why_no_calls(scene.center, ANA, scene.now)
    assert (told.state, told.not_offered) == ("ready", [])
    (support,) = told.queues
    assert (support.queue, support.waiting, support.ready, support.before, support.lacks) == ("Support", 0, 2, 1, [])
    ben = why_no_calls(scene.center, BEN, scene.now)
    assert [(chance.queue, chance.before) for chance in ben.queues] == [("Support", 0), ("Sales", 0)]
    scene.happen(StateRequested(at=scene.tick(), agent_id=ANA, wanted="not_ready", reason="break"))
    told = why_no_calls(scene.center, ANA, scene.now)
    assert (told.state, told.reason) == ("not_ready", "break")
    assert [chance.before for chance in told.queues] == [None]
