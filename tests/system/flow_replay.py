"""A real call, walked once more by the simulator with the keys and answers that the journal holds."""

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from itertools import pairwise
from uuid import UUID

import msgspec
from msgspec import structs

from app.calls.events import DigitReceived
from app.calls.keys import first_told, is_told_again
from app.calls.secrecy import HIDDEN
from app.calls.state import HeardKey
from ivr.dialog import Answered
from ivr.flow import Flow
from ivr.hours import Calendar
from ivr.simulate import Run, Scenario, Service, simulate
from reporting.wire import InteractionDetail, TimelineEntry
from tests.system.running_site import RunningSite

QUESTIONS = ("menu", "language", "collect_digits", "survey")


def path_of(detail: InteractionDetail) -> list[str]:
    """The steps that a real caller walked through."""
    return [moment.detail for moment in detail.timeline if moment.what == "step"]


def replayed(
    site: RunningSite,
    detail: InteractionDetail,
    flows: Mapping[str, Flow],
    calendars: Mapping[str, Calendar],
    secret: str = "",
) -> Run:
    """The call in the simulator. Hidden keys are those of `secret`, in order."""
    flow = flows["hotline"]
    kinds = {step.id: step.type for one in flows.values() for step in one.steps}
    steps = [moment for moment in detail.timeline if moment.what == "step"]
    journal = list(_journal(site, detail.row.id))
    heard = iter(_heard_keys([event for kind, event in journal if kind == "DigitReceived"], secret))
    keys: list[str] = []
    services: dict[str, Service] = {}
    recorded = set[str]()
    for kind, event in journal:
        place = _place(steps, datetime.fromisoformat(str(event["at"])))
        digit = next(heard) if kind == "DigitReceived" else ""
        if digit and kinds[place] in QUESTIONS:
            keys.append(digit)
        elif digit and kinds[place] == "record":
            if place in recorded:
                keys.append(digit)
            recorded.add(place)  # the first key ended the recording, which the simulator's caller does without one
        elif kind == "TimerElapsed" and event["name"] == "menu" and kinds[place] in QUESTIONS:
            keys.append("")
        elif kind == "ServiceAnswered":
            answer = msgspec.convert({**event, "type": "Answered"}, Answered)
            services[place] = Service(status=answer.status, values=answer.values, problem=answer.problem)
    exits = {
        before.detail: _exit(flow, before.detail, after.detail)
        for before, after in pairwise(steps)
        if kinds[before.detail] in ("queue", "agent", "outside", "callback", "voicemail", "fax")
    }
    scenario = Scenario(
        at=detail.row.arrived_at,
        language="en",
        caller_number=detail.row.caller_number,
        dialed_number=detail.row.dialed_number,
        keys=tuple(keys),
        services=services,
        exits=exits,
    )
    return simulate(flow, scenario, flow_of=lambda flow_id, revision: flows.get(flow_id), calendars=calendars)


def _heard_keys(told: Sequence[Mapping[str, object]], secret: str) -> Iterator[str]:
    """What each event counted for by the rule of live calls; nothing for a key that is told once more."""
    hidden = iter(secret)
    told_again = sum(event["digit"] == HIDDEN for event in told) - len(secret)
    before: HeardKey | None = None
    for event in told:
        key = msgspec.convert({**event, "type": "DigitReceived"}, DigitReceived)
        heard_at = key.heard_at
        assert heard_at is not None
        is_hidden = key.digit == HIDDEN
        if is_hidden and before is not None:
            key = structs.replace(key, digit=before.digit)
        if before is not None and is_told_again(before, key) and (told_again > 0 or not is_hidden):
            before = structs.replace(before, at=heard_at, told_twice=True)
            told_again -= is_hidden
            yield ""
            continue
        if is_hidden:
            key = structs.replace(key, digit=next(hidden))
        before = first_told(before, key, heard_at)
        yield key.digit


def _exit(flow: Flow, step_id: str, target: str) -> str:
    exits = flow.by_id[step_id].next
    return next(outcome for outcome, leads in exits.items() if leads == target)


def _place(steps: Sequence[TimelineEntry], at: datetime) -> str:
    """The step at which the caller was when something happened; entering the next one is a consequence of it."""
    return next((moment.detail for moment in reversed(steps) if moment.at < at), steps[0].detail)


def _journal(site: RunningSite, call_id: UUID) -> Iterator[tuple[str, Mapping[str, object]]]:
    rows = site.rows(f"SELECT type, event FROM journal WHERE call_id = '{call_id.hex}' ORDER BY seq")  # noqa: S608
    for kind, event in rows:
        read = json.loads(event) if isinstance(event, str) else event
        yield str(kind), msgspec.convert(read, dict[str, object])
