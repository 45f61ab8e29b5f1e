"""Work items and promised callbacks as one list, oldest promise first. Pure."""

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from app.web.wire_callbacks import CallbackItem
from app.web.wire_work import OwedCallback, OwedItem
from customers.work_wire import WorkItem

Place = tuple[datetime, UUID]
"""Where something stands in the list: when it was promised, and its id where two were promised at once."""


def one_list(
    items: Sequence[WorkItem],
    callbacks: Collection[CallbackItem],
    *,
    after: Place | None,
    limit: int,
    more: bool,
) -> tuple[list[OwedItem | OwedCallback], Place | None]:
    """The first `limit` behind `after`, and where the page ends if something comes behind it.

    `items` are the first of their kind behind `after`, at least `limit` of them if there are so many; `more` follow.
    """
    placed = [(_place(callback), callback) for callback in callbacks]
    line: list[tuple[Place, OwedItem | OwedCallback]] = [
        *(((item.due_at, item.id), OwedItem(promised_at=item.due_at, item=item)) for item in items),
        *(
            (place, OwedCallback(promised_at=place[0], callback=callback))
            for place, callback in placed
            if after is None or place > after
        ),
    ]
    line.sort(key=lambda owed: owed[0])
    shown = line[:limit]
    ends = shown[-1][0] if shown and (more or len(line) > limit) else None
    return [owed for _, owed in shown], ends


def _place(callback: CallbackItem) -> Place:
    """A callback that was put off is owed at its time, any other since its caller began to wait; each attempt has the same id."""
    return callback.due_at or callback.since, callback.parent_id or callback.id
