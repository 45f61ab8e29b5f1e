"""Every hang-up in every stage, crossed with whatever else may happen: the others are connected or cleanly ended."""

from collections.abc import Iterator
from datetime import datetime
from typing import get_args

import pytest

from agents.state import Busy, Reserved, TransitionNotAllowed
from app.calls import errors, parties
from app.calls.call_commands import (
    ConsultCancelled,
    ConsultCompleted,
    ConsultMerged,
    ConsultSwapped,
    PartyDropped,
    PartyRequested,
    TakenBack,
    ToAgent,
    ToQueue,
    TransferRequested,
)
from app.calls.events import (
    CallEvent,
    DigitReceived,
    HangUpRequested,
    HoldRequested,
    LegAnswered,
    LegEnded,
    NumberChecked,
    OfferDeclined,
    PhoneChanged,
    PlaybackEnded,
    TelephonyRestored,
    TimerElapsed,
)
from app.calls.recovery import restore
from app.calls.state import CallCenter, Dialing, Phase, Ringing, Waiting
from tests.center import ANA, BEN, CAI
from tests.property.agreement import check_agreement
from tests.talks import MENU, Talk
from tests.talks import STAGES as TALKS
from tests.waits import CUSTOMER, WAITS

STAGES = {**TALKS, **WAITS}
REFUSALS = (TransitionNotAllowed, *errors.REFUSALS)


def prepared(stage: str) -> Talk:
    scene = Talk()
    STAGES[stage](scene)
    return scene


def legs(stage: str) -> list[str]:
    return sorted(prepared(stage).center.legs)


def unanswered(center: CallCenter) -> frozenset[str]:
    """Legs that still ring."""
    legs: set[str] = set()
    for call in center.calls.values():
        talk = parties.talk_of(call)
        legs |= {
            one.leg_id for one in (() if talk is None else talk.parties) if one.place == "ringing" or one.lost_since
        }
        if isinstance(call.phase, Ringing):
            legs |= {offer.leg_id for offer in call.phase.offers}
        if isinstance(call.phase, Dialing):
            legs.add(call.phase.leg_id if call.phase.answered_at is None else call.leg_id)
    return frozenset(legs)


CELLS = [(stage, leg) for stage in STAGES for leg in legs(stage)]


def crossings(scene: Talk, ended: str) -> Iterator[CallEvent]:
    """All that may happen in the same moment: other legs, phones, deadlines, commands of whoever handles the call."""
    at, call_id = scene.tick(), scene.call_id
    for leg_id in sorted(scene.center.legs):
        yield LegAnswered(at=at, leg_id=leg_id)
        yield LegEnded(at=at, leg_id=leg_id, hangup_cause=16 if leg_id == ended else 21)
    call = scene.center.calls.get(call_id)
    if call is None:
        return
    for timer in call.timers:
        yield TimerElapsed(at=timer.due, owner="call", owner_id=call_id, name=timer.name, due=timer.due)
    for agent_id in (ANA, BEN, CAI):
        yield PhoneChanged(at=at, agent_id=agent_id, reachable=False)
        yield HangUpRequested(at=at, agent_id=agent_id, call_id=call_id)
    message: str | None = getattr(call.phase, "message_id", None) or getattr(call.phase, "playback_id", None)
    message = message or (None if call.wait is None else call.wait.playback_id)
    if message is not None:
        yield PlaybackEnded(at=at, playback_id=message)
    talk = parties.talk_of(call)
    if call.leg_id and talk is None:
        yield from (DigitReceived(at=at, leg_id=call.leg_id, digit=digit) for digit in "129")
        yield NumberChecked(at=at, call_id=call_id, number=CUSTOMER)
    for agent_id in (ANA, BEN):
        yield OfferDeclined(at=at, agent_id=agent_id, call_id=call_id)
    handler = ANA if talk is None or talk.agent_id is None else talk.agent_id
    for kind in (ConsultSwapped, ConsultMerged, ConsultCompleted, ConsultCancelled, TakenBack):
        yield kind(at=at, agent_id=handler, call_id=call_id)
    for hold in (True, False):
        yield HoldRequested(at=at, agent_id=handler, call_id=call_id, hold=hold)
    for one in () if talk is None else talk.parties:
        yield PartyDropped(at=at, agent_id=handler, call_id=call_id, party_id=one.id)
    yield TransferRequested(at=at, agent_id=handler, call_id=call_id, to=ToQueue(queue_id="support"))
    yield TransferRequested(at=at, agent_id=handler, call_id=call_id, to=MENU)
    yield PartyRequested(at=at, agent_id=handler, call_id=call_id, to=ToAgent(agent_id=BEN))
    alive = frozenset(scene.center.legs) - {ended}
    yield restored(scene, at, alive, alive)


def restored(scene: Talk, at: datetime, legs: frozenset[str], answered_legs: frozenset[str]) -> TelephonyRestored:
    board = scene.board
    return TelephonyRestored(
        at=at, legs=legs, answered_legs=answered_legs, bridges=frozenset(board.bridges), bridged=board.bridged
    )


