"""Who may do what to an article when."""

from itertools import product
from typing import get_args
from uuid import UUID

import pytest

from knowledge_base.article import (
    STATES,
    STEPS,
    Act,
    Content,
    Person,
    Standing,
    State,
    Text,
    acts,
    demand_complete,
    may_read,
    step,
)
from knowledge_base.errors import ArticleActNotPossible, ArticleIncomplete, ArticleNotYours

ANA = Person(id=UUID(int=1), name="Ana", leads=False, queues={"sales"})
BEN = Person(id=UUID(int=2), name="Ben", leads=False, queues={"sales"})
SAM = Person(id=UUID(int=3), name="Sam", leads=True)


def standing(state: State, revision: int = 0) -> Standing:
    return Standing(state=state, editor_id=ANA.id, revision=revision)


@pytest.mark.parametrize(("state", "act"), list(product(STATES, get_args(Act))))
def test_what_is_offered_is_possible_and_nothing_else_is(state: State, act: Act) -> None:
    for person, revision in product((ANA, BEN, SAM), (0, 3)):
        place = standing(state, revision)
        if act in acts(place, person):
            assert step(place, act, person) == STEPS[state, act].to
        else:
            with pytest.raises((ArticleActNotPossible, ArticleNotYours)):
                step(place, act, person)


def test_agents_propose_and_those_who_lead_decide() -> None:
    assert set(acts(standing("draft"), ANA)) == {"edit", "submit"}
    assert acts(standing("draft"), BEN) == ()
    assert set(acts(standing("in_review"), ANA)) == {"send_back"}
    assert acts(standing("published", 1), BEN) == ("edit",)
    assert "publish" in acts(standing("in_review"), SAM)


def test_a_draft_is_discarded_only_for_something_published() -> None:
    with pytest.raises(ArticleActNotPossible):
        step(standing("draft"), "discard", SAM)
    assert step(standing("draft", 2), "discard", ANA) == "published"


def test_what_is_shown_to_others_is_complete() -> None:
    with pytest.raises(ArticleIncomplete):
        demand_complete(Content(texts={}))
    with pytest.raises(ArticleIncomplete):
        demand_complete(Content(texts={"en": Text(title="Refunds", body="")}))
    demand_complete(Content(texts={"en": Text(title="Refunds", body="How.")}))


def test_tagged_articles_are_for_their_queues_and_untagged_ones_for_all() -> None:
    assert may_read(Content(texts={}, queues=()), ANA)
    assert may_read(Content(texts={}, queues=("sales", "support")), ANA)
    assert not may_read(Content(texts={}, queues=("support",)), ANA)
    assert may_read(Content(texts={}, queues=("support",)), SAM)
