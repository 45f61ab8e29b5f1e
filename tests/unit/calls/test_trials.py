"""A designer calls a draft: it is walked as it stands, kept out of everything that counts, and disturbs nobody."""

from collections.abc import Mapping, Sequence
from datetime import timedelta

import pytest
from immutables import Map
from msgspec import structs

from app.calls.actions import Play, ReceiveFax, RecordMessage, RingAgent
from app.calls.configuration import revision_key
from app.calls.events import ConfigurationChanged, TelephonyRestored
from app.calls.recovery import restore
from app.calls.state import InMenu, Leaving
from ivr.prompt import Speech
from ivr.trial import LIFE, Trial, new_number
from tests.center import ANA, BEN, Scene
from tests.unit.ivr.walking import END, flow, say

NUMBER = new_number()
MENU: Mapping[str, object] = {
    "id": "ask",
    "type": "menu",
    "parameters": {"prompts": say("Press 1 or 2."), "choices": {"1": "Queue", "2": "Message"}},
    "next": {"1": "queue", "2": "message", "timeout": "end", "no_match": "end"},
}
QUEUE: Mapping[str, object] = {
    "id": "queue",
    "type": "queue",
    "parameters": {"queue": "support"},
    "next": {"error": "end"},
}
MESSAGE: Mapping[str, object] = {
    "id": "message",
    "type": "send_message",
    "parameters": {"to": "'13800138000'", "text": {"en": "Hello"}},
    "next": {"done": "end", "error": "end"},
}


def scene(steps: Sequence[Mapping[str, object]] = (MENU, QUEUE, MESSAGE)) -> Scene:
    """A site where Ana and Ben are ready, and a draft that its designer may call now."""
    made = Scene()
    draft = flow([*steps, END], id="draft").model_copy(update={"revision": -1})
    trial = Trial(dialed_number=NUMBER, flow=draft, language="en", made_at=made.now, made_by=ANA)
    made.happen(
        ConfigurationChanged(
            at=made.tick(),
            configuration=structs.replace(
                made.center.configuration,
                trials=Map({NUMBER: trial}),
                revisions=Map({revision_key("draft", -1): draft}),
            ),
        )
    )
    made.ready(ANA, BEN)
    return made


def said(made: Scene) -> list[str]:
    return [
        prompt.text
        for action in made.asked
        if isinstance(action, Play)
        for prompt in action.prompts
        if isinstance(prompt, Speech)
    ]


def test_a_trial_walks_the_draft_though_no_number_leads_to_it() -> None:
    made = scene()
    call_id = made.arrive(number=NUMBER)
    assert said(made) == ["Press 1 or 2."]
    call = made.call(call_id)
    assert call.test
    assert [(visit.flow_id, visit.revision, visit.step_id) for visit in call.path] == [("draft", -1, "ask")]


def test_where_a_trial_would_meet_an_agent_the_caller_hears_so_and_nobody_is_rung() -> None:
    made = scene()
    call_id = made.arrive(number=NUMBER)
    made.press(call_id, "1")
    assert said(made) == ["Here a caller waits in the queue Support. This was a test call. Goodbye."]
    assert made.call(call_id).path[-1].outcome == "handed_over"
    assert not any(isinstance(action, RingAgent) for action in made.actions)
    assert len(made.center.floor.line("support")) == 0
    made.playback_ends()
    assert isinstance(made.call(call_id).phase, Leaving)
    made.hang_up("channel-call")
    (kept,) = made.interactions()
    assert kept.test


def test_a_trial_sends_no_messages() -> None:
    made = scene()
    call_id = made.arrive(number=NUMBER)
    made.press(call_id, "2")
    assert isinstance(made.call(call_id).phase, Leaving)
    assert not any(isinstance(action, RecordMessage) for action in made.actions)


def test_a_trial_hears_at_once_where_a_fax_comes_and_goes_on_as_if_it_had() -> None:
    fax = {
        "id": "fax",
        "type": "fax",
        "parameters": {"variable": "pages"},
        "next": {"received": "told", "failed": "end", "timeout": "end"},
    }
    told = {
        "id": "told",
        "type": "play",
        "parameters": {"prompts": say("{pages} page.")},
        "next": {"done": "end", "error": "end"},
    }
    made = scene([fax, told])
    call_id = made.arrive(number=NUMBER)
    assert said(made) == ["Here a fax is received. The flow goes on as if one page had come."]
    assert not any(isinstance(action, ReceiveFax) for action in made.actions)
    center = made.center
    made.center = restore(center.configuration, tuple(center.calls.values()), tuple(center.agents.values()))
    here = frozenset({"channel-call"})
    made.happen(TelephonyRestored(at=made.tick(), legs=here, answered_legs=here, bridges=frozenset()))
    made.press(call_id, "1")
    made.playback_ends()
    assert said(made)[-1] == "1 page."


def test_a_trial_is_not_served_twice_at_once_nor_after_its_time() -> None:
    made = scene()
    made.arrive("first", number=NUMBER)
    second = made.arrive("second", number=NUMBER)
    assert isinstance(made.call(second).phase, Leaving)
    made = scene()
    made.tick(LIFE / timedelta(seconds=1))
    late = made.arrive("late", number=NUMBER)
    assert isinstance(made.call(late).phase, Leaving)


@pytest.mark.parametrize("anywhere", [True, False])
def test_an_unknown_trial_goes_nowhere_though_any_other_number_is_served(anywhere: bool) -> None:
    made = scene()
    configuration = made.center.configuration
    if anywhere:
        route = structs.replace(configuration.numbers["4000"], dialed_number="*")
        configuration = structs.replace(configuration, numbers=configuration.numbers.set("*", route))
        made.happen(ConfigurationChanged(at=made.tick(), configuration=configuration))
    call_id = made.arrive(number=new_number())
    assert isinstance(made.call(call_id).phase, Leaving)
    assert made.call(call_id).test


def test_a_trial_goes_on_after_a_restart_and_after_the_draft_is_gone() -> None:
    made = scene()
    call_id = made.arrive(number=NUMBER)
    center = made.center
    made.center = restore(center.configuration, tuple(center.calls.values()), tuple(center.agents.values()))
    without = structs.replace(center.configuration, trials=Map(), revisions=Map())
    made.happen(ConfigurationChanged(at=made.tick(), configuration=without))
    made.press(call_id, "9")
    phase = made.call(call_id).phase
    assert isinstance(phase, InMenu)
    assert phase.session.step_id == "ask"
