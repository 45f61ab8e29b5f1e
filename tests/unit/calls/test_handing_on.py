"""Transfer, consult, conference, a menu and back: who hears whom, who is freed, what is counted and recorded."""

from datetime import timedelta
from uuid import UUID

import pytest
from msgspec import structs

from agents.state import AfterCallWork, Busy, NotReady, Ready, Reserved
from app.calls import parties
from app.calls.actions import RecordWrapUp, StartRecording, StopRecording
from app.calls.call_commands import (
    ConsultCancelled,
    ConsultCompleted,
    ConsultMerged,
    ConsultRequested,
    ConsultSwapped,
    PartyDropped,
    PartyMuted,
    TakenBack,
    ToAgent,
    ToMenu,
    ToQueue,
    TransferRequested,
)
from app.calls.errors import (
    AgentNotFree,
    CallNotYours,
    DestinationUnknown,
    NobodyFree,
    NotPossibleNow,
    NumberNotAllowed,
    OutgoingNotSetUp,
)
from app.calls.events import (
    AgentSignedOut,
    HangUpRequested,
    NotesChanged,
    OfferDeclined,
    PhoneChanged,
    StateRequested,
)
from app.calls.records import recordings_of
from app.calls.state import Waiting
from tests import talks
from tests.center import ANA, BEN, CAI
from tests.talks import OUTSIDE, Talk


def told(
    scene: Talk, kind: type[ConsultSwapped | ConsultMerged | ConsultCompleted | ConsultCancelled | TakenBack]
) -> None:
    scene.happen(kind(at=scene.tick(), agent_id=ANA, call_id=scene.call_id))


def test_a_consulted_agent_and_the_agent_hear_each_other_while_the_customer_has_music() -> None:
    scene = Talk()
    talks.consult_talking(scene)
    assert scene.connected(ANA, CAI)
    assert scene.leg(None) in scene.board.music


def test_the_agent_hears_that_the_consulted_phone_rings() -> None:
    scene = Talk()
    talks.consult_ringing(scene)
    assert scene.board.ringing == {scene.leg(ANA)}
    assert scene.agent(CAI).state == Reserved(call_id=scene.call_id)


def test_swapping_lets_the_agent_talk_with_the_one_or_the_other() -> None:
    scene = Talk()
    talks.consult_swapped(scene)
    assert scene.connected(ANA, None)
    assert scene.leg(CAI) in scene.board.music
    told(scene, ConsultSwapped)
    assert scene.connected(ANA, CAI)
    assert scene.leg(None) in scene.board.music


def test_a_completed_consultation_leaves_the_customer_with_the_other_agent() -> None:
    scene = Talk()
    talks.consult_talking(scene)
    told(scene, ConsultCompleted)
    assert scene.connected(CAI, None)
    assert scene.talk.agent_id == CAI
    assert isinstance(scene.agent(ANA).state, AfterCallWork)
    assert scene.agent(CAI).state == Busy(call_id=scene.call_id)


def test_a_cancelled_consultation_brings_the_customer_back_and_frees_the_other_agent() -> None:
    scene = Talk()
    talks.consult_talking(scene)
    told(scene, ConsultCancelled)
    assert scene.connected(ANA, None)
    assert isinstance(scene.agent(CAI).state, Ready)
    assert scene.agent(CAI).wrap_up is None, "who never spoke with the customer has no paperwork"


def test_a_declined_consultation_leaves_the_customer_on_hold_and_blames_nobody() -> None:
    scene = Talk()
    talks.consult_ringing(scene)
    scene.happen(OfferDeclined(at=scene.tick(), agent_id=CAI, call_id=scene.call_id))
    assert scene.leg(None) in scene.board.music
    assert isinstance(scene.agent(CAI).state, Ready)
    assert not scene.board.ringing


def test_an_agent_on_a_break_can_be_consulted_and_has_the_break_back_afterwards() -> None:
    scene = Talk()
    talks.talking(scene)
    scene.happen(StateRequested(at=scene.tick(), agent_id=CAI, wanted="not_ready", reason="break"))
    scene.consult(ToAgent(agent_id=CAI))
    scene.pick_up()
    told(scene, ConsultCancelled)
    assert scene.agent(CAI).state == NotReady(reason="break")


