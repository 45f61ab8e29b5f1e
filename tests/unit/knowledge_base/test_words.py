"""The words of texts, and where they stand."""

from knowledge_base.excerpt import excerpt_of, places_in, plain
from knowledge_base.gaps import kept_text
from knowledge_base.words import asked, folded, words_of


def texts(text: str) -> list[str]:
    return [word.text for word in words_of(text)]


def test_chinese_is_cut_into_pairs_and_the_last_character_stands_alone() -> None:
    assert texts("退款流程") == ["退款", "款流", "流程", "程"]
    assert texts("退") == ["退"]


def test_latin_words_are_whole_and_scripts_part_them() -> None:
    assert texts("VIP客户, order_no 42") == ["vip", "客户", "户", "order", "no", "42"]


def test_case_accents_and_width_make_no_difference() -> None:
    assert folded("Ｃａｆé ＡＢ") == "cafe ab"
    assert folded("Straße") == folded("STRASSE")
    assert texts("ﬁn") == ["fin"]
    assert texts("e\u0301te\u0301") == ["ete"]


def test_words_know_their_place_in_the_text_as_written() -> None:
    (word,) = words_of("  e\u0301t\u00e9!")
    assert (word.start, word.end) == (2, 6)


def test_only_the_last_latin_word_of_a_search_may_be_unfinished() -> None:
    assert [(word.text, word.open) for word in asked("refund pol")] == [("refund", False), ("pol", True)]
    assert [(word.text, word.open) for word in asked("refund ")] == [("refund", False)]
    assert [(word.text, word.open) for word in asked("退款")] == [("退款", False)]
    assert [(word.text, word.open) for word in asked("退")] == [("退", True)]
    assert [word.text for word in asked("refund Refund x")] == ["refund", "x"]


def test_an_excerpt_shows_what_matched_and_says_where() -> None:
    body = "很长的开头。" * 30 + "申请退款需要订单号。" + "后面还有。" * 30
    found = excerpt_of(body, asked("退款"))
    assert found.text.startswith("…")
    assert found.text.endswith("…")
    assert [found.text[start:end] for start, end in found.marks] == ["退款"]


def test_an_excerpt_of_nothing_found_is_the_beginning_without_markup() -> None:
    assert excerpt_of("# Refunds\n\n- **Fast** [here](https://x.test/y)", ()).text == "Refunds Fast here"
    assert plain("> a\n1. b") == "a b"


def test_what_begins_with_an_unfinished_word_is_marked_that_far() -> None:
    assert places_in("Refunds and returns", asked("ref")) == [(0, 3)]
    assert places_in("退款退款", asked("退款")) == [(0, 4)]


def test_a_kept_search_has_no_number_and_no_address() -> None:
    assert kept_text("退款 13800138000") == "退款 …"
    assert kept_text("call 138 0013-8000 now") == "call … now"
    assert kept_text("ORDER 1234") == "order 1234"
    assert kept_text("ana@shop.test refund") == "… refund"
    assert kept_text("１２３４５６") == ""
    assert kept_text("!?") == ""
