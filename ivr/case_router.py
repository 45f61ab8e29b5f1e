"""Test cases of flows over HTTP: kept from simulated calls, replayed on a draft."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Annotated, TypeVar
from uuid import UUID, uuid4

from fastapi import APIRouter, Depends, Path, status
from sqlalchemy.ext.asyncio import AsyncConnection

from database.engine import Database
from ivr.case_repository import add_case, count_cases, delete_cases, expect, load_case, load_cases, rename_case
from ivr.case_wire import (
    CaseItem,
    CaseRenaming,
    CaseRequest,
    ReplayedItem,
    ReplayRequest,
    case_item,
    replayed_item,
)
from ivr.errors import CaseNameTaken, CaseNotFound, TooManyCases
from ivr.flow_cases import MOST_CASES, Case, expected_of
from ivr.flow_check import Known
from ivr.flow_wire import FlowId
from ivr.replay import World, replay, walk, walkable, world_of
from ivr.simulation_wire import ScenarioItem

UserT = TypeVar("UserT")
OneFlow = Annotated[FlowId, Path()]


def create_router(
    database: Database,
    *,
    may_read: Callable[..., UserT | Awaitable[UserT]],
    may_edit: Callable[..., UserT | Awaitable[UserT]],
    now: Callable[[], datetime],
    name_of: Callable[[UserT], str],
    known: Callable[[AsyncConnection], Awaitable[Known]],
    audit: Callable[[AsyncConnection, UserT, str, str], Awaitable[None]],
) -> APIRouter:
    """`/flows/{id}/cases`; the parameters are those of the flows' router."""
    router = APIRouter(tags=["flows"])

    async def world() -> World:
        async with database.read() as connection:
            return await world_of(connection, await known(connection))

    async def one(connection: AsyncConnection, flow_id: str, case_id: UUID) -> Case:
        case = await load_case(connection, flow_id, case_id)
        if case is None:
            raise CaseNotFound
        return case

    @router.get("/flows/{flow_id}/cases")
    async def cases_of(flow_id: OneFlow, user: Annotated[UserT, Depends(may_read)]) -> list[CaseItem]:
        """The flow's test cases, by name."""
        del user
        async with database.read() as connection:
            return [case_item(case) for case in await load_cases(connection, flow_id)]

    @router.post("/flows/{flow_id}/cases")
    async def keep_case(flow_id: OneFlow, asked: CaseRequest, user: Annotated[UserT, Depends(may_edit)]) -> CaseItem:
        """Keep a simulated call: the walk through this document is expected from now on."""
        at = now()
        flow = walkable(asked.document)
        scenario = asked.scenario.model_copy(update={"at": asked.scenario.at or at})
        run = await walk(flow, scenario, await world(), at)
        case = Case(
            id=uuid4(),
            flow_id=flow_id,
            name=asked.name,
            scenario=scenario.model_dump(mode="json"),
            expected=expected_of(run),
            saved_at=at,
            saved_by=name_of(user),
        )
        async with database.write() as connection:
            if await count_cases(connection, flow_id) >= MOST_CASES:
                raise TooManyCases
            if not await add_case(connection, case):
                raise CaseNameTaken
            await audit(connection, user, "flow_case_saved", f"{flow_id}/{case.id}")
        return case_item(case)

    @router.post("/flows/{flow_id}/cases/replay")
    async def replay_cases(
        flow_id: OneFlow, asked: ReplayRequest, user: Annotated[UserT, Depends(may_read)]
    ) -> list[ReplayedItem]:
        """Try all cases on a document, saved or not."""
        del user
        async with database.read() as connection:
            cases = await load_cases(connection, flow_id)
        return [replayed_item(done) for done in await replay(asked.document, cases, await world(), now())]

    @router.put("/flows/{flow_id}/cases/{case_id}")
    async def name_case(
        flow_id: OneFlow, case_id: UUID, asked: CaseRenaming, user: Annotated[UserT, Depends(may_edit)]
    ) -> CaseItem:
        """Call a case something else."""
        async with database.write() as connection:
            if not await rename_case(connection, await one(connection, flow_id, case_id), asked.name):
                raise CaseNameTaken
            await audit(connection, user, "flow_case_saved", f"{flow_id}/{case_id}")
            return case_item(await one(connection, flow_id, case_id))

    @router.post("/flows/{flow_id}/cases/{case_id}/accept")
    async def accept_walk(
        flow_id: OneFlow, case_id: UUID, asked: ReplayRequest, user: Annotated[UserT, Depends(may_edit)]
    ) -> CaseItem:
        """The walk through this document is right, and is expected from now on."""
        async with database.read() as connection:
            case = await one(connection, flow_id, case_id)
        flow = walkable(asked.document)
        run = await walk(flow, ScenarioItem.model_validate(case.scenario), await world(), now())
        async with database.write() as connection:
            await expect(connection, case_id, expected_of(run))
            await audit(connection, user, "flow_case_accepted", f"{flow_id}/{case.id}")
            return case_item(await one(connection, flow_id, case_id))

    @router.delete("/flows/{flow_id}/cases/{case_id}", status_code=status.HTTP_204_NO_CONTENT)
    async def forget_case(flow_id: OneFlow, case_id: UUID, user: Annotated[UserT, Depends(may_edit)]) -> None:
        """Delete a case."""
        async with database.write() as connection:
            case = await one(connection, flow_id, case_id)
            await delete_cases(connection, flow_id, [case_id])
            await audit(connection, user, "flow_case_deleted", f"{flow_id}/{case.id}")

    return router
