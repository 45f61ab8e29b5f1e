"""Deadlines over a restart: what was left of them, and the moments that do not care whether we were there."""

from datetime import datetime, timedelta
from uuid import UUID

import pytest
from msgspec import json

from agents.configuration import Announcements, Overflow, ToGoodbye
from app.calls.actions import DialOut, HangUp, Play, RingAgent, UnwatchSpeech, WatchSpeech
from app.calls.deadlines import ENOUGH_TO_ACT
from app.calls.events import LegAnswered, PhoneChanged, ServiceAnswered, TelephonyRestored
from app.calls.recovery import restore
from app.calls.state import Agent, Call, InMenu, Leaving, Waiting
from ivr.dialog import Session
from tests.center import ANA, Scene
from tests.unit.calls.test_hang_up_matrix import STAGES, prepared, unanswered
from tests.unit.calls.test_menu_recording import recording
from tests.unit.calls.test_menu_steps import CHECK, PIN, exits
from tests.unit.calls.test_menu_steps import scene as menu_of
from tests.waiting_site import scene as scene_with

ACTS = {"ring", "rejoin", "dial"}
"""Somebody must pick up or come back."""
MOMENTS = {
    "relax",
    "take_longest",
    "fax_longest",
    "wait_closes",
    "wait_closing",
    "wait_due",
    "wait_expires",
    "wait_longest",
    "wait_message",
    "wait_tell",
}
"""The time of day, the age of a wait, the length of what is being recorded meanwhile."""
ANEW = {
    "announce",
    "hang_up",
    "menu",
    "result",
    "take_silence",
    "wait_farewell",
    "wait_greeting",
    "wait_key",
    "wait_silence",
}
"""What they are about begins anew, or is over."""

END_ALL = exits("end", "done", "refused", "timeout", "error")


def die(scene: Scene, alive_at: datetime | None) -> None:
    """Only what was stored is left, with the moment at which the application was there last."""
    calls = [json.decode(json.encode(call), type=Call) for call in scene.center.calls.values()]
    agents = [json.decode(json.encode(agent), type=Agent) for agent in scene.center.agents.values()]
    scene.center = restore(scene.center.configuration, calls, agents, scene.center.memories, alive_at)


def reconnect(scene: Scene, *, without: frozenset[str] = frozenset(), ringing: frozenset[str] = frozenset()) -> None:
    legs = frozenset(scene.center.legs) - without
    scene.happen(TelephonyRestored(at=scene.tick(), legs=legs, answered_legs=legs - ringing, bridges=frozenset()))


def deadline(scene: Scene, call_id: UUID, name: str) -> datetime:
    (due,) = (timer.due for timer in scene.call(call_id).timers if timer.name == name)
    return due


def ringing() -> tuple[Scene, UUID, str]:
    """Ana's phone rings for a caller, for twenty seconds from now."""
    scene = Scene()
    scene.ready(ANA)
    call_id = scene.queue()
    return scene, call_id, scene.ringing_leg()


@pytest.mark.parametrize("stage", STAGES)
@pytest.mark.parametrize("lived", [1, 8, 30])
def test_no_restart_makes_any_deadline_of_any_stage_longer_or_too_short_to_act(stage: str, lived: int) -> None:
    scene = prepared(stage)
    before, alive_at = scene.center, scene.tick(lived)
    die(scene, alive_at)
    scene.tick(3600)
    reconnect(scene, ringing=unanswered(before))
    for call in scene.center.calls.values():
        known = before.calls.get(call.id)
        old = {} if known is None else {timer.name: timer.due for timer in known.timers}
        for timer in call.timers:
            assert timer.left is None, "it runs"
            name = timer.name.partition(":")[0]
            assert name in ACTS | MOMENTS | ANEW, "somebody has thought about this deadline"
            if timer.name in old and name in ACTS:
                assert timer.due == scene.now + max(old[timer.name] - alive_at, ENOUGH_TO_ACT)
            if timer.name in old and name in MOMENTS:
                soon = scene.now + timedelta(seconds=1)
                assert old[timer.name] <= timer.due <= max(old[timer.name], soon), "its moment, or now"


def test_a_ringing_phone_rings_on_for_what_was_left_however_long_the_application_was_away() -> None:
    scene, call_id, leg = ringing()
    alive_at = scene.tick(6)
    die(scene, alive_at)
    scene.tick(600)
    reconnect(scene, ringing=frozenset({leg}))
    assert deadline(scene, call_id, "ring") == scene.now + timedelta(seconds=14)
    scene.timer(call_id)
    assert isinstance(scene.call(call_id).phase, Waiting)


def test_a_page_has_time_to_come_back_before_its_ringing_is_over() -> None:
    scene, call_id, leg = ringing()
    die(scene, scene.tick(19))
    reconnect(scene, ringing=frozenset({leg}))
    assert deadline(scene, call_id, "ring") == scene.now + ENOUGH_TO_ACT
    scene.happen(PhoneChanged(at=scene.tick(6), agent_id=ANA, reachable=True))
    assert [type(action) for action in scene.asked] == [HangUp, RingAgent]
    assert deadline(scene, call_id, "ring") == scene.now + ENOUGH_TO_ACT


