"""The twelve most dangerous cells of the hang-up matrix (tests/unit/calls/test_hang_up_matrix.py), each with real phones.

Chosen because two machines decide at once, or because somebody is left whom nobody looks after: each says which.
"""

from collections.abc import Callable, Mapping
from contextlib import ExitStack

from agents.configuration import CallbackPolicy, ToCallback
from tests.system.corners import Corner, Plan, promised
from tests.system.hearing import ANA, BEN, CALLER, hears, hears_no_speaker
from tests.waiting import until

Cell = Callable[[Corner], None]


def caller_gives_up_as_the_agent_is_offered(corner: Corner) -> None:
    """The offer is committed, and the INVITE to the agent is on its way: a phone must not go on ringing for nobody."""
    (ana,) = corner.agents
    with ExitStack() as stack:
        ana.ready()
        caller = corner.caller(stack)
        until(lambda: ana.call, "the call is offered")
        caller.hang_up()
        caller.wait_ended()
        until(lambda: ana.call is None and not ana.phone.ringing, "the phone rings no more")
    detail = corner.interaction()
    assert detail.row.outcome in ("abandoned_ringing", "abandoned_in_queue")
    until(lambda: ana.me["state"] == "ready", "the agent is not blamed")


def caller_hangs_up_as_the_agent_answers(corner: Corner) -> None:
    """The agent's 200 and the caller's BYE cross: the agent must not be joined with silence."""
    (ana,) = corner.agents
    with ExitStack() as stack:
        ana.ready()
        caller = corner.caller(stack)
        ana.phone.answer()
        caller.hang_up()
        caller.wait_ended()
        ana.phone.wait_ended()
    detail = corner.interaction()
    agents = [part for part in detail.segments if part.kind == "agent"]
    assert (detail.row.outcome == "answered") == bool(agents)
    assert detail.ended_by == "caller"
    until(lambda: ana.me["state"] == "ready", "the agent is free for the next")


def both_hang_up_at_once(corner: Corner) -> None:
    """Caller, agent's phone and agent's page end the call in the same moment: one contact, ended once."""
    (ana,) = corner.agents
    with ExitStack() as stack:
        caller = corner.talk(stack)
        hears(caller, ANA)
        hears(ana.phone, CALLER)
        caller.hang_up()
        ana.phone.hang_up()
        call = ana.call
        assert call is None or ana.ask(f"calls/{call['id']}/hang-up").status_code in (204, 404, 409)
        caller.wait_ended()
        ana.phone.wait_ended()
    detail = corner.interaction()
    assert detail.row.outcome == "answered"
    assert [part.outcome for part in detail.segments if part.kind == "agent"] == ["completed"]


def caller_hangs_up_on_hold_as_the_agent_comes_back(corner: Corner) -> None:
    """The caller is out of the bridge, and is put back into it after having gone."""
    (ana,) = corner.agents
    with ExitStack() as stack:
        caller = corner.talk(stack)
        ana.on_call("hold", hold=True)
        hears_no_speaker(caller)
        call = ana.expect("held")
        caller.hang_up()
        assert ana.ask(f"calls/{call['id']}/hold", hold=False).status_code in (204, 404, 409)
        caller.wait_ended()
        ana.phone.wait_ended()
    assert (corner.interaction().row.outcome, corner.interaction().ended_by) == ("answered", "caller")


def customer_leaves_a_consultation(corner: Corner) -> None:
    """Whom the call is about has gone from hold, and two others talk: they may finish, and nothing of the call stays."""
    ana, ben = corner.agents
    with ExitStack() as stack:
        caller = corner.talk(stack)
        corner.consult()
        caller.hang_up()
        caller.wait_ended()
        hears(ana.phone, BEN)
        hears(ben.phone, ANA)
        ben.phone.hang_up()
        ana.phone.wait_ended()
    detail = corner.interaction()
    assert "caller_hung_up" in [moment.what for moment in detail.timeline]
    assert detail.ended_by == "agent", "the talk went on without the customer"


def agent_leaves_a_consultation(corner: Corner) -> None:
    """Who holds the two ends together is gone: customer and colleague sit in two bridges, alone each."""
    ana, ben = corner.agents
    with ExitStack() as stack:
        caller = corner.talk(stack)
        corner.consult()
        ana.phone.hang_up()
        hears(caller, BEN)
        hears(ben.phone, CALLER)
        ana.expect_free()
        caller.hang_up()
        ben.phone.wait_ended()
    agents = [part.agent_number for part in corner.interaction().segments if part.kind == "agent"]
    assert len(agents) == 2


