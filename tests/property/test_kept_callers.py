"""Callers who are kept for the agent they know are never kept in vain."""

from uuid import UUID

from hypothesis import given, settings

from app.calls.events import TimerElapsed
from app.calls.state import Ringing
from app.calls.step import step
from tests.property.agreement import check_agreement
from tests.property.rules import VARIANTS
from tests.property.test_center import CALLS, SCRIPTS, Move, Play


def widen_in_time(play: Play, call_id: UUID) -> None:
    """The time for which a caller is kept passes: whoever is free and may have the call is rung at once."""
    call = play.center.calls[call_id]
    until, (relax,) = call.routing.preferred_until, (timer for timer in call.timers if timer.name == "relax")
    assert until is not None
    assert relax.due == until
    event = TimerElapsed(at=max(play.now, until), owner="call", owner_id=call_id, name="relax", due=until)
    play.center, _ = step(play.center, event)
    place = play.center.floor.places.get(call_id)
    assert place is None or not place.held
    check_agreement(play.center)


@settings(max_examples=150, deadline=None)
@given(VARIANTS, SCRIPTS)
def test_nobody_is_kept_for_one_agent_longer_than_the_queue_says(variant: int, script: list[Move]) -> None:
    play = Play(variant)
    for move in script:
        if move[0] != "restart":  # which forgets deadlines until Asterisk is back
            play.play(move)
    for call_id in [call_id for call_id, place in play.center.floor.places.items() if place.held]:
        place = play.center.floor.places.get(call_id)
        if place is not None and place.held:
            widen_in_time(play, call_id)


def test_a_caller_kept_for_an_agent_who_talks_is_offered_to_another_who_is_ready_when_the_time_is_over() -> None:
    play = Play(0)
    there = (("sign_in", 0, 0), ("phone_on", 0, 0), ("ready", 0, 0))
    for move in (*there, ("known", 0, 2), ("answer", 0, 0), ("known", 1, 0), *((kind, 1, 0) for kind, _, _ in there)):
        play.play(move)
        check_agreement(play.center)
    assert play.center.floor.places[CALLS[1]].held
    widen_in_time(play, CALLS[1])
    assert isinstance(play.center.calls[CALLS[1]].phase, Ringing)
