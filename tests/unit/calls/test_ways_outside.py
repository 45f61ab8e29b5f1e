"""Callers who are led to an outside number or to one agent: rung, joined, or back where they came from."""

from datetime import timedelta

import pytest
from msgspec import structs

from agents.configuration import Exit, Overflow, ToAgent, ToGoodbye, ToNumber
from agents.state import NotReady, Ready, Reserved
from app.calls import exits, reaching, secrecy
from app.calls.actions import DialOut, HangUp, RingAgent, StartMusic, StopMusic
from app.calls.configuration import OutgoingRules
from app.calls.events import LegAnswered, LegEnded, OfferDeclined, PhoneChanged, TelephonyRestored, TimerElapsed
from app.calls.exit_state import Farewell
from app.calls.recovery import restore
from app.calls.state import Call, InMenu, Ringing, Talking, Waiting
from ivr.dialog import Session
from tests.center import ANA, BEN, Scene
from tests.waiting_site import scene

OUTSIDE = "+862162881234"
WAY = ToNumber(number="021 6288 1234")


def site(way: Exit = WAY, **rules: object) -> Scene:
    """Support has a way out by key 9; numbers in Shanghai may be called."""
    played = scene(support={"keys": {"9": way}, "music": "piano", "caller_id": "+861012345678"} | rules)
    outgoing = OutgoingRules(trunk="carrier", prefixes=("+8621",), caller_ids=("+861099999999", "+861012345678"))
    configuration = structs.replace(played.center.configuration, outgoing=outgoing)
    played.center = restore(configuration, (), ())
    return played


def led(played: Scene) -> Call:
    """A caller presses the key."""
    call_id = played.queue()
    played.press(call_id, "9")
    return played.call(call_id)


def rung(played: Scene) -> str:
    """The leg dialed last."""
    return next(a for a in reversed(played.actions) if isinstance(a, DialOut | RingAgent)).leg_id


def told(call: Call) -> list[tuple[str, str]]:
    return [(moment.what, moment.detail) for moment in call.timeline if moment.what not in ("step", "digit", "arrived")]


def test_a_caller_is_led_to_an_outside_number_and_talks_there() -> None:
    played = site()
    call = led(played)
    (dial,) = [action for action in played.asked if isinstance(action, DialOut)]
    assert (dial.number, dial.trunk, dial.caller_id) == (OUTSIDE, "carrier", "+861012345678")
    assert StartMusic(call_id=call.id, leg_id=call.leg_id, music="piano") in played.asked
    assert isinstance(call.phase, Talking)
    played.happen(LegAnswered(at=played.tick(), leg_id=rung(played)))
    talk = played.call(call.id).phase
    assert isinstance(talk, Talking)
    assert (talk.back, talk.agent_id, [one.place for one in talk.parties]) == (None, None, ["main", "main"])
    played.tick(30)
    played.hang_up(call.leg_id)
    assert HangUp(call_id=call.id, leg_id=rung(played)) in played.asked
    (interaction,) = played.interactions()
    assert (interaction.outcome, interaction.ended_by) == ("sent_outside", "caller")
    parts = [(part.kind, part.queue_id, part.outcome) for part in interaction.segments]
    assert parts == [
        ("ivr", None, "queued"),
        ("queue", "support", "overflowed"),
        ("outside", "support", "completed"),
    ]
    assert interaction.segments[-1].talk_ms == 31_000
    assert told(call) == [("queued", ""), ("overflowed", "key"), ("dialed", OUTSIDE)]


@pytest.mark.parametrize(("cause", "result"), [(17, "busy"), (19, "no_answer"), (21, "rejected"), (38, "unreachable")])
def test_a_number_that_is_not_reached_gives_the_caller_the_place_back(cause: int, result: str) -> None:
    played = site()
    first = played.queue("first")
    call_id = played.queue()
    place = played.call(call_id).phase
    third = played.queue("third")
    played.press(call_id, "9")
    assert [c for _, c in played.center.floor.line("support")] == [first, third]
    played.hang_up(rung(played), cause=cause)
    assert played.call(call_id).phase == place
    assert [c for _, c in played.center.floor.line("support")] == [first, call_id, third]
    assert ("dial_failed", result) in told(played.call(call_id))
    played.ready(ANA)
    assert isinstance(played.call(first).phase, Ringing)


