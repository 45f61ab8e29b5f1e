"""The callbacks that browsers see, each encoded once, and what a batch changes for whom."""

from collections.abc import Iterator, Mapping
from uuid import UUID

from msgspec import Struct

from app.calls.state import CallCenter, Touched
from app.web.frames import Body, encoded
from app.web.view_of_callbacks import CallbackChanges, Served, callback_changes, callback_items, served_by

_NOTHING = Body((), ())


class CallbackTopic:
    """Every promised callback as bytes; people see those of the queues that they serve."""

    def __init__(self) -> None:
        self._texts: dict[str, _Text] = {}

    def begin(self, center: CallCenter) -> None:
        """Nobody has looked until now: take what there is."""
        self._texts = {item.key: _Text(item.queue_id, encoded(item)) for item in callback_items(center, None)}

    def seen(self, served: Served) -> Iterator[bytes]:
        """What stands in a snapshot."""
        return (text.encoded for text in self._texts.values() if served is None or text.queue_id in served)

    def changed(self, before: CallCenter, after: CallCenter, touched: Mapping[Touched, None]) -> "CallbackNews":
        """What a batch has changed."""
        changes = callback_changes(before, after, touched)
        put, drop = changes.of(None, None)
        for item in put:
            self._texts[item.key] = _Text(item.queue_id, encoded(item))
        for key in drop:
            self._texts.pop(key, None)
        return CallbackNews(before, after, changes, self._texts)


class CallbackNews:
    """One batch's changes, told to many; those who serve the same queues get the same bytes."""

    def __init__(
        self, before: CallCenter, after: CallCenter, changes: CallbackChanges, texts: Mapping[str, "_Text"]
    ) -> None:
        self._before, self._after = before, after
        self._changes, self._texts = changes, texts
        self._bodies: dict[tuple[Served, Served], Body] = {}

    def to(self, agent_id: UUID | None, *, leads: bool) -> Body:
        """What somebody is told."""
        if not self._changes.before and not self._changes.after:
            return _NOTHING
        now, was = served(self._after, agent_id, leads=leads), served(self._before, agent_id, leads=leads)
        if (now, was) not in self._bodies:
            put, drop = self._changes.of(now, was)
            self._bodies[now, was] = Body(tuple(self._texts[item.key].encoded for item in put), tuple(drop))
        return self._bodies[now, was]


def served(center: CallCenter, agent_id: UUID | None, *, leads: bool) -> Served:
    """Whose callbacks somebody sees: who leads, those of all queues."""
    if leads:
        return None
    return frozenset() if agent_id is None else served_by(center, agent_id)


class _Text(Struct, frozen=True):
    queue_id: str
    encoded: bytes
