"""What waiting callers are told of their place and their wait, and what is kept of it."""

from datetime import timedelta
from uuid import UUID

from msgspec import structs

from agents.configuration import Announcements, ToGoodbye
from agents.routing import Routing
from app.calls.actions import Play, StartMusic, StopMusic, StopPlayback
from app.calls.edit import put_call
from app.calls.estimate import Service
from app.calls.events import CustomerFound, TelephonyRestored
from app.calls.queue_memory import QueueMemory
from app.calls.state import Waiting
from customers.profile import CustomerSummary
from ivr.prompt import Speech
from tests.center import ANA, START, Scene
from tests.waiting_site import restarted, scene

BOTH = {"announcements": Announcements(position=True, wait_range=True)}


def with_flow(played: Scene, seconds: int = 60) -> None:
    """The queue has served one caller a minute for twenty minutes."""
    services = tuple(Service(at=START - timedelta(minutes=20 - n), head_ms=seconds * 1000, agents=1) for n in range(20))
    memories = played.center.memories.set("support", QueueMemory(services=services))
    played.center = structs.replace(played.center, memories=memories)


def told(played: Scene) -> list[str]:
    """What the last event had said."""
    return [
        prompt.text
        for action in played.asked
        if isinstance(action, Play)
        for prompt in action.prompts
        if isinstance(prompt, Speech)
    ]


def waited_for(played: Scene, call_id: UUID, longest: float) -> list[str]:
    """Let the call's deadlines come until something is said, for so many seconds."""
    until = played.now + timedelta(seconds=longest)
    while min(timer.due for timer in played.call(call_id).timers) <= until:
        played.timer(call_id)
        if told(played):
            return told(played)
    return []


def busy(played: Scene) -> None:
    """Ana is at work and talks."""
    played.ready(ANA)
    played.queue("talker")
    played.answer()


def test_a_waiting_caller_hears_the_place_and_the_range_after_the_first_pause() -> None:
    played = scene(support=BOTH)
    busy(played)
    with_flow(played)
    played.queue("ahead")
    call_id = played.queue("me")
    began = played.now
    assert waited_for(played, call_id, 60) == [
        "You are number 2 in line.",
        "Your wait will probably be about 2 minutes.",
    ]
    assert played.now == began + timedelta(seconds=15)
    assert isinstance(played.asked[0], StopMusic)
    played.playback_ends()
    assert [type(action) for action in played.asked] == [StartMusic]


def test_a_customer_moved_forward_by_the_tier_hears_the_place_that_is_true() -> None:
    played = scene(support=BOTH | {"tier_priority": {"gold": timedelta(seconds=9)}})
    busy(played)
    with_flow(played)
    for name in ("first", "second", "third"):
        played.queue(name)
        played.tick(3)
    call_id = played.queue("me")
    gold = CustomerSummary(id=call_id, name="Li", tier="gold")
    played.happen(CustomerFound(at=played.tick(), call_id=call_id, customer=gold))
    assert [waiting for _, waiting in played.center.floor.line("support")].index(call_id) == 2
    assert waited_for(played, call_id, 60) == [
        "You are number 3 in line.",
        "Your wait will probably be about 3 minutes.",
    ]


def test_callers_given_priority_by_a_flow_are_counted_before_those_they_pass() -> None:
    played = scene(support=BOTH)
    busy(played)
    passed, urgent, most_urgent = played.queue("passed"), played.queue("urgent"), played.queue("most")
    for call_id, minutes in ((urgent, 5), (most_urgent, 10)):
        priority = Routing(priority=timedelta(minutes=minutes))
        played.center = put_call(played.center, structs.replace(played.call(call_id), routing=priority))
    assert waited_for(played, passed, 16) == ["You are number 3 in line."]
    assert waited_for(played, urgent, 16) == ["You are number 2 in line."]
    assert waited_for(played, most_urgent, 16) == ["You are next in line."]


def test_without_a_known_flow_only_the_place_is_said() -> None:
    played = scene(support=BOTH)
    busy(played)
    call_id = played.queue("me")
    assert waited_for(played, call_id, 60) == ["You are next in line."]


def test_the_same_is_repeated_after_the_interval_and_not_before() -> None:
    played = scene(support=BOTH)
    busy(played)
    call_id = played.queue("me")
    waited_for(played, call_id, 60)
    first = played.now
    played.playback_ends()
    assert waited_for(played, call_id, 120)
    assert played.now - first >= timedelta(seconds=60)