def colleague_leaves_as_the_transfer_is_completed(corner: Corner) -> None:
    """The customer is being moved to somebody who has just gone: nobody may be left with music."""
    ana, ben = corner.agents
    with ExitStack() as stack:
        caller = corner.talk(stack)
        corner.consult()
        call = ana.expect("consulting")
        ben.phone.hang_up()
        completed = ana.ask(f"calls/{call['id']}/consult/complete").status_code
        ben.phone.wait_ended()
        if completed == 409:
            ana.on_call("hold", hold=False)
            hears(caller, ANA)
            hears(ana.phone, CALLER)
            ana.phone.hang_up()
        ana.phone.wait_ended()
        caller.wait_ended()
    assert corner.interaction().row.outcome == "answered"


def customer_leaves_as_the_transfers_target_answers(corner: Corner) -> None:
    """Three legs in three places, and the reason for all of them goes while the third is picked up."""
    ana, ben = corner.agents
    with ExitStack() as stack:
        caller = corner.talk(stack)
        ana.on_call("transfer", to={"type": "agent", "agent_id": str(ben.id)})
        ben.phone.wait_ringing()
        caller.hang_up()
        ben.phone.answer_if_it_rings()
        caller.wait_ended()
        ana.phone.hang_up()
        ben.phone.wait_ended()
        ana.phone.wait_ended()
    assert corner.interaction().ended_by == "caller"


def agents_phone_goes_as_it_swaps(corner: Corner) -> None:
    """Everybody changes places, and the one who asked for it is gone: the other two are left in two places."""
    ana, ben = corner.agents
    with ExitStack() as stack:
        caller = corner.talk(stack)
        corner.consult()
        call = ana.expect("consulting")
        ana.phone.hang_up()
        assert ana.ask(f"calls/{call['id']}/consult/swap").status_code in (204, 404, 409)
        hears(caller, BEN)
        hears(ben.phone, CALLER)
        ben.phone.hang_up()
        caller.wait_ended()
    assert corner.interaction().row.outcome == "answered"


def the_one_who_made_a_conference_leaves_it(corner: Corner) -> None:
    """The call changes hands while two mix with each other: they stay together, and the colleague now has the call."""
    ana, ben = corner.agents
    with ExitStack() as stack:
        caller = corner.talk(stack)
        corner.consult()
        ana.on_call("consult/merge")
        hears(caller, ANA, BEN)
        ana.phone.hang_up()
        hears(caller, BEN)
        hears(ben.phone, CALLER)
        ben.on_call("hang-up")
        caller.wait_ended()
        ben.phone.wait_ended()
    assert [part.outcome for part in corner.interaction().segments if part.kind == "agent"][-1] == "completed"


def customer_hangs_up_in_a_menu_as_the_agent_takes_back(corner: Corner) -> None:
    """The customer belongs to a flow and to a waiting agent at once, and both reach for a leg that is gone."""
    (ana,) = corner.agents
    with ExitStack() as stack:
        caller = corner.talk(stack)
        to = {"type": "menu", "flow_id": "hotline", "step_id": "menu", "comes_back": True}
        ana.on_call("transfer", to=to)
        call = ana.expect("in_menu")
        caller.hang_up()
        assert ana.ask(f"calls/{call['id']}/take-back").status_code in (204, 404, 409)
        caller.wait_ended()
        ana.phone.wait_ended()
    assert corner.interaction().ended_by == "caller"


def agent_hangs_up_as_the_called_back_customer_answers(corner: Corner) -> None:
    """A promise is being kept, and nobody is left to keep it when the customer picks up: it must not ring on, nor be lost."""
    (ana,) = corner.agents
    with ExitStack() as stack, corner.carrier:
        promised(corner, stack)
        ana.ready()
        ana.phone.answer()
        corner.outside.wait_ringing()
        ana.phone.hang_up()
        corner.outside.answer_if_it_rings()
        corner.outside.wait_ended()
        ana.phone.wait_ended()
    first, second = corner.interactions(2)
    assert first.row.outcome == "callback_requested"
    assert second.row.outcome in ("answered", "cancelled", "no_answer")


PLANS: Mapping[Cell, Plan] = {
    caller_gives_up_as_the_agent_is_offered: Plan(),
    caller_hangs_up_as_the_agent_answers: Plan(),
    both_hang_up_at_once: Plan(),
    caller_hangs_up_on_hold_as_the_agent_comes_back: Plan(),
    customer_leaves_a_consultation: Plan(agents=2),
    agent_leaves_a_consultation: Plan(agents=2),
    colleague_leaves_as_the_transfer_is_completed: Plan(agents=2),
    customer_leaves_as_the_transfers_target_answers: Plan(agents=2),
    agents_phone_goes_as_it_swaps: Plan(agents=2),
    the_one_who_made_a_conference_leaves_it: Plan(agents=2),
    customer_hangs_up_in_a_menu_as_the_agent_takes_back: Plan(),
    agent_hangs_up_as_the_called_back_customer_answers: Plan(
        rules={"keys": {"1": ToCallback()}, "callback": CallbackPolicy(attempts=1)}
    ),
}
