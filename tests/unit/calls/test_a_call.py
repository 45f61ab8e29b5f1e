"""One call through the center, from every side."""

import pytest

from agents.state import AfterCallWork, Busy, NotReady, Ready, Reserved, TransitionNotAllowed
from app.calls import announcements
from app.calls.actions import (
    AnswerCall,
    Connect,
    DestroyBridge,
    Disconnect,
    HangUp,
    LookUpCustomer,
    Play,
    RecordWrapUp,
    RingAgent,
    StartMusic,
    StartRecording,
    StopPlayback,
    StoreRecording,
)
from app.calls.errors import CallNotYours, UnknownAgent, UnknownChoice
from app.calls.events import (
    ActionFailed,
    AgentSignedOut,
    DispositionChosen,
    HangUpRequested,
    HoldRequested,
    LegAnswered,
    NotesChanged,
    OfferDeclined,
    PhoneChanged,
    StateRequested,
    WrapUpEnded,
)
from app.calls.state import InMenu, Leaving, Ringing, Talking, Waiting
from ivr.prompt import Speech
from tests.center import ANA, BEN, CAI, NAMESPACE, Scene, lost


def kinds(scene: Scene) -> list[type]:
    return [type(action) for action in scene.asked]


def test_a_new_call_is_answered_looked_up_and_greeted() -> None:
    scene = Scene()
    call_id = scene.arrive()
    assert kinds(scene) == [AnswerCall, LookUpCustomer, Play]
    assert isinstance(scene.call(call_id).phase, InMenu)


def test_a_number_that_nobody_serves_is_refused_as_unallocated() -> None:
    scene = Scene()
    call_id = scene.arrive(number="999")
    assert [(type(a), getattr(a, "hangup_cause", None)) for a in scene.asked] == [(HangUp, 1)]
    scene.hang_up(f"channel-{'call'}")
    assert scene.interactions()[0].outcome == "failed"
    assert call_id not in scene.center.calls


def test_a_key_during_the_prompt_stops_it_and_enters_the_queue_with_music() -> None:
    scene = Scene()
    call_id = scene.queue()
    assert kinds(scene) == [StopPlayback, StartMusic]
    assert isinstance(scene.call(call_id).phase, Waiting)


def test_silence_repeats_the_menu_and_then_takes_the_failure_exit() -> None:
    scene = Scene()
    call_id = scene.arrive()
    scene.playback_ends()
    scene.playback_ends()
    scene.timer(call_id)
    assert kinds(scene) == [Play]
    scene.playback_ends()
    scene.timer(call_id)
    assert kinds(scene) == [HangUp]
    assert isinstance(scene.call(call_id).phase, Leaving)
    scene.hang_up("channel-call")
    assert [i.outcome for i in scene.interactions()] == ["completed_in_menu"]


def test_the_longest_idle_agent_rings_first() -> None:
    scene = Scene()
    scene.ready(BEN, ANA)
    call_id = scene.queue()
    assert kinds(scene) == [StopPlayback, StartMusic, RingAgent]
    assert scene.agent(BEN).state == Reserved(call_id=call_id)
    assert scene.agent(ANA).state == Ready()


def test_the_longest_waiting_caller_is_offered_to_an_agent_who_becomes_ready() -> None:
    scene = Scene()
    first = scene.queue("first", "1")
    scene.queue("second", "2")
    scene.ready(BEN)
    assert scene.agent(BEN).state == Reserved(call_id=first)


def test_the_caller_hears_the_agents_number_before_being_joined() -> None:
    scene = Scene()
    scene.ready(ANA)
    scene.queue()
    scene.happen(LegAnswered(at=scene.tick(), leg_id=scene.ringing_leg()))
    play = next(action for action in scene.asked if isinstance(action, Play))
    assert play.prompts == (Speech(text="Agent 8 0 0 1 is at your service.", language="en"),)
    scene.playback_ends()
    assert kinds(scene) == [Connect, StartRecording]


