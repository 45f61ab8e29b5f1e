"""The search of articles: nothing that is there stays unfound, and the order is that of the plain formula."""

import re
from collections.abc import Mapping
from math import log
from uuid import UUID

from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge_base.article import Text
from knowledge_base.excerpt import excerpt_of, places_in
from knowledge_base.search import Found, Key, Shelf, Sought, counted, find, score_all, search_words
from knowledge_base.words import Word, asked, words_of

CHINESE = st.text(st.sampled_from("退款流程订单发票，。 ab"), min_size=1, max_size=24)
ANYTHING = st.text(max_size=60)
TEXTS = st.builds(Text, title=CHINESE, body=CHINESE, keywords=st.lists(CHINESE, max_size=2).map(tuple[str, ...]))
SHELVES = st.lists(TEXTS, min_size=1, max_size=6).map(
    lambda texts: {(UUID(int=n), "en" if n % 2 else "zh-CN"): text for n, text in enumerate(texts, start=1)}
)


def has(counts: Mapping[str, int], word: Word) -> int:
    """How often a text has a word, or words that begin with an unfinished one."""
    if word.open:
        return sum(count for known, count in counts.items() if known.startswith(word.text))
    return counts.get(word.text, 0)


def looked_up(shelf: Mapping[Key, Text], typed: str) -> tuple[list[Sought], dict[Key, int], Shelf]:
    words = {key: counted(text) for key, text in shelf.items()}
    lengths = {key: counts.total() for key, counts in words.items()}
    sought = [
        Sought(text=word.text, counts={key: has(counts, word) for key, counts in words.items() if has(counts, word)})
        for word in search_words(typed)
    ]
    return sought, lengths, Shelf(texts=len(shelf), words=sum(lengths.values()))


def naive(shelf: Mapping[Key, Text], typed: str) -> dict[Key, float]:
    """BM25 over the texts as they are, a word of the title written out four times and one of the keywords three times."""
    written = {
        key: [word.text for part in (*[text.title] * 4, *list(text.keywords) * 3, text.body) for word in words_of(part)]
        for key, text in shelf.items()
    }
    usual = max(1.0, sum(map(len, written.values())) / len(written))
    scores: dict[Key, float] = {}
    for word in asked(typed):
        often = {
            key: sum(known.startswith(word.text) if word.open else known == word.text for known in words)
            for key, words in written.items()
        }
        having = sum(count > 0 for count in often.values())
        for key, count in often.items():
            if count:
                rarity = log(1 + (len(shelf) - having + 0.5) / (having + 0.5))
                pull = 1.2 * (1 - 0.75 + 0.75 * len(written[key]) / usual)
                scores[key] = scores.get(key, 0.0) + rarity * count * 2.2 / (count + pull)
    return scores


@settings(max_examples=50)
@given(shelf=SHELVES)
def test_every_two_characters_of_a_chinese_text_find_it(shelf: Mapping[Key, Text]) -> None:
    for key, text in shelf.items():
        for part in (text.title, text.body, *text.keywords):
            for run in re.findall("[退款流程订单发票]{2,}", part):
                for at in range(len(run) - 1):
                    assert key in {one.key for one in find(*looked_up(shelf, run[at : at + 2]))}


@settings(max_examples=50)
@given(shelf=SHELVES, typed=CHINESE)
def test_the_order_is_that_of_the_plain_formula(shelf: Mapping[Key, Text], typed: str) -> None:
    found = score_all(*looked_up(shelf, typed))
    expected = naive(shelf, typed)
    assert {one.key: one.score for one in found} == {key: round(score * 1_000_000) for key, score in expected.items()}
    assert found == sorted(found, key=lambda one: (-one.score, one.key[0].bytes))


@settings(max_examples=50)
@given(shelf=SHELVES, typed=CHINESE)
def test_whoever_has_all_words_leaves_no_room_for_half_of_them(shelf: Mapping[Key, Text], typed: str) -> None:
    sought, lengths, whole = looked_up(shelf, typed)
    found: list[Found] = find(sought, lengths, whole)
    most = max((len(one.words) for one in found), default=0)
    if most == len(sought):
        assert all(len(one.words) == most for one in found)
    assert all(2 * len(one.words) >= len(sought) for one in found)


@settings(max_examples=50)
@given(text=ANYTHING)
def test_words_stand_where_they_say_whatever_the_text(text: str) -> None:
    for word in words_of(text):
        assert 0 <= word.start < word.end <= len(text)
        assert word.text in {again.text for again in words_of(text[word.start : word.end])}


@settings(max_examples=50)
@given(body=ANYTHING, typed=ANYTHING)
def test_marks_lie_in_the_excerpt_in_order(body: str, typed: str) -> None:
    found = excerpt_of(body, asked(typed), 20)
    ends = [place for mark in found.marks for place in mark]
    assert ends == sorted(ends)
    assert all(0 <= place <= len(found.text) for place in ends)
    assert all(start < end for start, end in places_in(body, asked(typed)))
