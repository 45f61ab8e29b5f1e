"""The words by which what is published is found, in tables of our own: the same on both databases (decision 0043)."""

from collections.abc import Collection, Mapping, Sequence
from typing import cast
from uuid import UUID

from msgspec import Struct
from sqlalchemy import delete, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from knowledge_base.article import Content, Language
from knowledge_base.repository import listed
from knowledge_base.search import Counts, Key, Shelf, counted
from knowledge_base.tables import ArticleTextRow, ArticleWordRow
from knowledge_base.words import Word

_LAST = "\U0010ffff"
_AT_ONCE = 200
"""Words per statement; both databases limit how many values one may have."""


class Standard(Struct, frozen=True, kw_only=True):
    """A text that may be found: its queues (none for all) and how many words it has."""

    queues: frozenset[str]
    words: int


class PublishedText(Struct, frozen=True, kw_only=True):
    """What a result shows of a text."""

    title: str
    body: str
    queues: tuple[str, ...]


async def index_article(connection: AsyncConnection, article_id: UUID, revision: int, content: Content) -> None:
    """Let this be what is found of an article."""
    await drop_from_index(connection, article_id)
    for language, text in content.texts.items():
        words = counted(text)
        await connection.execute(
            insert(ArticleTextRow).values(
                article_id=article_id,
                language=language,
                revision=revision,
                title=text.title,
                body=text.body,
                queues=listed(content.queues),
                words=words.total(),
            )
        )
        if words:
            rows = [
                {"word": word, "article_id": article_id, "language": language, "count": count}
                for word, count in sorted(words.items())
            ]
            await connection.execute(insert(ArticleWordRow), rows)


async def drop_from_index(connection: AsyncConnection, article_id: UUID) -> None:
    """Nothing of an article is found any more."""
    await connection.execute(delete(ArticleWordRow).where(ArticleWordRow.article_id == article_id))
    await connection.execute(delete(ArticleTextRow).where(ArticleTextRow.article_id == article_id))


async def texts_to_find(connection: AsyncConnection) -> Mapping[Key, Standard]:
    """Every published text."""
    rows = await connection.execute(
        select(ArticleTextRow.article_id, ArticleTextRow.language, ArticleTextRow.queues, ArticleTextRow.words)
    )
    return {
        (article_id, cast("Language", language)): Standard(queues=frozenset(names_in(queues)), words=words)
        for article_id, language, queues, words in rows
    }


def shelf_of(texts: Mapping[Key, Standard]) -> Shelf:
    """How much there is to search."""
    return Shelf(texts=len(texts), words=sum(text.words for text in texts.values()))


async def counts_of(connection: AsyncConnection, words: Collection[str]) -> Mapping[str, Counts]:
    """For each of these words, how often each text has it."""
    wanted, counts = sorted(words), dict[str, dict[Key, int]]()
    for at in range(0, len(wanted), _AT_ONCE):
        rows = await connection.execute(
            select(ArticleWordRow.word, ArticleWordRow.article_id, ArticleWordRow.language, ArticleWordRow.count).where(
                ArticleWordRow.word.in_(wanted[at : at + _AT_ONCE])
            )
        )
        for word, article_id, language, count in rows:
            counts.setdefault(word, {})[article_id, cast("Language", language)] = count
    return counts


async def counts_of_beginning(connection: AsyncConnection, beginning: str) -> Counts:
    """How often each text has words that begin like this."""
    rows = await connection.execute(
        select(ArticleWordRow.article_id, ArticleWordRow.language, ArticleWordRow.count).where(
            ArticleWordRow.word >= beginning, ArticleWordRow.word < beginning + _LAST
        )
    )
    counts: dict[Key, int] = {}
    for article_id, language, count in rows:
        key = (article_id, cast("Language", language))
        counts[key] = counts.get(key, 0) + count
    return counts


async def counts_for(connection: AsyncConnection, words: Sequence[Word]) -> Mapping[str, Counts]:
    """For each word of a search, how often each text has it, or what it is the beginning of."""
    whole = await counts_of(connection, [word.text for word in words if not word.open])
    begun = {word.text: await counts_of_beginning(connection, word.text) for word in words if word.open}
    return {**whole, **begun}


async def load_texts(connection: AsyncConnection, keys: Collection[Key]) -> Mapping[Key, PublishedText]:
    """What is shown of these texts."""
    rows = await connection.execute(
        select(
            ArticleTextRow.article_id,
            ArticleTextRow.language,
            ArticleTextRow.title,
            ArticleTextRow.body,
            ArticleTextRow.queues,
        ).where(ArticleTextRow.article_id.in_({article_id for article_id, _ in keys}))
    )
    return {
        (article_id, cast("Language", language)): PublishedText(title=title, body=body, queues=names_in(queues))
        for article_id, language, title, body, queues in rows
    }


def names_in(listed_ids: str) -> tuple[str, ...]:
    """The ids of `listed` again."""
    return tuple(part for part in listed_ids.split(",") if part)