def test_nobody_answering_there_in_time_counts_as_not_reached() -> None:
    played = site()
    call = led(played)
    began = played.now
    played.timer(call.id)
    assert played.now == began + timedelta(seconds=45)
    assert HangUp(call_id=call.id, leg_id=rung(played)) in played.asked
    assert isinstance(played.call(call.id).phase, Waiting)


def test_a_number_that_the_rules_refuse_leaves_the_caller_in_the_line() -> None:
    for number in ("+4930123456", "no number", "+8610123"):
        played = site(ToNumber(number=number))
        call = led(played)
        assert isinstance(call.phase, Waiting)
        assert not any(isinstance(action, DialOut) for action in played.actions)


def test_a_phone_that_rang_for_the_caller_stops_and_its_agent_is_free() -> None:
    played = site()
    played.ready(ANA)
    call_id = played.queue()
    ringing = played.ringing_leg()
    played.press(call_id, "9")
    assert HangUp(call_id=call_id, leg_id=ringing) in played.asked
    assert isinstance(played.agent(ANA).state, Ready)
    played.queue("second")
    assert isinstance(played.agent(ANA).state, Reserved)


def test_a_long_wait_leads_outside_once_and_the_place_is_kept_when_it_fails() -> None:
    played = site(overflow=Overflow(maximum_wait=timedelta(seconds=60), on_long_wait=WAY))
    call_id = played.queue()
    place = played.call(call_id).phase
    played.timer(call_id)
    assert isinstance(played.call(call_id).phase, Talking)
    played.hang_up(rung(played), cause=17)
    assert played.call(call_id).phase == place
    assert played.call(call_id).timers == ()


def test_nobody_at_work_leads_outside_once_and_then_the_caller_waits() -> None:
    played = site(overflow=Overflow(on_nobody=WAY))
    call_id = played.queue()
    assert isinstance(played.call(call_id).phase, Talking)
    played.hang_up(rung(played), cause=17)
    call = played.call(call_id)
    assert isinstance(call.phase, Waiting)
    assert call.timers == ()
    played.ready(ANA)
    assert isinstance(played.call(call_id).phase, Ringing)


def test_a_full_queue_whose_outside_number_is_busy_says_goodbye() -> None:
    played = site(overflow=Overflow(maximum_length=1, on_full=WAY))
    played.queue("first")
    call_id = played.queue()
    assert isinstance(played.call(call_id).phase, Talking)
    played.hang_up(rung(played), cause=17)
    assert isinstance(played.call(call_id).phase, Farewell)
    played.hang_up("channel-call")
    assert [i.outcome for i in played.interactions()] == ["turned_away"]


def test_a_caller_who_hangs_up_while_it_rings_there_has_given_up() -> None:
    played = site()
    call = led(played)
    leg = rung(played)
    played.hang_up(call.leg_id)
    assert HangUp(call_id=call.id, leg_id=leg) in played.asked
    assert [i.outcome for i in played.interactions()] == ["abandoned_ringing"]
    assert not played.center.legs


def test_a_restart_while_it_rings_goes_on_from_what_the_leg_is() -> None:
    for answered, exists in ((True, True), (False, True), (False, False)):
        played = site()
        call = led(played)
        leg = rung(played)
        center = played.center
        played.center = restore(center.configuration, center.calls.values(), center.agents.values())
        legs = frozenset({call.leg_id, leg} if exists else {call.leg_id})
        picked_up = frozenset({call.leg_id, leg} if answered else {call.leg_id})
        played.happen(TelephonyRestored(at=played.tick(), legs=legs, answered_legs=picked_up, bridges=frozenset()))
        phase = played.call(call.id).phase
        if not exists:
            assert isinstance(phase, Waiting)
            continue
        assert isinstance(phase, Talking)
        assert (phase.back is None) == answered
        played.hang_up(leg, cause=16 if answered else 17)
        after = played.center.calls.get(call.id)
        assert after is not None
        assert isinstance(after.phase, Waiting) != answered


