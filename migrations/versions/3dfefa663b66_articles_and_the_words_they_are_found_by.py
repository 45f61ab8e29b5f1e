"""articles and the words they are found by."""

import sqlalchemy as sa
from alembic import op

import database.types

revision = "3dfefa663b66"
down_revision = "23d420f7de49"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        "article_gaps",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("text", database.types.Line(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("first_at", database.types.UtcDateTime(), nullable=False),
        sa.Column("last_at", database.types.UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_article_gaps")),
        sa.UniqueConstraint("text", name=op.f("uq_article_gaps_text")),
    )
    with op.batch_alter_table("article_gaps", schema=None) as batch_op:
        batch_op.create_index("ix_article_gaps_last_at_id", ["last_at", "id"], unique=False)

    op.create_table(
        "articles",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("state", database.types.Line(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("last_revision", sa.Integer(), nullable=False),
        sa.Column("draft", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("languages", database.types.Line(), nullable=False),
        sa.Column("queues", database.types.Line(), nullable=False),
        sa.Column("title_zh", database.types.Line(), nullable=False),
        sa.Column("title_en", database.types.Line(), nullable=False),
        sa.Column("remark", database.types.Line(), nullable=False),
        sa.Column("author_id", sa.Uuid(), nullable=False),
        sa.Column("author_name", database.types.Line(), nullable=False),
        sa.Column("editor_id", sa.Uuid(), nullable=False),
        sa.Column("editor_name", database.types.Line(), nullable=False),
        sa.Column("created_at", database.types.UtcDateTime(), nullable=False),
        sa.Column("changed_at", database.types.UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_articles")),
    )
    with op.batch_alter_table("articles", schema=None) as batch_op:
        batch_op.create_index("ix_articles_changed_at_id", ["changed_at", "id"], unique=False)

    op.create_table(
        "article_feedback",
        sa.Column("article_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("interaction_id", sa.Uuid(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("useful", sa.Boolean(), nullable=False),
        sa.Column("remark", database.types.Line(), nullable=False),
        sa.Column("person_name", database.types.Line(), nullable=False),
        sa.Column("at", database.types.UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["article_id"], ["articles.id"], name=op.f("fk_article_feedback_article_id_articles"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("article_id", "person_id", "interaction_id", name=op.f("pk_article_feedback")),
    )
    op.create_table(
        "article_revisions",
        sa.Column("article_id", sa.Uuid(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("document", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("writer_name", database.types.Line(), nullable=False),
        sa.Column("publisher_name", database.types.Line(), nullable=False),
        sa.Column("published_at", database.types.UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["article_id"], ["articles.id"], name=op.f("fk_article_revisions_article_id_articles"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("article_id", "revision", name=op.f("pk_article_revisions")),
    )
    op.create_table(
        "article_texts",
        sa.Column("article_id", sa.Uuid(), nullable=False),
        sa.Column("language", database.types.Line(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("title", database.types.Line(), nullable=False),
        sa.Column("body", database.types.Line(), nullable=False),
        sa.Column("queues", database.types.Line(), nullable=False),
        sa.Column("words", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["article_id"], ["articles.id"], name=op.f("fk_article_texts_article_id_articles"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("article_id", "language", name=op.f("pk_article_texts")),
    )
    op.create_table(
        "article_words",
        sa.Column("word", sa.Text().with_variant(sa.Text(collation="C"), "postgresql"), nullable=False),
        sa.Column("article_id", sa.Uuid(), nullable=False),
        sa.Column("language", database.types.Line(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["article_id"], ["articles.id"], name=op.f("fk_article_words_article_id_articles"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("word", "article_id", "language", name=op.f("pk_article_words")),
    )
    op.create_index("ix_article_words_article_id", "article_words", ["article_id"])


def downgrade() -> None:
    """Go back."""
    op.drop_table("article_words")
    op.drop_table("article_texts")
    op.drop_table("article_revisions")
    op.drop_table("article_feedback")
    op.drop_table("articles")
    op.drop_table("article_gaps")
