"""Steps that callers answer with keys, and the limits of a walk."""

from datetime import timedelta

import pytest

from ivr.dialog import (
    EndCall,
    EnterQueue,
    Hush,
    Listen,
    PromptEnded,
    Request,
    Scored,
    SilenceElapsed,
    SpeakLanguage,
    storable,
)
from ivr.session import advance, resume
from tests.unit.ivr.walking import END, NOON, Step, Walk, facts, flow, left_by, one, say, walk

MENU = {"prompts": say("1, 12 or 2"), "choices": {"1": "", "12": "", "2": ""}, "retries": 1}
MENU_EXITS = "1 12 2 timeout no_match"


def test_a_menu_waits_whether_a_longer_choice_follows() -> None:
    caller = walk("menu", MENU, MENU_EXITS)
    assert caller.press("1") == (Hush(), Listen(timeout=timedelta(seconds=3)))
    caller.give(SilenceElapsed())
    assert left_by(caller) == "1"
    caller = walk("menu", MENU, MENU_EXITS)
    caller.press("12")
    assert left_by(caller) == "12"


@pytest.mark.parametrize("keys", ["9", "13"])
def test_a_menu_that_hears_wrong_keys_asks_again_and_then_gives_up(keys: str) -> None:
    caller = walk("menu", MENU | {"invalid_prompts": say("Wrong.")}, MENU_EXITS)
    caller.press(keys)
    assert caller.said() == ["Wrong.", "1, 12 or 2"]
    caller.press(keys)
    assert left_by(caller) == "no_match"


def test_zero_leads_to_a_person_unless_the_menu_uses_it() -> None:
    steps: list[Step] = [
        {"id": "a", "type": "menu", "parameters": {"prompts": say("?"), "choices": {"1": ""}}}
        | {"next": {"1": "end", "timeout": "end", "no_match": "end"}},
        {"id": "person", "type": "queue", "parameters": {"queue": "support"}, "next": {"error": "end"}},
        END,
    ]
    helpful = flow(steps, person="person")
    caller = Walk(facts(helpful), helpful)
    assert caller.press("0")[-1] == EnterQueue(queue_id="support")


def test_the_language_chosen_is_that_of_all_that_follows() -> None:
    caller = walk("language", {"prompts": say("1 or 2"), "choices": {"1": "zh-CN", "2": "en"}}, "done timeout no_match")
    assert SpeakLanguage(language="zh-CN") in caller.press("1")
    assert (caller.session.language, left_by(caller)) == ("zh-CN", "done")


def test_a_survey_scores_within_its_scale() -> None:
    asked = {"prompts": say("1 to 5"), "question": "csat", "retries": 0}
    caller = walk("survey", asked, "done timeout no_match")
    assert Scored(question="csat", score=4, lowest=1, highest=5) in caller.press("4")
    assert caller.session.variables == {"csat": 4}
    caller = walk("survey", asked, "done timeout no_match")
    caller.press("6")
    assert left_by(caller) == "no_match"


CARD = {"prompts": say("Card?"), "variable": "card", "minimum": 4, "maximum": 6, "retries": 1}
CARD_EXITS = "done timeout no_match"


@pytest.mark.parametrize(
    ("keys", "silence", "typed"), [("123456", False, "123456"), ("1234#", False, "1234"), ("12345", True, "12345")]
)
def test_digits_are_complete_at_their_length_the_terminator_or_a_pause(keys: str, silence: bool, typed: str) -> None:
    caller = walk("collect_digits", CARD, CARD_EXITS)
    caller.press(keys)
    if silence:
        caller.give(SilenceElapsed())
    assert (left_by(caller), caller.session.variables) == ("done", {"card": typed})


def test_digits_that_are_too_few_are_asked_for_again() -> None:
    caller = walk("collect_digits", CARD | {"invalid_prompts": say("Too short.")}, CARD_EXITS)
    caller.press("12#")
    assert caller.said() == ["Too short.", "Card?"]
    caller.press("12#")
    assert left_by(caller) == "no_match"


def test_nobody_types_and_the_step_gives_up() -> None:
    caller = walk("collect_digits", CARD | {"silence_prompts": say("Are you there?")}, CARD_EXITS)
    caller.heard_out()
    caller.give(SilenceElapsed())
    assert caller.said() == ["Are you there?", "Card?"]
    caller.heard_out()
    caller.give(SilenceElapsed())
    assert left_by(caller) == "timeout"