def test_a_better_place_is_told_before_the_interval() -> None:
    played = scene(support=BOTH)
    busy(played)
    ahead = played.queue("ahead")
    call_id = played.queue("me")
    assert waited_for(played, call_id, 60) == ["You are number 2 in line."]
    first = played.now
    played.playback_ends()
    played.hang_up(played.call(ahead).leg_id)
    assert waited_for(played, call_id, 60) == ["You are next in line."]
    assert timedelta(seconds=20) <= played.now - first < timedelta(seconds=60)


def test_a_caller_who_is_answered_during_the_announcement_hears_it_stop() -> None:
    played = scene(support=BOTH)
    call_id = played.queue("me")
    assert waited_for(played, call_id, 60)
    playback = next(action for action in played.asked if isinstance(action, Play)).playback_id
    played.ready(ANA)
    played.answer()
    stopped = [action for action in played.actions if isinstance(action, StopPlayback)]
    assert StopPlayback(call_id=call_id, playback_id=playback) in stopped
    wait = played.call(call_id).wait
    assert wait is not None
    assert wait.playback_id is None


def test_a_key_during_the_announcement_stops_it() -> None:
    played = scene(support=BOTH | {"keys": {"9": ToGoodbye()}})
    call_id = played.queue("me")
    assert waited_for(played, call_id, 60)
    played.press(call_id, "9")
    assert any(isinstance(action, StopPlayback) for action in played.asked)


def test_what_was_told_is_kept_with_the_segment_beside_the_real_wait() -> None:
    played = scene(support=BOTH)
    busy(played)
    with_flow(played)
    call_id = played.queue("me")
    waited_for(played, call_id, 60)
    segment = played.call(call_id).segments[-1]
    assert (segment.told_at, segment.told_shortest_ms, segment.told_longest_ms) == (played.now, 60_000, 60_000)
    assert [m.detail for m in played.call(call_id).timeline if m.what == "told"] == ["1 1-1"]


def test_a_chinese_caller_hears_numbers_as_they_are_said() -> None:
    played = scene(support=BOTH)
    busy(played)
    with_flow(played)
    played.queue("ahead")
    call_id = played.queue("me")
    chinese = structs.replace(played.call(call_id), language="zh-CN")
    played.center = structs.replace(played.center, calls=played.center.calls.set(call_id, chinese))
    assert waited_for(played, call_id, 60) == ["您排在第二位。", "预计等待大约两分钟。"]


def test_a_queue_learns_from_those_it_made_wait_and_not_from_those_it_served_at_once() -> None:
    played = scene(support=BOTH)
    played.ready(ANA)
    played.queue("first")
    played.answer()
    assert not played.center.memories.get("support", QueueMemory()).services
    played.hang_up("channel-first")
    second = played.queue("second")
    began = played.now
    played.timer(ANA)
    played.answer()
    (service,) = played.center.memories["support"].services
    assert service.head_ms == (service.at - began) // timedelta(milliseconds=1)
    assert second in played.center.calls


def test_announcements_go_on_after_a_restart() -> None:
    played = scene(support=BOTH)
    call_id = played.queue("me")
    waited_for(played, call_id, 60)
    restarted(played)
    legs = frozenset({"channel-me"})
    played.happen(TelephonyRestored(at=played.tick(), legs=legs, answered_legs=legs, bridges=frozenset()))
    assert isinstance(played.call(call_id).phase, Waiting)
    assert waited_for(played, call_id, 120)


def test_a_redial_within_the_window_keeps_the_place_once() -> None:
    played = scene(support={"redial_window": timedelta(seconds=60)})
    first = played.queue("first")
    began = played.call(first).phase
    other = played.queue("other")
    played.hang_up("channel-first")
    restarted(played)
    again = played.queue("again")
    assert played.call(again).phase == began
    assert [m.what for m in played.call(again).timeline if m.what == "place_kept"] == ["place_kept"]
    third = played.queue("third")
    assert played.call(third).phase != began
    assert other


def test_a_redial_after_the_window_begins_at_the_end() -> None:
    played = scene(support={"redial_window": timedelta(seconds=60)})
    first = played.queue("first")
    began = played.call(first).phase
    played.hang_up("channel-first")
    played.tick(61)
    again = played.queue("again")
    assert played.call(again).phase != began
