"""The statements of every commit."""

from sqlalchemy import bindparam, literal_column, update

from app.calls.tables import JournalRow, LiveAgentRow, LiveCallRow, LiveQueueRow, SiteRow
from database.rows import Statement, delete_by, insert_new, insert_or_replace

SITE = 1
"""The key of the one row that fences."""

ADD_TO_JOURNAL = insert_new(JournalRow)
PUT_CALL = insert_or_replace(LiveCallRow, "state")
DROP_CALL = delete_by(LiveCallRow, "id")
PUT_AGENT = insert_or_replace(LiveAgentRow, "state")
DROP_AGENT = delete_by(LiveAgentRow, "id")
PUT_QUEUE = insert_or_replace(LiveQueueRow, "state")

HOLD_EPOCH = Statement(
    lambda _: (
        update(SiteRow)
        .where(SiteRow.id == literal_column(str(SITE)), SiteRow.epoch == bindparam("mine", type_=SiteRow.epoch.type))
        .values(alive_at=bindparam("alive_at", type_=SiteRow.alive_at.type))
    )
)
"""Meets one row while the epoch `mine` lasts, and keeps it until the transaction ends."""
