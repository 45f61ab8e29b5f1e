"""Actions that are not performed: told as events, and tried again where something would be left behind."""

import asyncio
from uuid import UUID

import pytest

from app.calls.actions import AnswerCall, Connect, DestroyBridge, Effect, HangUp
from app.calls.events import ActionFailed, CallEvent
from app.calls.ports import ActionNotPerformed
from app.metrics import Metrics
from app.runtime_effects import TRIES_TO_REMOVE, Effects, Performers
from tests.fakes.clock import VirtualClock
from tests.fakes.telephony import EmptyShelf, KnownCustomers

pytestmark = pytest.mark.anyio

CALL = UUID(int=1)
REMOVALS = (DestroyBridge(call_id=CALL, bridge_id="bridge"), HangUp(call_id=CALL, leg_id="leg"))


class BusyTelephony:
    """Does not answer in time so many times, and then does."""

    def __init__(self, silent: int) -> None:
        self.silent = silent
        self.asked = 0

    async def perform(self, effect: Effect) -> None:
        """Count it."""
        del effect
        self.asked += 1
        if self.asked <= self.silent:
            raise ActionNotPerformed("AriTimeout")


async def performed(telephony: BusyTelephony, effect: Effect) -> list[CallEvent]:
    """Perform one effect to its end; what was told of it."""
    told: list[CallEvent] = []
    performers = Performers(telephony=telephony, directory=KnownCustomers(), shelf=EmptyShelf())
    metrics = Metrics()
    effects = Effects(performers, told.append, VirtualClock(), metrics)
    before = asyncio.all_tasks()
    effects.perform([effect])
    await asyncio.gather(*(asyncio.all_tasks() - before))
    return told


@pytest.mark.parametrize("effect", REMOVALS)
async def test_what_removes_something_is_tried_again_until_asterisk_answers(effect: Effect) -> None:
    telephony = BusyTelephony(silent=TRIES_TO_REMOVE - 1)
    assert await performed(telephony, effect) == []
    assert telephony.asked == TRIES_TO_REMOVE


@pytest.mark.parametrize("effect", REMOVALS)
async def test_what_cannot_be_removed_is_told_in_the_end(effect: Effect) -> None:
    telephony = BusyTelephony(silent=100)
    (told,) = await performed(telephony, effect)
    assert isinstance(told, ActionFailed)
    assert told.action == type(effect).__name__
    assert telephony.asked == TRIES_TO_REMOVE


async def test_what_adds_something_is_tried_once() -> None:
    telephony = BusyTelephony(silent=1)
    (told,) = await performed(telephony, AnswerCall(call_id=CALL, leg_id="leg"))
    assert isinstance(told, ActionFailed)
    assert telephony.asked == 1


async def test_a_bridge_that_nobody_was_put_into_is_named() -> None:
    telephony = BusyTelephony(silent=1)
    (told,) = await performed(telephony, Connect(call_id=CALL, bridge_id="bridge", leg_ids=("one", "other")))
    assert isinstance(told, ActionFailed)
    assert (told.action, told.bridge_id) == ("Connect", "bridge")
