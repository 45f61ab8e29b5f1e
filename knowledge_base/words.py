"""The words that texts are found by, and where they stand: Latin words whole, Chinese in pairs of characters. Pure.

A text is folded before it is cut: full-width forms, case and accents make no difference (Unicode NFKC, case folding, marks
removed). It is folded character by character, so that each word knows its place in the text as it was written.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from functools import lru_cache

from msgspec import Struct

LONGEST_WORD = 64
_CHINESE = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3\U00020000-\U0003ffff"
"""Scripts that put no spaces between words: Han, kana and Hangul."""
_RUNS = re.compile(rf"(?P<chinese>[{_CHINESE}]+)|(?P<word>[^\W_{_CHINESE}]+)")


class Word(Struct, frozen=True, gc=False):
    """A word as it is found by, and its place in the text as written: from `start` to before `end`, in code points.

    `open`: whoever typed it may not be done with it, so that it stands for every word that begins like this.
    """

    text: str
    start: int
    end: int
    open: bool = False


class _Run(Struct, frozen=True, gc=False):
    """Characters of one kind that stand together, each with its place. `last`: the text ends here."""

    text: str
    starts: Sequence[int]
    ends: Sequence[int]
    chinese: bool
    last: bool


def words_of(text: str) -> Iterator[Word]:
    """Every word of a text that is to be found, in order.

    The last character of a Chinese run also stands alone, so that each character is the beginning of some word.
    """
    for run in _runs(text):
        if not run.chinese:
            yield _whole(run)
            continue
        yield from _pairs(run)
        yield Word(run.text[-1], run.starts[-1], run.ends[-1])


def asked(text: str) -> tuple[Word, ...]:
    """The different words of a search; the Latin word at its very end and a Chinese character alone are open."""
    kept: dict[str, Word] = {}
    for run in _runs(text):
        if not run.chinese:
            found = [_whole(run)]
        elif len(run.text) == 1:
            found = [Word(run.text, run.starts[0], run.ends[0], open=True)]
        else:
            found = list(_pairs(run))
        for word in found:
            before = kept.get(word.text)
            kept[word.text] = word if before is None or before.open else before
    return tuple(kept.values())


def folded(text: str) -> str:
    """The text as its words are compared."""
    return "".join(_folded(text[start:end]) for start, end in _clusters(text))


def _runs(text: str) -> Iterator[_Run]:
    parts: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    for start, end in _clusters(text):
        part = _folded(text[start:end])
        parts.append(part)
        starts.extend([start] * len(part))
        ends.extend([end] * len(part))
    whole = "".join(parts)
    for found in _RUNS.finditer(whole):
        begin, end = found.span()
        yield _Run(
            text=found.group(),
            starts=starts[begin:end],
            ends=ends[begin:end],
            chinese=found.lastgroup == "chinese",
            last=end == len(whole),
        )


def _whole(run: _Run) -> Word:
    return Word(run.text[:LONGEST_WORD], run.starts[0], run.ends[-1], open=run.last)


def _pairs(run: _Run) -> Iterator[Word]:
    for at in range(len(run.text) - 1):
        yield Word(run.text[at : at + 2], run.starts[at], run.ends[at + 1])


def _clusters(text: str) -> Iterator[tuple[int, int]]:
    """Where each character stands, with the marks that follow it."""
    start = 0
    for at in range(1, len(text) + 1):
        if at == len(text) or text[at] < "\u0300" or not unicodedata.combining(text[at]):
            yield start, at
            start = at


@lru_cache(maxsize=8192)
def _folded(cluster: str) -> str:
    bare = unicodedata.normalize("NFD", unicodedata.normalize("NFKC", cluster).casefold())
    without = "".join(character for character in bare if not "\u0300" <= character <= "\u036f")
    return unicodedata.normalize("NFKC", without)
