"""Callers who cannot stay in a line: it is full, slow, closed, or served by nobody. Each way out in a corner of its own."""

from collections.abc import Callable, Mapping
from contextlib import ExitStack
from datetime import timedelta

from agents.configuration import Overflow, ToAgent, ToCallback, ToGoodbye, ToNumber
from ivr.hours import Calendar, Manual
from ivr.prompt import Speech
from tests.system.caller_phone import CallerPhone
from tests.system.corners import Corner, Plan, agent_id_of
from tests.system.hearing import ANA, BEN, CALLER, OUTSIDE, hears, spoken
from tests.system.stored import details_of
from tests.system.tones import likeness

FESTIVAL = "Our office is closed for the spring festival. We are back on Monday."
CALENDAR = Calendar(id="closed", name="Closed", zone="Asia/Shanghai", manual=Manual(open=False, text={"en": FESTIVAL}))
ELSEWHERE = "+862162881234"
TYPED = "13800138777"
SORRY = "Nobody is here today. Please write to us."


def full_leads_to_an_agent(corner: Corner) -> None:
    """One may wait; the second is offered to an agent who does not serve the queue, and the first keeps waiting."""
    _, deputy = corner.agents
    with ExitStack() as stack:
        first = corner.caller(stack)
        corner.until_phase("Waiting")
        deputy.ready()
        second = corner.caller(stack)
        deputy.phone.answer()
        deputy.expect("talking")
        hears(second, BEN)
        hears(deputy.phone, CALLER)
        corner.until_phase("Waiting")
        second.hang_up()
        deputy.phone.wait_ended()
        first.hang_up()
        first.wait_ended()
    waited, served = corner.interactions(2)
    assert waited.row.outcome == "abandoned_in_queue"
    assert served.row.outcome == "answered"
    assert ("queue", "overflowed") in [(part.kind, part.outcome) for part in served.segments]


def long_wait_leads_to_an_agent(corner: Corner) -> None:
    """After the longest wait a named agent is asked."""
    _, deputy = corner.agents
    with ExitStack() as stack:
        deputy.ready()
        caller = corner.caller(stack)
        deputy.phone.answer()
        deputy.expect("talking")
        hears(caller, BEN)
        deputy.on_call("hang-up")
        caller.wait_ended()
    detail = corner.interaction()
    assert detail.row.outcome == "answered"
    assert [part.outcome for part in detail.segments if part.kind == "queue"] == ["overflowed", "answered"]


def long_wait_leads_to_an_outside_number(corner: Corner) -> None:
    """After the longest wait an outside number is dialed; the caller talks there, and it hangs up first."""
    with ExitStack() as stack, corner.carrier:
        caller = corner.caller(stack)
        corner.outside.wait_ringing()
        assert corner.outside.dialed_as == ELSEWHERE
        corner.outside.answer()
        hears(corner.outside, CALLER)
        hears(caller, OUTSIDE)
        corner.outside.hang_up()
        caller.wait_ended()
    detail = corner.interaction()
    assert (detail.row.outcome, detail.ended_by) == ("sent_outside", "outside")
    assert [(part.kind, part.outcome) for part in detail.segments] == [
        ("ivr", "queued"),
        ("queue", "overflowed"),
        ("outside", "completed"),
    ]
    assert detail.segments[-1].talk_ms >= 1000


def long_wait_leads_to_a_callback_on_a_number_that_is_typed(corner: Corner) -> None:
    """After the longest wait the caller is asked, types another number, and is called there in the old place."""
    (ana,) = corner.agents
    with ExitStack() as stack:
        caller = corner.caller(stack)
        corner.until_phase("AskingNumber", stage="confirming", number=f"+86{corner.caller_number}", why="long_wait")
        caller.press("2")
        corner.until_phase("AskingNumber", stage="entering")
        _typed(corner, caller, "012")
        corner.until_phase("AskingNumber", stage="entering", failures=1, digits="")
        _typed(corner, caller, TYPED)
        corner.until_phase("AskingNumber", stage="confirming", number=f"+86{TYPED}")
        caller.press("1")
        caller.wait_ended()
    with corner.carrier:
        ana.ready()
        ana.phone.answer()
        corner.outside.wait_ringing()
        assert corner.outside.dialed_as == f"+86{TYPED}"
        corner.outside.answer()
        ana.expect("talking")
        hears(corner.outside, ANA)
        ana.on_call("hang-up")
        corner.outside.wait_ended()
    asked = corner.interaction()
    assert (asked.row.outcome, asked.ended_by) == ("callback_requested", "system")
    (reached,) = details_of(corner.sam, TYPED, 1)
    assert reached.row.outcome == "answered"


def _typed(corner: Corner, caller: CallerPhone, digits: str) -> None:
    for place, key in enumerate(digits, start=1):
        caller.press(key)
        corner.until_phase("AskingNumber", stage="entering", digits=digits[:place])
    caller.press("#")


def nobody_signed_in_leads_to_a_goodbye(corner: Corner) -> None:
    """Nobody who serves the queue is there: the caller hears so, and is not left waiting."""
    _turned_away(corner, SORRY)


def closed_hours_lead_to_a_goodbye_with_the_calendars_message(corner: Corner) -> None:
    """An agent is there, but the day is not a working one: the caller hears the calendar's own words."""
    (ana,) = corner.agents
    ana.ready()
    _turned_away(corner, FESTIVAL)
    assert ana.me["state"] == "ready"


def _turned_away(corner: Corner, text: str) -> None:
    words = spoken(Speech(text=text, language="en"), corner.site)
    with ExitStack() as stack:
        caller = corner.caller(stack)
        caller.wait_answered()
        caller.wait_ended()
        heard = caller.since(0)
    assert likeness(heard, words) > 0.6
    detail = corner.interaction()
    assert (detail.row.outcome, detail.ended_by) == ("turned_away", "system")


def _deputy(play: Callable[[Corner], None]) -> ToAgent:
    return ToAgent(agent_id=agent_id_of(play.__name__, 1))


PLANS: Mapping[Callable[[Corner], None], Plan] = {
    full_leads_to_an_agent: Plan(
        agents=2,
        members=1,
        rules={"overflow": Overflow(maximum_length=1, on_full=_deputy(full_leads_to_an_agent))},
    ),
    long_wait_leads_to_an_agent: Plan(
        agents=2,
        members=1,
        rules={
            "overflow": Overflow(maximum_wait=timedelta(seconds=2), on_long_wait=_deputy(long_wait_leads_to_an_agent))
        },
    ),
    long_wait_leads_to_an_outside_number: Plan(
        rules={
            "overflow": Overflow(maximum_wait=timedelta(seconds=2), on_long_wait=ToNumber(number=ELSEWHERE)),
        },
    ),
    long_wait_leads_to_a_callback_on_a_number_that_is_typed: Plan(
        rules={"overflow": Overflow(maximum_wait=timedelta(seconds=2), on_long_wait=ToCallback())},
    ),
    nobody_signed_in_leads_to_a_goodbye: Plan(
        agents=0, rules={"overflow": Overflow(on_nobody=ToGoodbye(text={"en": SORRY}))}
    ),
    closed_hours_lead_to_a_goodbye_with_the_calendars_message: Plan(rules={"hours": CALENDAR.id}),
}
