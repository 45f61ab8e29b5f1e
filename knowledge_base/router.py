"""Articles: reading, writing, approving, and their revisions."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from typing import Annotated, TypeVar
from uuid import UUID, uuid4

import msgspec
from fastapi import APIRouter, Depends, Query, status
from sqlalchemy.ext.asyncio import AsyncConnection

from database.engine import Database
from knowledge_base import tables
from knowledge_base.article import (
    LANGUAGES,
    Act,
    Content,
    Language,
    Person,
    State,
    Text,
    acts,
    demand_complete,
    may_read,
    step,
)
from knowledge_base.errors import ArticleChanged, ArticleNotFound
from knowledge_base.feedback_repository import count_opinions
from knowledge_base.index_repository import drop_from_index, index_article, load_texts
from knowledge_base.repository import (
    ArticleSearch,
    add_article,
    change_article,
    content_of,
    find_article,
    find_articles,
    find_revision,
    publish_article,
    revisions_of,
    standing_of,
    withdraw_article,
)
from knowledge_base.search import Key
from knowledge_base.wire import (
    ArticleContent,
    ArticleDone,
    ArticleEdit,
    ArticleList,
    ArticlePage,
    ArticleQuery,
    ArticleRow,
    RevisionChosen,
    RevisionRow,
    read_place,
    write_place,
)

UserT = TypeVar("UserT")

DONE: Mapping[Act, str] = {
    "submit": "article_submitted",
    "send_back": "article_sent_back",
    "publish": "article_published",
    "discard": "article_draft_discarded",
    "archive": "article_archived",
    "reopen": "article_reopened",
}
"""What the audit calls each act."""


def create_router(
    database: Database,
    *,
    permission: Callable[..., UserT | Awaitable[UserT]],
    person: Callable[[UserT], Person],
    audit: Callable[[AsyncConnection, UserT, str, UUID], Awaitable[None]],
    now: Callable[[], datetime],
) -> APIRouter:
    """Routes over articles.

    Args:
        permission: dependency that gives the signed-in user, or refuses.
        person: who that is, and what they read.
        audit: notes in the same transaction who did what with an article.
        now: the present moment.
    """
    router = APIRouter(prefix="/articles", tags=["articles"])
    allowed = Depends(permission)

    @router.get("")
    async def list_articles(query: Annotated[ArticleQuery, Query()], user: Annotated[UserT, allowed]) -> ArticleList:
        """Articles, the last changed first: agents see what is published for them, and their own drafts."""
        reader = person(user)
        search = ArticleSearch(
            state=query.state,
            language=query.language,
            queue_id=query.queue,
            reader=reader,
            after=read_place(query.cursor),
            limit=query.limit,
        )
        async with database.read() as connection:
            page = await find_articles(connection, search)
            ids = [row.id for row in page.rows]
            counts = await count_opinions(connection, ids)
            texts = await load_texts(connection, [(article_id, "en") for article_id in ids])
        titles = {key: text.title for key, text in texts.items()}
        return ArticleList(
            rows=[_line(row, reader, titles, counts.get(row.id, (0, 0))) for row in page.rows],
            total=page.total,
            next="" if page.next is None else write_place(*page.next),
        )

    @router.post("", status_code=status.HTTP_201_CREATED)
    async def write(content: ArticleContent, user: Annotated[UserT, allowed]) -> ArticlePage:
        """Begin an article of one's own."""
        article_id = uuid4()
        async with database.write() as connection:
            await add_article(connection, article_id, _content(content), person(user), now())
            await audit(connection, user, "article_added", article_id)
            return await _page(connection, article_id, person(user))

    @router.get("/{article_id}")
    async def read(article_id: UUID, user: Annotated[UserT, allowed]) -> ArticlePage:
        """One article: what is published of it, and its draft for those who write it."""
        async with database.read() as connection:
            return await _page(connection, article_id, person(user))

    @router.put("/{article_id}")
    async def edit(article_id: UUID, wanted: ArticleEdit, user: Annotated[UserT, allowed]) -> ArticlePage:
        """Write on."""
        return await _rewrite(user, article_id, wanted.version, lambda _: _done(_content(wanted.content)))

    @router.get("/{article_id}/revisions")
    async def list_revisions(article_id: UUID, user: Annotated[UserT, allowed]) -> list[RevisionRow]:
        """What was published, newest first, as far as the reader may see it."""
        reader = person(user)
        async with database.read() as connection:
            await _page(connection, article_id, reader)
            rows = await revisions_of(connection, article_id)
        found = [(row, content_of(row.document)) for row in rows]
        return [
            RevisionRow(
                revision=row.revision,
                content=_shown(content),
                writer_name=row.writer_name,
                publisher_name=row.publisher_name,
                published_at=row.published_at,
            )
            for row, content in found
            if reader.leads or may_read(content, reader)
        ]

    @router.post("/{article_id}/restore")
    async def restore(article_id: UUID, wanted: RevisionChosen, user: Annotated[UserT, allowed]) -> ArticlePage:
        """Bring an earlier revision back as the draft."""

        async def earlier(connection: AsyncConnection) -> Content:
            return content_of((await find_revision(connection, article_id, wanted.revision)).document)

        return await _rewrite(user, article_id, wanted.version, earlier, deed="article_restored")

    @router.post("/{article_id}/{act}")
    async def do(
        article_id: UUID,
        act: Act,
        wanted: ArticleDone,
        user: Annotated[UserT, allowed],
    ) -> ArticlePage:
        """Submit, send back, publish, discard the draft, archive or take out of the archive."""
        who = person(user)
        async with database.write() as connection:
            row = await _own(connection, article_id, who)
            if row.version != wanted.version:
                raise ArticleChanged
            if act not in DONE:
                raise ArticleNotFound
            await _act(connection, row, act, step(standing_of(row), act, who), who, wanted, now())
            await audit(connection, user, DONE[act], article_id)
            return await _page(connection, article_id, who)

    async def _rewrite(
        user: UserT,
        article_id: UUID,
        seen: int,
        content: Callable[[AsyncConnection], Awaitable[Content]],
        deed: str = "article_changed",
    ) -> ArticlePage:
        who = person(user)
        async with database.write() as connection:
            row = await _own(connection, article_id, who)
            if row.version != seen:
                raise ArticleChanged
            state = step(standing_of(row), "edit", who)
            # whoever leads mends a draft; it stays its writer's
            editor = who if row.state == "published" else None
            written = await content(connection)
            await change_article(
                connection, row, seen=seen, state=state, at=now(), content=written, editor=editor, remark=row.remark
            )
            await audit(connection, user, deed, article_id)
            return await _page(connection, article_id, who)

    return router


