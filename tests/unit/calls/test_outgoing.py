"""Calls that agents place: their own phone first, then the other side, under the rules."""

from datetime import datetime, timedelta

import pytest
from msgspec import structs

from agents.state import Busy, NotReady, Ready, TransitionNotAllowed
from app.calls.actions import DialOut, LookUpCustomer, PlayTone, RecordWrapUp, RingAgent
from app.calls.call_commands import DialRequested, ToAgent, ToNumber
from app.calls.errors import (
    AgentNotFree,
    CallerIdNotAllowed,
    DailyLimitReached,
    DoNotCall,
    NumberNotAllowed,
    OutgoingNotSetUp,
    PhoneNotReachable,
)
from app.calls.events import DispositionChosen, LegAnswered, LegEnded, PhoneChanged, StateRequested
from app.calls.state import Dialing, Talking
from tests import talks
from tests.center import ANA, BEN
from tests.talks import DIALED, OUTSIDE, Talk


def rules(scene: Talk, **changes: object) -> None:
    configuration = scene.center.configuration
    outgoing = structs.replace(configuration.outgoing, **changes)
    scene.center = structs.replace(scene.center, configuration=structs.replace(configuration, outgoing=outgoing))


def test_the_agents_own_phone_answers_by_itself_before_the_number_is_dialed() -> None:
    scene = Talk()
    talks.dialing_own_phone(scene)
    assert [action.answer for action in scene.asked if isinstance(action, RingAgent)] == ["dial"]
    assert any(isinstance(action, LookUpCustomer) and action.caller_number == OUTSIDE for action in scene.asked)
    assert not any(isinstance(action, DialOut) for action in scene.actions)
    assert scene.agent(ANA).state == Busy(call_id=DIALED)
    scene.happen(LegAnswered(at=scene.tick(), leg_id=scene.ringing_leg()))
    (dialed,) = (action for action in scene.asked if isinstance(action, DialOut))
    assert (dialed.number, dialed.trunk, dialed.caller_id) == (OUTSIDE, "carrier", "+4940100")
    assert scene.board.ringing == {scene.ringing_leg()}


def test_an_answered_call_is_a_talk_with_recording_and_direction() -> None:
    scene = Talk()
    talks.dialed(scene)
    assert scene.connected(ANA, None)
    assert not scene.board.ringing
    assert len(scene.board.recordings) == 1
    scene.happen(DispositionChosen(at=scene.tick(), agent_id=ANA, call_id=DIALED, disposition="solved"))
    scene.hang_up(scene.leg(None))
    (interaction,) = scene.interactions()
    assert (interaction.direction, interaction.outcome, interaction.caller_number) == ("outbound", "answered", OUTSIDE)
    assert interaction.dialed_number == "+4940100"
    assert isinstance(scene.agent(ANA).state, Ready), "the state before the call"
    assert [action.wrap_up.disposition for action in scene.asked if isinstance(action, RecordWrapUp)] == ["solved"]


@pytest.mark.parametrize(
    ("cause", "result"), [(17, "busy"), (19, "no_answer"), (21, "rejected"), (1, "unreachable"), (0, "unreachable")]
)
def test_a_number_that_is_not_reached_is_told_plainly_and_the_former_state_returns(cause: int, result: str) -> None:
    scene = Talk()
    scene.ready(ANA)
    scene.happen(StateRequested(at=scene.tick(), agent_id=ANA, wanted="not_ready", reason="break"))
    scene.ring_by_dialing(ToNumber(number=OUTSIDE))
    scene.pick_up()
    scene.happen(LegEnded(at=scene.tick(), leg_id=scene.rung(), hangup_cause=cause))
    phase = scene.call(DIALED).phase
    assert isinstance(phase, Dialing)
    assert phase.result == result
    assert any(isinstance(action, PlayTone) for action in scene.asked)
    scene.timer(DIALED)
    assert [interaction.outcome for interaction in scene.interactions()] == [result]
    assert [part.agent_id for part in scene.interactions()[0].segments] == [ANA]
    assert scene.agent(ANA).state == NotReady(reason="break")
    assert not scene.board.legs


def test_a_number_that_rings_for_too_long_is_given_up() -> None:
    scene = Talk()
    talks.dialing(scene)
    scene.timer(DIALED)
    phase = scene.call(DIALED).phase
    assert isinstance(phase, Dialing)
    assert phase.result == "no_answer"
    assert scene.rung() in scene.board.gone


def test_an_agent_who_hangs_up_first_cancels_the_call() -> None:
    scene = Talk()
    talks.dialing(scene)
    scene.hang_up(scene.ringing_leg())
    assert [interaction.outcome for interaction in scene.interactions()] == ["cancelled"]
    assert not scene.board.legs


def test_an_own_phone_that_does_not_answer_ends_the_call_before_anybody_is_dialed() -> None:
    scene = Talk()
    talks.dialing_own_phone(scene)
    scene.timer(DIALED)
    assert [interaction.outcome for interaction in scene.interactions()] == ["cancelled"]
    assert not any(isinstance(action, DialOut) for action in scene.actions)
    assert isinstance(scene.agent(ANA).state, Ready)


