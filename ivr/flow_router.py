"""Flows over HTTP: drafts, their faults, publishing, revisions, differences, files."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Annotated, TypeVar, cast

from fastapi import APIRouter, Depends, Path, Query, Response, status
from msgspec import structs
from pydantic import JsonValue
from sqlalchemy.ext.asyncio import AsyncConnection

from database.engine import Database
from ivr.case_repository import load_cases
from ivr.errors import DraftChanged, FlowFaulty, FlowIdNotValid, FlowInUse, FlowNotFound, TestsFailed
from ivr.fault import Fault
from ivr.flow import Flow
from ivr.flow_cases import failed
from ivr.flow_check import Known, check
from ivr.flow_diff import differences
from ivr.flow_repository import (
    Draft,
    FlowState,
    Revision,
    delete_flow,
    drop_draft,
    flow_states,
    load_draft,
    load_published,
    load_revision,
    numbers_by_flow,
    numbers_of,
    publish,
    readable,
    revisions_of,
    save_draft,
)
from ivr.flow_templates import templates
from ivr.flow_upgrade import upgraded
from ivr.flow_wire import (
    ChangeItem,
    CheckRequest,
    Document,
    DraftItem,
    DraftRequest,
    FaultItem,
    FlowDetail,
    FlowId,
    FlowItem,
    PublishRequest,
    RestoreRequest,
    RevisionDetail,
    RevisionItem,
    TemplateItem,
    change_item,
    draft_item,
    fault_item,
    flow_item,
    revision_item,
)
from ivr.replay import replay, walk, walkable, world_of
from ivr.simulation_wire import RunItem, SimulationRequest, run_item

UserT = TypeVar("UserT")
_NONE: Mapping[str, str] = MappingProxyType({})
OneId = Annotated[FlowId, Path()]
OneRevision = Annotated[int, Path(ge=1)]
Version = Annotated[str, Query(pattern=r"^(draft|published|[1-9][0-9]{0,8})$")]


def create_router(
    database: Database,
    *,
    may_read: Callable[..., UserT | Awaitable[UserT]],
    may_edit: Callable[..., UserT | Awaitable[UserT]],
    now: Callable[[], datetime],
    name_of: Callable[[UserT], str],
    known: Callable[[AsyncConnection], Awaitable[Known]],
    speak: Callable[[Flow], Awaitable[None]],
    take_turn: Callable[[AsyncConnection], Awaitable[None]],
    audit: Callable[[AsyncConnection, UserT, str, str], Awaitable[None]],
) -> APIRouter:
    """Routes over flows.

    Args:
        may_read: dependency that gives the signed-in user, or refuses; the next likewise.
        may_edit: who may draft and publish.
        now: the present moment.
        name_of: how a user is called in the history.
        known: what flows may name.
        speak: has a flow's texts spoken, so that no caller waits for them; raises when some have no sound.
        take_turn: makes other changes of flows, and of what they name, wait until this transaction ends.
        audit: notes who did what, in the transaction of the change.
    """
    router = APIRouter(tags=["flows"])

    async def faults_of(connection: AsyncConnection, document: object) -> tuple[Flow | None, tuple[Fault, ...]]:
        return check(document, await known(connection))

    async def version(connection: AsyncConnection, flow_id: str, named: str) -> object:
        match named:
            case "draft":
                draft = await load_draft(connection, flow_id)
                document = None if draft is None else draft.document
            case "published":
                document = await load_published(connection, flow_id)
            case _:
                document = await load_revision(connection, flow_id, int(named))
        if document is None:
            raise FlowNotFound
        return document

    async def draft_of(connection: AsyncConnection, flow_id: str, serial: int) -> object:
        draft = await load_draft(connection, flow_id)
        if draft is None:
            raise FlowNotFound
        if draft.serial != serial:
            raise DraftChanged
        return draft.document

    async def publish_document(
        connection: AsyncConnection,
        flow_id: str,
        document: object,
        user: UserT,
        reason: str,
        *,
        restored: int | None = None,
        override: str = "",
        failing: Mapping[str, str] = _NONE,
    ) -> Revision:
        flow, faults = await faults_of(connection, document)
        if flow is None or faults:
            raise FlowFaulty
        if flow.id != flow_id:
            raise FlowIdNotValid
        made = await publish(
            connection,
            flow,
            at=now(),
            by=name_of(user),
            reason=reason,
            restored=restored,
            override=override if failing else "",
            failed_cases=tuple(failing),
        )
        await audit(connection, user, "flow_restored" if restored else "flow_published", f"{flow_id}@{made.revision}")
        if failing:
            await audit(connection, user, "flow_tests_overridden", f"{flow_id}@{made.revision}")
        return made

    @router.get("/flows")
    async def flows(user: Annotated[UserT, Depends(may_read)]) -> list[FlowItem]:
        """Every flow, published or in work."""
        del user
        async with database.read() as connection:
            states, numbers, there = (
                await flow_states(connection),
                await numbers_by_flow(connection),
                await known(connection),
            )

        def item(state: FlowState) -> FlowItem:
            faults = None if state.draft is None else len(check(state.draft.document, there)[1])
            unusable = () if state.unusable is None else check(state.unusable, there)[1]
            return flow_item(state, numbers.get(state.id, ()), faults, unusable)

        # checking many drafts must not hold up the calls
        return await asyncio.to_thread(lambda: [item(state) for state in states])

    @router.get("/flows/schema")
    async def schema(user: Annotated[UserT, Depends(may_read)]) -> dict[str, JsonValue]:
        """The JSON Schema of a flow's document."""
        del user
        return Flow.model_json_schema()

    @router.get("/flows/templates")
    async def list_templates(user: Annotated[UserT, Depends(may_read)]) -> list[TemplateItem]:
        """Flows to begin from, for a queue and a calendar of this site where it has any."""
        del user
        async with database.read() as connection:
            there = await known(connection)
        queue, calendar = min(there.queues, default="support"), min(there.calendars, default="office")
        return [TemplateItem.model_validate(structs.asdict(one)) for one in templates(queue, calendar)]

    @router.post("/flows/check")
    async def check_flow(asked: CheckRequest, user: Annotated[UserT, Depends(may_read)]) -> list[FaultItem]:
        """Every fault of a flow."""
        del user
        async with database.read() as connection:
            _, faults = await faults_of(connection, asked.document)
        return [fault_item(fault) for fault in faults]

    @router.post("/flows/simulate")
    async def simulate_flow(asked: SimulationRequest, user: Annotated[UserT, Depends(may_read)]) -> RunItem:
        """Walk through a flow as a caller would; a flow that cannot be walked at all is refused."""
        del user
        flow = walkable(asked.document)
        async with database.read() as connection:
            world = await world_of(connection, await known(connection))
        run = await walk(flow, asked.scenario, world, now())
        return run_item(run)

    @router.get("/flows/{flow_id}")
    async def flow_of(flow_id: OneId, user: Annotated[UserT, Depends(may_read)]) -> FlowDetail:
        """One flow: what is published and what is in work."""
        del user
        async with database.read() as connection:
            published, draft = await load_published(connection, flow_id), await load_draft(connection, flow_id)
            if published is None and draft is None:
                raise FlowNotFound
            faults = () if draft is None else (await faults_of(connection, draft.document))[1]
            numbers = list(await numbers_of(connection, flow_id))
        return FlowDetail(
            id=flow_id,
            published=_document(published),
            draft=None if draft is None else draft_item(draft, faults),
            numbers=numbers,
        )

    @router.put("/flows/{flow_id}/draft")
    async def save(flow_id: OneId, asked: DraftRequest, user: Annotated[UserT, Depends(may_edit)]) -> DraftItem:
        """Save a flow in work, with whatever faults it has; they come back."""
        if asked.document.get("id") != flow_id:
            raise FlowIdNotValid
        async with database.write() as connection:
            await take_turn(connection)
            before = await load_draft(connection, flow_id)
            if (0 if before is None else before.serial) != asked.serial:
                raise DraftChanged
            draft = Draft(
                flow_id=flow_id,
                document=asked.document,
                serial=asked.serial + 1,
                saved_at=now(),
                saved_by=name_of(user),
            )
            await save_draft(connection, draft)
            await audit(connection, user, "flow_draft_saved", flow_id)
            _, faults = await faults_of(connection, asked.document)
        return draft_item(draft, faults)

    @router.delete("/flows/{flow_id}/draft", status_code=status.HTTP_204_NO_CONTENT)
    async def discard(flow_id: OneId, user: Annotated[UserT, Depends(may_edit)]) -> None:
        """Give up a flow in work; what is published stays."""
        async with database.write() as connection:
            if await load_draft(connection, flow_id) is None:
                raise FlowNotFound
            await drop_draft(connection, flow_id)
            await audit(connection, user, "flow_draft_discarded", flow_id)

    @router.post("/flows/{flow_id}/publish")
    async def publish_draft(
        flow_id: OneId, asked: PublishRequest, user: Annotated[UserT, Depends(may_edit)]
    ) -> RevisionItem:
        """Lead new callers through the draft; callers who are in the flow stay where they began.

        All test cases are replayed before; failing ones need an `override`. Then its texts are spoken, unless `unspoken`.
        """
        async with database.read() as connection:
            document = await draft_of(connection, flow_id, asked.serial)
            flow, faults = await faults_of(connection, document)
            cases = await load_cases(connection, flow_id)
            world = await world_of(connection, await known(connection))
        if faults:
            raise FlowFaulty
        # the walks are made while nothing is locked
        failing = failed(await replay(document, cases, world, now()))
        if failing and not asked.override:
            raise TestsFailed(failing)
        if flow is not None and not asked.unspoken:
            await speak(flow)
        async with database.write() as connection:
            await take_turn(connection)
            document = await draft_of(connection, flow_id, asked.serial)
            made = await publish_document(
                connection, flow_id, document, user, asked.reason, override=asked.override or "", failing=failing
            )
        return revision_item(made)

    @router.get("/flows/{flow_id}/revisions")
    async def revisions(flow_id: OneId, user: Annotated[UserT, Depends(may_read)]) -> list[RevisionItem]:
        """Every publication, newest first."""
        del user
        async with database.read() as connection:
            return [revision_item(revision) for revision in await revisions_of(connection, flow_id)]

    @router.get("/flows/{flow_id}/revisions/{revision}")
    async def revision_of(
        flow_id: OneId, revision: OneRevision, user: Annotated[UserT, Depends(may_read)]
    ) -> RevisionDetail:
        """The document of a publication."""
        del user
        async with database.read() as connection:
            return RevisionDetail.model_validate(
                {"document": _document(await version(connection, flow_id, str(revision)))}
            )

    @router.post("/flows/{flow_id}/revisions/{revision}/restore")
    async def restore(
        flow_id: OneId, revision: OneRevision, asked: RestoreRequest, user: Annotated[UserT, Depends(may_edit)]
    ) -> RevisionItem:
        """Publish an earlier revision again; it must be faultless today. A draft in work is given up."""
        async with database.read() as connection:
            flow, _ = await faults_of(connection, await version(connection, flow_id, str(revision)))
        if flow is not None and not asked.unspoken:
            await speak(flow)
        async with database.write() as connection:
            await take_turn(connection)
            document = await version(connection, flow_id, str(revision))
            made = await publish_document(connection, flow_id, document, user, asked.reason, restored=revision)
        return revision_item(made)

    @router.get("/flows/{flow_id}/differences")
    async def differences_of(
        flow_id: OneId,
        user: Annotated[UserT, Depends(may_read)],
        before: Version = "published",
        after: Version = "draft",
    ) -> list[ChangeItem]:
        """What changed between two versions: `draft`, `published`, or a revision's number."""
        del user
        async with database.read() as connection:
            old, new = await version(connection, flow_id, before), await version(connection, flow_id, after)
        return [change_item(change) for change in differences(old, new)]

    @router.get("/flows/{flow_id}/file")
    async def export(
        flow_id: OneId, response: Response, user: Annotated[UserT, Depends(may_read)], of: Version = "published"
    ) -> Document:
        """A version as a file; `PUT /flows/{id}/draft` takes it in elsewhere."""
        del user
        response.headers["content-disposition"] = f'attachment; filename="{flow_id}.flow.json"'
        async with database.read() as connection:
            document = _document(await version(connection, flow_id, of))
        assert document is not None, "a version is there or refused"
        return {name: value for name, value in document.items() if name != "revision"}

    @router.delete("/flows/{flow_id}", status_code=status.HTTP_204_NO_CONTENT)
    async def remove(flow_id: OneId, user: Annotated[UserT, Depends(may_edit)]) -> None:
        """Delete a flow that nothing leads to, with its history."""
        async with database.write() as connection:
            await take_turn(connection)
            states = {state.id: state for state in await flow_states(connection)}
            if flow_id not in states:
                raise FlowNotFound
            others = [await load_published(connection, other) for other in states if other != flow_id]
            if await numbers_of(connection, flow_id) or any(flow_id in _called(document) for document in others):
                raise FlowInUse
            await delete_flow(connection, flow_id)
            await audit(connection, user, "flow_deleted", flow_id)

    return router


def _document(value: object) -> Document | None:
    return cast("Document | None", upgraded(value))


def _called(document: object) -> set[str]:
    """The flows that a published flow calls."""
    if document is None:
        return set()
    flow = readable(document)
    return set() if flow is None else {step.parameters.flow for step in flow.steps if step.type == "sub_flow"}
