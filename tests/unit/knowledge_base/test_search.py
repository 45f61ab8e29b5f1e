"""What is shown where nothing has all the words."""

from collections.abc import Mapping
from uuid import UUID

from knowledge_base.article import Text
from knowledge_base.search import Key, Shelf, Sought, counted, find, search_words

TITLES = (
    "Taking a complaint of a customer",
    "The state of a refund",
    "The address of an order",
    "Resetting a password of yours",
    "A guarantee of two years",
)
SHELF: Mapping[Key, Text] = {
    (UUID(int=number), "en"): Text(title=title, body="As said.", keywords=())
    for number, title in enumerate(TITLES, start=1)
}


def titles_for(typed: str) -> list[str]:
    words = {key: counted(text) for key, text in SHELF.items()}
    lengths = {key: counts.total() for key, counts in words.items()}
    sought = [
        Sought(text=word.text, counts={key: counts[word.text] for key, counts in words.items() if counts[word.text]})
        for word in search_words(f"{typed} ")
    ]
    return [SHELF[one.key].title for one in find(sought, lengths, Shelf(texts=len(SHELF), words=sum(lengths.values())))]


def test_words_that_every_text_has_are_no_find() -> None:
    assert titles_for("battery of a telephone") == []


def test_half_of_the_words_that_tell_something_are() -> None:
    assert titles_for("refund of a battery") == ["The state of a refund"]
    assert titles_for("password forgotten") == ["Resetting a password of yours"]


def test_a_common_word_alone_finds_all_that_have_it() -> None:
    assert len(titles_for("of")) == len(TITLES)
