"""Tells every open browser what has changed for it. Each change is computed and encoded once, not once per browser."""

import asyncio
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from uuid import UUID

from app.calls.state import CallCenter, Touched
from app.web.frames import Body, body, encoded, joined
from app.web.live_callbacks import CallbackTopic, served
from app.web.ports import LiveCenter
from app.web.view_of_trials import trial_changes, trial_items
from app.web.views import board_changes, board_items, desk_changes, desk_items, touched_desks

MOST_UNSENT = 256
_NOTHING = Body((), ())


class Viewer:
    """One browser's unsent changes. A browser that does not keep up is cut off and starts again with a snapshot."""

    def __init__(self, agent_id: UUID | None, user_id: UUID | None, snapshot: list[bytes], *, leads: bool) -> None:
        self.agent_id = agent_id
        self.user_id = user_id
        self.leads = leads
        self.snapshot = snapshot
        self.cut_off = asyncio.Event()
        self._unsent: list[str] = []
        self._filled = asyncio.Event()

    def put(self, tail: str) -> None:
        """One more change to send."""
        if len(self._unsent) >= MOST_UNSENT:
            self.cut_off.set()
            return
        self._unsent.append(tail)
        self._filled.set()

    def take(self) -> list[str]:
        """The changes that have come, oldest first and without numbers."""
        taken, self._unsent = self._unsent, []
        self._filled.clear()
        return taken

    async def filled(self) -> None:
        """Wait for a change."""
        await self._filled.wait()


class LiveHub:
    """What the board shows is one topic for all; each agent's desk and each designer's test calls are topics of their own.

    Callbacks are seen by who serves their queues.
    """

    def __init__(self, live: LiveCenter) -> None:
        self._live = live
        self._viewers: set[Viewer] = set()
        self._desks: dict[UUID, set[Viewer]] = {}
        self._board: dict[str, bytes] = {}
        self._callbacks = CallbackTopic()

    @contextmanager
    def watch(self, agent_id: UUID | None, user_id: UUID | None = None, *, leads: bool = False) -> Generator[Viewer]:
        """A viewer whose snapshot is of this very moment and whose changes follow it without a gap.

        Who `leads` sees the callbacks of all queues.
        """
        center = self._live.center
        if not self._viewers:
            self._board = {item.key: encoded(item) for item in board_items(center)}
            self._callbacks.begin(center)
        own = () if agent_id is None else desk_items(center, agent_id)
        trials = () if user_id is None else trial_items(center, user_id)
        promised = self._callbacks.seen(served(center, agent_id, leads=leads))
        snapshot = [*(encoded(item) for item in (*own, *trials)), *self._board.values(), *promised]
        viewer = Viewer(agent_id, user_id, snapshot, leads=leads)
        self._viewers.add(viewer)
        if agent_id is not None:
            self._desks.setdefault(agent_id, set()).add(viewer)
        try:
            yield viewer
        finally:
            self._viewers.discard(viewer)
            if agent_id is not None:
                self._leave_desk(agent_id, viewer)

    def tell(self, before: CallCenter, after: CallCenter, touched: Mapping[Touched, None]) -> None:
        """The center has changed: the runtime's listener."""
        if not self._viewers:
            return
        put, drop = board_changes(before, after, touched)
        board = body(put, drop)
        for item, text in zip(put, board.put, strict=True):
            self._board[item.key] = text
        for key in drop:
            self._board.pop(key, None)
        desks = self._changed_desks(before, after, touched)
        callbacks = self._callbacks.changed(before, after, touched)
        trials = {user: body(*changed) for user, changed in trial_changes(before, after, touched).items()}
        board_tail = board.tail() if board else ""
        for viewer in self._viewers:
            desk = _NOTHING if viewer.agent_id is None else desks.get(viewer.agent_id, _NOTHING)
            trial = _NOTHING if viewer.user_id is None else trials.get(viewer.user_id, _NOTHING)
            promised = callbacks.to(viewer.agent_id, leads=viewer.leads)
            if desk or promised or trial:
                viewer.put(joined((board, desk, promised, trial)).tail())
            elif board_tail:
                viewer.put(board_tail)

    def _changed_desks(
        self, before: CallCenter, after: CallCenter, touched: Mapping[Touched, None]
    ) -> Mapping[UUID, Body]:
        if before.configuration is not after.configuration:
            concerned = self._desks.keys()
        else:
            concerned = touched_desks(before, after, touched) & self._desks.keys()
        return {agent_id: body(*desk_changes(before, after, agent_id)) for agent_id in concerned}

    def _leave_desk(self, agent_id: UUID, viewer: Viewer) -> None:
        viewers = self._desks[agent_id]
        viewers.discard(viewer)
        if not viewers:
            del self._desks[agent_id]
