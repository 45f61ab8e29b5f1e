"""Keeping articles and their published revisions. Who changes one says which version they have seen."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from uuid import UUID

import msgspec
from msgspec import Struct
from sqlalchemy import ColumnElement, and_, func, insert, not_, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncSession

from knowledge_base.article import LANGUAGES, Content, Person, Standing, State
from knowledge_base.errors import ArticleChanged, ArticleNotFound
from knowledge_base.tables import ArticleRevisionRow, ArticleRow, ArticleTextRow


class ArticleSearch(Struct, frozen=True, kw_only=True):
    """Which articles to list; what is empty does not limit. `after` is where the last page ended.

    `reader` limits to that person's own drafts and to published articles for their queues.
    """

    state: str = ""
    language: str = ""
    queue_id: str = ""
    reader: Person | None = None
    after: tuple[datetime, UUID] | None = None
    limit: int = 50


class ArticlePage(Struct, frozen=True, kw_only=True):
    """Some of `total` articles, the last changed first; `next` is None at the end."""

    rows: Sequence[ArticleRow]
    total: int
    next: tuple[datetime, UUID] | None


async def add_article(
    connection: AsyncConnection, article_id: UUID, content: Content, writer: Person, at: datetime
) -> None:
    """A new draft."""
    await connection.execute(
        insert(ArticleRow).values(
            id=article_id,
            version=1,
            state="draft",
            revision=0,
            last_revision=0,
            remark="",
            author_id=writer.id,
            author_name=writer.name,
            editor_id=writer.id,
            editor_name=writer.name,
            created_at=at,
            changed_at=at,
            **_columns(content),
        )
    )


async def find_article(connection: AsyncConnection, article_id: UUID) -> ArticleRow:
    """One article. Raises `ArticleNotFound`."""
    async with AsyncSession(connection) as session:
        row = await session.scalar(select(ArticleRow).where(ArticleRow.id == article_id))
    if row is None:
        raise ArticleNotFound
    return row


async def find_articles(connection: AsyncConnection, search: ArticleSearch) -> ArticlePage:
    """A page of articles."""
    conditions = _conditions(search)
    total = await connection.scalar(select(func.count()).select_from(ArticleRow).where(*conditions)) or 0
    if search.after is not None:
        changed_at, article_id = search.after
        same = and_(ArticleRow.changed_at == changed_at, ArticleRow.id > article_id)
        conditions.append(or_(ArticleRow.changed_at < changed_at, same))
    async with AsyncSession(connection) as session:
        found = await session.scalars(
            select(ArticleRow)
            .where(*conditions)
            .order_by(ArticleRow.changed_at.desc(), ArticleRow.id)
            .limit(search.limit + 1)
        )
        rows = found.all()
    page = rows[: search.limit]
    more = len(rows) > search.limit
    return ArticlePage(rows=page, total=total, next=(page[-1].changed_at, page[-1].id) if more else None)


async def change_article(
    connection: AsyncConnection,
    row: ArticleRow,
    *,
    seen: int,
    state: State,
    at: datetime,
    content: Content | None = None,
    editor: Person | None = None,
    remark: str = "",
) -> None:
    """Change an article that is as it was seen. Raises `ArticleChanged`."""
    values: dict[str, object] = {"state": state, "version": seen + 1, "changed_at": at, "remark": remark}
    if content is not None:
        values |= _columns(content)
    if editor is not None:
        values |= {"editor_id": editor.id, "editor_name": editor.name}
    await _update(connection, row.id, seen, values)


async def publish_article(
    connection: AsyncConnection, row: ArticleRow, *, seen: int, publisher: Person, at: datetime
) -> int:
    """Make the draft a revision of its own, which is the published one from now on; its number. Raises `ArticleChanged`."""
    revision = row.last_revision + 1
    values = {"state": "published", "version": seen + 1, "changed_at": at, "remark": ""}
    await _update(connection, row.id, seen, values | {"revision": revision, "last_revision": revision})
    await connection.execute(
        insert(ArticleRevisionRow).values(
            article_id=row.id,
            revision=revision,
            document=row.draft,
            writer_name=row.editor_name,
            publisher_name=publisher.name,
            published_at=at,
        )
    )
    return revision


async def withdraw_article(connection: AsyncConnection, row: ArticleRow, *, seen: int, at: datetime) -> None:
    """Put an article away: nothing of it is published any more. Raises `ArticleChanged`."""
    values = {"state": "archived", "version": seen + 1, "changed_at": at, "remark": "", "revision": 0}
    await _update(connection, row.id, seen, values)


async def revisions_of(connection: AsyncConnection, article_id: UUID) -> Sequence[ArticleRevisionRow]:
    """What was published, newest first."""
    async with AsyncSession(connection) as session:
        found = await session.scalars(
            select(ArticleRevisionRow)
            .where(ArticleRevisionRow.article_id == article_id)
            .order_by(ArticleRevisionRow.revision.desc())
        )
        return found.all()


async def find_revision(connection: AsyncConnection, article_id: UUID, revision: int) -> ArticleRevisionRow:
    """One of them. Raises `ArticleNotFound`."""
    async with AsyncSession(connection) as session:
        row = await session.get(ArticleRevisionRow, (article_id, revision))
    if row is None:
        raise ArticleNotFound
    return row


def content_of(document: object) -> Content:
    """What a draft or a revision holds."""
    return msgspec.convert(document, Content)


def standing_of(row: ArticleRow) -> Standing:
    """What the rules ask of an article."""
    return Standing(state=msgspec.convert(row.state, State), editor_id=row.editor_id, revision=row.revision)


def listed(ids: Iterable[str]) -> str:
    """Ids as one text that can be looked into."""
    return f",{','.join(sorted(ids))}," if ids else ""


def is_tagged(column: ColumnElement[str], queue_id: str) -> ColumnElement[bool]:
    """Whether a queue is among the listed ones."""
    return column.contains(f",{queue_id},", autoescape=True)


async def _update(connection: AsyncConnection, article_id: UUID, seen: int, values: Mapping[str, object]) -> None:
    changed = await connection.execute(
        update(ArticleRow).where(ArticleRow.id == article_id, ArticleRow.version == seen).values(**values)
    )
    if changed.rowcount == 0:
        raise ArticleChanged


def _columns(content: Content) -> dict[str, object]:
    titles = {language: text.title for language, text in content.texts.items()}
    return {
        "draft": msgspec.to_builtins(content),
        "languages": listed([language for language in LANGUAGES if language in content.texts]),
        "queues": listed(content.queues),
        "title_zh": titles.get("zh-CN", ""),
        "title_en": titles.get("en", ""),
    }


def _conditions(search: ArticleSearch) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if search.language:
        conditions.append(is_tagged(ArticleRow.languages.expression, search.language))
    if search.queue_id:
        conditions.append(is_tagged(ArticleRow.queues.expression, search.queue_id))
    reader = search.reader
    if reader is None or reader.leads:
        return [*conditions, ArticleRow.state == search.state] if search.state else conditions
    mine = and_(ArticleRow.editor_id == reader.id, ArticleRow.state.in_(("draft", "in_review")))
    match search.state:
        case "":
            conditions.append(or_(mine, _published_for(reader)))
        case "published":
            conditions.append(and_(not_(mine), _published_for(reader)))
        case _:
            conditions.append(and_(mine, ArticleRow.state == search.state))
    return conditions


def _published_for(reader: Person) -> ColumnElement[bool]:
    """What is published decides, not the draft that is written meanwhile."""
    text = select(ArticleTextRow.article_id).where(ArticleTextRow.article_id == ArticleRow.id)
    if reader.queues is not None:
        tagged = [is_tagged(ArticleTextRow.queues.expression, queue) for queue in reader.queues]
        text = text.where(or_(ArticleTextRow.queues == "", *tagged))
    return text.exists()