def test_the_announcement_can_be_switched_off_per_queue() -> None:
    scene = Scene()
    scene.ready(CAI)
    call_id = scene.queue(digit="1")
    scene.happen(LegAnswered(at=scene.tick(), leg_id=scene.ringing_leg()))
    assert isinstance(scene.call(call_id).phase, Talking)


def test_ring_no_answer_makes_the_agent_not_ready_and_rings_the_next() -> None:
    scene = Scene()
    scene.ready(ANA, BEN)
    call_id = scene.queue()
    scene.timer(call_id)
    assert scene.agent(ANA).state == NotReady(reason="missed")
    assert scene.agent(BEN).state == Reserved(call_id=call_id)


def test_a_declined_call_keeps_its_place_before_later_callers() -> None:
    scene = Scene()
    scene.ready(ANA)
    first = scene.queue("first")
    scene.queue("second")
    scene.happen(OfferDeclined(at=scene.tick(), agent_id=ANA, call_id=first))
    assert scene.agent(ANA).state == NotReady(reason="declined")
    scene.happen(StateRequested(at=scene.tick(), agent_id=ANA, wanted="ready"))
    assert scene.agent(ANA).state == Reserved(call_id=first)


def test_abandoned_call_frees_the_reserved_agent() -> None:
    scene = Scene()
    scene.ready(ANA)
    scene.queue()
    idle_since = scene.agent(ANA).idle_since
    scene.hang_up("channel-call")
    assert scene.agent(ANA).state == Ready()
    assert scene.agent(ANA).idle_since == idle_since
    assert [i.outcome for i in scene.interactions()] == ["abandoned_ringing"]


def test_a_freed_agent_is_offered_the_next_waiting_caller() -> None:
    scene = Scene()
    scene.ready(ANA)
    scene.queue("first")
    second = scene.queue("second")
    scene.hang_up("channel-first")
    assert scene.agent(ANA).state == Reserved(call_id=second)


def test_the_talk_is_one_interaction_with_menu_queue_and_agent_segments() -> None:
    scene = Scene()
    scene.ready(ANA)
    call_id = scene.queue()
    scene.answer()
    scene.tick(60)
    scene.hang_up("channel-call")
    (interaction,) = scene.interactions()
    assert interaction.id == call_id
    assert [s.kind for s in interaction.segments] == ["ivr", "queue", "agent"]
    assert interaction.segments[2].talk_ms == 61_000
    assert interaction.ended_by == "caller"
    assert all(s.ended_at is not None for s in interaction.segments)
    assert isinstance(scene.agent(ANA).state, AfterCallWork)
    assert DestroyBridge in kinds(scene)
    assert StoreRecording in kinds(scene)


def test_hold_time_is_not_talk_time() -> None:
    scene = Scene()
    scene.ready(ANA)
    call_id = scene.queue()
    scene.answer()
    scene.tick(9)
    scene.happen(HoldRequested(at=scene.tick(), agent_id=ANA, call_id=call_id, hold=True))
    assert kinds(scene) == [Disconnect, StartMusic]
    scene.tick(19)
    scene.happen(HoldRequested(at=scene.tick(), agent_id=ANA, call_id=call_id, hold=False))
    scene.tick(4)
    scene.hang_up("channel-call")
    segment = scene.interactions()[0].segments[-1]
    assert (segment.talk_ms, segment.hold_ms) == (15_000, 20_000)


def test_an_agent_who_hangs_up_lets_the_caller_go() -> None:
    scene = Scene()
    scene.ready(ANA)
    call_id = scene.queue()
    scene.answer()
    scene.happen(HangUpRequested(at=scene.tick(), agent_id=ANA, call_id=call_id))
    assert isinstance(scene.call(call_id).phase, Leaving)
    assert isinstance(scene.agent(ANA).state, AfterCallWork)
    scene.hang_up("channel-call")
    assert [(i.outcome, i.ended_by) for i in scene.interactions()] == [("answered", "agent")]