def test_a_phone_that_is_back_early_rings_for_no_longer_than_was_left() -> None:
    scene, call_id, leg = ringing()
    die(scene, scene.tick(2))
    reconnect(scene, ringing=frozenset({leg}))
    due = deadline(scene, call_id, "ring")
    scene.happen(PhoneChanged(at=scene.tick(4), agent_id=ANA, reachable=True))
    assert deadline(scene, call_id, "ring") == due


def test_news_of_a_phone_before_asterisk_has_told_what_there_is_rings_nobody() -> None:
    scene, call_id, leg = ringing()
    die(scene, scene.tick(2))
    scene.happen(PhoneChanged(at=scene.tick(60), agent_id=ANA, reachable=True))
    assert not scene.asked
    reconnect(scene, ringing=frozenset({leg}))
    assert scene.ringing_leg() == leg, "the offer stands"
    scene.happen(PhoneChanged(at=scene.tick(), agent_id=ANA, reachable=True))
    assert [type(action) for action in scene.asked] == [HangUp, RingAgent]
    assert deadline(scene, call_id, "ring") == scene.now + timedelta(seconds=17)


def test_two_deaths_without_asterisk_between_them_cost_nothing() -> None:
    scene, call_id, leg = ringing()
    alive_at = scene.tick(2)
    die(scene, alive_at)
    scene.tick(60)
    die(scene, alive_at)
    reconnect(scene, ringing=frozenset({leg}))
    assert deadline(scene, call_id, "ring") == scene.now + timedelta(seconds=18)


def test_when_nobody_knows_when_the_application_died_there_is_time_to_act() -> None:
    scene, call_id, leg = ringing()
    die(scene, None)
    reconnect(scene, ringing=frozenset({leg}))
    assert deadline(scene, call_id, "ring") == scene.now + ENOUGH_TO_ACT


def test_deadlines_of_a_lost_connection_to_asterisk_go_on_and_leave_time_to_act() -> None:
    scene, call_id, leg = ringing()
    due = deadline(scene, call_id, "ring")
    reconnect(scene, ringing=frozenset({leg}))
    assert deadline(scene, call_id, "ring") == due
    scene.tick(15)
    reconnect(scene, ringing=frozenset({leg}))
    assert deadline(scene, call_id, "ring") == scene.now + ENOUGH_TO_ACT


def test_the_longest_wait_ends_at_its_moment_although_nobody_was_there() -> None:
    scene = scene_with(support={"overflow": Overflow(maximum_wait=timedelta(minutes=5), on_long_wait=ToGoodbye())})
    call_id = scene.queue()
    due = deadline(scene, call_id, "wait_longest")
    die(scene, scene.tick(60))
    scene.tick(120)
    reconnect(scene)
    assert deadline(scene, call_id, "wait_longest") == due


def test_the_longest_wait_that_ended_meanwhile_is_over_at_once() -> None:
    scene = scene_with(support={"overflow": Overflow(maximum_wait=timedelta(minutes=5), on_long_wait=ToGoodbye())})
    call_id = scene.queue()
    die(scene, scene.tick(60))
    scene.tick(600)
    reconnect(scene)
    assert deadline(scene, call_id, "wait_longest") <= scene.now


def test_what_a_waiting_caller_is_told_next_comes_at_its_moment() -> None:
    scene = scene_with(support={"announcements": Announcements(position=True, every=timedelta(seconds=60))})
    call_id = scene.queue()
    scene.timer(call_id)
    due = deadline(scene, call_id, "wait_tell")
    die(scene, scene.tick(2))
    reconnect(scene)
    assert deadline(scene, call_id, "wait_tell") == due


@pytest.mark.parametrize("silent", [False, True])
def test_a_menu_asks_again_and_what_was_tried_stays_tried(silent: bool) -> None:
    scene = Scene()
    call_id = scene.arrive()
    scene.playback_ends()
    scene.playback_ends()
    scene.timer(call_id)
    assert session_of(scene, call_id).failures == 1
    if silent:
        scene.playback_ends()
    die(scene, scene.tick(4))
    scene.tick(600)
    reconnect(scene)
    assert any(isinstance(action, Play) for action in scene.asked)
    assert scene.call(call_id).timers == (), "the time for an answer follows the question"
    assert session_of(scene, call_id).failures == 1
    scene.playback_ends()
    assert deadline(scene, call_id, "menu") == scene.now + timedelta(seconds=5)
    scene.timer(call_id)
    assert isinstance(scene.call(call_id).phase, Leaving), "the second silence is the last"


