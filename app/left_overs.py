"""Legs and bridges that no call has any use for, looked for again and again: one whose removal was lost would stay for ever."""

import asyncio
from typing import Protocol

import structlog

from app.asterisk.ari import AriError
from app.calls import recovery
from app.calls.events import CallEvent, LeftOversFound
from app.calls.ports import Clock
from app.calls.state import CallCenter

LOOK_EVERY_SECONDS = 30.0

Existing = tuple[frozenset[str], frozenset[str]]
_log = structlog.stdlib.get_logger(__name__)


class Node(Protocol):
    """What Asterisk has."""

    async def existing(self) -> Existing:
        """The ids of all legs and bridges there are. Raises `AriError`."""
        ...


class Owner(Protocol):
    """Of the live state."""

    @property
    def clock(self) -> Clock:
        """What time it is."""
        ...

    @property
    def center(self) -> CallCenter:
        """The live state."""
        ...

    def post(self, event: CallEvent) -> None:
        """Put an event into the inbox."""
        ...


async def remove(node: Node, runtime: Owner, *, every: float = LOOK_EVERY_SECONDS) -> None:
    """Run for ever. What is left over in two looks, one after the other, is not on its way out: it is removed."""
    before = frozenset[str](), frozenset[str]()
    while True:
        await asyncio.sleep(every)
        try:
            legs, bridges = await node.existing()
        except AriError:
            continue  # the next connection begins with a comparison of everything
        now = recovery.left_over(runtime.center, legs, bridges)
        stay = now[0] & before[0], now[1] & before[1]
        if any(stay):
            _log.warning("left_overs_removed", legs=len(stay[0]), bridges=len(stay[1]))
            runtime.post(LeftOversFound(at=runtime.clock.now(), legs=stay[0], bridges=stay[1]))
        before = now