def test_a_leg_that_asterisk_never_reports_gone_is_closed_all_the_same() -> None:
    scene = Scene()
    scene.ready(ANA)
    call_id = scene.queue()
    scene.answer()
    scene.happen(HangUpRequested(at=scene.tick(), agent_id=ANA, call_id=call_id))
    scene.timer(call_id)
    assert [i.reconciled for i in scene.interactions()] == [True]


def test_wrap_up_is_written_with_notes_and_disposition_from_call_and_afterwards() -> None:
    scene = Scene()
    scene.ready(ANA)
    call_id = scene.queue()
    scene.answer()
    scene.happen(NotesChanged(at=scene.tick(), agent_id=ANA, call_id=call_id, notes="printer"))
    scene.hang_up("channel-call")
    scene.happen(DispositionChosen(at=scene.tick(), agent_id=ANA, call_id=call_id, disposition="solved"))
    scene.happen(WrapUpEnded(at=scene.tick(), agent_id=ANA))
    record = next(action for action in scene.asked if isinstance(action, RecordWrapUp))
    assert (record.wrap_up.notes, record.wrap_up.disposition) == ("printer", "solved")
    assert scene.agent(ANA).state == Ready()


def test_wrap_up_ends_by_itself_when_its_time_is_over() -> None:
    scene = Scene()
    scene.ready(ANA)
    scene.queue()
    scene.answer()
    scene.hang_up("channel-call")
    scene.timer(ANA)
    assert scene.agent(ANA).state == Ready()
    assert RecordWrapUp in kinds(scene)


def test_a_break_asked_for_during_the_call_begins_after_wrap_up() -> None:
    scene = Scene()
    scene.ready(ANA)
    scene.queue()
    scene.answer()
    scene.happen(StateRequested(at=scene.tick(), agent_id=ANA, wanted="not_ready", reason="break"))
    assert scene.agent(ANA).next_state == "not_ready:break"
    scene.hang_up("channel-call")
    scene.timer(ANA)
    assert scene.agent(ANA).state == NotReady(reason="break")


def test_signing_out_during_a_call_takes_effect_after_it() -> None:
    scene = Scene()
    scene.ready(ANA)
    call_id = scene.queue()
    scene.answer()
    scene.happen(AgentSignedOut(at=scene.tick(), agent_id=ANA))
    assert scene.agent(ANA).state == Busy(call_id=call_id)


def test_a_lost_desk_is_waited_for_and_joined_again_in_the_same_segment() -> None:
    scene = Scene()
    scene.ready(ANA)
    call_id = scene.queue()
    scene.answer()
    scene.happen(PhoneChanged(at=scene.tick(), agent_id=ANA, reachable=False))
    assert lost(scene, call_id)
    (told,) = (a for a in scene.asked if isinstance(a, Play))
    assert (told.leg_id, told.prompts) == ("channel-call", (announcements.one_moment("en"),))
    scene.happen(PhoneChanged(at=scene.tick(), agent_id=ANA, reachable=True))
    assert [a.answer for a in scene.asked if isinstance(a, RingAgent)] == ["rejoin"]
    scene.happen(LegAnswered(at=scene.tick(), leg_id=scene.ringing_leg()))
    assert isinstance(scene.call(call_id).phase, Talking)
    scene.hang_up("channel-call")
    assert [s.kind for s in scene.interactions()[0].segments] == ["ivr", "queue", "agent"]


def test_a_desk_that_does_not_come_back_puts_the_caller_at_the_head_of_the_line() -> None:
    scene = Scene()
    scene.ready(ANA)
    call_id = scene.queue("first")
    scene.answer()
    later = scene.queue("second")
    scene.happen(PhoneChanged(at=scene.tick(), agent_id=ANA, reachable=False))
    scene.timer(call_id)
    assert scene.agent(ANA).state == NotReady(reason="lost")
    line = [waiting for _, waiting in scene.center.floor.line("support")]
    assert line == [call_id, later]


