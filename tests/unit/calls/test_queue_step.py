"""A queue step with exits of its own: callers come back to the flow instead of what the queue itself would do."""

from collections.abc import Mapping
from datetime import timedelta
from uuid import UUID

from immutables import Map
from msgspec import structs

from agents.configuration import Queue, ToGoodbye
from app.calls.actions import StopMusic
from app.calls.events import AgentSignedOut, ConfigurationChanged, StateRequested, TelephonyRestored
from app.calls.recovery import restore
from app.calls.secrecy import stored
from app.calls.state import InMenu, Ringing, Waiting
from ivr.hours import Calendar
from tests.center import ANA, BEN, Scene
from tests.unit.calls.test_menu_steps import exits, scene
from tests.unit.ivr.walking import say

LINE: Mapping[str, object] = {
    "id": "line",
    "type": "queue",
    "parameters": {"queue": "support", "longest_seconds": 90, "key": "9"},
    "next": exits("other", "closed", "full", "nobody", "timeout", "key") | {"error": "end"},
}
OTHER: Mapping[str, object] = {
    "id": "other",
    "type": "menu",
    "parameters": {"prompts": say("1?"), "choices": {"1": ""}},
    "next": {"1": "line", "timeout": "end", "no_match": "end"},
}
NEVER = Calendar(id="never", name="", zone="UTC", week=((),) * 7)
LEG = "channel-call"


def line(*agents: UUID, step: Mapping[str, object] = LINE, **rules: object) -> Scene:
    """Agents at work who are on a break, and a hotline that is the step; `rules` are the queue's."""
    made = scene([step, OTHER])
    for agent in agents:
        made.ready(agent)
    configuration = made.center.configuration
    support = structs.replace(configuration.queues["support"], **rules)
    configuration = structs.replace(
        configuration, queues=configuration.queues.set("support", support), calendars=Map({"never": NEVER})
    )
    made.happen(ConfigurationChanged(at=made.tick(), configuration=configuration))
    return made


def busy() -> Scene:
    """The one agent of the queue has a call."""
    made = line(ANA)
    made.arrive("first", "4000")
    made.answer()
    return made


def at_other(made: Scene, call_id: UUID) -> InMenu:
    phase = made.call(call_id).phase
    assert isinstance(phase, InMenu)
    assert phase.session.step_id == "other"
    return phase


def overflow(**fields: object) -> object:
    return structs.replace(Queue(id="support", name="").overflow, **fields)


def test_nobody_at_work_leads_back_at_once() -> None:
    made = line()
    call_id = made.arrive()
    at_other(made, call_id)
    assert "queued" not in [moment.what for moment in made.call(call_id).timeline]


def test_a_closed_queue_leads_back_and_not_to_the_queues_own_way() -> None:
    made = line(ANA, hours="never", overflow=overflow(on_closed=ToGoodbye()))
    at_other(made, made.arrive())


def test_a_full_line_leads_back() -> None:
    made = busy()
    queue = made.center.configuration.queues["support"]
    queue = structs.replace(queue, overflow=structs.replace(queue.overflow, maximum_length=1))
    configuration = structs.replace(
        made.center.configuration, queues=made.center.configuration.queues.set("support", queue)
    )
    made.happen(ConfigurationChanged(at=made.tick(), configuration=configuration))
    waiting = made.arrive("second")
    assert isinstance(made.call(waiting).phase, Waiting)
    at_other(made, made.arrive("third"))


def test_a_long_wait_leads_back_and_the_walk_can_come_to_the_queue_again() -> None:
    made = busy()
    call_id = made.arrive("second")
    assert isinstance(made.call(call_id).phase, Waiting)
    due = next(timer.due for timer in made.call(call_id).timers if timer.name == "wait_longest")
    assert due - made.call(call_id).timeline[-1].at == timedelta(seconds=90)
    made.timer(call_id)
    at_other(made, call_id)
    assert StopMusic(call_id=call_id, leg_id="channel-second") in made.asked
    assert made.call(call_id).wait is None
    made.press(call_id, "1")
    assert isinstance(made.call(call_id).phase, Waiting)
    assert [visit.outcome for visit in made.call(call_id).path] == ["timeout", "1", "handed_over"]


def test_the_steps_key_leads_back_also_while_a_phone_rings_and_the_agent_is_free_again() -> None:
    made = line(ANA, BEN)
    call_id = made.arrive()
    assert isinstance(made.call(call_id).phase, Ringing)
    made.press(call_id, "9")
    at_other(made, call_id)
    assert made.center.floor.ready_count("support") == 2


def test_the_last_agent_who_goes_home_leads_back() -> None:
    made = line(ANA)
    made.happen(StateRequested(at=made.tick(), agent_id=ANA, wanted="not_ready", reason="break"))
    call_id = made.arrive()
    assert isinstance(made.call(call_id).phase, Waiting)
    made.happen(AgentSignedOut(at=made.tick(), agent_id=ANA))
    at_other(made, call_id)


def test_exits_that_lead_nowhere_leave_the_queues_own_rules() -> None:
    made = line(ANA, step={**LINE, "next": {"error": "other"}}, hours="never", overflow=overflow(on_closed=ToGoodbye()))
    call_id = made.arrive()
    assert not isinstance(made.call(call_id).phase, InMenu)


def test_the_way_back_survives_a_restart() -> None:
    made = busy()
    call_id = made.arrive("second")
    calls = [stored(call) for call in made.center.calls.values()]
    made.center = restore(made.center.configuration, calls, made.center.agents.values())
    legs = frozenset(made.center.legs)
    made.happen(TelephonyRestored(at=made.tick(), legs=legs, answered_legs=legs, bridges=frozenset()))
    assert any(timer.name == "wait_longest" for timer in made.call(call_id).timers)
    made.press(call_id, "9")
    at_other(made, call_id)