def test_a_queue_is_consulted_agent_by_agent_and_waited_for_when_nobody_is_left() -> None:
    scene = Talk()
    talks.talking(scene)
    scene.consult(ToQueue(queue_id="sales"))
    first = next(one.agent_id for one in scene.talk.parties if one.place == "ringing")
    scene.timer(scene.call_id)
    second = next(one.agent_id for one in scene.talk.parties if one.place == "ringing")
    assert {first, second} == {BEN, CAI}
    scene.timer(scene.call_id)
    sought = parties.seeking(scene.talk)
    assert sought is not None
    assert [call_id for _, call_id in scene.center.floor.line("sales")] == [scene.call_id]
    told(scene, ConsultCancelled)
    assert scene.connected(ANA, None)


def test_a_transfer_to_an_agent_joins_on_answering_and_lets_the_first_agent_go() -> None:
    scene = Talk()
    talks.transfer_ringing(scene)
    assert scene.leg(None) in scene.board.music
    assert scene.leg(ANA) in scene.board.ringing
    scene.pick_up()
    assert scene.connected(CAI, None)
    assert isinstance(scene.agent(ANA).state, AfterCallWork)


def test_a_transfer_that_nobody_answers_comes_back_to_the_agent_who_made_it() -> None:
    scene = Talk()
    talks.transfer_ringing(scene)
    scene.timer(scene.call_id)
    assert scene.connected(ANA, None)
    assert isinstance(scene.agent(CAI).state, Ready)
    assert "transfer_failed" in [moment.what for moment in scene.call(scene.call_id).timeline]


def test_a_transfer_can_be_taken_back_while_it_rings() -> None:
    scene = Talk()
    talks.transfer_ringing(scene)
    told(scene, TakenBack)
    assert scene.connected(ANA, None)
    assert isinstance(scene.agent(CAI).state, Ready)


def test_a_transfer_left_alone_that_nobody_answers_waits_at_the_head_of_the_line() -> None:
    scene = Talk()
    talks.transfer_left_alone(scene)
    assert isinstance(scene.agent(ANA).state, AfterCallWork)
    scene.ready(BEN)
    scene.happen(StateRequested(at=scene.tick(), agent_id=BEN, wanted="not_ready", reason="break"))
    scene.timer(scene.call_id)
    phase = scene.call(scene.call_id).phase
    assert isinstance(phase, Waiting)
    assert phase.queue_id == "support"


def test_a_transfer_to_a_queue_keeps_the_time_waited_so_far() -> None:
    scene = Talk()
    scene.ready(ANA)
    scene.happen(StateRequested(at=scene.tick(), agent_id=ANA, wanted="not_ready", reason="break"))
    scene.call_id = scene.queue()
    scene.tick(60)
    scene.happen(StateRequested(at=scene.tick(), agent_id=ANA, wanted="ready"))
    scene.answer()
    scene.tick(300)
    scene.happen(NotesChanged(at=scene.tick(), agent_id=ANA, call_id=scene.call_id, notes="wants a new contract"))
    scene.transfer(ToQueue(queue_id="sales"))
    call = scene.call(scene.call_id)
    assert isinstance(call.phase, Waiting)
    assert timedelta(seconds=60) < scene.now - call.phase.since < timedelta(seconds=70)
    assert call.notes == "wants a new contract"
    assert isinstance(scene.agent(ANA).state, AfterCallWork)


def test_a_customer_left_with_an_outside_number_talks_on_without_any_agent() -> None:
    scene = Talk()
    talks.transferred_outside(scene)
    assert scene.connected(OUTSIDE, None)
    assert scene.talk.agent_id is None
    scene.hang_up(scene.leg(OUTSIDE))
    scene.hang_up(scene.call(scene.call_id).leg_id)
    assert scene.interactions()[0].ended_by == "outside"
    assert [part.kind for part in scene.interactions()[0].segments] == ["ivr", "queue", "agent", "outside"]


@pytest.mark.parametrize(("who", "ended_by"), [(ANA, "agent"), (OUTSIDE, "outside")])
def test_who_of_the_last_two_hung_up_is_known_when_the_customer_left_before(who: UUID | str, ended_by: str) -> None:
    scene = Talk()
    talks.consult_outside(scene)
    scene.hang_up(scene.leg(None))
    scene.hang_up(scene.leg(who))
    assert [interaction.ended_by for interaction in scene.interactions()] == [ended_by]