def test_digits_are_checked_by_luhn_or_by_an_expression() -> None:
    card = {"prompts": say("Card?"), "variable": "card", "maximum": 16, "retries": 0, "check": "luhn"}
    for digits, result in (("4111111111111111", "done"), ("4111111111111112", "no_match")):
        caller = walk("collect_digits", card, CARD_EXITS)
        caller.press(digits)
        assert left_by(caller) == result
    even = CARD | {"check": "expression", "expression": "int(digits) % 2 == 0 && digits.size() == 4", "retries": 0}
    for digits, result in (("1234#", "done"), ("1235#", "no_match")):
        caller = walk("collect_digits", even, CARD_EXITS)
        caller.press(digits)
        assert left_by(caller) == result


def test_digits_are_read_back_and_confirmed() -> None:
    caller = walk("collect_digits", CARD | {"confirm": "read_back"}, CARD_EXITS)
    caller.press("123456")
    assert caller.said() == [
        "You entered",
        "one two three four five six",
        "If this is right, press 1. To enter it again, press 2.",
    ]
    caller.press("2")
    assert caller.said() == ["Card?"]
    caller.press("1234#")
    caller.press("1")
    assert (left_by(caller), caller.session.variables) == ("done", {"card": "1234"})


def test_digits_asked_for_twice_must_be_the_same() -> None:
    caller = walk("collect_digits", CARD | {"confirm": "twice", "retries": 2}, CARD_EXITS)
    caller.press("123456")
    assert caller.said() == ["Please enter it once more."]
    caller.press("123457")
    assert caller.said() == ["The two entries are not the same.", "Card?"]
    caller.press("123456")
    caller.press("123456")
    assert left_by(caller) == "done"


def test_secret_digits_are_in_nothing_that_is_stored_or_said() -> None:
    secret = {"id": "a", "type": "collect_digits", "parameters": CARD | {"secret": True, "confirm": "twice"}}
    steps: list[Step] = [
        secret | {"next": {"done": "b", "timeout": "end", "no_match": "end"}},
        {
            "id": "b",
            "type": "play",
            "parameters": {"prompts": say("It is {card}")},
            "next": {"done": "end", "error": "c"},
        },
        {"id": "c", "type": "branch", "parameters": {"cases": [{"outcome": "right", "when": "card == '123456'"}]}}
        | {"next": {"right": "d", "otherwise": "end", "error": "end"}},
        {"id": "d", "type": "http", "parameters": {"url": "https://bank/check?card={card}"}}
        | {"next": dict.fromkeys(("done", "refused", "timeout", "error"), "end")},
        END,
    ]
    made = flow(steps)
    caller = Walk(facts(made), made)
    caller.press("1234")
    assert caller.session.secret
    assert "1234" not in str(storable(caller.session))
    caller.press("56")
    caller.press("12345")
    assert "12345" not in str(storable(caller.session))
    caller.press("6")
    assert caller.steps() == ["a", "b", "c", "d"]
    assert "123456" not in str(storable(caller.session))
    [request] = caller.asked_for(Request)
    assert isinstance(request, Request)
    assert request.url == "https://bank/check?card=123456"
    again, directives = resume(caller.world, storable(caller.session))
    assert again.step_id == "end", "a secret that a restart has lost is an error"
    assert directives[-1] == EndCall()


def test_time_runs_out_whatever_the_caller_presses() -> None:
    made = one("menu", MENU, MENU_EXITS, limits={"seconds": 30})
    caller = Walk(facts(made), made)
    caller.give(PromptEnded(), at=NOON + timedelta(seconds=31))
    assert caller.press("2")[-1] == EndCall()
    assert "to_2" not in caller.steps()


def test_a_caller_stays_on_the_revision_of_the_beginning() -> None:
    old = one("menu", MENU, MENU_EXITS, revision=1)
    new = flow([{"id": "a", "type": "hang_up"}], revision=2)
    caller = Walk(facts(old), old)
    session, directives = advance(facts(old, new), caller.session, PromptEnded())
    assert (session.revision, directives) == (1, (Listen(timeout=timedelta(seconds=5)),))
