"""Performs actions after the commit: in order per call, concurrently across calls, failures as events."""

import asyncio
from collections import deque
from collections.abc import Callable, Coroutine, Iterable
from uuid import UUID

import structlog
from msgspec import Struct

from app.calls.actions import (
    AskService,
    CheckNumber,
    DestroyBridge,
    DiscardRecording,
    Effect,
    HangUp,
    LookUpCustomer,
    StoreRecording,
)
from app.calls.events import ActionFailed, CallEvent, CustomerFound, NumberChecked, ServiceAnswered
from app.calls.ports import (
    ActionNotPerformed,
    Answer,
    Clock,
    CustomerDirectory,
    PastTalks,
    RecordingShelf,
    Telephony,
    WebServices,
)
from app.metrics import Metrics
from ivr.dialog import Request

EFFECT_TIMEOUT_SECONDS = 10.0
TRIES_TO_REMOVE = 3

_log = structlog.stdlib.get_logger(__name__)


class NoServices:
    """Knows no web services."""

    async def ask(self, request: Request) -> Answer:
        """Say so."""
        del request
        return Answer(problem="not_set_up")


class Performers(Struct, frozen=True, kw_only=True):
    """Who does the work."""

    telephony: Telephony
    directory: CustomerDirectory
    shelf: RecordingShelf
    services: WebServices = NoServices()
    past: PastTalks | None = None


class Effects:
    """One line of actions per call, each worked off by a task that lives as long as the line is not empty."""

    def __init__(
        self, performers: Performers, post: Callable[[CallEvent], None], clock: Clock, metrics: Metrics
    ) -> None:
        self._performers = performers
        self._post = post
        self._clock = clock
        self._metrics = metrics
        self._lines: dict[UUID, deque[Effect]] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    def perform(self, effects: Iterable[Effect]) -> None:
        """Put actions at the end of their calls' lines."""
        for effect in effects:
            line = self._lines.get(effect.call_id)
            if line is not None:
                line.append(effect)
                continue
            self._lines[effect.call_id] = deque((effect,))
            self._spawn(self._work_off(effect.call_id))

    async def stop(self) -> None:
        """Drop what is not done; the next start finds it out from Asterisk."""
        tasks = tuple(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def _spawn(self, work: Coroutine[None, None, None]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _work_off(self, call_id: UUID) -> None:
        line = self._lines[call_id]
        while line:
            effect = line.popleft()
            match effect:
                case LookUpCustomer() | StoreRecording() | AskService():
                    # may take long, and the caller must not wait for it
                    self._spawn(self._do(effect))
                case _:
                    await self._do(effect)
        del self._lines[call_id]

    async def _do(self, effect: Effect) -> None:
        """Do one effect. What takes a leg or a bridge away is tried again: left undone, it would stay for ever."""
        again = TRIES_TO_REMOVE - 1 if isinstance(effect, HangUp | DestroyBridge) else 0
        failure = await self._tried(effect)
        while failure is not None and again:
            again -= 1
            failure = await self._tried(effect)
        if failure is not None:
            self._fail(effect, *failure)

    async def _tried(self, effect: Effect) -> tuple[str, str] | None:
        """None when it is done, else the leg concerned and why it is not."""
        action = type(effect).__name__
        leg_id = getattr(effect, "leg_id", "")
        try:
            await self._dispatch(effect)
        except ActionNotPerformed as failure:
            return failure.leg_id or leg_id, str(failure)
        except TimeoutError:
            return leg_id, "no answer in time"
        except Exception as error:  # noqa: BLE001 - a bug in one adapter must not stop the other calls
            _log.exception("action_failed_unexpectedly", action=action, call_id=str(effect.call_id))
            return leg_id, type(error).__name__
        self._metrics.actions.labels(action).inc()
        return None

    async def _dispatch(self, effect: Effect) -> None:
        match effect:
            case LookUpCustomer():
                async with asyncio.timeout(EFFECT_TIMEOUT_SECONDS):
                    customer = await self._performers.directory.find_by_number(effect.caller_number)
                    past = self._performers.past
                    last = await past.last_agent(effect.caller_number) if past is not None else None
                found = CustomerFound(
                    at=self._clock.now(), call_id=effect.call_id, customer=customer, last_agent_id=last
                )
                self._post(found)
            case AskService(request=request):
                answer = await self._performers.services.ask(request)
                self._post(
                    ServiceAnswered(
                        at=self._clock.now(),
                        call_id=effect.call_id,
                        request_id=request.request_id,
                        status=answer.status,
                        values=answer.values,
                        problem=answer.problem,
                    )
                )
            case CheckNumber():
                number = self._performers.directory.dialable(effect.number)
                self._post(NumberChecked(at=self._clock.now(), call_id=effect.call_id, number=number))
            case StoreRecording():
                await self._performers.shelf.store(effect.recording_id)
            case DiscardRecording():
                await self._performers.shelf.discard(effect.recording_id)
            case _:
                async with asyncio.timeout(EFFECT_TIMEOUT_SECONDS):
                    await self._performers.telephony.perform(effect)

    def _fail(self, effect: Effect, leg_id: str, error: str) -> None:
        action, call_id = type(effect).__name__, effect.call_id
        self._metrics.action_failures.labels(action).inc()
        _log.warning("action_not_performed", action=action, call_id=str(call_id), leg_id=leg_id)
        self._post(
            ActionFailed(
                at=self._clock.now(),
                call_id=call_id,
                action=action,
                leg_id=leg_id,
                error=error,
                playback_id=getattr(effect, "playback_id", ""),
                bridge_id=getattr(effect, "bridge_id", ""),
            )
        )