def test_an_unreachable_agent_is_not_offered_a_call() -> None:
    scene = Scene()
    scene.ready(ANA)
    scene.happen(PhoneChanged(at=scene.tick(), agent_id=ANA, reachable=False))
    call_id = scene.queue()
    assert isinstance(scene.call(call_id).phase, Waiting)
    scene.happen(PhoneChanged(at=scene.tick(), agent_id=ANA, reachable=True))
    assert isinstance(scene.call(call_id).phase, Ringing)


def test_a_phone_that_cannot_be_dialed_counts_as_no_answer() -> None:
    scene = Scene()
    scene.ready(ANA, BEN)
    call_id = scene.queue()
    leg_id = scene.ringing_leg()
    scene.happen(ActionFailed(at=scene.tick(), call_id=call_id, action="RingAgent", leg_id=leg_id, error="no contact"))
    assert scene.agent(ANA).state == NotReady(reason="missed")
    assert scene.agent(BEN).state == Reserved(call_id=call_id)


def test_a_leg_that_is_gone_when_we_act_on_it_ends_the_call() -> None:
    scene = Scene()
    call_id = scene.arrive()
    scene.happen(ActionFailed(at=scene.tick(), call_id=call_id, action="Play", leg_id="channel-call", error="leg_gone"))
    assert [i.outcome for i in scene.interactions()] == ["abandoned_in_menu"]


def test_a_prompt_that_cannot_be_played_does_not_stop_the_flow() -> None:
    scene = Scene()
    call_id = scene.arrive()
    play = next(action for action in scene.asked if isinstance(action, Play))
    scene.happen(
        ActionFailed(
            at=scene.tick(),
            call_id=call_id,
            action="Play",
            leg_id="channel-call",
            error="500",
            playback_id=play.playback_id,
        )
    )
    assert kinds(scene) == [Play]


@pytest.mark.parametrize("repeated", ["arrive", "answer", "end"])
def test_asterisk_repeating_itself_changes_nothing(repeated: str) -> None:
    scene = Scene()
    scene.ready(ANA)
    scene.queue()
    scene.answer()
    before = scene.center.calls, scene.center.agents
    match repeated:
        case "arrive":
            scene.arrive()
        case "answer":
            scene.happen(LegAnswered(at=scene.tick(), leg_id=scene.ringing_leg()))
        case _:
            scene.hang_up("some-other-leg")
    assert (scene.center.calls, scene.center.agents) == before
    assert scene.asked == ()


def test_commands_about_somebody_elses_call_are_refused() -> None:
    scene = Scene()
    scene.ready(ANA, BEN)
    call_id = scene.queue()
    scene.answer()
    for command in (
        HoldRequested(at=scene.tick(), agent_id=BEN, call_id=call_id, hold=True),
        HangUpRequested(at=scene.tick(), agent_id=BEN, call_id=call_id),
        NotesChanged(at=scene.tick(), agent_id=BEN, call_id=call_id, notes="x"),
        OfferDeclined(at=scene.tick(), agent_id=BEN, call_id=call_id),
    ):
        with pytest.raises(CallNotYours):
            scene.happen(command)


def test_commands_outside_the_table_or_the_configured_lists_are_refused() -> None:
    scene = Scene()
    with pytest.raises(UnknownAgent):
        scene.happen(StateRequested(at=scene.tick(), agent_id=NAMESPACE, wanted="ready"))
    with pytest.raises(TransitionNotAllowed):
        scene.happen(StateRequested(at=scene.tick(), agent_id=ANA, wanted="ready"))
    scene.ready(ANA)
    with pytest.raises(TransitionNotAllowed):
        scene.happen(WrapUpEnded(at=scene.tick(), agent_id=ANA))
    with pytest.raises(UnknownChoice):
        scene.happen(StateRequested(at=scene.tick(), agent_id=ANA, wanted="not_ready", reason="fishing"))
