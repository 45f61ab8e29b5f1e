"""Steps that hand callers over on live calls, and the exits by which callers come back into the flow."""

from collections.abc import Mapping
from uuid import UUID

import pytest
from immutables import Map
from msgspec import structs

from agents.state import Reserved
from app.calls.actions import DialOut, RingAgent
from app.calls.configuration import OutgoingRules
from app.calls.events import (
    ConfigurationChanged,
    LegAnswered,
    NumberChecked,
    OfferDeclined,
    StateRequested,
    TimerElapsed,
)
from app.calls.exit_state import AskingNumber, Farewell, LeavingMessage
from app.calls.recovery import restore
from app.calls.state import Leaving, Ringing, Talking, Waiting
from tests.center import ANA, BEN, Scene, configuration
from tests.unit.ivr.walking import END, flow, say

OUTSIDE = "+862162881234"


def play(step_id: str) -> Mapping[str, object]:
    """A step in which a caller stays until its prompt is over."""
    return {
        "id": step_id,
        "type": "play",
        "parameters": {"prompts": say(step_id)},
        "next": {"done": "end", "error": "end"},
    }


def scene(kind: str, parameters: Mapping[str, object], *optional: str, ready: tuple[UUID, ...] = (ANA,)) -> Scene:
    """A hotline of one step that hands over, each of whose exits has a prompt of its own."""
    names = ("error", *optional)
    step = {"id": "over", "type": kind, "parameters": parameters, "next": {name: f"to_{name}" for name in names}}
    made = Scene()
    site = structs.replace(
        configuration(),
        flows=Map({"hotline": flow([step, *[play(f"to_{name}") for name in names], END], id="hotline")}),
        outgoing=OutgoingRules(trunk="carrier", prefixes=("+8621",)),
    )
    made.center = restore(site, (), ())
    made.ready(*ready)
    return made


def at(made: Scene, call_id: UUID) -> str:
    """The step entered last."""
    return next(
        m.detail
        for m in reversed(made.call(call_id).timeline if call_id in made.center.calls else ())
        if m.what == "step"
    )


def leg(made: Scene) -> str:
    return next(a.leg_id for a in reversed(made.actions) if isinstance(a, RingAgent | DialOut))


def test_the_named_agent_is_rung_without_a_queue_and_talks() -> None:
    made = scene("agent", {"agent": "'800' + '1'"})
    call_id = made.arrive()
    assert made.agent(ANA).state == Reserved(call_id=call_id)
    made.happen(LegAnswered(at=made.tick(), leg_id=leg(made)))
    talk = made.call(call_id).phase
    assert isinstance(talk, Talking)
    assert (talk.agent_id, talk.queue_id) == (ANA, "")
    made.tick(10)
    made.hang_up("channel-call")
    [interaction] = made.interactions()
    assert interaction.outcome == "answered"
    assert [part.kind for part in interaction.segments] == ["ivr", "agent"]


@pytest.mark.parametrize(("optional", "ends_at"), [(("no_answer", "busy"), True), ((), False)])
def test_an_agent_who_does_not_answer_or_declines_brings_the_caller_back(
    optional: tuple[str, ...], ends_at: bool
) -> None:
    made = scene("agent", {"agent": "'8001'"}, *optional)
    call_id = made.arrive()
    call = made.call(call_id)
    [timer] = [timer for timer in call.timers if timer.name.startswith("ring:")]
    made.happen(TimerElapsed(at=timer.due, owner="call", owner_id=call_id, name=timer.name, due=timer.due))
    assert at(made, call_id) == ("to_no_answer" if ends_at else "to_error")
    made = scene("agent", {"agent": "'8001'"}, *optional)
    call_id = made.arrive()
    made.happen(OfferDeclined(at=made.tick(), agent_id=ANA, call_id=call_id))
    assert at(made, call_id) == ("to_busy" if ends_at else "to_error")


def test_an_agent_in_a_call_or_on_a_break_is_busy_and_one_who_is_not_there_an_error() -> None:
    made = scene("agent", {"agent": "'8001'"}, "busy")
    made.arrive("first")
    assert at(made, made.arrive("second")) == "to_busy"
    made = scene("agent", {"agent": "'8001'"}, "busy")
    made.happen(StateRequested(at=made.tick(), agent_id=ANA, wanted="not_ready", reason="break"))
    assert at(made, made.arrive()) == "to_busy"
    for number in ("'8001'", "'4711'", "1 / 0"):
        made = scene("agent", {"agent": number}, "busy", ready=())
        assert at(made, made.arrive()) == "to_error"


def test_an_outside_number_is_dialed_and_the_caller_talks_there() -> None:
    made = scene("outside", {"expression": "'021' + '62881234'"})
    call_id = made.arrive()
    [dial] = [action for action in made.asked if isinstance(action, DialOut)]
    assert dial.number == OUTSIDE
    made.happen(LegAnswered(at=made.tick(), leg_id=dial.leg_id))
    assert isinstance(made.call(call_id).phase, Talking)
    made.hang_up(dial.leg_id)
    assert isinstance(made.call(call_id).phase, Leaving)