def test_four_hear_each_other_in_a_conference_and_a_muted_one_is_not_heard() -> None:
    scene = Talk()
    talks.conference_of_four(scene)
    assert scene.connected(ANA, CAI, OUTSIDE, None)
    outside = scene.party(OUTSIDE)
    mute = PartyMuted(at=scene.tick(), agent_id=ANA, call_id=scene.call_id, party_id=outside.id, muted=True)
    scene.happen(mute)
    assert outside.leg_id not in scene.board.hears(scene.leg(None))
    scene.happen(structs.replace(mute, muted=False))
    assert scene.connected(ANA, CAI, OUTSIDE, None)


def test_only_the_handling_agent_may_change_a_conference_but_everybody_may_leave() -> None:
    scene = Talk()
    talks.conference(scene)
    for command in (
        PartyDropped(at=scene.tick(), agent_id=CAI, call_id=scene.call_id, party_id=0),
        PartyMuted(at=scene.tick(), agent_id=CAI, call_id=scene.call_id, party_id=0, muted=True),
        TransferRequested(at=scene.tick(), agent_id=CAI, call_id=scene.call_id, to=ToQueue(queue_id="sales")),
        ConsultRequested(at=scene.tick(), agent_id=BEN, call_id=scene.call_id, to=ToAgent(agent_id=CAI)),
    ):
        with pytest.raises(CallNotYours):
            scene.happen(command)
    scene.happen(HangUpRequested(at=scene.tick(), agent_id=CAI, call_id=scene.call_id))
    assert scene.connected(ANA, None)
    assert isinstance(scene.agent(CAI).state, AfterCallWork)


def test_the_handling_agent_may_leave_a_conference_to_the_others() -> None:
    scene = Talk()
    talks.conference(scene)
    scene.happen(HangUpRequested(at=scene.tick(), agent_id=ANA, call_id=scene.call_id))
    assert scene.connected(CAI, None)
    assert scene.talk.agent_id == CAI


def test_one_party_is_dropped_and_the_others_talk_on() -> None:
    scene = Talk()
    talks.conference_of_four(scene)
    scene.happen(PartyDropped(at=scene.tick(), agent_id=ANA, call_id=scene.call_id, party_id=scene.party(OUTSIDE).id))
    assert scene.connected(ANA, CAI, None)
    scene.happen(PartyDropped(at=scene.tick(), agent_id=ANA, call_id=scene.call_id, party_id=0))
    assert scene.connected(ANA, CAI)


def test_the_others_of_a_conference_talk_on_while_its_agent_consults() -> None:
    scene = Talk()
    talks.consult_out_of_conference(scene)
    assert scene.connected(CAI, None)
    assert scene.connected(ANA, BEN)


def test_two_agents_talk_on_when_the_customer_hangs_up_and_are_free_afterwards() -> None:
    scene = Talk()
    talks.agents_alone(scene)
    assert scene.connected(ANA, CAI)
    assert not scene.interactions()
    scene.happen(HangUpRequested(at=scene.tick(), agent_id=CAI, call_id=scene.call_id))
    assert [interaction.outcome for interaction in scene.interactions()] == ["answered"]
    assert isinstance(scene.agent(ANA).state, AfterCallWork)
    assert isinstance(scene.agent(CAI).state, Ready)


def test_a_hang_up_in_mid_consultation_connects_the_customer_with_the_consulted_agent() -> None:
    scene = Talk()
    talks.consult_talking(scene)
    scene.hang_up(scene.leg(ANA))
    assert scene.connected(CAI, None)


def test_talk_counts_while_together_with_the_customer_and_hold_apart() -> None:
    scene = Talk()
    talks.talking(scene)
    scene.tick(58)
    scene.consult(ToAgent(agent_id=CAI))
    scene.tick(9)
    scene.pick_up()
    scene.tick(29)
    told(scene, ConsultCompleted)
    scene.tick(99)
    scene.hang_up(scene.leg(None))
    ana, cai = (part for part in scene.interactions()[0].segments if part.kind == "agent")
    assert (ana.agent_id, cai.agent_id) == (ANA, CAI)
    assert ana.hold_ms == 40_000, "rung and consulted, the customer with music"
    assert ana.outcome == "transferred"
    assert (cai.talk_ms, cai.hold_ms) == (130_000, 0)
    assert (
        ana.talk_ms + ana.hold_ms == (ana.ended_at - ana.started_at) / timedelta(milliseconds=1)
        if ana.ended_at
        else False
    )


