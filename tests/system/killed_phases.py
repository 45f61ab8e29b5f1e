"""Calls in the stages beyond a plain talk. Each play stops; the application is killed and restarted; it goes on."""

from collections.abc import Callable, Generator, Mapping
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta

from agents.configuration import CallbackPolicy, Overflow, ToCallback, ToVoicemail
from tests.system.corners import Corner, Plan, promised
from tests.system.hearing import ANA, BEN, CALLER, OUTSIDE, hears, hears_no_speaker
from tests.waiting import until

Play = Callable[[Corner], Generator[None]]
ALIVE = "SELECT alive_at FROM site"
RESTORED = "SELECT max(at) FROM journal WHERE type = 'TelephonyRestored'"


def on_hold(corner: Corner) -> Generator[None]:
    """The customer hears music all the time, and the agent can come back."""
    (ana,) = corner.agents
    with ExitStack() as stack:
        caller = corner.talk(stack)
        ana.on_call("hold", hold=True)
        ana.expect("held")
        hears_no_speaker(caller)
        yield
        ana.expect("held")
        hears_no_speaker(caller)
        ana.on_call("hold", hold=False)
        hears(caller, ANA)
        hears(ana.phone, CALLER)
        caller.hang_up()
        ana.phone.wait_ended()
    detail = corner.interaction()
    assert (detail.row.outcome, detail.ended_by) == ("answered", "caller")


def in_consult(corner: Corner) -> Generator[None]:
    """The two agents talk on, the customer hears nobody; the transfer can be completed."""
    ana, ben = corner.agents
    with ExitStack() as stack:
        caller = corner.talk(stack)
        corner.consult()
        hears(ana.phone, BEN)
        yield
        hears(ben.phone, ANA)
        hears_no_speaker(caller)
        ana.expect("consulting")
        ana.on_call("consult/complete")
        hears(caller, BEN)
        hears(ben.phone, CALLER)
        caller.hang_up()
        ben.phone.wait_ended()
    parts = [part.outcome for part in corner.interaction().segments if part.kind == "agent"]
    assert parts == ["transferred", "completed"]


def in_a_conference(corner: Corner) -> Generator[None]:
    """All three hear the other two, and one of them stays muted."""
    ana, ben = corner.agents
    with ExitStack() as stack:
        caller = corner.talk(stack)
        corner.consult()
        ana.on_call("consult/merge")
        hears(caller, ANA, BEN)
        yield
        hears(caller, ANA, BEN)
        hears(ana.phone, CALLER, BEN)
        hears(ben.phone, CALLER, ANA)
        ana.expect("talking")
        ana.on_call("hang-up")
        hears(caller, BEN)
        caller.hang_up()
        ben.phone.wait_ended()
    assert len([part for part in corner.interaction().segments if part.kind == "agent"]) == 2


def dialing_a_callback(corner: Corner) -> Generator[None]:
    """The customer's telephone goes on ringing, is not rung twice, and is joined when it is picked up."""
    (ana,) = corner.agents
    with ExitStack() as stack:
        promised(corner, stack)
        ana.ready()
        ana.phone.answer()
        corner.outside.wait_ringing()
        invited = corner.outside.headers
        yield
        ana.expect("dialing")
        assert corner.outside.ringing
        assert corner.outside.headers == invited, "nobody is dialed twice"
        corner.outside.answer()
        ana.expect("talking")
        hears(corner.outside, ANA)
        hears(ana.phone, OUTSIDE)
        ana.on_call("hang-up")
        corner.outside.wait_ended()
    assert [detail.row.outcome for detail in corner.interactions(2)] == ["callback_requested", "answered"]


def leaving_a_message(corner: Corner) -> Generator[None]:
    """What is said before, during and after the restart is one message."""
    with ExitStack() as stack:
        caller = corner.caller(stack)
        corner.until_phase("LeavingMessage", spoke=True)
        yield
        caller.press("#")
        caller.wait_ended()
    detail = corner.interaction()
    assert detail.row.outcome == "left_voicemail"
    assert [(part.kind, part.outcome) for part in detail.segments[-1:]] == [("voicemail", "message_left")]
    (recording,) = detail.recordings
    assert recording.status == "ready"


def ringing_at_an_agents_phone(corner: Corner) -> Generator[None]:
    """The phone rings on for no longer than was left, and the time away counts for nothing."""
    (ana,) = corner.agents
    with ExitStack() as stack:
        caller = corner.caller(stack)
        ana.ready()
        ana.phone.wait_ringing()
        due, alive_at = corner.deadline("ring"), moment(corner, ALIVE)
        assert due is not None
        until(lambda: moment(corner, ALIVE) > alive_at, "the application says that it is there")
        alive_at = moment(corner, ALIVE)
        yield
        until(lambda: (corner.deadline("ring") or due) > due, "the deadline runs again, later by the time away")
        restored_at, goes_on = moment(corner, RESTORED), corner.deadline("ring")
        assert goes_on is not None
        assert goes_on - restored_at <= due - alive_at, "no longer than was left"
        ana.phone.answer()
        ana.expect("talking")
        hears(caller, ANA)
        caller.hang_up()
        ana.phone.wait_ended()
    detail = corner.interaction()
    assert [part.outcome for part in detail.segments if part.kind == "queue"] == ["answered"]


def moment(corner: Corner, query: str) -> datetime:
    """One moment that the site has stored."""
    ((stored,),) = corner.site.rows(query)
    return datetime.fromisoformat(str(stored)).replace(tzinfo=UTC)


def in_wrap_up(corner: Corner) -> Generator[None]:
    """The paperwork is still open, with what was written; nothing is offered meanwhile."""
    (ana,) = corner.agents
    with ExitStack() as stack:
        caller = corner.talk(stack)
        ana.on_call("hang-up")
        caller.wait_ended()
        ana.expect("wrap_up")
        yield
        assert ana.me["state"] == "after_call_work"
        ana.expect("wrap_up")
        ana.post("wrap-up/end")
        until(lambda: ana.me["state"] == "ready", "the paperwork is done")
    assert corner.interaction().row.outcome == "answered"


def ringing_at_a_number_while_it_is_away(corner: Corner) -> Generator[None]:
    """Somebody dials while no application is there: the telephone rings, and is answered when there is one again."""
    yield
    with ExitStack() as stack:
        caller = corner.caller(stack)
        yield
        caller.wait_answered()
        corner.until_phase("Waiting")
        caller.hang_up()
        caller.wait_ended()
    detail = corner.interaction()
    assert (detail.row.outcome, detail.reconciled) == ("abandoned_in_queue", False)


_CALLS_BACK = {"keys": {"1": ToCallback()}, "callback": CallbackPolicy(attempts=1)}
PLANS: Mapping[Play, Plan] = {
    on_hold: Plan(),
    in_consult: Plan(agents=2),
    in_a_conference: Plan(agents=2),
    dialing_a_callback: Plan(rules=_CALLS_BACK),
    ringing_at_an_agents_phone: Plan(rules={"ring_timeout": timedelta(minutes=5)}),
    leaving_a_message: Plan(agents=0, rules={"overflow": Overflow(on_nobody=ToVoicemail())}),
    in_wrap_up: Plan(rules={"wrap_up": timedelta(minutes=5), "wrap_up_mode": "timed"}),
    ringing_at_a_number_while_it_is_away: Plan(agents=0),
}
