"""Hears from agents' pages whether they live and hold a working phone, and tells the center when that changes.

Only those are judged who telephone in the browser: an agent of whom no page ever claimed the phone may have another one.
"""

import asyncio
from collections.abc import Generator
from contextlib import contextmanager
from datetime import timedelta
from uuid import UUID

from agents.state import LoggedOff
from app.calls.events import PagePresence
from app.calls.state import Page
from app.web.ports import Clock, LiveCenter
from app.web.wire_frames import Ping

GRACE = timedelta(seconds=10)
"""A page that reloads or changes its network is back within this time."""

_USABLE = ("unknown", "ready")


class OpenPage:
    """One page of an agent's, and what it said last."""

    def __init__(self) -> None:
        self.said: Ping | None = None


class PagePresences:
    """The open pages of all agents."""

    def __init__(self, live: LiveCenter, clock: Clock, grace: timedelta = GRACE) -> None:
        self._live = live
        self._clock = clock
        self._grace = grace
        self._pages: dict[UUID, set[OpenPage]] = {}
        self._claimed: set[UUID] = set()
        self._waiting: dict[UUID, asyncio.TimerHandle] = {}

    @contextmanager
    def hold(self, agent_id: UUID) -> Generator[OpenPage]:
        """One page for as long as the block runs."""
        page = OpenPage()
        self._pages.setdefault(agent_id, set()).add(page)
        try:
            yield page
        finally:
            self._pages[agent_id].discard(page)
            if not self._pages[agent_id]:
                del self._pages[agent_id]
            self._changed(agent_id)

    def hear(self, agent_id: UUID, page: OpenPage, ping: Ping) -> None:
        """A page lives and says how it is."""
        if ping == page.said:
            return
        page.said = ping
        if ping.phone:
            self._claimed.add(agent_id)
        self._changed(agent_id)

    def _changed(self, agent_id: UUID) -> None:
        """Good news is told at once; what may mend itself in a moment is told when it has not."""
        waiting = self._waiting.pop(agent_id, None)
        if waiting is not None:
            waiting.cancel()
        if self._picture(agent_id).fit:
            self._tell(agent_id)
        else:
            loop = asyncio.get_running_loop()
            self._waiting[agent_id] = loop.call_later(self._grace.total_seconds(), self._tell_late, agent_id)

    def _tell_late(self, agent_id: UUID) -> None:
        del self._waiting[agent_id]
        self._tell(agent_id)

    def _tell(self, agent_id: UUID) -> None:
        agent = self._live.center.agents.get(agent_id)
        if agent is None:
            return
        if agent_id not in self._pages and isinstance(agent.state, LoggedOff):
            self._claimed.discard(agent_id)
        picture = self._picture(agent_id)
        if picture != agent.page:
            self._live.post(PagePresence(at=self._clock.now(), agent_id=agent_id, page=picture))

    def _picture(self, agent_id: UUID) -> Page:
        said = [page.said for page in self._pages.get(agent_id, ()) if page.said is not None]
        if any(ping.phone for ping in said):
            return Page()
        unusable = next((ping.microphone for ping in said if ping.microphone not in _USABLE), "")
        if agent_id not in self._claimed:
            return Page(microphone=unusable)
        return Page(heard=agent_id in self._pages, phone=False, microphone=unusable)
