"""How words are given to the engine."""

from hypothesis import given
from hypothesis import strategies as st

from ivr.speech_rules import SpeechRules

EN = {
    "en": {"Acme": "ack me", "SLA": "S L A", "ACME corp": "the company"},
    "zh-CN": {"重庆": "虫庆", "IVR": "语音菜单"},
}
RULES = SpeechRules(pronunciations=EN)


def test_words_are_replaced_where_they_stand_alone_in_any_case() -> None:
    assert RULES.pronounced("ACME, slas and the SLA of acme.", "en") == "ack me, slas and the S L A of ack me."


def test_the_longer_of_two_words_wins() -> None:
    assert RULES.pronounced("Acme Corp", "en") == "the company"


def test_chinese_words_are_found_between_others() -> None:
    assert RULES.pronounced("我在重庆用IVR办事", "zh-CN") == "我在虫庆用语音菜单办事"


def test_a_language_without_words_is_left_alone() -> None:
    assert RULES.pronounced("Acme", "fr") == "Acme"


@given(st.dictionaries(st.text(min_size=1, max_size=8), st.text(max_size=8), max_size=6), st.text(max_size=60))
def test_any_dictionary_and_any_text_give_a_text(words: dict[str, str], text: str) -> None:
    spoken = SpeechRules(pronunciations={"en": words}).pronounced(text, "en")

    assert words or spoken == text
