"""The ways out of a queue: who is sent where, when, and what the interaction says of it."""

from datetime import timedelta

from agents.configuration import Overflow, Stay, ToAgent, ToGoodbye, ToQueue
from app.calls.actions import HangUp, Play, StopMusic
from app.calls.events import AgentSignedOut, StateRequested, TelephonyRestored
from app.calls.exit_state import Farewell
from app.calls.state import Leaving, Ringing, Waiting
from ivr.prompt import Speech
from tests.center import ANA, BEN, CAI, Scene
from tests.waiting_site import restarted, scene


def said(played: Scene) -> str:
    """The text of the last playback."""
    last = next(action for action in reversed(played.actions) if isinstance(action, Play))
    prompt = last.prompts[0]
    assert isinstance(prompt, Speech)
    return prompt.text


def test_a_caller_to_a_queue_that_nobody_serves_hears_so_and_is_hung_up() -> None:
    played = scene(support={"overflow": Overflow(on_nobody=ToGoodbye(text={"en": "Nobody is here."}))})
    call_id = played.queue()
    assert isinstance(played.call(call_id).phase, Farewell)
    assert said(played) == "Nobody is here."
    played.playback_ends()
    assert isinstance(played.call(call_id).phase, Leaving)
    assert any(isinstance(action, HangUp) for action in played.asked)
    played.hang_up("channel-call")
    (interaction,) = played.interactions()
    assert (interaction.outcome, interaction.ended_by) == ("turned_away", "system")
    queue = interaction.segments[-1]
    assert (queue.kind, queue.queue_id, queue.outcome) == ("queue", "support", "turned_away")
    assert [moment.detail for moment in interaction.timeline if moment.what == "turned_away"] == ["nobody"]


def test_a_goodbye_without_a_text_of_its_own_says_why() -> None:
    played = scene(support={"overflow": Overflow(on_nobody=ToGoodbye())})
    played.queue()
    assert "nobody can take your call" in said(played)


def test_a_caller_who_hangs_up_during_the_goodbye_was_turned_away_all_the_same() -> None:
    played = scene(support={"overflow": Overflow(on_nobody=ToGoodbye())})
    played.queue()
    played.hang_up("channel-call")
    assert [i.outcome for i in played.interactions()] == ["turned_away"]


def test_a_goodbye_that_never_ends_is_ended_by_its_deadline() -> None:
    played = scene(support={"overflow": Overflow(on_nobody=ToGoodbye())})
    call_id = played.queue()
    played.timer(call_id)
    assert isinstance(played.call(call_id).phase, Leaving)


def test_a_goodbye_goes_on_to_its_end_after_a_restart() -> None:
    played = scene(support={"overflow": Overflow(on_nobody=ToGoodbye())})
    call_id = played.queue()
    restarted(played)
    legs = frozenset({"channel-call"})
    played.happen(TelephonyRestored(at=played.tick(), legs=legs, answered_legs=legs, bridges=frozenset()))
    played.timer(call_id)
    assert isinstance(played.call(call_id).phase, Leaving)


def test_when_the_last_agent_goes_home_those_in_the_line_are_led_out() -> None:
    played = scene(support={"overflow": Overflow(on_nobody=ToGoodbye())})
    played.ready(ANA)
    talking = played.queue("first")
    played.answer()
    waiting = played.queue("second")
    assert isinstance(played.call(waiting).phase, Waiting)
    played.hang_up("channel-first")
    assert talking not in played.center.calls
    assert isinstance(played.call(waiting).phase, Waiting), "wrap-up is still work"
    played.happen(AgentSignedOut(at=played.tick(), agent_id=ANA))
    assert isinstance(played.call(waiting).phase, Farewell)
    assert any(isinstance(action, StopMusic) for action in played.asked)


def test_a_full_queue_sends_the_next_caller_on_with_the_time_waited() -> None:
    played = scene(support={"overflow": Overflow(maximum_length=1, on_full=ToQueue(queue_id="sales"))})
    played.queue("first")
    second = played.queue("second")
    phase = played.call(second).phase
    assert isinstance(phase, Waiting)
    assert phase.queue_id == "sales"
    parts = [(part.kind, part.queue_id, part.outcome) for part in played.call(second).segments]
    assert parts == [("ivr", None, "queued"), ("queue", "support", "overflowed"), ("queue", "sales", "")]
    played.ready(CAI)
    assert isinstance(played.call(second).phase, Ringing)


def test_a_long_wait_leads_to_another_queue_where_the_place_is_kept() -> None:
    rules = Overflow(maximum_wait=timedelta(seconds=60), on_long_wait=ToQueue(queue_id="sales"))
    played = scene(support={"overflow": rules})
    call_id = played.queue()
    began = played.now
    played.timer(call_id)
    assert played.now == began + timedelta(seconds=60)
    phase = played.call(call_id).phase
    assert phase == Waiting(queue_id="sales", since=began)
    played.ready(CAI)
    assert isinstance(played.call(call_id).phase, Ringing)


