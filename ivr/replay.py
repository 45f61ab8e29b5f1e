"""Walking through flows for designers: what a walk needs is read first, and the walk itself is made beside the live calls."""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import datetime

from msgspec import Struct, structs
from pydantic import ValidationError
from sqlalchemy.ext.asyncio import AsyncConnection

from ivr.calendar_repository import load_calendars
from ivr.errors import FlowFaulty
from ivr.flow import Flow
from ivr.flow_cases import Case, Difference, Replayed, difference
from ivr.flow_check import Known
from ivr.hours import Calendar
from ivr.library import Library
from ivr.library_repository import load_prompts
from ivr.simulate import Run, Scenario, simulate
from ivr.simulation_wire import ScenarioItem, scenario_of
from ivr.value import Value

QUIET: Mapping[str, Value] = {"waiting": 0, "ready": 1, "staff": 1, "open": True}
"""A queue of which a scenario says nothing."""


class World(Struct, frozen=True, kw_only=True):
    """What a walk may meet."""

    known: Known
    calendars: Mapping[str, Calendar]
    prompts: Library


async def world_of(connection: AsyncConnection, known: Known) -> World:
    """As it is now."""
    return World(
        known=known,
        calendars={calendar.id: calendar for calendar in await load_calendars(connection)},
        prompts={saved.prompt.id: saved.prompt for saved in await load_prompts(connection)},
    )


def walkable(document: object) -> Flow:
    """A draft that can be walked, whatever other faults it has. Raises `FlowFaulty`."""
    try:
        return Flow.model_validate(document)
    except ValidationError as error:
        raise FlowFaulty from error


async def walk(flow: Flow, item: ScenarioItem, world: World, now: datetime) -> Run:
    """One caller. A long walk with many conditions must not hold up the calls."""
    return await asyncio.to_thread(_walk, flow, scenario_of(item, now), world)


async def replay(document: object, cases: Sequence[Case], world: World, now: datetime) -> list[Replayed]:
    """All cases, in order."""
    try:
        flow = walkable(document)
    except FlowFaulty:
        return [Replayed(case=case, difference=Difference(kind="walk")) for case in cases]
    return [await asyncio.to_thread(_replay, flow, case, world, now) for case in cases]


def _replay(flow: Flow, case: Case, world: World, now: datetime) -> Replayed:
    scenario = scenario_of(ScenarioItem.model_validate(case.scenario), now)
    return Replayed(case=case, difference=difference(case.expected, _walk(flow, scenario, world)))


def _walk(flow: Flow, scenario: Scenario, world: World) -> Run:
    queues = {queue_id: dict(QUIET) for queue_id in world.known.queues} | {
        queue_id: {**QUIET, **state} for queue_id, state in scenario.queues.items()
    }
    scenario = structs.replace(scenario, queues=queues)
    return simulate(flow, scenario, flow_of=world.known.flow_of, calendars=world.calendars, prompts=world.prompts)
