"""Tables in files: bytes from a stranger become rows of text, and rows become a file that no spreadsheet runs. Pure.

Files may be UTF-8 (with or without a mark) or GB18030, separated by commas, semicolons or tabs. Cells that a spreadsheet would
take for a formula are written behind an apostrophe, which is taken away again when the file comes back.
"""

import csv
import io
from collections.abc import Iterable, Sequence

from msgspec import Struct

from app.administration.errors import SheetRefused

LONGEST_FILE = 2 * 1024 * 1024
MOST_ROWS = 5_000
MOST_COLUMNS = 64
LONGEST_CELL = 4_000
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_MARK = "\ufeff"


class Row(Struct, frozen=True, kw_only=True):
    """One line of the file, counted from 1 with the heading, and its cells by column."""

    line: int
    cells: dict[str, str]


def read_sheet(raw: bytes, known: Sequence[str], key: str) -> Sequence[Row]:
    """The rows of a file whose first line names columns; one of them must be `key`. Raises `SheetRefused`."""
    text = _text(raw)
    heading_line = text.lstrip("\r\n").split("\n", 1)[0]
    delimiter = max(",;\t", key=heading_line.count)
    lines = _lines(text, delimiter)
    if not lines:
        raise SheetRefused("empty")
    _, heading = lines[0]
    columns = [_unquoted(cell).strip() for cell in heading]
    while columns and not columns[-1]:
        columns.pop()
    if len(columns) > MOST_COLUMNS:
        raise SheetRefused(f"too_many_columns:{MOST_COLUMNS}")
    if len(set(columns)) < len(columns):
        raise SheetRefused("column_twice")
    for column in columns:
        if column not in known:
            raise SheetRefused(f"unknown_column:{column[:64]}")
    if key not in columns:
        raise SheetRefused(f"missing_column:{key}")
    if len(lines) - 1 > MOST_ROWS:
        raise SheetRefused(f"too_many_rows:{MOST_ROWS}")
    return [
        Row(line=number, cells=dict(zip(columns, map(_unquoted, cells), strict=False)))
        for number, cells in lines[1:]
        if _fits(number, cells, len(columns))
    ]


def write_sheet(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """A file for spreadsheets: UTF-8 with a mark, so that they read Chinese, and nothing in it that they would run."""
    written = io.StringIO(newline="")
    writer = csv.writer(written, lineterminator="\r\n")
    writer.writerow(columns)
    for row in rows:
        writer.writerow([_quoted(cell) for cell in row])
    return (_MARK + written.getvalue()).encode()


def _text(raw: bytes) -> str:
    if len(raw) > LONGEST_FILE:
        raise SheetRefused(f"too_long:{LONGEST_FILE}")
    if b"\x00" in raw:
        raise SheetRefused("not_a_table")
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise SheetRefused("encoding")


def _lines(text: str, delimiter: str) -> list[tuple[int, list[str]]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    lines: list[tuple[int, list[str]]] = []
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                lines.append((reader.line_num, cells))
            if len(lines) > MOST_ROWS + 1:
                raise SheetRefused(f"too_many_rows:{MOST_ROWS}")
    except csv.Error as error:
        raise SheetRefused(f"not_a_table:{reader.line_num}") from error
    return lines


def _fits(line: int, cells: Sequence[str], columns: int) -> bool:
    if any(cell.strip() for cell in cells[columns:]):
        raise SheetRefused(f"too_many_cells:{line}")
    if any(len(cell) > LONGEST_CELL for cell in cells):
        raise SheetRefused(f"cell_too_long:{line}")
    return True


def _quoted(cell: str) -> str:
    return f"'{cell}" if cell.startswith(_FORMULA) or (cell[:1] == "'" and cell[1:].startswith(_FORMULA)) else cell


def _unquoted(cell: str) -> str:
    return cell[1:] if cell[:1] == "'" and cell[1:].lstrip("'").startswith(_FORMULA) else cell
