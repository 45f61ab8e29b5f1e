"""Which articles may help with a call, from what is known of it, and why each. Pure."""

from collections.abc import Callable, Mapping, Sequence
from typing import Literal

from msgspec import Struct

from knowledge_base.article import Language
from knowledge_base.search import Counts, Found, Key, Shelf, Sought, best_of_each, score_all
from knowledge_base.words import words_of

Source = Literal["menu", "notes", "customer"]
WEIGHTS: Mapping[Source, float] = {"menu": 1.0, "notes": 1.5, "customer": 0.25}
"""How much a word of each source says."""
ABOUT = 3
"""An article of no queue or another one is suggested where a word has at least this weight in it: in its title, its keywords, or often."""
MOST_WORDS_EACH = 64


class Known(Struct, frozen=True, kw_only=True):
    """What is known of a call. `menu` is what the caller chose there; `languages` are in order of preference."""

    queue_id: str
    menu: Sequence[str]
    notes: str
    customer: str
    languages: Sequence[Language]


class Reason(Struct, frozen=True, kw_only=True):
    """Why an article is suggested; `text` is what was chosen in the menu, else empty."""

    kind: Literal["queue", "menu", "notes", "customer"]
    text: str = ""


class Suggestion(Struct, frozen=True, kw_only=True):
    """An article in the language to show, and why; the reasons that weigh most come first."""

    key: Key
    reasons: tuple[Reason, ...]


def told_words(known: Known) -> Mapping[Source, tuple[str, ...]]:
    """The different words of each source; one that several sources have belongs to the first."""
    seen: set[str] = set()
    told: dict[Source, tuple[str, ...]] = {}
    texts: tuple[tuple[Source, str], ...] = (
        ("menu", "\n".join(known.menu)),
        ("notes", known.notes),
        ("customer", known.customer),
    )
    for source, text in texts:
        words = dict.fromkeys(word.text for word in words_of(text) if len(word.text) > 1)
        told[source] = tuple(word for word in words if word not in seen)[-MOST_WORDS_EACH:]
        seen.update(told[source])
    return told


def suggest(
    known: Known,
    *,
    counts: Mapping[str, Counts],
    lengths: Counts,
    tagged: Callable[[Key], bool],
    shelf: Shelf,
    limit: int,
) -> list[Suggestion]:
    """The best articles: those of the call's queue first, among them those that its words speak of.

    Args:
        counts: for each word how often each text has it.
        lengths: the texts that may be suggested, and their lengths.
        tagged: whether a text's article is tagged with the call's queue.
    """
    told = told_words(known)
    sought = [
        Sought(text=word, counts=counts.get(word, {}), weight=WEIGHTS[source])
        for source, words in told.items()
        for word in words
    ]
    scored = {one.key: one for one in score_all(sought, lengths, shelf)}
    every = [scored.get(key, Found(key=key, score=0, words=())) for key in lengths]
    apt = [one for one in every if tagged(one.key) or _is_about(one, counts)]
    best = best_of_each(apt, known.languages)
    best.sort(key=lambda one: not tagged(one.key))
    return [_suggestion(one, known, told, lengths, tagged=tagged(one.key)) for one in best[:limit]]


def _is_about(found: Found, counts: Mapping[str, Counts]) -> bool:
    return any(counts[word].get(found.key, 0) >= ABOUT for word in found.words)


def _suggestion(
    found: Found, known: Known, told: Mapping[Source, tuple[str, ...]], lengths: Counts, *, tagged: bool
) -> Suggestion:
    words = set(found.words)
    reasons = [Reason(kind="queue")] if tagged else []
    chosen = next((label for label in known.menu if words & {word.text for word in words_of(label)}), None)
    if chosen is not None and words & set(told["menu"]):
        reasons.append(Reason(kind="menu", text=chosen))
    reasons.extend(Reason(kind=source) for source in ("notes", "customer") if words & set(told[source]))
    article_id = found.key[0]
    readable: list[Key] = [(article_id, language) for language in known.languages if (article_id, language) in lengths]
    return Suggestion(key=readable[0] if readable else found.key, reasons=tuple(reasons))
