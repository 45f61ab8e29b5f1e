"""What people said of articles, and what they looked for in vain."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from uuid import UUID, uuid4

from msgspec import Struct
from sqlalchemy import and_, case, delete, func, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncSession

from database.upsert import insert_for
from knowledge_base.errors import ArticleGapNotFound
from knowledge_base.gaps import MOST_KEPT
from knowledge_base.tables import ArticleFeedbackRow, ArticleGapRow

OUTSIDE = UUID(int=0)
"""Stands for no interaction."""


class Opinion(Struct, frozen=True, kw_only=True):
    """Somebody found an article useful or not, during an interaction or outside of any."""

    article_id: UUID
    person_id: UUID
    person_name: str
    interaction_id: UUID
    revision: int
    useful: bool
    remark: str
    at: datetime


class GapPage(Struct, frozen=True, kw_only=True):
    """Some of `total` searches in vain, newest first; `next` is None at the end."""

    rows: Sequence[ArticleGapRow]
    total: int
    next: tuple[datetime, UUID] | None


async def save_opinion(connection: AsyncConnection, opinion: Opinion) -> None:
    """Say it, or change one's mind."""
    said = {
        "useful": opinion.useful,
        "remark": opinion.remark,
        "revision": opinion.revision,
        "person_name": opinion.person_name,
        "at": opinion.at,
    }
    key = {
        "article_id": opinion.article_id,
        "person_id": opinion.person_id,
        "interaction_id": opinion.interaction_id,
    }
    insert = insert_for(connection, ArticleFeedbackRow).values(**key, **said)
    await connection.execute(insert.on_conflict_do_update(index_elements=list(key), set_=said))


async def own_opinion(
    connection: AsyncConnection, article_id: UUID, person_id: UUID, interaction_id: UUID
) -> ArticleFeedbackRow | None:
    """What somebody said in this interaction."""
    async with AsyncSession(connection) as session:
        return await session.get(ArticleFeedbackRow, (article_id, person_id, interaction_id))


async def opinions_of(connection: AsyncConnection, article_id: UUID, limit: int) -> Sequence[ArticleFeedbackRow]:
    """The newest ones, those with a remark first."""
    silent = case((ArticleFeedbackRow.remark == "", 1), else_=0)
    async with AsyncSession(connection) as session:
        found = await session.scalars(
            select(ArticleFeedbackRow)
            .where(ArticleFeedbackRow.article_id == article_id)
            .order_by(silent, ArticleFeedbackRow.at.desc(), ArticleFeedbackRow.person_id)
            .limit(limit)
        )
        return found.all()


async def count_opinions(connection: AsyncConnection, articles: Collection[UUID]) -> Mapping[UUID, tuple[int, int]]:
    """How many found each article useful, and how many did not."""
    useful = func.sum(case((ArticleFeedbackRow.useful, 1), else_=0))
    rows = await connection.execute(
        select(ArticleFeedbackRow.article_id, useful, func.count())
        .where(ArticleFeedbackRow.article_id.in_(articles))
        .group_by(ArticleFeedbackRow.article_id)
    )
    return {article_id: (int(good), int(all_) - int(good)) for article_id, good, all_ in rows}


async def count_gap(connection: AsyncConnection, text: str, at: datetime) -> None:
    """Somebody looked for this in vain. Beyond a thousand, what was missed longest ago is forgotten."""
    insert = insert_for(connection, ArticleGapRow).values(id=uuid4(), text=text, count=1, first_at=at, last_at=at)
    again = {"count": ArticleGapRow.count + 1, "last_at": at}
    await connection.execute(insert.on_conflict_do_update(index_elements=["text"], set_=again))
    kept = (
        select(ArticleGapRow.id).order_by(ArticleGapRow.last_at.desc(), ArticleGapRow.id).offset(MOST_KEPT).limit(100)
    )
    await connection.execute(delete(ArticleGapRow).where(ArticleGapRow.id.in_(kept)))


async def find_gaps(connection: AsyncConnection, after: tuple[datetime, UUID] | None, limit: int) -> GapPage:
    """What was looked for in vain, newest first."""
    total = await connection.scalar(select(func.count()).select_from(ArticleGapRow)) or 0
    query = select(ArticleGapRow).order_by(ArticleGapRow.last_at.desc(), ArticleGapRow.id).limit(limit + 1)
    if after is not None:
        same = and_(ArticleGapRow.last_at == after[0], ArticleGapRow.id > after[1])
        query = query.where(or_(ArticleGapRow.last_at < after[0], same))
    async with AsyncSession(connection) as session:
        rows = (await session.scalars(query)).all()
    page = rows[:limit]
    return GapPage(rows=page, total=total, next=(page[-1].last_at, page[-1].id) if len(rows) > limit else None)


async def dismiss_gap(connection: AsyncConnection, gap_id: UUID) -> None:
    """Forget a search in vain. Raises `ArticleGapNotFound`."""
    gone = await connection.execute(delete(ArticleGapRow).where(ArticleGapRow.id == gap_id))
    if gone.rowcount == 0:
        raise ArticleGapNotFound
