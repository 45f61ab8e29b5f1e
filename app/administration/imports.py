"""What a file would make of the world: row by row what is added or changed, and what is wrong in which column. Pure."""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from typing import cast
from uuid import UUID

from msgspec import Struct
from pydantic import ValidationError

from app.accounts.users import login_key
from app.administration.checks import faults_of
from app.administration.columns import COLUMNS, CellNotUnderstood, Column, read_cell, write_cell
from app.administration.faults import code_of, place_of
from app.administration.forms import FORMS, to_thing, to_values
from app.administration.sheet import Row, read_sheet
from app.administration.wire import SheetAction
from app.administration.world import Difference, Kind, Person, Thing, World, key_of, name_of, put, things, version


class CellChange(Struct, frozen=True, kw_only=True):
    """A cell that says something else than what stands."""

    column: str
    before: str
    after: str


class CellFault(Struct, frozen=True, kw_only=True):
    """A cell that cannot stand, as a code of `checks.SENTENCES`."""

    column: str
    code: str


class PlannedRow(Struct, frozen=True, kw_only=True):
    """What a row would do."""

    line: int
    key: str
    name: str
    action: SheetAction
    changes: Sequence[CellChange] = ()
    faults: Sequence[CellFault] = ()


class Plan(Struct, frozen=True, kw_only=True):
    """What a file would do. `token` names the file and the world that it was read against."""

    rows: Sequence[PlannedRow]
    world: World
    token: str

    @property
    def faulty(self) -> bool:
        """Whether any row cannot stand; then none is taken."""
        return any(row.action == "error" for row in self.rows)


def planned(world: World, kind: Kind, raw: bytes, new_id: Callable[[], UUID]) -> Plan:
    """Read a file against the world. Raises `SheetRefused` when it is no table."""
    columns = COLUMNS[kind]
    rows = read_sheet(raw, [column.name for column in columns], columns[0].name)
    known = _known(world, kind)
    seen: set[str] = set()
    read: list[tuple[Row, str, Thing | None, Thing | None, list[CellFault]]] = []
    for row in rows:
        name = row.cells.get(columns[0].name, "").strip()
        before = known.get(_as_known(kind, name))
        after, faults = _thing(kind, columns, row, before, new_id)
        if _as_known(kind, name) in seen:
            faults.append(CellFault(column=columns[0].name, code="duplicate"))
        seen.add(_as_known(kind, name))
        read.append((row, name, before, after, faults))
    good = {key_of(after): after for _, _, _, after, faults in read if after is not None and not faults}
    there = put(world, kind, good)
    found = _inconsistent(there, kind, columns, world, good)
    planned_rows = [_row(columns, kind, *one, found) for one in read]
    return Plan(rows=planned_rows, world=there, token=_token(raw, [before for _, _, before, _, _ in read]))


def cells_of(kind: Kind, thing: Thing) -> list[str]:
    """A thing as a row of the file."""
    values = to_values(kind, thing)
    return [write_cell(column, values[column.fills]) for column in COLUMNS[kind]]


def _known(world: World, kind: Kind) -> Mapping[str, Thing]:
    if kind == "people":
        return {login_key(person.login): person for person in world.people.values()}
    return things(world, kind)


def _as_known(kind: Kind, name: str) -> str:
    return login_key(name) if kind == "people" else name


def _thing(
    kind: Kind, columns: Sequence[Column], row: Row, before: Thing | None, new_id: Callable[[], UUID]
) -> tuple[Thing | None, list[CellFault]]:
    values = {} if before is None else to_values(kind, before)
    faults: list[CellFault] = []
    for column in columns:
        text = row.cells.get(column.name)
        if text is None or (before is None and not text.strip()):
            continue
        try:
            value = read_cell(column, text)
        except CellNotUnderstood as error:
            faults.append(CellFault(column=column.name, code=error.fault))
            continue
        if column.part:
            parts = cast("dict[str, object]", values.get(column.fills) or {})
            others = {part: other for part, other in parts.items() if part != column.part}
            value = others if value == "" else {**others, column.part: value}
        values[column.fills] = value
    if faults:
        return None, faults
    try:
        form = FORMS[kind].model_validate(values)
    except ValidationError as error:
        for fault in error.errors():
            place = place_of(fault["loc"])
            faults.append(CellFault(column=_column_of(columns, place), code=code_of(fault)))
        return None, faults
    identity = (before.id if isinstance(before, Person) else new_id()) if kind == "people" else None
    return to_thing(kind, form, identity), faults


def _inconsistent(
    there: World, kind: Kind, columns: Sequence[Column], world: World, good: Mapping[str, Thing]
) -> Mapping[str, Sequence[CellFault]]:
    stood = things(world, kind)
    changed = [
        Difference(kind=kind, key=key, before=stood.get(key), after=after)
        for key, after in good.items()
        if stood.get(key) != after
    ]
    found: dict[str, list[CellFault]] = {}
    for fault in faults_of(there, changed):
        found.setdefault(fault.key, []).append(CellFault(column=_column_of(columns, fault.place), code=fault.code))
    return found


def _row(
    columns: Sequence[Column],
    kind: Kind,
    row: Row,
    name: str,
    before: Thing | None,
    after: Thing | None,
    faults: Sequence[CellFault],
    found: Mapping[str, Sequence[CellFault]],
) -> PlannedRow:
    wrong = [*faults, *(found.get(key_of(after), ()) if after is not None else ())]
    thing = after or before
    called = row.cells.get("name", "").strip() if thing is None else name_of(thing)
    if wrong or after is None:
        return PlannedRow(line=row.line, key=name, name=called, action="error", faults=wrong)
    new = cells_of(kind, after)
    old = [""] * len(new) if before is None else cells_of(kind, before)
    changes = [
        CellChange(column=column.name, before=was, after=will)
        for column, was, will in zip(columns, old, new, strict=True)
        if was != will
    ]
    action: SheetAction = "add" if before is None else ("change" if before != after else "same")
    return PlannedRow(line=row.line, key=name, name=called, action=action, changes=changes)


def _column_of(columns: Sequence[Column], place: str) -> str:
    """The column that fills the place of a fault."""
    field, _, rest = place.partition(".")
    filled = [column for column in columns if column.fills == field]
    return next(
        (column.name for column in filled if column.part == rest.split(".")[0]), filled[0].name if filled else field
    )


def _token(raw: bytes, stood: Sequence[Thing | None]) -> str:
    digest = hashlib.sha256(raw)
    for thing in stood:
        digest.update(b"-" if thing is None else version(thing).encode())
    return digest.hexdigest()
