"""The promised callbacks of the live center, for a list. Pure."""

from collections.abc import Collection

from app.calls.callback_state import Scheduled
from app.calls.state import Call, CallCenter, Dialing, Ringing, Waiting
from app.web.view_of_call import queue_name
from app.web.wire_callbacks import CallbackItem, CallbackState


def callback_items(center: CallCenter, queues: Collection[str] | None) -> list[CallbackItem]:
    """Callbacks of these queues, or of all; the one promised first comes first."""
    calls = (center.calls[call_id] for call_id in center.promised.values() if call_id in center.calls)
    items = [item for call in calls if (item := _item(center, call, queues)) is not None]
    return sorted(items, key=lambda item: (item.since, item.id))


def _item(center: CallCenter, call: Call, queues: Collection[str] | None) -> CallbackItem | None:
    promised, wait = call.promise, call.wait
    if promised is None or wait is None or (queues is not None and wait.queue_id not in queues):
        return None
    queue = center.configuration.queues.get(wait.queue_id)
    return CallbackItem(
        id=call.id,
        number=promised.number,
        customer_name="" if call.customer is None else call.customer.name,
        queue=queue_name(center, wait.queue_id),
        state=_state(call),
        since=promised.since,
        requested_at=promised.requested_at,
        attempt=promised.attempt,
        attempts=promised.attempt if queue is None else queue.callback.attempts,
        due_at=call.phase.due if isinstance(call.phase, Scheduled) else None,
        expires_at=promised.expires_at,
        parent_id=call.parent_id,
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
