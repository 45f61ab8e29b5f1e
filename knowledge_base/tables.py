"""Articles, their published revisions, the words by which these are found, and what people said and missed."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from database.base import Base
from database.types import Json

FoundText = Text().with_variant(Text(collation="C"), "postgresql")
"""Text in the order of its code points, on both databases: the words that begin alike stand together in the index."""


class ArticleRow(Base):
    """One article, as it is written on now. `version` counts the changes, for those who change it at once.

    `revision` is the published one, 0 for none; `last_revision` numbers them. `languages` and `queues` repeat what the draft
    says as `,en,zh-CN,`, to be listed by; `title_zh` and `title_en` are its titles.
    """

    __tablename__ = "articles"
    __table_args__ = (Index("ix_articles_changed_at_id", "changed_at", "id"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    version: Mapped[int]
    state: Mapped[str]
    revision: Mapped[int]
    last_revision: Mapped[int]
    draft: Mapped[object] = mapped_column(Json)
    languages: Mapped[str]
    queues: Mapped[str]
    title_zh: Mapped[str]
    title_en: Mapped[str]
    remark: Mapped[str]
    author_id: Mapped[UUID]
    author_name: Mapped[str]
    editor_id: Mapped[UUID]
    editor_name: Mapped[str]
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]


class ArticleRevisionRow(Base):
    """What was published, as it was."""

    __tablename__ = "article_revisions"

    article_id: Mapped[UUID] = mapped_column(ForeignKey("articles.id", ondelete="CASCADE"), primary_key=True)
    revision: Mapped[int] = mapped_column(primary_key=True)
    document: Mapped[object] = mapped_column(Json)
    writer_name: Mapped[str]
    publisher_name: Mapped[str]
    published_at: Mapped[datetime]


class ArticleTextRow(Base):
    """One language of what is published now, ready to be found. `words` is how many words it has."""

    __tablename__ = "article_texts"

    article_id: Mapped[UUID] = mapped_column(ForeignKey("articles.id", ondelete="CASCADE"), primary_key=True)
    language: Mapped[str] = mapped_column(primary_key=True)
    revision: Mapped[int]
    title: Mapped[str]
    body: Mapped[str]
    queues: Mapped[str]
    words: Mapped[int]


class ArticleWordRow(Base):
    """How often a word is in a text, the weight of its place counted in."""

    __tablename__ = "article_words"

    word: Mapped[str] = mapped_column(FoundText, primary_key=True)
    article_id: Mapped[UUID] = mapped_column(
        ForeignKey("articles.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    language: Mapped[str] = mapped_column(primary_key=True)
    count: Mapped[int]


class ArticleFeedbackRow(Base):
    """Whether an article helped somebody, once per contact; the nil UUID stands for outside of any."""

    __tablename__ = "article_feedback"

    article_id: Mapped[UUID] = mapped_column(ForeignKey("articles.id", ondelete="CASCADE"), primary_key=True)
    person_id: Mapped[UUID] = mapped_column(primary_key=True)
    interaction_id: Mapped[UUID] = mapped_column(primary_key=True)
    revision: Mapped[int]
    useful: Mapped[bool]
    remark: Mapped[str]
    person_name: Mapped[str]
    at: Mapped[datetime]


class ArticleGapRow(Base):
    """What was looked for in vain, without anything that could be somebody's number."""

    __tablename__ = "article_gaps"
    __table_args__ = (Index("ix_article_gaps_last_at_id", "last_at", "id"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    text: Mapped[str] = mapped_column(unique=True)
    count: Mapped[int]
    first_at: Mapped[datetime]
    last_at: Mapped[datetime]
