"""What designers see of their own test calls. Pure."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from uuid import UUID

from app.calls.state import Call, CallCenter, InMenu, Touched
from app.web.wire_trials import TrialItem, TrialStep

Changes = Mapping[UUID, tuple[list[TrialItem], list[str]]]


def trial_items(center: CallCenter, user_id: UUID) -> tuple[TrialItem, ...]:
    """The test calls of one designer."""
    own = {number for number, trial in center.configuration.trials.items() if trial.made_by == user_id}
    if not own:
        return ()
    return tuple(_item(call) for call in center.calls.values() if call.dialed_number in own)


def trial_changes(before: CallCenter, after: CallCenter, touched: Iterable[Touched]) -> Changes:
    """By designer, what to put and which keys to drop."""
    calls: set[UUID] = {thing[1] for thing in touched if thing[0] == "call"}
    if before.configuration is not after.configuration:
        calls = {call.id for center in (before, after) for call in center.calls.values() if call.test}
    changes: defaultdict[UUID, tuple[list[TrialItem], list[str]]] = defaultdict(lambda: ([], []))
    for call_id in calls:
        (was, old), (now, new) = _seen(before, call_id), _seen(after, call_id)
        if new is not None and new != old and now is not None:
            changes[now][0].append(new)
        elif old is not None and new is None and was is not None:
            changes[was][1].append(old.key)
    return changes


def _seen(center: CallCenter, call_id: UUID) -> tuple[UUID | None, TrialItem | None]:
    call = center.calls.get(call_id)
    if call is None or not call.test:
        return None, None
    trial = center.configuration.trials.get(call.dialed_number)
    return (None, None) if trial is None else (trial.made_by, _item(call))


def _item(call: Call) -> TrialItem:
    return TrialItem(
        key=f"trial:{call.id}",
        trial=call.dialed_number,
        began_at=call.arrived_at,
        steps=[TrialStep(flow_id=visit.flow_id, step_id=visit.step_id, outcome=visit.outcome) for visit in call.path],
        recording=isinstance(call.phase, InMenu) and call.phase.taking is not None,
        ending=not isinstance(call.phase, InMenu),
    )
