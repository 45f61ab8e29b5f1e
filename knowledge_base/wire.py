"""Articles as browsers see them."""

import unicodedata
from datetime import UTC, datetime, timedelta
from typing import Annotated, Literal
from uuid import UUID

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints

from knowledge_base.article import Act, Language, State

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def one_line(text: str) -> str:
    """The text without control, formatting and bidirectional marks, on one line."""
    return " ".join(_visible(text).split())


def paragraphs(text: str) -> str:
    """As `one_line`, but line breaks and what a line begins with stay."""
    return "\n".join(_visible(line).rstrip() for line in text.splitlines()).strip("\n")


def _visible(text: str) -> str:
    return "".join(" " if unicodedata.category(character)[0] == "C" else character for character in text)


Keyword = Annotated[str, StringConstraints(max_length=60), AfterValidator(one_line), Field(min_length=1)]
QueueId = Annotated[str, StringConstraints(min_length=1, max_length=64, pattern=r"^[a-z0-9_-]+$")]
AnyQueue = Annotated[str, StringConstraints(max_length=64, pattern=r"^[a-z0-9_-]*$")]
Remark = Annotated[str, StringConstraints(max_length=500), AfterValidator(paragraphs)]
Typed = Annotated[str, StringConstraints(max_length=100)]
Place = Annotated[str, StringConstraints(pattern=r"^(-?[0-9]{1,18}\.[0-9a-f]{32})?$")]


class _Wire(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class ArticleText(_Wire):
    """An article in one language. The body is plain text with light Markdown; HTML in it is text."""

    title: Annotated[str, StringConstraints(max_length=160), AfterValidator(one_line)] = ""
    body: Annotated[str, StringConstraints(max_length=20_000), AfterValidator(paragraphs)] = ""
    keywords: Annotated[list[Keyword], Field(max_length=20)] = Field(default_factory=list)


class ArticleContent(_Wire):
    """What is written and published together: one or both languages, and the queues that it is for, none meaning all."""

    texts: dict[Language, ArticleText]
    queues: Annotated[list[QueueId], Field(max_length=100)] = Field(default_factory=list)


class ArticleEdit(_Wire):
    """New content, of somebody who has seen this `version`."""

    version: int
    content: ArticleContent


class ArticleDone(_Wire):
    """An act of somebody who has seen this `version`; `remark` says to the writer why."""

    version: int
    remark: Remark = ""


class RevisionChosen(_Wire):
    """The revision whose content becomes the draft."""

    version: int
    revision: Annotated[int, Field(ge=1)]


class ArticleRow(_Wire):
    """A line of the list. `titles` are those that the asking person may see; `useful` and `not_useful` count what people said."""

    id: UUID
    state: State
    titles: dict[Language, str]
    queues: list[str]
    revision: int
    changed_at: datetime
    editor_name: str
    mine: bool
    useful: int
    not_useful: int


class ArticleList(_Wire):
    """A page of the list, the last changed first. `next` is the cursor of the following page, empty at the end."""

    rows: list[ArticleRow]
    total: int
    next: str


class ArticleQuery(_Wire):
    """What to list."""

    state: Literal["", "draft", "in_review", "published", "archived"] = ""
    language: Literal["", "zh-CN", "en"] = ""
    queue: AnyQueue = ""
    cursor: Place = ""
    limit: Annotated[int, Field(ge=1, le=200)] = 50


class ArticlePage(_Wire):
    """An article to read: what is `published` under the number `revision`, 0 for nothing.

    `draft` is what is written on now, for its writer and those who lead; `acts` is what the asking person may do.
    """

    id: UUID
    version: int
    state: State
    revision: int
    published: ArticleContent | None
    draft: ArticleContent | None
    remark: str
    author_name: str
    editor_name: str
    created_at: datetime
    changed_at: datetime
    acts: list[Act]
    useful: int
    not_useful: int


class RevisionRow(_Wire):
    """One publishing: who wrote it and who published it."""

    revision: int
    content: ArticleContent
    writer_name: str
    publisher_name: str
    published_at: datetime


class FoundQuery(_Wire):
    """What was typed; its last word may be unfinished."""

    text: Annotated[Typed, Field(min_length=1)]
    language: Literal["", "zh-CN", "en"] = ""
    queue: AnyQueue = ""
    cursor: Annotated[str, StringConstraints(pattern=r"^([0-9]{1,12}\.[0-9a-f]{32})?$")] = ""
    limit: Annotated[int, Field(ge=1, le=50)] = 20


class FoundArticle(_Wire):
    """A result. Marks are the places that matched, from start to before end, counted in code points."""

    id: UUID
    language: Language
    title: str
    title_marks: list[tuple[int, int]]
    excerpt: str
    excerpt_marks: list[tuple[int, int]]
    queues: list[str]


class FoundList(_Wire):
    """A page of results, best first. `whole`: they have all the words, not only half of them."""

    rows: list[FoundArticle]
    total: int
    whole: bool
    next: str


class Missed(_Wire):
    """A search that found nothing."""

    text: Annotated[Typed, Field(min_length=1)]


class GapRow(_Wire):
    """What was looked for in vain, folded; what could be somebody's number is masked."""

    id: UUID
    text: str
    count: int
    first_at: datetime
    last_at: datetime


class GapList(_Wire):
    """A page of them, newest first."""

    rows: list[GapRow]
    total: int
    next: str


class PageQuery(_Wire):
    """Which page."""

    cursor: Place = ""
    limit: Annotated[int, Field(ge=1, le=200)] = 50


class OwnFeedback(_Wire):
    """What one says of an article, in this call where one is named; None is nothing yet."""

    useful: bool | None
    remark: Remark = ""


class FeedbackSaid(_Wire):
    """Useful or not."""

    useful: bool
    remark: Remark = ""
    call_id: UUID | None = None


class FeedbackRow(_Wire):
    """What somebody said."""

    useful: bool
    remark: str
    person_name: str
    revision: int
    at: datetime


def write_place(moment: datetime, row_id: UUID) -> str:
    """Where a page ended, as text."""
    return f"{(moment - _EPOCH) // timedelta(microseconds=1)}.{row_id.hex}"


def read_place(text: str) -> tuple[datetime, UUID] | None:
    """Where the last page ended; None at the beginning."""
    if not text:
        return None
    microseconds, _, row_id = text.partition(".")
    try:
        return _EPOCH + timedelta(microseconds=int(microseconds)), UUID(row_id)
    except OverflowError:
        return None
