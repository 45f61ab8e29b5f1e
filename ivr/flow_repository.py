"""Drafts and published revisions of flows: who, when, why, and the way back."""

from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache
from typing import cast

import msgspec
import structlog
from msgspec import Struct
from pydantic import ValidationError
from sqlalchemy import delete, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from database.upsert import insert_for
from ivr.flow import Flow
from ivr.tables import FlowCaseRow, FlowDraftRow, FlowRevisionRow, FlowRow, FlowTrialRow, NumberRow

_log = structlog.stdlib.get_logger(__name__)

KEPT_REVISIONS = 10
"""Earlier revisions that the live calls know; callers who have been in a flow through more publications end."""

Document = Mapping[str, object]


class Draft(Struct, frozen=True, kw_only=True):
    """A flow in work. `serial` grows with each saving."""

    flow_id: str
    document: Document
    serial: int
    saved_at: datetime
    saved_by: str


class Revision(Struct, frozen=True, kw_only=True):
    """A publication. `restored` is the earlier revision that it brought back, `override` why it was published although test cases
    failed."""

    flow_id: str
    revision: int
    published_at: datetime
    published_by: str
    reason: str
    restored: int | None = None
    override: str = ""
    failed_cases: tuple[str, ...] | None = None


class FlowState(Struct, frozen=True, kw_only=True):
    """A flow in the list: what is published and what is in work. `unusable` is the published document when callers cannot be led
    through it."""

    id: str
    name: str
    published: Revision | None = None
    draft: Draft | None = None
    unusable: Document | None = None


async def flow_states(connection: AsyncConnection) -> list[FlowState]:
    """Every flow, published or not."""
    names: dict[str, str] = {}
    unusable: dict[str, Document] = {}
    for flow_id, document in await connection.execute(select(FlowRow.id, FlowRow.document)):
        names[flow_id] = _name(document, flow_id)
        if readable(document) is None:
            unusable[flow_id] = cast("Document", document)
    drafts = {row.flow_id: _draft(row) for row in await connection.execute(select(*FlowDraftRow.__table__.c))}
    newest = (
        select(FlowRevisionRow.flow_id, func.max(FlowRevisionRow.revision).label("revision"))
        .group_by(FlowRevisionRow.flow_id)
        .subquery()
    )
    published = await connection.execute(
        select(*_REVISION).join(
            newest,
            (FlowRevisionRow.flow_id == newest.c.flow_id) & (FlowRevisionRow.revision == newest.c.revision),
        )
    )
    revisions = {row.flow_id: _revision(row) for row in published}
    for flow_id, draft in drafts.items():
        names.setdefault(flow_id, _name(draft.document, flow_id))
    return [
        FlowState(
            id=flow_id,
            name=names[flow_id],
            published=revisions.get(flow_id),
            draft=drafts.get(flow_id),
            unusable=unusable.get(flow_id),
        )
        for flow_id in sorted(names)
    ]


async def load_published(connection: AsyncConnection, flow_id: str) -> Document | None:
    """The document that new callers walk through."""
    document = await connection.scalar(select(FlowRow.document).where(FlowRow.id == flow_id))
    return None if document is None else cast("Document", document)


async def load_draft(connection: AsyncConnection, flow_id: str) -> Draft | None:
    """The flow in work."""
    row = (await connection.execute(select(*FlowDraftRow.__table__.c).where(FlowDraftRow.flow_id == flow_id))).first()
    return None if row is None else _draft(row)


async def save_draft(connection: AsyncConnection, draft: Draft) -> None:
    """Add or change the flow in work."""
    values = {
        "document": draft.document,
        "serial": draft.serial,
        "saved_at": draft.saved_at,
        "saved_by": draft.saved_by,
    }
    await connection.execute(
        insert_for(connection, FlowDraftRow)
        .values(flow_id=draft.flow_id, **values)
        .on_conflict_do_update(index_elements=["flow_id"], set_=values)
    )


async def drop_draft(connection: AsyncConnection, flow_id: str) -> None:
    """Give up the flow in work."""
    await connection.execute(delete(FlowDraftRow).where(FlowDraftRow.flow_id == flow_id))


async def revisions_of(connection: AsyncConnection, flow_id: str) -> list[Revision]:
    """Every publication, newest first."""
    rows = await connection.execute(
        select(*_REVISION).where(FlowRevisionRow.flow_id == flow_id).order_by(FlowRevisionRow.revision.desc())
    )
    return [_revision(row) for row in rows]


async def load_revision(connection: AsyncConnection, flow_id: str, revision: int) -> Document | None:
    """The document of a publication."""
    document = await connection.scalar(
        select(FlowRevisionRow.document).where(FlowRevisionRow.flow_id == flow_id, FlowRevisionRow.revision == revision)
    )
    return None if document is None else cast("Document", document)