def happen(scene: Talk, event: CallEvent) -> None:
    try:
        scene.happen(event)
    except REFUSALS:
        return
    if isinstance(event, TelephonyRestored):
        for leg_id in scene.board.legs - event.legs:
            scene.board.happened(LegEnded(at=event.at, leg_id=leg_id))


def check(scene: Talk) -> None:
    """Nobody is left behind: who is on the call is with somebody, or somebody is on the way."""
    check_agreement(scene.center)
    call = scene.center.calls.get(scene.call_id)
    talk = None if call is None else parties.talk_of(call)
    known = set(scene.center.legs)
    assert known <= scene.board.legs | scene.board.gone
    if call is None or talk is None:
        if call is not None and call.wait is not None and isinstance(call.phase, Waiting) and call.leg_id:
            assert (call.leg_id in scene.board.music) != (call.wait.playback_id is not None)
        return
    for room in parties.ROOMS:
        there = parties.members(talk, room)
        for one in there:
            others = {other.leg_id for other in there if other.id != one.id}
            if others:
                assert scene.board.hears(one.leg_id) | scene.board.muted == others | scene.board.muted
                assert one.leg_id not in scene.board.music
    waits_for_somebody = any(
        one.place in ("ringing", "held", "menu") or one.lost_since is not None for one in talk.parties
    )
    together = max(len(parties.members(talk, room)) for room in parties.ROOMS)
    assert together >= 2 or waits_for_somebody


def end(scene: Talk) -> None:
    """Everybody who is left hangs up, every deadline comes: nothing remains, and there is one interaction per call."""
    for _ in range(30):
        if not scene.center.calls:
            break
        for leg_id in sorted(scene.center.legs):
            happen(scene, LegEnded(at=scene.tick(), leg_id=leg_id, hangup_cause=16))
        for call in tuple(scene.center.calls.values()):
            for timer in call.timers:
                happen(
                    scene,
                    TimerElapsed(at=scene.tick(), owner="call", owner_id=call.id, name=timer.name, due=timer.due),
                )
        check(scene)
    assert not scene.center.calls
    assert not scene.center.legs
    assert not scene.board.legs
    assert not scene.board.bridges
    assert not scene.board.recordings
    assert sorted(interaction.id for interaction in scene.interactions()) == sorted(scene.calls)
    assert all(part.ended_at is not None for one in scene.interactions() for part in one.segments)
    assert not any(isinstance(agent.state, Busy | Reserved) for agent in scene.center.agents.values())


def test_every_phase_of_a_call_is_a_stage() -> None:
    seen = {type(call.phase) for stage in STAGES for call in prepared(stage).center.calls.values()}
    assert seen == set(get_args(Phase))


@pytest.mark.parametrize(("stage", "leg"), CELLS)
def test_a_hang_up_leaves_the_others_connected_or_cleanly_ended(stage: str, leg: str) -> None:
    scene = prepared(stage)
    happen(scene, LegEnded(at=scene.tick(), leg_id=leg, hangup_cause=16))
    check(scene)
    end(scene)


@pytest.mark.parametrize(("stage", "leg"), CELLS)
def test_a_hang_up_told_three_times_is_one_hang_up(stage: str, leg: str) -> None:
    scene = prepared(stage)
    told = LegEnded(at=scene.tick(), leg_id=leg, hangup_cause=16)
    happen(scene, told)
    once = scene.center
    for _ in range(2):
        assert scene.happen(told) == ()
    assert (scene.center.calls, scene.center.agents, scene.center.legs) == (once.calls, once.agents, once.legs)
    end(scene)


@pytest.mark.parametrize("first", [True, False], ids=["hang-up first", "hang-up second"])
@pytest.mark.parametrize(("stage", "leg"), CELLS)
def test_a_hang_up_that_crosses_with_anything_else_leaves_nobody_behind(stage: str, leg: str, *, first: bool) -> None:
    for number in range(len(list(crossings(prepared(stage), leg)))):
        scene = prepared(stage)
        other = list(crossings(scene, leg))[number]
        told = LegEnded(at=scene.tick(), leg_id=leg, hangup_cause=16)
        for event in (told, other) if first else (other, told):
            happen(scene, event)
            check(scene)
        end(scene)


@pytest.mark.parametrize("stage", STAGES)
def test_a_restart_carries_every_stage_on(stage: str) -> None:
    scene = prepared(stage)
    before = scene.center
    scene.center = restore(before.configuration, before.calls.values(), before.agents.values())
    all_legs = frozenset(before.legs)
    happen(scene, restored(scene, scene.tick(), all_legs, all_legs - unanswered(before)))
    assert set(scene.center.calls) == set(before.calls) or stage in ("dial_failed", "callback_tried")
    check(scene)
    end(scene)


@pytest.mark.parametrize(("stage", "leg"), CELLS)
def test_a_leg_that_went_while_nobody_listened_is_found_out(stage: str, leg: str) -> None:
    scene = prepared(stage)
    before = scene.center
    scene.center = restore(before.configuration, before.calls.values(), before.agents.values())
    scene.board.happened(LegEnded(at=scene.tick(), leg_id=leg))
    alive = frozenset(before.legs) - {leg}
    happen(scene, restored(scene, scene.tick(), alive, alive - unanswered(before)))
    check(scene)
    end(scene)
