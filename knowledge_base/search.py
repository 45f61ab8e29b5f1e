"""Which texts are about what somebody looks for, best first: BM25 over the words of titles, keywords and bodies. Pure.

Source of the formula: Robertson and Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond", 2009. A word in the
title or among the keywords counts as several in the body. Scores are whole millionths, so that they page and compare exactly.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from math import log
from uuid import UUID

from msgspec import Struct

from knowledge_base.article import Language, Text
from knowledge_base.words import Word, asked, words_of

IN_TITLE, IN_KEYWORDS = 4, 3
"""For how many words of the body one in the title or among the keywords stands."""
SATURATION, LENGTH_PULL = 1.2, 0.75
MILLIONTHS = 1_000_000
MOST_WORDS = 32
"""Of a search; the rest says nothing more."""

Key = tuple[UUID, Language]
"""One language of one article."""
Counts = Mapping[Key, int]


class Shelf(Struct, frozen=True, kw_only=True):
    """What there is to search: how many texts, and how many words they have together."""

    texts: int
    words: int


class Sought(Struct, frozen=True, kw_only=True):
    """One word of a search: how often each text has it, and how much it weighs against the other words."""

    text: str
    counts: Counts
    weight: float = 1.0


class Found(Struct, frozen=True, kw_only=True):
    """A text with its score and which of the words it has."""

    key: Key
    score: int
    words: tuple[str, ...]


def search_words(text: str) -> tuple[Word, ...]:
    """What to look up for a search."""
    return asked(text)[:MOST_WORDS]


def counted(text: Text) -> Counter[str]:
    """How often each word is in a text, the weight of its place counted in."""
    counts = Counter[str]()
    for part, weight in ((text.title, IN_TITLE), *((word, IN_KEYWORDS) for word in text.keywords), (text.body, 1)):
        for word in words_of(part):
            counts[word.text] += weight
    return counts


def find(sought: Sequence[Sought], lengths: Counts, shelf: Shelf) -> list[Found]:
    """Texts in `lengths` that have all words, best first; where there is none, those that have at least half of them.

    Words that more than a quarter of all texts have, such as *of*, tell little: half of the others must be there, too.
    """
    scored = score_all(sought, lengths, shelf)
    whole = [one for one in scored if len(one.words) == len(sought)]
    telling = {one.text for one in sought if 4 * len(one.counts) <= shelf.texts}
    return whole or [
        one
        for one in scored
        if 2 * len(one.words) >= len(sought) and 2 * len(telling.intersection(one.words)) >= len(telling)
    ]


def score_all(sought: Iterable[Sought], lengths: Counts, shelf: Shelf) -> list[Found]:
    """Every text in `lengths` that has any of the words, best first; equal ones by their ids."""
    scores: dict[Key, float] = {}
    words: dict[Key, list[str]] = {}
    for one in sought:
        rarity = _rarity(len(one.counts), shelf.texts)
        for key, count in one.counts.items():
            if key in lengths:
                scores[key] = scores.get(key, 0.0) + one.weight * rarity * _saturated(count, lengths[key], shelf)
                words.setdefault(key, []).append(one.text)
    found = [Found(key=key, score=round(scores[key] * MILLIONTHS), words=tuple(words[key])) for key in scores]
    return sorted(found, key=_place)


def best_of_each(found: Sequence[Found], preferred: Sequence[Language]) -> list[Found]:
    """One text per article: in the best-matching language, the preferred one where both match alike."""
    ranks = {language: rank for rank, language in enumerate(preferred)}
    best: dict[UUID, Found] = {}
    for one in found:
        before = best.get(one.key[0])
        if before is None or (-one.score, ranks.get(one.key[1], 9)) < (-before.score, ranks.get(before.key[1], 9)):
            best[one.key[0]] = one
    return sorted(best.values(), key=_place)


def _place(found: Found) -> tuple[int, bytes, Language]:
    return (-found.score, found.key[0].bytes, found.key[1])


def _rarity(texts_with: int, texts: int) -> float:
    """A word that few texts have says more; never negative."""
    return log(1 + (texts - texts_with + 0.5) / (texts_with + 0.5))


def _saturated(count: int, length: int, shelf: Shelf) -> float:
    """The tenth time says little more than the ninth, and in a long text less than in a short one."""
    usual = max(1.0, shelf.words / max(1, shelf.texts))
    return count * (SATURATION + 1) / (count + SATURATION * (1 - LENGTH_PULL + LENGTH_PULL * length / usual))
