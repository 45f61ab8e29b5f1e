"""The pulse between commits, from which the next process reads how long nobody could act."""

from datetime import timedelta

import pytest

from app.calls.ports import Fenced
from app.runtime_pulse import Pulse
from tests.fakes.clock import START, VirtualClock
from tests.fakes.store import MemoryStore

pytestmark = pytest.mark.anyio


async def test_commits_and_the_pulse_tell_when_deadlines_were_watched_last() -> None:
    store, clock = MemoryStore(), VirtualClock()
    deadlines: list[str] = ["ring"]
    pulse = Pulse(store, clock, lambda: bool(deadlines))
    await pulse.beat()
    assert store.alive_at == START
    pulse.told()
    clock.advance(timedelta(seconds=1))
    await pulse.beat()
    assert store.alive_at == START, "a commit has just said it"
    await pulse.beat()
    assert store.alive_at == clock.now()
    deadlines.clear()
    clock.advance(timedelta(seconds=1))
    await pulse.beat()
    assert store.alive_at == clock.now() - timedelta(seconds=1), "nothing waits for anybody"


async def test_the_pulse_outlives_an_absent_database_and_ends_with_the_epoch() -> None:
    store = MemoryStore()
    pulse = Pulse(store, VirtualClock(), lambda: True)
    store.away = True
    await pulse.beat()
    assert store.alive_at is None
    store.away, store.fenced = False, True
    with pytest.raises(Fenced):
        await pulse.beat()