async def publish(
    connection: AsyncConnection,
    flow: Flow,
    *,
    at: datetime,
    by: str,
    reason: str,
    restored: int | None = None,
    override: str = "",
    failed_cases: tuple[str, ...] = (),
) -> Revision:
    """Let new callers walk through this flow, as its next revision; the flow in work is done."""
    last = await connection.scalar(select(func.max(FlowRevisionRow.revision)).where(FlowRevisionRow.flow_id == flow.id))
    made = Revision(
        flow_id=flow.id,
        revision=(last or 0) + 1,
        published_at=at,
        published_by=by,
        reason=reason,
        restored=restored,
        override=override,
        failed_cases=failed_cases or None,
    )
    document = flow.model_copy(update={"revision": made.revision}).model_dump(mode="json", exclude_defaults=True)
    await connection.execute(
        insert_for(connection, FlowRevisionRow).values(**msgspec.structs.asdict(made), document=document)
    )
    await connection.execute(
        insert_for(connection, FlowRow)
        .values(id=flow.id, document=document)
        .on_conflict_do_update(index_elements=["id"], set_={"document": document})
    )
    await drop_draft(connection, flow.id)
    return made


async def numbers_of(connection: AsyncConnection, flow_id: str) -> tuple[str, ...]:
    """The numbers that lead to a flow."""
    rows = await connection.scalars(
        select(NumberRow.dialed_number).where(NumberRow.flow_id == flow_id).order_by(NumberRow.dialed_number)
    )
    return tuple(rows)


async def numbers_by_flow(connection: AsyncConnection) -> Mapping[str, list[str]]:
    """The numbers that lead to each flow."""
    found: dict[str, list[str]] = {}
    statement = select(NumberRow.flow_id, NumberRow.dialed_number).order_by(NumberRow.dialed_number)
    for flow_id, number in await connection.execute(statement):
        found.setdefault(flow_id, []).append(number)
    return found


async def delete_flow(connection: AsyncConnection, flow_id: str) -> None:
    """Forget a flow with all its revisions and test cases."""
    await drop_draft(connection, flow_id)
    for kept in (FlowCaseRow, FlowTrialRow):
        await connection.execute(delete(kept).where(kept.flow_id == flow_id))
    await connection.execute(delete(FlowRevisionRow).where(FlowRevisionRow.flow_id == flow_id))
    await connection.execute(delete(FlowRow).where(FlowRow.id == flow_id))


async def load_revisions(connection: AsyncConnection, newest: Mapping[str, Flow]) -> list[Flow]:
    """Earlier revisions that live calls may need: the last few of each flow, and those that sub-flow steps are pinned to."""
    wanted: set[tuple[str, int]] = set()
    rows = await connection.execute(select(FlowRevisionRow.flow_id, FlowRevisionRow.revision))
    for flow_id, revision in rows:
        current = newest[flow_id].revision if flow_id in newest else revision
        if revision != current and revision > current - 1 - KEPT_REVISIONS:
            wanted.add((flow_id, revision))
    loaded: dict[tuple[str, int], Flow] = {}
    ahead = [*newest.values()]
    while ahead or wanted - loaded.keys():
        for flow in ahead:
            wanted |= _pinned(flow, newest)
        ahead = list[Flow]()
        for flow_id, revision in sorted(wanted - loaded.keys()):
            wanted.discard((flow_id, revision))
            document = await load_revision(connection, flow_id, revision)
            flow = None if document is None else readable(document)
            if flow is not None:
                loaded[flow_id, revision] = flow
                ahead.append(flow)
    return list(loaded.values())


def parsed(document: object) -> Flow:
    """A stored flow; the same document is read once. Raises `ValidationError`."""
    flow = _read(msgspec.json.encode(document))
    if isinstance(flow, ValidationError):
        raise flow
    return flow


def readable(document: object) -> Flow | None:
    """A stored flow, unless it is not valid any more; the log says so once, without what it holds."""
    flow = _read(msgspec.json.encode(document))
    return None if isinstance(flow, ValidationError) else flow


@lru_cache(maxsize=500)
def _read(text: bytes) -> Flow | ValidationError:
    try:
        return Flow.model_validate_json(text)
    except ValidationError as error:
        kinds = sorted(
            {one["type"] for one in error.errors(include_url=False, include_context=False, include_input=False)}
        )
        _log.error("flow_not_usable", faults=error.error_count(), kinds=kinds)
        return error


def _pinned(flow: Flow, newest: Mapping[str, Flow]) -> set[tuple[str, int]]:
    pins: set[tuple[str, int]] = set()
    for step in flow.steps:
        if step.type == "sub_flow" and step.parameters.revision is not None:
            pin = (step.parameters.flow, step.parameters.revision)
            if pin[0] not in newest or newest[pin[0]].revision != pin[1]:
                pins.add(pin)
    return pins


def _name(document: object, otherwise: str) -> str:
    name = cast("Document", document).get("name") if isinstance(document, Mapping) else None
    return name if isinstance(name, str) and name else otherwise


_REVISION = (
    FlowRevisionRow.flow_id,
    FlowRevisionRow.revision,
    FlowRevisionRow.published_at,
    FlowRevisionRow.published_by,
    FlowRevisionRow.reason,
    FlowRevisionRow.restored,
    FlowRevisionRow.override,
    FlowRevisionRow.failed_cases,
)


def _draft(row: object) -> Draft:
    return msgspec.convert(row, Draft, from_attributes=True)


def _revision(row: object) -> Revision:
    return msgspec.convert(row, Revision, from_attributes=True)