SESSION = Session(flow_id="hotline", step_id="menu", language="en", secrets={"pin": "4711"})


def from_flow(played: Scene, way: Exit, queue_id: str = "") -> Call:
    """A flow gives a caller away."""
    call_id = played.arrive()
    call = played.call(call_id)
    taken = exits.take(played.center, call, way, queue_id, played.now, "flow", played.now, session=SESSION)
    assert taken is not None
    played.center, actions = taken
    played.actions.extend(actions)
    return played.call(call_id)


def test_a_flow_rings_a_ready_agent_and_the_talk_is_like_any_other() -> None:
    played = site()
    played.ready(ANA)
    call = from_flow(played, ToAgent(agent_id=ANA))
    assert played.agent(ANA).state == Reserved(call_id=call.id)
    played.happen(LegAnswered(at=played.tick(), leg_id=rung(played)))
    talk = played.call(call.id).phase
    assert isinstance(talk, Talking)
    assert talk.agent_id == ANA
    played.hang_up(call.leg_id)
    (interaction,) = played.interactions()
    assert interaction.outcome == "answered"
    assert interaction.segments[-1].agent_id == ANA
    assert isinstance(played.agent(ANA).state, Ready)


@pytest.mark.parametrize(
    ("what", "state"),
    [
        ("no_answer", NotReady(reason="missed")),
        ("declined", NotReady(reason="declined")),
        ("busy", Ready()),
        ("lost", Ready()),
    ],
)
def test_an_agent_who_does_not_come_sends_the_caller_on_in_the_flow(what: str, state: object) -> None:
    played = site()
    played.ready(ANA)
    call = from_flow(played, ToAgent(agent_id=ANA))
    match what:
        case "no_answer":
            played.timer(call.id)
        case "declined":
            played.happen(OfferDeclined(at=played.tick(), agent_id=ANA, call_id=call.id))
        case "busy":
            played.hang_up(rung(played), cause=17)
        case _:
            played.happen(PhoneChanged(at=played.tick(), agent_id=ANA, reachable=False))
    after = played.center.calls.get(call.id)
    assert after is not None
    assert not isinstance(after.phase, Talking), "the flow has decided"
    assert played.agent(ANA).state == state
    assert any(isinstance(action, StopMusic) for action in played.asked)
    assert [part.kind for part in after.segments][-1] == "ivr"


def test_an_agent_on_a_break_is_not_rung_by_a_flow() -> None:
    played = site()
    call = played.call(played.arrive())
    way = ToAgent(agent_id=BEN)
    assert exits.take(played.center, call, way, "", played.now, "flow", played.now, session=SESSION) is None


def test_what_a_caller_typed_in_secret_is_not_stored_with_the_way_out() -> None:
    played = site()
    call = from_flow(played, WAY)
    assert reaching.session_of(call) == SESSION
    kept = reaching.session_of(secrecy.stored(call))
    assert kept is not None
    assert kept.secrets == {}


def test_late_news_of_a_way_out_changes_nothing() -> None:
    played = site(overflow=Overflow(on_nobody=ToGoodbye()))
    played.ready(ANA)
    talking = played.queue("talking")
    played.answer()
    call = led(played)
    (ring,) = call.timers
    leg = rung(played)
    played.hang_up(leg, cause=17)
    before = played.center
    for event in (
        LegEnded(at=played.tick(), leg_id=leg, hangup_cause=17),
        LegAnswered(at=played.tick(), leg_id=leg),
        TimerElapsed(at=ring.due, owner="call", owner_id=call.id, name=ring.name, due=ring.due),
    ):
        assert played.happen(event) == ()
    assert played.center.calls == before.calls
    assert isinstance(played.call(talking).phase, Talking)
    assert not isinstance(played.call(call.id).phase, InMenu)