def test_the_longest_wait_is_kept_over_an_offer_that_nobody_took() -> None:
    rules = Overflow(maximum_wait=timedelta(seconds=60), on_long_wait=ToGoodbye())
    played = scene(support={"overflow": rules})
    played.ready(ANA)
    call_id = played.queue()
    began = played.now
    assert isinstance(played.call(call_id).phase, Ringing)
    played.hang_up(played.ringing_leg(), cause=19)
    assert isinstance(played.call(call_id).phase, Waiting)
    played.timer(call_id)
    assert played.now == began + timedelta(seconds=60)
    assert isinstance(played.call(call_id).phase, Farewell)


def test_the_deadline_of_the_wait_means_nothing_while_a_phone_rings_and_counts_afterwards() -> None:
    rules = Overflow(maximum_wait=timedelta(seconds=10), on_long_wait=ToGoodbye())
    played = scene(support={"overflow": rules})
    call_id = played.queue()
    played.ready(ANA)
    played.timer(call_id)
    assert isinstance(played.call(call_id).phase, Ringing)
    played.hang_up(played.ringing_leg(), cause=19)
    played.timer(call_id)
    assert isinstance(played.call(call_id).phase, Farewell)


def test_the_deadline_of_the_wait_is_set_anew_after_a_restart() -> None:
    rules = Overflow(maximum_wait=timedelta(seconds=60), on_long_wait=ToGoodbye())
    played = scene(support={"overflow": rules})
    call_id = played.queue()
    began = played.now
    restarted(played)
    legs = frozenset({"channel-call"})
    played.happen(TelephonyRestored(at=played.tick(), legs=legs, answered_legs=legs, bridges=frozenset()))
    played.timer(call_id)
    assert played.now == began + timedelta(seconds=60)
    assert isinstance(played.call(call_id).phase, Farewell)


def test_queues_that_overflow_into_each_other_keep_the_caller_in_the_last() -> None:
    soon = timedelta(seconds=10)
    played = scene(
        support={"overflow": Overflow(maximum_wait=soon, on_long_wait=ToQueue(queue_id="sales"))},
        sales={"overflow": Overflow(maximum_wait=soon, on_long_wait=ToQueue(queue_id="support"))},
    )
    call_id = played.queue()
    played.timer(call_id)
    played.timer(call_id)
    phase = played.call(call_id).phase
    assert isinstance(phase, Waiting)
    assert phase.queue_id == "sales"
    assert not played.call(call_id).timers


def test_a_talk_has_no_deadline_of_the_wait_left() -> None:
    rules = Overflow(maximum_wait=timedelta(seconds=60), on_long_wait=ToGoodbye())
    played = scene(support={"overflow": rules})
    played.ready(ANA)
    call_id = played.queue()
    played.answer()
    assert not played.call(call_id).timers


def test_a_rule_to_stay_changes_nothing() -> None:
    played = scene(support={"overflow": Overflow(maximum_length=0, on_full=Stay())})
    call_id = played.queue()
    assert isinstance(played.call(call_id).phase, Waiting)


def test_a_free_agent_takes_a_caller_even_when_nobody_may_wait() -> None:
    played = scene(support={"overflow": Overflow(maximum_length=0, on_full=ToGoodbye())})
    played.ready(BEN)
    first = played.queue("first")
    assert isinstance(played.call(first).phase, Ringing)
    second = played.queue("second")
    assert isinstance(played.call(second).phase, Farewell)


def test_a_caller_can_be_kept_for_one_agent_who_is_at_work() -> None:
    played = scene(support={"keys": {"5": ToAgent(agent_id=CAI)}})
    played.ready(CAI)
    played.happen(StateRequested(at=played.tick(), agent_id=CAI, wanted="not_ready", reason="break"))
    call_id = played.queue()
    played.press(call_id, "5")
    played.ready(ANA)
    assert isinstance(played.call(call_id).phase, Waiting), "Ana is not the one"
    played.happen(StateRequested(at=played.tick(), agent_id=CAI, wanted="ready"))
    phase = played.call(call_id).phase
    assert isinstance(phase, Ringing)
    assert [offer.agent_id for offer in phase.offers] == [CAI]


def test_a_caller_stays_when_the_agent_is_not_at_work() -> None:
    played = scene(support={"keys": {"5": ToAgent(agent_id=CAI)}})
    call_id = played.queue()
    before = played.call(call_id).phase
    played.press(call_id, "5")
    assert played.call(call_id).phase == before
