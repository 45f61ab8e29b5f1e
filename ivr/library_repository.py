"""Reads and writes the prompt library: every change is a version that stays."""

from collections.abc import Sequence
from datetime import datetime

import msgspec
from msgspec import Struct
from sqlalchemy import delete, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from database.upsert import insert_for
from ivr.library import LibraryPrompt
from ivr.tables import PromptRow, PromptVersionRow


class Saved(Struct, frozen=True, kw_only=True):
    """A prompt as it was saved, when and by whom. `restored` is the version that it brought back."""

    prompt: LibraryPrompt
    at: datetime
    by: str
    restored: int | None = None


async def load_prompts(connection: AsyncConnection) -> list[Saved]:
    """Every prompt as it is now, by id."""
    rows = await connection.execute(select(*PromptRow.__table__.c).order_by(PromptRow.id))
    return [Saved(prompt=_prompt(row.document), at=row.changed_at, by=row.changed_by) for row in rows]


async def load_prompt(connection: AsyncConnection, prompt_id: str) -> Saved | None:
    """One prompt as it is now."""
    row = (await connection.execute(select(*PromptRow.__table__.c).where(PromptRow.id == prompt_id))).one_or_none()
    return None if row is None else Saved(prompt=_prompt(row.document), at=row.changed_at, by=row.changed_by)


async def save_prompt(connection: AsyncConnection, saved: Saved) -> None:
    """Add or change a prompt, and keep this version of it."""
    document = msgspec.to_builtins(saved.prompt)
    now: dict[str, object] = {"document": document, "changed_at": saved.at, "changed_by": saved.by}
    await connection.execute(
        insert_for(connection, PromptRow)
        .values(id=saved.prompt.id, **now)
        .on_conflict_do_update(index_elements=["id"], set_=now)
    )
    await connection.execute(
        insert_for(connection, PromptVersionRow).values(
            prompt_id=saved.prompt.id,
            version=saved.prompt.version,
            document=document,
            saved_at=saved.at,
            saved_by=saved.by,
            restored=saved.restored,
        )
    )


async def load_versions(connection: AsyncConnection, prompt_id: str) -> Sequence[Saved]:
    """Every version of a prompt, newest first."""
    row = PromptVersionRow
    rows = await connection.execute(
        select(*row.__table__.c).where(row.prompt_id == prompt_id).order_by(row.version.desc())
    )
    return [
        Saved(prompt=_prompt(row.document), at=row.saved_at, by=row.saved_by, restored=row.restored) for row in rows
    ]


async def newest_version(connection: AsyncConnection, prompt_id: str) -> int:
    """The last version that ever had this id, even if the prompt was deleted since; 0 for none."""
    row = PromptVersionRow
    return await connection.scalar(select(func.max(row.version)).where(row.prompt_id == prompt_id)) or 0


async def delete_prompt(connection: AsyncConnection, prompt_id: str) -> None:
    """Remove a prompt; its versions stay."""
    await connection.execute(delete(PromptRow).where(PromptRow.id == prompt_id))


def _prompt(document: object) -> LibraryPrompt:
    return msgspec.convert(document, LibraryPrompt)
