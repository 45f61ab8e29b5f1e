"""What a queue demands of its agents and allows its callers, each rule in a corner of its own."""

from collections.abc import Callable, Mapping
from contextlib import ExitStack
from datetime import timedelta

from agents.configuration import CallbackPolicy, Overflow, ToCallback
from ivr.hours import Calendar, Manual
from tests.system.caller_phone import caller_phone
from tests.system.corners import Corner, Plan, promised
from tests.system.hearing import ANA, BEN, CALLER, OUTSIDE, hears, hears_no_speaker
from tests.system.stored import live_states
from tests.waiting import until

OTHER = "15500009901"
CLOSING_HOURS = Calendar(id="closing", name="Closing", zone="Asia/Shanghai", manual=Manual(open=True))
CALLBACK_HOURS = Calendar(id="callbacks", name="Callbacks", zone="Asia/Shanghai", manual=Manual(open=False))


def a_consulted_queue_is_waited_for_until_somebody_there_is_free(corner: Corner) -> None:
    """The agent stands in the queue's line with the caller on hold; a colleague who gets free is rung, asked, and takes over."""
    ana, ben = corner.agents
    with ExitStack() as stack:
        caller = corner.talk(stack)
        ana.on_call("consult", to={"type": "queue", "queue_id": corner.queue_id})
        until(lambda: consultation(corner) == "waiting", "the talk stands in the queue's line")
        hears_no_speaker(caller)
        assert not ben.phone.ringing, "nobody who rests is rung"
        ben.ready()
        ben.phone.answer()
        until(lambda: consultation(corner) == "talking", "the colleague is on the line")
        hears(ana.phone, BEN)
        ana.on_call("consult/swap")
        until(lambda: consultation(corner) == "held", "the colleague is on hold")
        hears(caller, ANA)
        ana.on_call("consult/complete")
        hears(caller, BEN)
        hears(ben.phone, CALLER)
        caller.hang_up()
        ben.phone.wait_ended()
    parts = [part.outcome for part in corner.interaction().segments if part.kind == "agent"]
    assert parts == ["transferred", "completed"]


def nobody_is_called_back_outside_the_hours(corner: Corner) -> None:
    """A free agent is offered nothing and nobody is dialed until customers may be called; then both happen at once."""
    (ana,) = corner.agents
    with ExitStack() as stack, corner.carrier:
        promised(corner, stack)
        corner.until_phase("Scheduled")
        ana.ready()
        assert ana.me["state"] == "ready"
        assert not ana.phone.ringing
        path = f"/api/v1/calendars/{CALLBACK_HOURS.id}/manual"
        corner.sam.put(path, json={"open": True}).raise_for_status()
        ana.phone.answer()
        corner.outside.answer()
        ana.expect("talking")
        hears(corner.outside, ANA)
        hears(ana.phone, OUTSIDE)
        ana.on_call("hang-up")
        corner.outside.wait_ended()
    asked, reached = corner.interactions(2)
    assert (asked.row.outcome, reached.row.outcome) == ("callback_requested", "answered")
    assert "callback_scheduled" in [moment.what for moment in reached.timeline]


def wrap_up_does_not_end_without_the_disposition_that_is_required(corner: Corner) -> None:
    """Its time is over and the agent asks for the end, and still nothing is offered until the call's outcome is chosen."""
    (ana,) = corner.agents
    with ExitStack() as stack:
        caller = corner.talk(stack)
        ana.on_call("hang-up")
        caller.wait_ended()
        ana.expect("wrap_up")
        until(lambda: ana.me["wrap_up_ends_at"] is None, "the time of the paperwork is over")
        refused = ana.ask("wrap-up/end")
        assert (refused.status_code, refused.json()["code"]) == (409, "disposition_needed")
        assert ana.me["state"] == "after_call_work"
        ana.choose("solved")
        ana.post("wrap-up/end")
        until(lambda: ana.me["state"] == "ready", "the paperwork is done")
    assert corner.interaction().row.disposition == "solved"


def who_redials_soon_has_the_old_place(corner: Corner) -> None:
    """The line broke; somebody else has called meanwhile, and still the one who was first is offered first."""
    (ana,) = corner.agents
    with ExitStack() as stack:
        first = corner.caller(stack)
        corner.until_phase("Waiting")
        first.hang_up()
        until(lambda: not corner.phases(), "the line is broken")
        other = stack.enter_context(
            caller_phone(corner.site.sip_port, number=OTHER, dialed=corner.dialed, name="other", hertz=CALLER)
        )
        until(lambda: OTHER in waiting_numbers(corner), "somebody else waits")
        again = corner.caller(stack)
        corner.until_phase("Waiting")
        ana.ready()
        ana.phone.answer()
        ana.expect("talking")
        hears(again, ANA)
        other.hang_up()
        ana.on_call("hang-up")
        again.wait_ended()
    broken, kept = corner.interactions(2)
    assert (broken.row.outcome, kept.row.outcome) == ("abandoned_in_queue", "answered")
    assert "place_kept" in [moment.what for moment in kept.timeline]


def who_waits_at_closing_time_is_let_go(corner: Corner) -> None:
    """The queue is closed by hand while somebody waits."""
    with ExitStack() as stack:
        caller = corner.caller(stack)
        corner.until_phase("Waiting")
        path = f"/api/v1/calendars/{CLOSING_HOURS.id}/manual"
        corner.sam.put(path, json={"open": False}).raise_for_status()
        caller.wait_ended()
    assert "closed" in [moment.detail for moment in corner.interaction().timeline if moment.what == "turned_away"]


def waiting_numbers(corner: Corner) -> list[str]:
    """Who stands in any line now."""
    return [str(state["caller_number"]) for state in live_states(corner.site) if state["phase"]["type"] == "Waiting"]


def consultation(corner: Corner) -> str:
    """What the first agent's desk shows of the consultation."""
    call = corner.agents[0].call
    consulted = None if call is None else call["consult"]
    return "" if consulted is None else str(consulted["state"])


PLANS: Mapping[Callable[[Corner], None], Plan] = {
    a_consulted_queue_is_waited_for_until_somebody_there_is_free: Plan(agents=2),
    nobody_is_called_back_outside_the_hours: Plan(
        rules={"keys": {"1": ToCallback()}, "callback": CallbackPolicy(attempts=1, hours=CALLBACK_HOURS.id)}
    ),
    who_redials_soon_has_the_old_place: Plan(rules={"redial_window": timedelta(seconds=60)}),
    who_waits_at_closing_time_is_let_go: Plan(rules={"hours": CLOSING_HOURS.id, "overflow": Overflow(closing="exit")}),
    wrap_up_does_not_end_without_the_disposition_that_is_required: Plan(
        rules={"disposition_required": True, "wrap_up": timedelta(seconds=1), "wrap_up_mode": "timed"}
    ),
}