@pytest.mark.parametrize(("cause", "exit_name"), [(17, "busy"), (21, "busy"), (19, "no_answer"), (34, "error")])
def test_an_outside_number_that_does_not_answer_has_its_exits(cause: int, exit_name: str) -> None:
    made = scene("outside", {"number": OUTSIDE}, "busy", "no_answer")
    call_id = made.arrive()
    made.hang_up(leg(made), cause)
    assert at(made, call_id) == f"to_{exit_name}"
    made.playback_ends()
    assert isinstance(made.call(call_id).phase, Leaving)


def test_a_number_that_the_rules_refuse_is_an_error() -> None:
    for number in ("+861012345678", "110"):
        made = scene("outside", {"number": number}, "busy")
        assert at(made, made.arrive()) == "to_error"


@pytest.mark.parametrize(("kind", "parameters"), [("outside", {"number": OUTSIDE}), ("agent", {"agent": "'8001'"})])
def test_a_changed_configuration_is_taken_up_while_somebody_talks_without_a_queue(
    kind: str, parameters: Mapping[str, object]
) -> None:
    made = scene(kind, parameters)
    call_id = made.arrive()
    talk = made.call(call_id).phase
    changed = structs.replace(made.center.configuration, dispositions=("sold",))
    made.happen(ConfigurationChanged(at=made.tick(), configuration=changed))
    assert made.center.configuration.dispositions == ("sold",)
    assert made.call(call_id).phase == talk


def test_the_queue_step_brings_its_skills_its_priority_and_its_agent() -> None:
    made = scene(
        "queue",
        {
            "queue": "support",
            "priority_seconds": 60,
            "skills": [{"skill": "english", "level": 5}],
            "agent": "'8002'",
            "sticky_seconds": 30,
        },
    )
    routing = made.call(made.arrive()).routing
    assert [(need.skill, need.level) for need in routing.needs] == [("english", 5)]
    assert (routing.priority.total_seconds(), routing.preferred) == (60, BEN)


def test_without_wishes_whoever_is_ready_is_rung() -> None:
    made = scene("queue", {"queue": "support"})
    assert isinstance(made.call(made.arrive()).phase, Ringing)


def test_voicemail_takes_a_message_for_the_queue() -> None:
    made = scene("voicemail", {"queue": "support"})
    call_id = made.arrive()
    phase = made.call(call_id).phase
    assert isinstance(phase, LeavingMessage)
    assert phase.queue_id == "support"


@pytest.mark.parametrize("kind", ["queue", "voicemail", "callback"])
def test_a_queue_that_is_gone_is_an_error(kind: str) -> None:
    made = scene(kind, {"queue": "gone"})
    assert at(made, made.arrive()) == "to_error"


def test_a_callback_is_offered_and_promised() -> None:
    made = scene("callback", {"queue": "support"}, ready=())
    call_id = made.arrive()
    made.happen(NumberChecked(at=made.tick(), call_id=call_id, number=OUTSIDE))
    made.press(call_id, "1")
    assert isinstance(made.call(call_id).phase, Farewell)
    assert OUTSIDE in made.center.promised


def test_who_declines_a_callback_goes_on_in_the_flow_or_waits() -> None:
    made = scene("callback", {"queue": "support"}, "declined", ready=())
    call_id = made.arrive()
    assert isinstance(made.call(call_id).phase, AskingNumber)
    made.happen(NumberChecked(at=made.tick(), call_id=call_id, number=OUTSIDE))
    made.press(call_id, "0")
    assert at(made, call_id) == "to_declined"
    made = scene("callback", {"queue": "support"}, ready=())
    call_id = made.arrive()
    made.happen(NumberChecked(at=made.tick(), call_id=call_id, number=OUTSIDE))
    made.press(call_id, "0")
    assert isinstance(made.call(call_id).phase, Waiting)


@pytest.mark.parametrize("number", ["", OUTSIDE])
def test_silence_at_the_offer_of_a_callback_has_its_exit(number: str) -> None:
    made = scene("callback", {"queue": "support"}, "declined", "timeout", "no_match", ready=())
    call_id = made.arrive()
    made.happen(NumberChecked(at=made.tick(), call_id=call_id, number=number))
    for _ in range(3):
        assert at(made, call_id) == "over"
        made.timer(call_id)
    assert at(made, call_id) == "to_timeout"


@pytest.mark.parametrize(("exit_name", "where"), [("no_match", "to_no_match"), ("declined", "to_declined")])
def test_a_number_that_is_never_right_has_its_exit_or_counts_as_declined(exit_name: str, where: str) -> None:
    made = scene("callback", {"queue": "support"}, exit_name, ready=())
    call_id = made.arrive()
    made.happen(NumberChecked(at=made.tick(), call_id=call_id, number=""))
    for _ in range(4):
        assert at(made, call_id) == "over"
        for digit in "110#":
            made.press(call_id, digit)
        if call_id in made.center.calls and isinstance(made.call(call_id).phase, AskingNumber):
            made.happen(NumberChecked(at=made.tick(), call_id=call_id, number=""))
    assert at(made, call_id) == where


def test_where_nobody_may_be_called_a_callback_is_an_error() -> None:
    made = scene("callback", {"queue": "support"}, "declined")
    rules = structs.replace(made.center.configuration, outgoing=OutgoingRules())
    made.center = structs.replace(made.center, configuration=rules)
    assert at(made, made.arrive()) == "to_error"