def test_half_an_entry_is_lost_and_asked_for_again() -> None:
    scene = menu_of([PIN, {**CHECK, "next": END_ALL}])
    call_id = scene.arrive()
    scene.press(call_id, "1")
    scene.press(call_id, "2")
    die(scene, scene.tick())
    reconnect(scene)
    assert session_of(scene, call_id).typed == ""
    scene.playback_ends()
    for digit in "4711":
        scene.press(call_id, digit)
    assert session_of(scene, call_id).secrets == {"pin": "4711"}


def test_a_request_that_was_tried_twice_is_tried_only_once_more() -> None:
    asked = {"url": "https://shop", "retries": 2}
    scene = menu_of([{**CHECK, "parameters": asked, "next": END_ALL}])
    call_id = scene.arrive()
    for _ in range(2):
        refuse(scene, call_id)
    die(scene, scene.tick())
    reconnect(scene)
    assert session_of(scene, call_id).attempt == 2
    refuse(scene, call_id)
    assert isinstance(scene.call(call_id).phase, Leaving)


def test_a_recording_in_a_flow_keeps_its_limit_and_gives_time_to_speak() -> None:
    scene, call_id = recording()
    scene.playback_ends()
    due = deadline(scene, call_id, "take_longest")
    die(scene, scene.tick(3))
    scene.tick(5)
    reconnect(scene)
    assert deadline(scene, call_id, "take_longest") == due
    assert deadline(scene, call_id, "take_silence") == scene.now + timedelta(seconds=10)
    watched = [type(action) for action in scene.asked if isinstance(action, UnwatchSpeech | WatchSpeech)]
    assert watched == [UnwatchSpeech, WatchSpeech], "who is just speaking is heard of"


def test_a_message_keeps_its_limit_over_a_restart() -> None:
    scene = prepared("leaving_a_message")
    due = deadline(scene, scene.call_id, "wait_message")
    die(scene, scene.tick(3))
    scene.tick(60)
    reconnect(scene)
    assert deadline(scene, scene.call_id, "wait_message") == due


def test_who_was_consulted_by_a_phone_that_was_lost_is_rung_again() -> None:
    scene = prepared("consult_ringing")
    rung = unanswered(scene.center)
    (old,) = (one for one in scene.talk.parties if one.place == "ringing")
    assert old.agent_id is not None
    die(scene, scene.tick(25))
    reconnect(scene, ringing=rung)
    name = f"ring:{old.id}"
    assert deadline(scene, scene.call_id, name) == scene.now + ENOUGH_TO_ACT
    scene.happen(PhoneChanged(at=scene.tick(6), agent_id=old.agent_id, reachable=True))
    assert [type(action) for action in scene.asked] == [HangUp, RingAgent]
    assert deadline(scene, scene.call_id, name) == scene.now + ENOUGH_TO_ACT
    scene.pick_up()
    assert scene.party(old.agent_id).place == "consult"
    assert not any(timer.name == name for timer in scene.call(scene.call_id).timers)


def test_who_dials_by_a_phone_that_was_lost_is_rung_again_and_dials_once() -> None:
    scene = prepared("dialing_own_phone")
    rung = unanswered(scene.center)
    die(scene, scene.tick(2))
    reconnect(scene, ringing=rung)
    due = deadline(scene, scene.call_id, "dial")
    scene.happen(PhoneChanged(at=scene.tick(), agent_id=ANA, reachable=True))
    assert [type(action) for action in scene.asked] == [HangUp, RingAgent]
    assert deadline(scene, scene.call_id, "dial") == due
    scene.happen(LegAnswered(at=scene.tick(), leg_id=scene.ringing_leg()))
    assert sum(isinstance(action, DialOut) for action in scene.asked) == 1


def test_a_desk_that_was_coming_back_as_the_application_died_is_rung_when_it_is_there() -> None:
    scene = prepared("desk_ringing_again")
    rung = unanswered(scene.center)
    due = deadline(scene, scene.call_id, f"rejoin:{scene.party(ANA).id}")
    alive_at = scene.tick(2)
    die(scene, alive_at)
    reconnect(scene, ringing=rung)
    assert [action.leg_id for action in scene.asked if isinstance(action, HangUp)] == list(rung)
    left = max(due - alive_at, ENOUGH_TO_ACT)
    assert deadline(scene, scene.call_id, f"rejoin:{scene.party(ANA).id}") == scene.now + left
    scene.happen(PhoneChanged(at=scene.tick(6), agent_id=ANA, reachable=True))
    scene.happen(LegAnswered(at=scene.tick(), leg_id=scene.ringing_leg()))
    assert scene.party(ANA).lost_since is None


def refuse(scene: Scene, call_id: UUID) -> None:
    """The service fails."""
    awaited = session_of(scene, call_id).awaited
    scene.happen(ServiceAnswered(at=scene.tick(), call_id=call_id, request_id=awaited, status=500))


def session_of(scene: Scene, call_id: UUID) -> Session:
    phase = scene.call(call_id).phase
    assert isinstance(phase, InMenu)
    return phase.session
