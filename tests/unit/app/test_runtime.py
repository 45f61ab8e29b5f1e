"""The loop: decide, commit, act, show; in this order, and in spite of everything."""

import asyncio
from collections.abc import AsyncGenerator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from functools import partial
from uuid import UUID

import pytest
from immutables import Map
from msgspec import structs

from agents.floor import opened
from app.calls.actions import AnswerCall, CallAction, LookUpCustomer, StoreRecording
from app.calls.configuration import Configuration
from app.calls.events import (
    ActionFailed,
    CallArrived,
    CallEvent,
    CustomerFound,
    DigitReceived,
    LegEnded,
    StateRequested,
    TimerElapsed,
)
from app.calls.ports import Fenced
from app.calls.queue_memory import QueueMemory
from app.calls.state import Agent, Call, CallCenter, Leaving, Timer, Touched
from app.metrics import Metrics
from app.runtime import Runtime
from app.runtime_effects import Performers
from tests.fakes.clock import START, VirtualClock
from tests.fakes.store import MemoryStore
from tests.fakes.telephony import EmptyShelf, KnownCustomers, RecordedTelephony

pytestmark = pytest.mark.anyio

CALL = UUID(int=1)
OTHER = UUID(int=2)


class NotNow(Exception):
    """How this small step says no."""

    code = "not_now"


def small_step(center: CallCenter, event: CallEvent) -> tuple[CallCenter, Sequence[CallAction]]:
    """Calls come and go; the dialed number says what else happens."""
    match event:
        case CallArrived():
            call = Call(
                id=event.call_id,
                leg_id=event.leg_id,
                caller_number=event.caller_number,
                caller_name="",
                dialed_number=event.dialed_number,
                language="en",
                arrived_at=event.at,
                phase=Leaving(ended_by="system"),
                timers=(Timer(name="menu", due=event.at + timedelta(seconds=5)),),
            )
            return _with(center, call), (
                AnswerCall(call_id=call.id, leg_id=call.leg_id),
                LookUpCustomer(call_id=call.id, caller_number=call.caller_number),
            )
        case LegEnded():
            call_id = next(call.id for call in center.calls.values() if call.leg_id == event.leg_id)
            gone = structs.replace(center, calls=center.calls.delete(call_id), touched=Map({("call", call_id): None}))
            return gone, (StoreRecording(call_id=call_id, recording_id=f"{call_id}-r1"),)
        case DigitReceived():
            call = next(call for call in center.calls.values() if call.leg_id == event.leg_id)
            effect = AnswerCall(call_id=call.id, leg_id=f"{call.leg_id}/{event.digit}")
            return _with(center, structs.replace(call, timers=())), (effect,)
        case StateRequested(wanted="ready"):
            raise NotNow
        case StateRequested():
            raise ZeroDivisionError
        case _:
            return structs.replace(center, touched=Map()), ()


def _with(center: CallCenter, call: Call) -> CallCenter:
    return structs.replace(center, calls=center.calls.set(call.id, call), touched=Map({("call", call.id): None}))


def small_restore(
    configuration: Configuration,
    calls: Sequence[Call],
    agents: Sequence[Agent],
    memories: Mapping[str, QueueMemory],
    alive_at: datetime | None,
    *,
    restoring: bool = False,
) -> CallCenter:
    """The rows as they are."""
    return CallCenter(
        configuration=configuration,
        floor=opened(configuration.queues, configuration.agents.values()),
        calls=Map({call.id: call for call in calls}),
        agents=Map({agent.id: agent for agent in agents}),
        memories=Map(memories),
        restoring=restoring,
    )


class Bench:
    """A runtime with everything around it in memory."""

    def __init__(self, store: MemoryStore | None = None, *, restoring: bool = False) -> None:
        self.store = store or MemoryStore()
        self.clock = VirtualClock()
        self.telephony = RecordedTelephony()
        self.shelf = EmptyShelf()
        self.metrics = Metrics()
        self.runtime = Runtime(
            store=self.store,
            step=small_step,
            restore=partial(small_restore, restoring=restoring),
            performers=Performers(telephony=self.telephony, directory=KnownCustomers(), shelf=self.shelf),
            clock=self.clock,
            refusals=(NotNow,),
            metrics=self.metrics,
        )

    @asynccontextmanager
    async def running(self) -> AsyncGenerator["asyncio.Task[None]"]:
        await self.runtime.open()
        task = asyncio.create_task(self.runtime.run())
        try:
            yield task
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)


def arrived(call_id: UUID = CALL, at: datetime = START) -> CallArrived:
    return CallArrived(
        at=at, call_id=call_id, leg_id=f"leg-{call_id.int}", caller_number="10086", caller_name="", dialed_number="4000"
    )