def test_each_agent_who_speaks_with_the_customer_has_a_recording_of_that_part() -> None:
    scene = Talk()
    talks.consult_talking(scene)
    assert len(scene.board.recordings) == 1
    told(scene, ConsultMerged)
    assert len(scene.board.recordings) == 2
    assert set(scene.board.recordings.values()) == {scene.leg(None)}
    scene.happen(HangUpRequested(at=scene.tick(), agent_id=ANA, call_id=scene.call_id))
    assert len(scene.board.recordings) == 1
    started = [action.recording_id for action in scene.actions if isinstance(action, StartRecording)]
    stopped = [action.recording_id for action in scene.actions if isinstance(action, StopRecording)]
    assert stopped == started[:1]


def test_the_recording_of_a_consulted_agent_begins_when_the_customer_is_there() -> None:
    scene = Talk()
    talks.consult_talking(scene)
    consulted = scene.tick()
    met = consulted + timedelta(seconds=8)
    scene.happen(ConsultCompleted(at=met, agent_id=ANA, call_id=scene.call_id))
    scene.hang_up(scene.leg(None))
    (interaction,) = scene.interactions()
    (cai,) = [segment for segment in interaction.segments if segment.agent_id == CAI]
    assert cai.started_at < consulted
    assert [(one, at) for one, _, at in recordings_of(interaction) if one == cai.recording_id] == [
        (cai.recording_id, met)
    ]


def test_a_reload_in_a_conference_keeps_the_others_talking_and_comes_back_muted_as_before() -> None:
    scene = Talk()
    talks.conference(scene)
    party_id = scene.party(ANA).id
    scene.happen(PartyMuted(at=scene.tick(), agent_id=ANA, call_id=scene.call_id, party_id=party_id, muted=True))
    for reachable in (False, True):
        scene.happen(PhoneChanged(at=scene.tick(), agent_id=ANA, reachable=reachable))
    assert scene.connected(CAI, None)
    scene.pick_up()
    assert scene.board.hears(scene.leg(ANA)) == {scene.leg(CAI), scene.leg(None)}
    assert scene.leg(ANA) in scene.board.muted


def test_what_is_not_possible_is_refused_and_says_why() -> None:
    scene = Talk()
    talks.talking(scene)
    before = scene.center
    with pytest.raises(NotPossibleNow):
        told(scene, ConsultSwapped)
    with pytest.raises(NotPossibleNow):
        told(scene, TakenBack)
    with pytest.raises(AgentNotFree):
        scene.transfer(ToAgent(agent_id=ANA))
    with pytest.raises(DestinationUnknown):
        scene.transfer(ToQueue(queue_id="nowhere"))
    with pytest.raises(DestinationUnknown):
        scene.transfer(ToMenu(flow_id="hotline", step_id="nowhere"))
    with pytest.raises(NumberNotAllowed):
        scene.consult(talks.ToNumber(number="+1900555"))
    rules = structs.replace(scene.center.configuration.outgoing, trunk="")
    scene.center = structs.replace(
        before, configuration=structs.replace(before.configuration, outgoing=rules), touched=before.touched
    )
    with pytest.raises(OutgoingNotSetUp):
        scene.consult(talks.ToNumber(number=OUTSIDE))
    for agent_id in (BEN, CAI):
        scene.happen(AgentSignedOut(at=scene.tick(), agent_id=agent_id))
    with pytest.raises(NobodyFree):
        scene.consult(ToQueue(queue_id="sales"))
    assert scene.connected(ANA, None)


def test_the_second_agents_wrap_up_is_written_beside_the_first_ones() -> None:
    scene = Talk()
    talks.transferred(scene)
    scene.hang_up(scene.leg(None))
    for agent_id in (ANA, CAI):
        scene.timer(agent_id)
    written = [action.wrap_up.agent_id for action in scene.actions if isinstance(action, RecordWrapUp)]
    assert sorted(written) == sorted((ANA, CAI))
