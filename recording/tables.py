"""What is known about each recording; the sound itself is a file."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Mapped, mapped_column

from database.base import Base


class RecordingKept(Base):
    """A recording. `status` is pending, ready, partial or failed; `path` is relative.

    `fault` says why it is not whole, as codes with details: `late:12; agent_missing`.
    `pages` are those of a received fax, which has no sound.
    """

    __tablename__ = "recordings"

    id: Mapped[str] = mapped_column(primary_key=True)
    interaction_id: Mapped[UUID] = mapped_column(index=True)
    segment: Mapped[int]
    started_at: Mapped[datetime]
    status: Mapped[str] = mapped_column(index=True)
    fault: Mapped[str]
    duration_ms: Mapped[int]
    size: Mapped[int]
    pages: Mapped[int] = mapped_column(server_default="0")
    path: Mapped[str]