async def until(condition: Callable[[], bool]) -> None:
    """Wait for a condition, ten seconds at most."""
    async with asyncio.timeout(10):
        while not condition():  # noqa: ASYNC110 - what is awaited has no event of its own
            await asyncio.sleep(0.001)


async def test_event_is_durable_before_its_action_is_performed() -> None:
    bench = Bench()
    seen: list[int] = []
    bench.telephony.watch = lambda _: seen.append(len(bench.store.journal))
    async with bench.running():
        await bench.runtime.submit(arrived())
        await until(lambda: bool(bench.telephony.done))
    assert seen == [1]
    assert bench.store.calls.keys() == {CALL}


async def test_look_up_answers_as_an_event() -> None:
    bench = Bench()
    async with bench.running():
        bench.runtime.post(arrived())
        await until(lambda: any(isinstance(event, CustomerFound) for event in bench.store.journal))


async def test_actions_of_one_call_keep_their_order_while_another_call_waits() -> None:
    bench = Bench()
    bench.telephony.held[OTHER] = asyncio.Event()
    async with bench.running():
        bench.runtime.post(arrived(OTHER))
        bench.runtime.post(arrived())
        for digit in "123456789":
            bench.runtime.post(DigitReceived(at=START, leg_id="leg-1", digit=digit))
        await until(lambda: len(bench.telephony.done) == 10)
        assert {effect.call_id for effect in bench.telephony.done} == {CALL}
        legs = [effect.leg_id for effect in bench.telephony.done if isinstance(effect, AnswerCall)]
        assert legs == ["leg-1", *(f"leg-1/{digit}" for digit in "123456789")]
        bench.telephony.held[OTHER].set()
        await until(lambda: len(bench.telephony.done) == 11)


async def test_failed_action_comes_back_as_an_event() -> None:
    bench = Bench()
    bench.telephony.failing.add(CALL)
    async with bench.running():
        bench.runtime.post(arrived())
        await until(lambda: any(isinstance(event, ActionFailed) for event in bench.store.journal))
    failed = next(event for event in bench.store.journal if isinstance(event, ActionFailed))
    assert (failed.call_id, failed.action, failed.leg_id) == (CALL, "AnswerCall", "leg-of-failure")


async def test_refused_command_is_told_and_leaves_no_trace() -> None:
    bench = Bench()
    async with bench.running():
        with pytest.raises(NotNow):
            await bench.runtime.submit(StateRequested(at=START, agent_id=CALL, wanted="ready"))
    assert bench.store.journal == []


async def test_broken_rule_is_counted_and_the_loop_goes_on() -> None:
    bench = Bench()
    async with bench.running():
        with pytest.raises(ZeroDivisionError):
            await bench.runtime.submit(StateRequested(at=START, agent_id=CALL, wanted="not_ready"))
        await bench.runtime.submit(arrived())
    assert bench.metrics.registry.get_sample_value("ringdesk_step_failures_total", {"type": "StateRequested"}) == 1
    assert bench.store.calls.keys() == {CALL}


async def test_deadline_becomes_an_event_at_its_moment() -> None:
    bench = Bench()
    async with bench.running():
        await bench.runtime.submit(arrived())
        bench.clock.advance(timedelta(seconds=4))
        await asyncio.sleep(0)
        assert not any(isinstance(event, TimerElapsed) for event in bench.store.journal)
        bench.clock.advance(timedelta(seconds=1))
        await until(lambda: any(isinstance(event, TimerElapsed) for event in bench.store.journal))


async def test_deadline_that_was_taken_back_stays_silent() -> None:
    bench = Bench()
    async with bench.running():
        await bench.runtime.submit(arrived())
        await bench.runtime.submit(DigitReceived(at=START, leg_id="leg-1", digit="1"))
        bench.clock.advance(timedelta(minutes=1))
        await bench.runtime.submit(arrived(OTHER))
        assert not any(isinstance(event, TimerElapsed) for event in bench.store.journal)


async def test_deadlines_survive_a_restart() -> None:
    store = MemoryStore()
    before = Bench(store)
    async with before.running():
        await before.runtime.submit(arrived())
    after = Bench(store)
    async with after.running():
        assert set(after.runtime.center.calls) == {CALL}
        after.clock.advance(timedelta(seconds=5))
        await until(lambda: any(isinstance(event, TimerElapsed) for event in store.journal))


