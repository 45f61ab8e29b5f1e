"""Finding articles, what people say of them, and what they looked for in vain."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Annotated, TypeVar
from uuid import UUID

from fastapi import APIRouter, Depends, Query, status
from sqlalchemy.ext.asyncio import AsyncConnection

from database.engine import Database
from knowledge_base.article import LANGUAGES, Language, Person, may_read
from knowledge_base.errors import ArticleNotFound
from knowledge_base.excerpt import excerpt_of, places_in
from knowledge_base.feedback_repository import (
    OUTSIDE,
    Opinion,
    count_gap,
    dismiss_gap,
    find_gaps,
    opinions_of,
    own_opinion,
    save_opinion,
)
from knowledge_base.gaps import kept_text
from knowledge_base.index_repository import counts_for, load_texts, shelf_of, texts_to_find
from knowledge_base.repository import content_of, find_article, find_revision
from knowledge_base.search import Found, Sought, best_of_each, find, search_words
from knowledge_base.wire import (
    FeedbackRow,
    FeedbackSaid,
    FoundArticle,
    FoundList,
    FoundQuery,
    GapList,
    GapRow,
    Missed,
    OwnFeedback,
    PageQuery,
    read_place,
    write_place,
)
from knowledge_base.words import Word

UserT = TypeVar("UserT")
_MOST_OPINIONS = 100


def create_router(
    database: Database,
    *,
    permission: Callable[..., UserT | Awaitable[UserT]],
    leads: Callable[..., UserT | Awaitable[UserT]],
    person: Callable[[UserT], Person],
    language_of: Callable[[UserT], Language],
    demand_call: Callable[[UserT, UUID], None],
    audit: Callable[[AsyncConnection, UserT, str, UUID], Awaitable[None]],
    now: Callable[[], datetime],
) -> APIRouter:
    """Routes beside those of `router`, and to be added before them: `/articles/search` would be taken for an article's id.

    Args:
        permission: dependency that gives the signed-in user, or refuses; `leads` the same for those who lead.
        person: who that is, and what they read.
        language_of: what the user reads with more ease.
        demand_call: raises unless the user has this call in hand, or led to it.
        audit: notes in the same transaction who did what.
        now: the present moment.
    """
    router = APIRouter(prefix="/articles", tags=["articles"])
    allowed, lead = Depends(permission), Depends(leads)

    @router.get("/search")
    async def search(query: Annotated[FoundQuery, Query()], user: Annotated[UserT, allowed]) -> FoundList:
        """What is published and speaks of this, best first."""
        reader = person(user)
        preferred = _preferred(language_of(user))
        words = search_words(query.text)
        async with database.read() as connection:
            found = await _find(connection, words, reader, query, preferred)
            rows = _behind(found, query.cursor)
            page = rows[: query.limit]
            shown = await _results(connection, page, words)
        return FoundList(
            rows=shown,
            total=len(found),
            whole=bool(found) and len(found[0].words) == len(words),
            next=f"{page[-1].score}.{page[-1].key[0].hex}" if len(rows) > query.limit else "",
        )

    @router.post("/gaps", status_code=status.HTTP_204_NO_CONTENT)
    async def miss(missed: Missed, user: Annotated[UserT, allowed]) -> None:
        """Tell that a search found nothing; what does find something is not counted, nor are numbers kept."""
        text = kept_text(missed.text)
        if not text:
            return
        async with database.read() as connection:
            everything = Person(id=person(user).id, name="", leads=True)
            found = await _find(connection, search_words(missed.text), everything, None, LANGUAGES)
        if not found:
            async with database.write() as connection:
                await count_gap(connection, text, now())

    @router.get("/gaps", dependencies=[lead])
    async def list_gaps(query: Annotated[PageQuery, Query()]) -> GapList:
        """What was looked for in vain, newest first."""
        async with database.read() as connection:
            page = await find_gaps(connection, read_place(query.cursor), query.limit)
        return GapList(
            rows=[
                GapRow(id=row.id, text=row.text, count=row.count, first_at=row.first_at, last_at=row.last_at)
                for row in page.rows
            ],
            total=page.total,
            next="" if page.next is None else write_place(*page.next),
        )

    @router.delete("/gaps/{gap_id}", status_code=status.HTTP_204_NO_CONTENT)
    async def dismiss(gap_id: UUID, user: Annotated[UserT, lead]) -> None:
        """Forget a search in vain; it comes back when it is made again."""
        async with database.write() as connection:
            await dismiss_gap(connection, gap_id)
            await audit(connection, user, "article_gap_dismissed", gap_id)

    @router.get("/{article_id}/feedback")
    async def read_feedback(article_id: UUID, user: Annotated[UserT, lead]) -> list[FeedbackRow]:
        """What people said of an article, remarks first."""
        async with database.read() as connection:
            await find_article(connection, article_id)
            rows = await opinions_of(connection, article_id, _MOST_OPINIONS)
        return [
            FeedbackRow(
                useful=row.useful, remark=row.remark, person_name=row.person_name, revision=row.revision, at=row.at
            )
            for row in rows
        ]

    @router.get("/{article_id}/feedback/mine")
    async def own(article_id: UUID, user: Annotated[UserT, allowed], call_id: UUID | None = None) -> OwnFeedback:
        """What one said of it oneself."""
        reader = person(user)
        async with database.read() as connection:
            row = await own_opinion(connection, article_id, reader.id, call_id or OUTSIDE)
        return OwnFeedback(useful=None) if row is None else OwnFeedback(useful=row.useful, remark=row.remark)

    @router.put("/{article_id}/feedback/mine")
    async def say(article_id: UUID, said: FeedbackSaid, user: Annotated[UserT, allowed]) -> OwnFeedback:
        """Say whether a published article helped; once per person and call, and it can be changed."""
        if said.call_id is not None:
            demand_call(user, said.call_id)
        who = person(user)
        async with database.write() as connection:
            revision = await _demand_published(connection, article_id, who)
            opinion = Opinion(
                article_id=article_id,
                person_id=who.id,
                person_name=who.name,
                interaction_id=said.call_id or OUTSIDE,
                revision=revision,
                useful=said.useful,
                remark=said.remark,
                at=now(),
            )
            await save_opinion(connection, opinion)
            await audit(connection, user, "article_judged", article_id)
        return OwnFeedback(useful=said.useful, remark=said.remark)

    return router


async def _find(
    connection: AsyncConnection,
    words: tuple[Word, ...],
    reader: Person,
    query: FoundQuery | None,
    preferred: tuple[Language, ...],
) -> list[Found]:
    texts = await texts_to_find(connection)
    lengths = {
        key: text.words
        for key, text in texts.items()
        if _reads(reader, text.queues)
        and (query is None or query.language in ("", key[1]))
        and (query is None or not query.queue or query.queue in text.queues)
    }
    counts = await counts_for(connection, words)
    sought = [Sought(text=word.text, counts=counts.get(word.text, {})) for word in words]
    return best_of_each(find(sought, lengths, shelf_of(texts)), preferred)


async def _results(connection: AsyncConnection, page: list[Found], words: tuple[Word, ...]) -> list[FoundArticle]:
    texts = await load_texts(connection, [one.key for one in page])
    results: list[FoundArticle] = []
    for one in page:
        text = texts[one.key]
        excerpt = excerpt_of(text.body, words)
        results.append(
            FoundArticle(
                id=one.key[0],
                language=one.key[1],
                title=text.title,
                title_marks=places_in(text.title, words),
                excerpt=excerpt.text,
                excerpt_marks=list(excerpt.marks),
                queues=list(text.queues),
            )
        )
    return results


async def _demand_published(connection: AsyncConnection, article_id: UUID, reader: Person) -> int:
    """The number of what is published, for those who may read it. Raises `ArticleNotFound`."""
    row = await find_article(connection, article_id)
    if row.revision == 0:
        raise ArticleNotFound
    if not may_read(content_of((await find_revision(connection, article_id, row.revision)).document), reader):
        raise ArticleNotFound
    return row.revision


def _behind(found: list[Found], cursor: str) -> list[Found]:
    """What stands behind the place where the last page ended."""
    if not cursor:
        return found
    score, _, article = cursor.partition(".")
    place = (-int(score), bytes.fromhex(article))
    return [one for one in found if (-one.score, one.key[0].bytes) > place]


def _reads(reader: Person, queues: frozenset[str]) -> bool:
    return reader.queues is None or not queues or not queues.isdisjoint(reader.queues)


def _preferred(first: Language) -> tuple[Language, ...]:
    return (first, *(language for language in LANGUAGES if language != first))
