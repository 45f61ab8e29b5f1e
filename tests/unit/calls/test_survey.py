"""The survey after a talk: who is asked, about whom the answers are, and how it ends."""

from collections.abc import Mapping
from uuid import UUID

from immutables import Map
from msgspec import structs

from agents.state import AfterCallWork
from app.calls import parties
from app.calls.actions import DestroyBridge, HangUp
from app.calls.events import HangUpRequested, TelephonyRestored
from app.calls.recovery import restore
from app.calls.state import InMenu, Leaving
from tests.center import ANA, Scene, configuration
from tests.unit.ivr.walking import END, flow, say

QUESTION: Mapping[str, object] = {
    "id": "csat",
    "type": "survey",
    "parameters": {"prompts": say("1 to 5?"), "question": "csat"},
    "next": {"done": "solved", "timeout": "end", "no_match": "end"},
}
SECOND: Mapping[str, object] = {
    "id": "solved",
    "type": "survey",
    "parameters": {"prompts": say("0 or 1?"), "question": "solved", "lowest": 0, "highest": 1},
    "next": {"done": "end", "timeout": "end", "no_match": "end"},
}


def talking(survey: str = "survey") -> tuple[Scene, UUID]:
    """A caller of support talks with Ana."""
    made = Scene()
    plain = configuration()
    support = structs.replace(plain.queues["support"], survey=survey)
    asked = structs.replace(
        plain,
        queues=plain.queues.set("support", support),
        flows=plain.flows.set("survey", flow([QUESTION, SECOND, END], id="survey")),
    )
    made.center = restore(asked, (), ())
    made.ready(ANA)
    call_id = made.queue()
    made.answer()
    made.tick(20)
    return made, call_id


def ana_hangs_up(made: Scene, call_id: UUID) -> None:
    talk = parties.talk_of(made.call(call_id))
    assert talk is not None
    own = parties.of_agent(talk, ANA)
    assert own is not None
    made.hang_up(own.leg_id)


def test_a_caller_whose_agent_hangs_up_first_is_asked_and_the_answers_are_about_that_agent() -> None:
    made, call_id = talking()
    ana_hangs_up(made, call_id)
    assert isinstance(made.call(call_id).phase, InMenu)
    assert any(isinstance(action, DestroyBridge) for action in made.asked)
    assert not any(isinstance(action, HangUp) and action.leg_id == "channel-call" for action in made.asked)
    assert isinstance(made.agent(ANA).state, AfterCallWork)
    made.press(call_id, "4")
    made.press(call_id, "1")
    assert isinstance(made.call(call_id).phase, Leaving)
    made.hang_up("channel-call")
    [interaction] = made.interactions()
    told = [
        (one.question, one.score, one.lowest, one.highest, one.agent_id, one.queue_id) for one in interaction.answers
    ]
    assert told == [("csat", 4, 1, 5, ANA, "support"), ("solved", 1, 0, 1, ANA, "support")]
    assert interaction.outcome == "answered"
    assert [part.kind for part in interaction.segments] == ["ivr", "queue", "agent", "ivr"]


def test_the_agent_may_hang_up_at_the_desk() -> None:
    made, call_id = talking()
    made.happen(HangUpRequested(at=made.tick(), agent_id=ANA, call_id=call_id))
    assert isinstance(made.call(call_id).phase, InMenu)


def test_without_a_survey_or_its_flow_the_call_ends_as_ever() -> None:
    for survey in ("", "gone"):
        made, call_id = talking(survey)
        ana_hangs_up(made, call_id)
        assert isinstance(made.call(call_id).phase, Leaving)


def test_a_caller_who_hangs_up_first_is_not_asked() -> None:
    made, _ = talking()
    made.hang_up("channel-call")
    [interaction] = made.interactions()
    assert interaction.answers == ()


def test_answers_given_before_the_caller_hangs_up_are_kept() -> None:
    made, call_id = talking()
    ana_hangs_up(made, call_id)
    made.press(call_id, "2")
    made.hang_up("channel-call")
    [interaction] = made.interactions()
    assert [(one.question, one.score) for one in interaction.answers] == [("csat", 2)]
    assert interaction.outcome == "answered"


def test_the_survey_goes_on_after_a_restart() -> None:
    made, call_id = talking()
    ana_hangs_up(made, call_id)
    made.press(call_id, "5")
    made.center = restore(made.center.configuration, made.center.calls.values(), made.center.agents.values())
    legs = frozenset({"channel-call"})
    made.happen(TelephonyRestored(at=made.tick(), legs=legs, answered_legs=legs, bridges=frozenset()))
    made.press(call_id, "0")
    assert [one.question for one in made.call(call_id).answers] == ["csat", "solved"]


def test_a_survey_that_leads_back_to_an_agent_asks_once() -> None:
    made, call_id = talking()
    back = flow(
        [
            {**QUESTION, "next": {"done": "back", "timeout": "back", "no_match": "back"}},
            {"id": "back", "type": "queue", "parameters": {"queue": "support"}, "next": {"error": "end"}},
            END,
        ],
        id="survey",
    )
    flows = Map({**made.center.configuration.flows, "survey": back})
    made.center = structs.replace(made.center, configuration=structs.replace(made.center.configuration, flows=flows))
    ana_hangs_up(made, call_id)
    made.press(call_id, "1")
    made.timer(ANA)
    made.answer()
    made.tick(5)
    ana_hangs_up(made, call_id)
    assert isinstance(made.call(call_id).phase, Leaving)
