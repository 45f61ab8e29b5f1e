"""A few words of a text around what was looked for, and where in them it stands. Pure."""

import re
from collections.abc import Collection, Sequence

from msgspec import Struct

from knowledge_base.words import Word, words_of

LENGTH = 140
_MARKUP = re.compile(r"^[ \t]*(?:#{1,6}|[-*+]|\d{1,3}[.)]|>)[ \t]+|\*\*|`", re.MULTILINE)
_LINK = re.compile(r"\[([^\]\n]*)\]\([^)\s]*\)")


class Excerpt(Struct, frozen=True, kw_only=True):
    """Plain text on one line; `marks` are the places that matched, from start to before end, in code points."""

    text: str
    marks: Sequence[tuple[int, int]]


def excerpt_of(body: str, sought: Collection[Word], length: int = LENGTH) -> Excerpt:
    """The part of the body with the first matches; its beginning where nothing matches."""
    text = plain(body)
    places = places_in(text, sought)
    begin = 0
    if places and places[0][1] > length * 2 // 3:
        begin = max(0, places[0][0] - length // 4)
        begin = _word_begin(text, begin)
    end = min(len(text), begin + length)
    before, after = ("…" if begin > 0 else ""), ("…" if end < len(text) else "")
    shift = len(before) - begin
    marks = [(start + shift, stop + shift) for start, stop in places if start >= begin and stop <= end]
    return Excerpt(text=f"{before}{text[begin:end]}{after}", marks=marks)


def places_in(text: str, sought: Collection[Word]) -> list[tuple[int, int]]:
    """Where the words stand, what touches or overlaps joined."""
    whole = {word.text for word in sought if not word.open}
    begun = tuple(word.text for word in sought if word.open)
    joined: list[tuple[int, int]] = []
    for word in words_of(text):
        if word.text not in whole and not (begun and word.text.startswith(begun)):
            continue
        start, end = word.start, word.end
        beginning = next((one for one in begun if word.text.startswith(one)), "")
        if word.text not in whole and len(beginning) < len(word.text) and end - start == len(word.text):
            end = start + len(beginning)
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined


def plain(body: str) -> str:
    """The text without its Markdown signs, on one line."""
    return " ".join(_MARKUP.sub("", _LINK.sub(r"\1", body)).split())


def _word_begin(text: str, begin: int) -> int:
    """Not in the middle of a Latin word, where a space is near."""
    space = text.find(" ", begin, begin + 16)
    return space + 1 if space >= 0 else begin
