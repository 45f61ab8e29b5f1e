"""The promised callbacks of the live center, as those see them who serve their queues. Pure."""

from collections.abc import Collection, Iterable, Mapping
from uuid import UUID

from msgspec import Struct

from app.calls.callback_state import Scheduled
from app.calls.state import Call, CallCenter, Dialing, Ringing, Touched, Waiting
from app.web.view_of_call import queue_name
from app.web.wire_callbacks import CallbackAttempt, CallbackItem, CallbackState

Served = frozenset[str] | None
"""The queues whose callbacks are a person's business; None for all."""


class CallbackChanges(Struct, frozen=True):
    """Callbacks as they were and as they are, by their keys: those of what was touched."""

    before: Mapping[str, CallbackItem]
    after: Mapping[str, CallbackItem]

    def of(self, served: Served, served_before: Served) -> tuple[list[CallbackItem], list[str]]:
        """What to put and what to drop for somebody who serves these queues, and served others before."""
        was = {key: item for key, item in self.before.items() if _seen(item, served_before)}
        now = {key: item for key, item in self.after.items() if _seen(item, served)}
        return [item for key, item in now.items() if was.get(key) != item], [key for key in was if key not in now]


def callback_items(center: CallCenter, queues: Collection[str] | None) -> list[CallbackItem]:
    """Callbacks of these queues, or of all; the one promised first comes first."""
    found = _keyed(center, center.promised.values()).values()
    return sorted((item for item in found if _seen(item, queues)), key=lambda item: (item.since, item.id))


def callback_changes(before: CallCenter, after: CallCenter, touched: Iterable[Touched]) -> CallbackChanges:
    """What a batch has changed about callbacks; all of them, when the configuration is another."""
    if before.configuration is not after.configuration:
        return CallbackChanges(
            _keyed(before, before.promised.values()),
            _keyed(after, after.promised.values()),
        )
    calls = [thing[1] for thing in touched if thing[0] == "call"]
    return CallbackChanges(_keyed(before, calls), _keyed(after, calls))


def served_by(center: CallCenter, agent_id: UUID) -> frozenset[str]:
    """The queues of an agent."""
    profile = center.configuration.agents.get(agent_id)
    return frozenset(() if profile is None else profile.queues)


def _seen(item: CallbackItem, queues: Collection[str] | None) -> bool:
    return queues is None or item.queue_id in queues


def _keyed(center: CallCenter, call_ids: Iterable[UUID]) -> dict[str, CallbackItem]:
    calls = (call for call_id in call_ids if (call := center.calls.get(call_id)) is not None)
    return {item.key: item for call in calls if (item := _item(center, call)) is not None}


def _item(center: CallCenter, call: Call) -> CallbackItem | None:
    promised, wait = call.promise, call.wait
    if promised is None or wait is None:
        return None
    queue = center.configuration.queues.get(wait.queue_id)
    return CallbackItem(
        key=f"callback:{call.parent_id or call.id}",
        id=call.id,
        number=promised.number,
        customer_name="" if call.customer is None else call.customer.name,
        queue=queue_name(center, wait.queue_id),
        queue_id=wait.queue_id,
        state=_state(call),
        since=promised.since,
        requested_at=promised.requested_at,
        attempt=promised.attempt,
        attempts=promised.attempt if queue is None else queue.callback.attempts,
        due_at=call.phase.due if isinstance(call.phase, Scheduled) else None,
        expires_at=promised.expires_at,
        parent_id=call.parent_id,
        tried=[CallbackAttempt(at=one.at, result=one.result) for one in promised.tried],
    )


def _state(call: Call) -> CallbackState:
    match call.phase:
        case Scheduled():
            return "scheduled"
        case Waiting():
            return "waiting"
        case Ringing():
            return "offered"
        case Dialing():
            return "dialing"
        case _:
            return "talking"
