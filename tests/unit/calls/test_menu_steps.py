"""Live calls in flows: what the steps ask for becomes actions, and what is secret stays so."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from uuid import UUID

from immutables import Map
from msgspec import structs

from app.calls.actions import AskService, LookUpCustomer, Play
from app.calls.events import ConfigurationChanged, CustomerFound, DigitReceived, ServiceAnswered, TelephonyRestored
from app.calls.recovery import restore
from app.calls.secrecy import HIDDEN, journaled, stored
from app.calls.state import InMenu, Leaving, Waiting
from app.calls.step import step
from customers.profile import CustomerSummary
from database.engine import to_json
from ivr.flow import Flow
from ivr.prompt import Speech
from tests.center import Scene
from tests.unit.ivr.walking import END, flow, say

QUEUED: Mapping[str, object] = {
    "id": "support",
    "type": "queue",
    "parameters": {"queue": "support"},
    "next": {"error": "end"},
}


def scene(steps: Sequence[Mapping[str, object]], **head: object) -> Scene:
    """A site whose hotline is this flow."""
    made = Scene()
    use(made, flow([*steps, END], **{"id": "hotline"} | head))
    return made


def use(made: Scene, hotline: Flow) -> None:
    configuration = structs.replace(made.center.configuration, flows=Map({"hotline": hotline}), revisions=Map())
    made.happen(ConfigurationChanged(at=made.tick(), configuration=configuration))


def exits(target: str, *names: str) -> dict[str, str]:
    return dict.fromkeys(names, target)


PIN = {
    "id": "pin",
    "type": "collect_digits",
    "parameters": {"prompts": say("PIN?"), "variable": "pin", "maximum": 4, "secret": True, "retries": 0},
    "next": {"done": "check", "timeout": "end", "no_match": "end"},
}
CHECK = {
    "id": "check",
    "type": "http",
    "parameters": {"url": "https://bank/{pin}", "answers": {"name": "name"}},
    "next": {"done": "greet", "refused": "end", "timeout": "end", "error": "end"},
}
GREET = {
    "id": "greet",
    "type": "play",
    "parameters": {"prompts": say("Hello {name}.")},
    "next": {"done": "support", "error": "support"},
}


def phase(made: Scene, call_id: UUID) -> InMenu:
    found = made.call(call_id).phase
    assert isinstance(found, InMenu)
    return found


def test_secret_digits_are_in_no_timeline_no_stored_call_and_no_journal() -> None:
    made = scene([PIN, CHECK, GREET, QUEUED])
    call_id = made.arrive()
    journal: list[str] = []
    for digit in "9876":
        before = made.center
        event = DigitReceived(at=made.tick(), leg_id=made.call(call_id).leg_id, digit=digit)
        made.happen(event)
        journal.append(to_json(journaled(before, made.center, event)))
        kept = stored(made.call(call_id)).phase
        assert isinstance(kept, InMenu)
        assert (kept.session.typed, kept.session.secrets) == ("", {})
    assert all(f'"digit":"{HIDDEN}"' in line for line in journal)
    [asked] = [action for action in made.asked if isinstance(action, AskService)]
    assert asked.request.url == "https://bank/9876"
    assert "9876" not in to_json(stored(made.call(call_id)))
    assert [moment.what for moment in made.call(call_id).timeline] == ["arrived", "step", "step"]


def test_keys_without_effect_are_not_written_down() -> None:
    made = scene([GREET | {"parameters": {"prompts": say("Hello.")}}, QUEUED])
    call_id = made.arrive()
    event = DigitReceived(at=made.tick(), leg_id=made.call(call_id).leg_id, digit="7")
    after, _ = step(made.center, event)
    written = journaled(made.center, after, event)
    assert isinstance(written, DigitReceived)
    assert written.digit == HIDDEN


def test_keys_of_a_menu_are_written_down() -> None:
    made = Scene()
    call_id = made.arrive()
    made.playback_ends()
    event = DigitReceived(at=made.tick(), leg_id=made.call(call_id).leg_id, digit="2")
    after, _ = step(made.center, event)
    assert journaled(made.center, after, event) is event


def test_a_web_answer_goes_on_with_the_flow_once() -> None:
    made = scene([PIN, CHECK, GREET, QUEUED])
    call_id = made.arrive()
    for digit in "9876":
        made.press(call_id, digit)
    awaited = phase(made, call_id).session.awaited
    answer = ServiceAnswered(
        at=made.tick(), call_id=call_id, request_id=awaited, status=200, values={"name": "Wang", "secret": "x"}
    )
    made.happen(answer)
    [play] = made.asked
    assert isinstance(play, Play)
    assert play.prompts == (Speech(text="Hello Wang.", language="en"),)
    center = made.center
    assert step(center, answer) == (structs.replace(center, touched=Map()), ())
    made.playback_ends()
    assert isinstance(made.call(call_id).phase, Waiting)


def test_after_a_restart_the_request_is_made_again_or_its_secret_is_missed() -> None:
    made = scene([CHECK | {"parameters": {"url": "https://shop/{caller.number}"}}, GREET, QUEUED])
    call_id = made.arrive()
    made.center = restore(made.center.configuration, [stored(made.call(call_id))], ())
    leg = frozenset({made.call(call_id).leg_id})
    made.happen(TelephonyRestored(at=made.tick(), legs=leg, answered_legs=leg, bridges=frozenset()))
    assert any(isinstance(action, AskService) for action in made.asked)


def test_a_look_up_by_a_typed_number_finds_the_customer_and_forgets_nobody() -> None:
    steps = [
        {
            "id": "who",
            "type": "look_up",
            "parameters": {"number": "'4711'"},
            "next": {"found": "greet", "not_found": "support", "timeout": "end"},
        },
        GREET | {"parameters": {"prompts": say("Hello {customer.name}.")}},
        QUEUED,
    ]
    made = scene(steps)
    call_id = made.arrive()
    known = CustomerSummary(id=UUID(int=7), name="Wang")
    made.happen(CustomerFound(at=made.tick(), call_id=call_id, customer=None))
    assert made.asked == (LookUpCustomer(call_id=call_id, caller_number="4711"),)
    made.happen(CustomerFound(at=made.tick(), call_id=call_id, customer=known))
    assert made.call(call_id).customer == known
    [play] = made.asked
    assert isinstance(play, Play)
    assert play.prompts == (Speech(text="Hello Wang.", language="en"),)


def test_a_caller_stays_on_the_revision_of_the_beginning_while_another_is_published() -> None:
    menu = {
        "id": "menu",
        "type": "menu",
        "parameters": {"prompts": say("1?"), "choices": {"1": ""}},
        "next": {"1": "support", "timeout": "end", "no_match": "end"},
    }
    made = scene([menu, QUEUED], revision=1)
    call_id = made.arrive()
    use(made, flow([END], id="hotline", revision=2))
    later = made.arrive("later")
    assert isinstance(made.call(later).phase, Leaving)
    made.press(call_id, "1")
    assert isinstance(made.call(call_id).phase, Waiting)
    use(made, flow([END], id="hotline", revision=3))
    assert made.center.configuration.revisions == Map()


def test_a_queue_that_is_gone_takes_the_exit_of_its_step() -> None:
    gone = {**QUEUED} | {"id": "gone", "parameters": {"queue": "no_such_queue"}, "next": {"error": "support"}}
    made = scene([gone, QUEUED])
    assert isinstance(made.call(made.arrive()).phase, Waiting)


def test_a_survey_belongs_to_the_call() -> None:
    asked = {
        "id": "csat",
        "type": "survey",
        "parameters": {"prompts": say("1 to 5?"), "question": "csat"},
        "next": exits("end", "done", "timeout", "no_match"),
    }
    made = scene([asked])
    call_id = made.arrive()
    made.press(call_id, "5")
    scores = [moment.detail for moment in made.call(call_id).timeline if moment.what == "survey"]
    assert scores == ["csat=5"]


def test_a_key_that_asterisk_tells_twice_counts_once() -> None:
    made = scene([PIN, CHECK, GREET, QUEUED])
    call_id = made.arrive()
    heard = made.tick()
    for digit, milliseconds in (("9", 0), ("9", 20), ("9", 160), ("8", 170), ("8", 190), ("8", 260)):
        event = DigitReceived(
            at=made.tick(),
            leg_id=made.call(call_id).leg_id,
            digit=digit,
            heard_at=heard + timedelta(milliseconds=milliseconds),
        )
        before = made.center
        made.happen(event)
        if milliseconds in (20, 190):
            told, once = (center.calls[call_id] for center in (made.center, before))
            assert structs.replace(told, heard_key=once.heard_key) == once
    [asked] = [action for action in made.asked if isinstance(action, AskService)]
    assert asked.request.url == "https://bank/9988"
    assert made.call(call_id).heard_key is not None
    assert stored(made.call(call_id)).heard_key is None
