"""Files of what is administered: export, preview of an import, and the import itself."""

import asyncio
from collections import Counter
from collections.abc import Mapping
from typing import Annotated
from uuid import uuid4

from fastapi import APIRouter, Depends, Query, Request, Response
from msgspec import structs

from app.accounts.user import Session
from app.administration.administration import Administration
from app.administration.checks import sentence
from app.administration.columns import COLUMNS
from app.administration.errors import ChangedMeanwhile, NotConsistent
from app.administration.imports import CellChange, CellFault, PlannedRow, cells_of, planned
from app.administration.listing import Wanted, listed
from app.administration.router import Permission, actor_of
from app.administration.sheet import MOST_ROWS, write_sheet
from app.administration.wire import ListQuery, Made, SheetCell, SheetFault, SheetPreview, SheetRow
from app.administration.world import Kind, World

_FILE: Mapping[str, object] = {"content": {"text/csv": {"schema": {"type": "string", "format": "binary"}}}}


def create_router(administration: Administration, *, may_read: Permission, may_change: Permission) -> APIRouter:
    """`/admin/{kind}.csv` of every kind that has columns."""
    router = APIRouter(prefix="/admin", tags=["administration"])
    for kind in COLUMNS:
        _add_sheet(router, administration, kind, may_read, may_change)
    return router


def _add_sheet(
    router: APIRouter, administration: Administration, kind: Kind, may_read: Permission, may_change: Permission
) -> None:
    columns = [column.name for column in COLUMNS[kind]]

    @router.get(
        f"/{kind}.csv",
        name=f"export_{kind}",
        operation_id=f"export_{kind}",
        dependencies=[Depends(may_read)],
        response_class=Response,
        responses={200: dict(_FILE)},
    )
    async def export_sheet(query: Annotated[ListQuery, Query()]) -> Response:
        """The list as a file; `page` and `size` mean nothing here."""
        world = await administration.world()
        wanted = structs.replace(Wanted(**query.model_dump()), page=1, size=10 * MOST_ROWS)
        found, _ = listed(world, kind, wanted)
        return Response(
            write_sheet(columns, (cells_of(kind, thing) for thing in found)),
            media_type="text/csv; charset=utf-8",
            headers={"content-disposition": f'attachment; filename="{kind}.csv"'},
        )

    @router.post(
        f"/{kind}.csv",
        name=f"preview_{kind}",
        operation_id=f"preview_{kind}",
        dependencies=[Depends(may_change)],
        openapi_extra={"requestBody": dict(_FILE)},
    )
    async def preview_sheet(request: Request) -> SheetPreview:
        """What importing this file would do; nothing is changed."""
        world, raw = await administration.world(), await request.body()
        # thousands of rows take a while, and calls must not wait for them
        plan = await asyncio.to_thread(planned, world, kind, raw, uuid4)
        counts = Counter(row.action for row in plan.rows)
        return SheetPreview(
            columns=columns,
            rows=[_view(row) for row in plan.rows],
            added=counts["add"],
            changed=counts["change"],
            same=counts["same"],
            faulty=counts["error"],
            token=plan.token,
        )

    @router.put(
        f"/{kind}.csv",
        name=f"import_{kind}",
        operation_id=f"import_{kind}",
        openapi_extra={"requestBody": dict(_FILE)},
    )
    async def import_sheet(
        request: Request,
        token: Annotated[str, Query(min_length=64, max_length=64)],
        session: Annotated[Session, Depends(may_change)],
    ) -> Made:
        """Import the file that was previewed, all of it or nothing. New accounts have no password until one is made."""
        raw = await request.body()

        def edit(world: World) -> World:
            plan = planned(world, kind, raw, uuid4)
            if plan.token != token:
                raise ChangedMeanwhile
            if plan.faulty:
                raise NotConsistent(
                    {f"{row.line}/{fault.column}": fault.code for row in plan.rows for fault in row.faults}
                )
            return plan.world

        change = await administration.change(actor_of(session), f"{kind}.imported", edit)
        return Made(change=change.id, touched=len(change.differences))


def _view(row: PlannedRow) -> SheetRow:
    return SheetRow(
        line=row.line,
        key=row.key,
        name=row.name,
        action=row.action,
        changes=[_cell(change) for change in row.changes],
        faults=[_fault(fault) for fault in row.faults],
    )


def _cell(change: CellChange) -> SheetCell:
    return SheetCell(column=change.column, before=change.before, after=change.after)


def _fault(fault: CellFault) -> SheetFault:
    return SheetFault(column=fault.column, code=fault.code, message=sentence(fault.code))
