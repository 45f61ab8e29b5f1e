"""Which articles are suggested for a call, and why."""

from collections.abc import Mapping
from uuid import UUID

from knowledge_base.article import Language, Text
from knowledge_base.search import Counts, Key, Shelf, counted
from knowledge_base.suggest import Known, Reason, Suggestion, suggest

REFUND, WARRANTY, PARKING = UUID(int=1), UUID(int=2), UUID(int=3)
TEXTS: Mapping[Key, Text] = {
    (REFUND, "zh-CN"): Text(title="退款流程", body="先核对订单。", keywords=("退货",)),
    (REFUND, "en"): Text(title="How refunds work", body="Check the order first."),
    (WARRANTY, "en"): Text(title="Warranty of two years", body="Keep the receipt."),
    (PARKING, "en"): Text(title="Parking", body="Behind the house. No refunds."),
}
QUEUES = {REFUND: "sales", WARRANTY: "support", PARKING: ""}


def suggested(
    queue: str = "", menu: tuple[str, ...] = (), notes: str = "", spoken: Language = "en"
) -> list[Suggestion]:
    words = {key: counted(text) for key, text in TEXTS.items()}
    counts: dict[str, Counts] = {
        word: {key: found[word] for key, found in words.items() if word in found}
        for word in {word for found in words.values() for word in found}
    }
    lengths = {key: found.total() for key, found in words.items()}
    return suggest(
        Known(queue_id=queue, menu=menu, notes=notes, customer="", languages=(spoken, "zh-CN", "en")),
        counts=counts,
        lengths=lengths,
        tagged=lambda key: QUEUES[key[0]] == queue and queue != "",
        shelf=Shelf(texts=len(lengths), words=sum(lengths.values())),
        limit=3,
    )


def test_articles_of_the_calls_queue_come_first() -> None:
    found = suggested(queue="support", notes="refunds")
    assert [one.key for one in found] == [(WARRANTY, "en"), (REFUND, "en")]
    assert found[0].reasons == (Reason(kind="queue"),)
    assert found[1].reasons == (Reason(kind="notes"),)


def test_what_was_chosen_in_the_menu_says_which_choice() -> None:
    (found,) = suggested(menu=("退货退款 Returns",))
    assert found.reasons == (Reason(kind="menu", text="退货退款 Returns"),)


def test_the_language_that_is_spoken_is_shown_whichever_matched() -> None:
    assert [one.key for one in suggested(notes="退款", spoken="en")] == [(REFUND, "en")]
    assert [one.key for one in suggested(notes="refunds", spoken="zh-CN")] == [(REFUND, "zh-CN")]


def test_a_word_that_only_passes_by_suggests_nothing() -> None:
    assert PARKING not in {one.key[0] for one in suggested(notes="refunds")}
    assert suggested(notes="hello") == []