def test_rules_refuse_with_a_code_that_says_what_to_mend() -> None:
    scene = Talk()
    scene.ready(ANA)
    with pytest.raises(NumberNotAllowed):
        scene.ring_by_dialing(ToNumber(number="+1900555"))
    with pytest.raises(CallerIdNotAllowed):
        scene.ring_by_dialing(ToNumber(number=OUTSIDE), caller_id="+49110")
    rules(scene, do_not_call=frozenset({OUTSIDE}))
    with pytest.raises(DoNotCall):
        scene.ring_by_dialing(ToNumber(number=OUTSIDE))
    rules(scene, prefixes=())
    with pytest.raises(OutgoingNotSetUp):
        scene.ring_by_dialing(ToNumber(number=OUTSIDE))
    scene.happen(PhoneChanged(at=scene.tick(), agent_id=ANA, reachable=False))
    with pytest.raises(PhoneNotReachable):
        scene.ring_by_dialing(ToNumber(number=OUTSIDE))
    assert not scene.center.calls
    assert isinstance(scene.agent(ANA).state, Ready)


def test_an_agent_dials_so_many_outside_numbers_a_day_and_begins_anew_the_next() -> None:
    scene = Talk()
    talks.dial_failed(scene)
    scene.timer(DIALED)
    rules(scene, daily_calls=1)
    again = DialRequested(at=scene.tick(), agent_id=ANA, call_id=BEN, to=ToNumber(number=OUTSIDE))
    with pytest.raises(DailyLimitReached):
        scene.happen(again)
    scene.happen(structs.replace(again, at=scene.now + timedelta(days=1)))
    assert BEN in scene.center.calls


@pytest.mark.parametrize(
    ("zone", "first", "later", "allowed"),
    [
        ("Asia/Shanghai", "2026-11-22T15:59:00Z", "2026-11-22T16:01:00Z", True),
        ("Asia/Shanghai", "2026-11-22T23:59:00Z", "2026-11-23T00:01:00Z", False),
        # the day has 23 hours, and 25 hours: clocks go forward and back
        ("Europe/Berlin", "2026-03-28T23:30:00Z", "2026-03-29T21:59:00Z", False),
        ("Europe/Berlin", "2026-03-28T23:30:00Z", "2026-03-29T22:01:00Z", True),
        ("Europe/Berlin", "2026-10-24T22:30:00Z", "2026-10-25T22:59:00Z", False),
        ("Europe/Berlin", "2026-10-24T22:30:00Z", "2026-10-25T23:01:00Z", True),
    ],
)
def test_the_calls_of_a_day_are_counted_by_the_sites_clock(zone: str, first: str, later: str, *, allowed: bool) -> None:
    scene = Talk()
    scene.center = structs.replace(scene.center, configuration=structs.replace(scene.center.configuration, zone=zone))
    scene.now = datetime.fromisoformat(first) - timedelta(seconds=12)
    talks.dial_failed(scene)
    scene.timer(DIALED)
    rules(scene, daily_calls=1)
    again = DialRequested(at=datetime.fromisoformat(later), agent_id=ANA, call_id=BEN, to=ToNumber(number=OUTSIDE))
    if not allowed:
        with pytest.raises(DailyLimitReached):
            scene.happen(again)
        return
    scene.happen(again)
    assert BEN in scene.center.calls


def test_a_chosen_caller_id_is_shown() -> None:
    scene = Talk()
    scene.ready(ANA)
    scene.ring_by_dialing(ToNumber(number=OUTSIDE), caller_id="+4940200")
    scene.pick_up()
    assert [action.caller_id for action in scene.asked if isinstance(action, DialOut)] == ["+4940200"]


def test_an_agent_with_a_call_cannot_dial() -> None:
    scene = Talk()
    talks.talking(scene)
    with pytest.raises(TransitionNotAllowed):
        scene.ring_by_dialing(ToNumber(number=OUTSIDE))


def test_agents_call_each_other() -> None:
    scene = Talk()
    talks.colleagues(scene)
    assert scene.connected(ANA, BEN)
    assert not scene.board.recordings
    scene.hang_up(scene.leg(ANA))
    (interaction,) = scene.interactions()
    assert (interaction.direction, interaction.outcome) == ("internal", "answered")
    assert [part.agent_id for part in interaction.segments] == [ANA, BEN]
    assert all(isinstance(scene.agent(agent_id).state, Ready) for agent_id in (ANA, BEN))


def test_a_colleague_who_does_not_answer_is_not_blamed_and_the_caller_is_told() -> None:
    scene = Talk()
    talks.calling_colleague(scene)
    assert isinstance(scene.call(DIALED).phase, Talking)
    scene.timer(DIALED)
    phase = scene.call(DIALED).phase
    assert isinstance(phase, Dialing)
    assert phase.result == "no_answer"
    assert isinstance(scene.agent(BEN).state, Ready)
    scene.timer(DIALED)
    assert [interaction.outcome for interaction in scene.interactions()] == ["no_answer"]


def test_a_busy_colleague_is_not_rung() -> None:
    scene = Talk()
    talks.talking(scene)
    scene.ready(BEN)
    with pytest.raises(AgentNotFree):
        scene.happen(DialRequested(at=scene.tick(), agent_id=BEN, call_id=DIALED, to=ToAgent(agent_id=ANA)))


def test_a_repeated_order_to_dial_is_one_call() -> None:
    scene = Talk()
    talks.dialing(scene)
    before = scene.center
    scene.happen(DialRequested(at=scene.tick(), agent_id=ANA, call_id=DIALED, to=ToNumber(number=OUTSIDE)))
    assert scene.center.calls == before.calls