async def _act(
    connection: AsyncConnection,
    row: tables.ArticleRow,
    act: Act,
    to: State,
    who: Person,
    wanted: ArticleDone,
    at: datetime,
) -> None:
    match act:
        case "publish":
            content = content_of(row.draft)
            demand_complete(content)
            revision = await publish_article(connection, row, seen=wanted.version, publisher=who, at=at)
            await index_article(connection, row.id, revision, content)
        case "archive":
            await withdraw_article(connection, row, seen=wanted.version, at=at)
            await drop_from_index(connection, row.id)
        case "discard":
            before = content_of((await find_revision(connection, row.id, row.revision)).document)
            await change_article(connection, row, seen=wanted.version, state=to, at=at, content=before)
        case _:
            if act == "submit":
                demand_complete(content_of(row.draft))
            editor = who if act == "reopen" else None
            remark = wanted.remark if act in ("submit", "send_back") else ""
            await change_article(connection, row, seen=wanted.version, state=to, at=at, editor=editor, remark=remark)


async def _own(connection: AsyncConnection, article_id: UUID, who: Person) -> tables.ArticleRow:
    """An article that the person sees at all."""
    row = await find_article(connection, article_id)
    await _page(connection, article_id, who)
    return row


async def _page(connection: AsyncConnection, article_id: UUID, reader: Person) -> ArticlePage:
    """An article as this person sees it. Raises `ArticleNotFound`."""
    row = await find_article(connection, article_id)
    standing = standing_of(row)
    published = None
    if row.revision:
        published = content_of((await find_revision(connection, article_id, row.revision)).document)
        if not reader.leads and not may_read(published, reader):
            published = None
    writes = reader.leads or (row.editor_id == reader.id and standing.state in ("draft", "in_review"))
    if published is None and not writes:
        raise ArticleNotFound
    useful, not_useful = (await count_opinions(connection, [article_id])).get(article_id, (0, 0))
    return ArticlePage(
        id=row.id,
        version=row.version,
        state=standing.state if writes else "published",
        revision=row.revision,
        published=None if published is None else _shown(published),
        draft=_shown(content_of(row.draft)) if writes else None,
        remark=row.remark if writes else "",
        author_name=row.author_name,
        editor_name=row.editor_name if writes else "",
        created_at=row.created_at,
        changed_at=row.changed_at,
        acts=list(acts(standing, reader)),
        useful=useful if writes else 0,
        not_useful=not_useful if writes else 0,
    )


def _line(row: tables.ArticleRow, reader: Person, published: Mapping[Key, str], counts: tuple[int, int]) -> ArticleRow:
    state = standing_of(row).state
    mine = row.editor_id == reader.id and state in ("draft", "in_review")
    drafts: dict[Language, str] = {"zh-CN": row.title_zh, "en": row.title_en}
    if not (reader.leads or mine):
        drafts = {language: published.get((row.id, language), "") for language in LANGUAGES}
    return ArticleRow(
        id=row.id,
        state=state if reader.leads or mine else "published",
        titles={language: drafts[language] for language in drafts if drafts[language]},
        queues=[queue for queue in row.queues.split(",") if queue],
        revision=row.revision,
        changed_at=row.changed_at,
        editor_name=row.editor_name if reader.leads or mine else "",
        mine=mine,
        useful=counts[0] if reader.leads or mine else 0,
        not_useful=counts[1] if reader.leads or mine else 0,
    )


async def _done(content: Content) -> Content:
    return content


def _content(written: ArticleContent) -> Content:
    return Content(
        texts={
            language: Text(title=text.title, body=text.body, keywords=tuple(dict.fromkeys(text.keywords)))
            for language, text in written.texts.items()
            if text.title or text.body or text.keywords
        },
        queues=tuple(sorted(set(written.queues))),
    )


def _shown(content: Content) -> ArticleContent:
    return ArticleContent.model_validate(msgspec.to_builtins(content))
