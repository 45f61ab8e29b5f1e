"""A real call, walked once more by the simulator with the keys and answers that the journal holds."""

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from itertools import pairwise
from uuid import UUID

import msgspec

from app.calls.keys import SHORTEST_KEY
from app.calls.secrecy import HIDDEN
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
    hidden = iter(secret)
    keys: list[str] = []
    services: dict[str, Service] = {}
    recorded = set[str]()
    heard: tuple[str, datetime] | None = None
    for kind, event in _journal(site, detail.row.id):
        place = _place(steps, datetime.fromisoformat(str(event["at"])))
        digit = ""
        if kind == "DigitReceived":
            digit = next(hidden, "") if event["digit"] == HIDDEN else str(event["digit"])
            before, heard = heard, (digit, datetime.fromisoformat(str(event["heard_at"])))
            if before is not None and digit in ("", before[0]) and heard[1] - before[1] < SHORTEST_KEY:
                continue  # one key, told twice
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
