"""What an article is, and what may become of it. Pure."""

from collections.abc import Collection, Mapping
from types import MappingProxyType
from typing import Literal, NamedTuple, get_args
from uuid import UUID

from msgspec import Struct

from knowledge_base.errors import ArticleActNotPossible, ArticleIncomplete, ArticleNotYours

Language = Literal["zh-CN", "en"]
State = Literal["draft", "in_review", "published", "archived"]
Act = Literal["edit", "submit", "send_back", "publish", "discard", "archive", "reopen"]

LANGUAGES: tuple[Language, ...] = get_args(Language)
STATES: tuple[State, ...] = get_args(State)


class Text(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """An article in one language. The body is plain text with light Markdown."""

    title: str
    body: str
    keywords: tuple[str, ...] = ()


class Content(Struct, frozen=True, kw_only=True):
    """What is written and published together. No `queues` means all of them."""

    texts: Mapping[Language, Text]
    queues: tuple[str, ...] = ()


class Step(NamedTuple):
    """Where an act leads, and whether it takes somebody who leads."""

    to: State
    leads: bool


STEPS: Mapping[tuple[State, Act], Step] = MappingProxyType(
    {
        ("draft", "edit"): Step("draft", leads=False),
        ("draft", "submit"): Step("in_review", leads=False),
        ("draft", "publish"): Step("published", leads=True),
        ("draft", "discard"): Step("published", leads=False),
        ("draft", "archive"): Step("archived", leads=True),
        ("in_review", "edit"): Step("in_review", leads=True),
        ("in_review", "send_back"): Step("draft", leads=False),
        ("in_review", "publish"): Step("published", leads=True),
        ("in_review", "archive"): Step("archived", leads=True),
        ("published", "edit"): Step("draft", leads=False),
        ("published", "archive"): Step("archived", leads=True),
        ("archived", "reopen"): Step("draft", leads=True),
    }
)
"""Everything that may happen to an article. What is published stays readable while a new draft of it is written; discarding the
draft goes back to it, so there must be something published."""


class Standing(Struct, frozen=True, kw_only=True):
    """Where an article stands: `editor_id` wrote the present draft, `revision` is the published one, 0 for none."""

    state: State
    editor_id: UUID
    revision: int


class Person(Struct, frozen=True, kw_only=True):
    """Somebody at the articles. `queues` limits what they read to what is tagged with these or with none; None reads all."""

    id: UUID
    name: str
    leads: bool
    queues: Collection[str] | None = None


def step(standing: Standing, act: Act, person: Person) -> State:
    """The state after an act. Raises `ArticleActNotPossible` or `ArticleNotYours`."""
    possible = STEPS.get((standing.state, act))
    if possible is None or (act == "discard" and standing.revision == 0):
        raise ArticleActNotPossible
    if not _may(possible, standing, person):
        raise ArticleNotYours
    return possible.to


def acts(standing: Standing, person: Person) -> tuple[Act, ...]:
    """What this person may do now."""
    return tuple(
        act
        for (state, act), possible in STEPS.items()
        if state == standing.state
        and not (act == "discard" and standing.revision == 0)
        and _may(possible, standing, person)
    )


def demand_complete(content: Content) -> None:
    """What is shown to others has a title and a body in each language that it has, and it has one. Raises `ArticleIncomplete`."""
    if not content.texts or any(not text.title or not text.body for text in content.texts.values()):
        raise ArticleIncomplete


def may_read(content: Content, person: Person) -> bool:
    """Whether what is published is for this person."""
    return person.queues is None or not content.queues or not set(content.queues).isdisjoint(person.queues)


def _may(possible: Step, standing: Standing, person: Person) -> bool:
    """A draft is its writer's; anybody may begin one of what is published."""
    free = standing.state == "published" or standing.editor_id == person.id
    return person.leads or (not possible.leads and free)
