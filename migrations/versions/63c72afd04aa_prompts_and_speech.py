"""prompts of the library and rules of speech."""

import sqlalchemy as sa
from alembic import op

import database.types

revision = "63c72afd04aa"
down_revision = "9bfd60804a35"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        "prompt_versions",
        sa.Column("prompt_id", database.types.Line(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("document", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("saved_at", database.types.UtcDateTime(), nullable=False),
        sa.Column("saved_by", database.types.Line(), nullable=False),
        sa.Column("restored", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("prompt_id", "version", name=op.f("pk_prompt_versions")),
    )
    op.create_table(
        "prompts",
        sa.Column("id", database.types.Line(), nullable=False),
        sa.Column("document", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("changed_at", database.types.UtcDateTime(), nullable=False),
        sa.Column("changed_by", database.types.Line(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_prompts")),
    )
    op.create_table(
        "pronunciations",
        sa.Column("language", database.types.Line(), nullable=False),
        sa.Column("word", database.types.Line(), nullable=False),
        sa.Column("spoken", database.types.Line(), nullable=False),
        sa.PrimaryKeyConstraint("language", "word", name=op.f("pk_pronunciations")),
    )
    op.create_table(
        "speech_choices",
        sa.Column("language", database.types.Line(), nullable=False),
        sa.Column("document", sa.JSON(none_as_null=True), nullable=False),
        sa.PrimaryKeyConstraint("language", name=op.f("pk_speech_choices")),
    )


def downgrade() -> None:
    """Go back."""
    op.drop_table("speech_choices")
    op.drop_table("pronunciations")
    op.drop_table("prompts")
    op.drop_table("prompt_versions")