async def test_deadlines_that_stand_still_are_not_watched_until_they_run_again() -> None:
    store = MemoryStore()
    still = Timer(name="menu", due=START, left=timedelta(seconds=3))
    bench = Bench(store)
    async with bench.running():
        await bench.runtime.submit(arrived())
    store.calls[CALL] = structs.replace(store.calls[CALL], timers=(still,))
    after = Bench(store)
    async with after.running():
        after.clock.advance(timedelta(minutes=1))
        await after.runtime.submit(arrived(OTHER, after.clock.now()))
        assert not any(isinstance(event, TimerElapsed) for event in store.journal)
        after.clock.advance(timedelta(seconds=5))
        await until(lambda: [event.owner_id for event in store.journal if isinstance(event, TimerElapsed)] == [OTHER])


async def test_while_deadlines_stand_still_no_commit_says_that_they_are_watched() -> None:
    store = MemoryStore()
    bench = Bench(store)
    async with bench.running():
        await bench.runtime.submit(arrived())
    assert store.alive_at == START
    bench = Bench(store, restoring=True)
    bench.clock.advance(timedelta(minutes=1))
    async with bench.running():
        await bench.runtime.submit(arrived(OTHER))
    assert store.alive_at == START


async def test_listener_sees_the_center_before_and_after() -> None:
    bench = Bench()
    seen: list[tuple[int, int, set[Touched]]] = []
    async with bench.running():
        stop = bench.runtime.subscribe(
            lambda before, after, touched: seen.append((len(before.calls), len(after.calls), set(touched)))
        )
        await bench.runtime.submit(arrived())
        stop()
        await bench.runtime.submit(arrived(OTHER))
    assert seen == [(0, 1, {("call", CALL)})]


async def test_broken_listener_stops_nothing() -> None:
    bench = Bench()

    def broken(*_: object) -> None:
        raise RuntimeError

    async with bench.running():
        bench.runtime.subscribe(broken)
        await bench.runtime.submit(arrived())
        await bench.runtime.submit(arrived(OTHER))
    assert len(bench.store.calls) == 2


async def test_calls_go_on_while_the_database_is_away_and_nothing_is_lost() -> None:
    bench = Bench()
    async with bench.running():
        bench.store.away = True
        for number in range(1, 6):
            await bench.runtime.submit(arrived(UUID(int=number)))
        await until(lambda: len(bench.telephony.done) == 5)
        assert bench.store.journal == []
        assert bench.runtime.database_away
        assert bench.runtime.kept_events >= 5, "nothing is forgotten in the count while it is tried again"
        bench.store.away = False
        await until(lambda: not bench.runtime.database_away)
        assert bench.runtime.kept_events == 0
        await bench.runtime.submit(arrived(UUID(int=6)))
    arrivals = [event.call_id.int for event in bench.store.journal if isinstance(event, CallArrived)]
    assert arrivals == [1, 2, 3, 4, 5, 6]
    assert len(bench.store.calls) == 6


async def test_what_happens_while_the_database_is_away_is_kept_before_it_is_acted_upon() -> None:
    bench = Bench()
    seen: list[int] = []
    bench.telephony.watch = lambda _: seen.append(len(bench.store.kept))
    bench.store.away = True
    async with bench.running():
        await bench.runtime.submit(arrived())
        await until(lambda: bool(bench.telephony.done))
        assert seen == [1]
        bench.store.away = False
        await until(lambda: not bench.runtime.database_away)
    assert bench.store.kept == []


async def test_calls_go_on_while_database_and_disk_are_away() -> None:
    bench = Bench()
    bench.store.away = bench.store.disk_full = True
    async with bench.running():
        await bench.runtime.submit(arrived())
        await until(lambda: bool(bench.telephony.done))
        bench.store.away = False
        await until(lambda: not bench.runtime.database_away)
    assert bench.store.calls.keys() == {CALL}


async def test_fenced_controller_stops_and_acts_no_more() -> None:
    bench = Bench()
    async with bench.running() as task:
        await bench.runtime.submit(arrived())
        await until(lambda: len(bench.telephony.done) == 1)
        bench.store.fenced = True
        with pytest.raises(Fenced):
            await bench.runtime.submit(arrived(OTHER))
        with pytest.raises(Fenced):
            await task
        with pytest.raises(Fenced):
            await bench.runtime.submit(arrived(OTHER))
    assert len(bench.telephony.done) == 1
    assert OTHER not in bench.runtime.center.calls


async def test_fence_found_while_the_database_comes_back_stops_the_controller() -> None:
    bench = Bench()
    async with bench.running() as task:
        bench.store.away = True
        await bench.runtime.submit(arrived())
        bench.store.away, bench.store.fenced = False, True
        with pytest.raises(Fenced):
            await task


async def test_call_that_comes_and_goes_in_one_batch_leaves_no_row() -> None:
    bench = Bench()
    bench.runtime.post(arrived())
    bench.runtime.post(LegEnded(at=START, leg_id="leg-1"))
    async with bench.running():
        await until(lambda: bool(bench.shelf.stored))
    assert bench.store.calls == {}
