"""Which columns the file of each kind has, and what their cells mean. Pure."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Literal, cast

from msgspec import Struct

from app.administration.world import Kind

Cell = Literal["text", "number", "yes_no", "list", "skills", "memberships"]
_YES = frozenset({"yes", "true", "1", "y", "是"})
_NO = frozenset({"no", "false", "0", "n", "否", ""})


class CellNotUnderstood(Exception):
    """A cell cannot be read; `fault` is one of `checks.SENTENCES`."""

    def __init__(self, fault: str) -> None:
        super().__init__(fault)
        self.fault = fault


class Column(Struct, frozen=True, kw_only=True):
    """A column: which field of the form it fills, `part` of it for labels and policies, and how its cells are written."""

    name: str
    cell: Cell = "text"
    field: str = ""
    part: str = ""

    @property
    def fills(self) -> str:
        """The field of the form."""
        return self.field or self.name


def _columns(*described: str | tuple[str, Cell]) -> tuple[Column, ...]:
    return tuple(Column(name=one) if isinstance(one, str) else Column(name=one[0], cell=one[1]) for one in described)


_LABELS = (
    Column(name="label_en", field="labels", part="en"),
    Column(name="label_zh-CN", field="labels", part="zh-CN"),
)
_CHOICE = (*_columns("code"), *_LABELS, *_columns(("position", "number"), ("active", "yes_no"), "category"))

COLUMNS: Mapping[Kind, tuple[Column, ...]] = MappingProxyType(
    {
        "people": _columns(
            "login",
            "name",
            "role",
            "language",
            "number",
            "team",
            ("skills", "skills"),
            ("queues", "memberships"),
            ("auto_answer", "yes_no"),
            ("disabled", "yes_no"),
        ),
        "queues": _columns(
            "id",
            "name",
            "strategy",
            ("priority", "number"),
            ("weight", "number"),
            ("ring_timeout", "number"),
            ("wrap_up", "number"),
            "wrap_up_mode",
            ("disposition_required", "yes_no"),
            ("service_level", "number"),
            ("service_level_target", "number"),
            ("short_abandon", "number"),
            ("sticky", "number"),
            "hours",
            "music",
            ("announce_agent", "yes_no"),
            "caller_id",
            "survey",
        )
        + tuple(
            Column(name=f"callback_{part}", cell="text" if part == "hours" else "number", field="callback", part=part)
            for part in ("hours", "attempts", "gap", "expires", "ring_timeout")
        ),
        "numbers": _columns("dialed_number", "flow_id", "language", "name", ("web", "yes_no")),
        "reasons": _CHOICE,
        "dispositions": (*_CHOICE, *_columns(("queues", "list"))),
        "teams": _columns("id", "name", "description"),
        "skills": _columns("id", "name", "description"),
    }
)
"""The first column of each is what a row is known by."""


def read_cell(column: Column, text: str) -> object:
    """What a cell says, as the form takes it. Raises `CellNotUnderstood`."""
    text = text.strip()
    match column.cell:
        case "text":
            return text
        case "number":
            return _number(text)
        case "yes_no":
            word = text.casefold()
            if word not in _YES | _NO:
                raise CellNotUnderstood("not_yes_or_no")
            return word in _YES
        case "list":
            return _parts(text)
        case "skills":
            return dict(_skill(part) for part in _parts(text))
        case "memberships":
            return [_membership(part) for part in _parts(text)]


def write_cell(column: Column, value: object) -> str:
    """The cell for a value of the form."""
    if column.part:
        value = cast("dict[str, object]", value).get(column.part, "")
    match column.cell:
        case "yes_no":
            return "yes" if value else "no"
        case "number":
            number = cast("float", value)
            return str(int(number)) if number == int(number) else str(number)
        case "list":
            return "; ".join(cast("list[str]", value))
        case "skills":
            return "; ".join(f"{skill}:{level}" for skill, level in cast("dict[str, int]", value).items())
        case "memberships":
            return "; ".join(_served(member) for member in cast("list[dict[str, object]]", value))
        case "text":
            return str(value)


def _number(text: str) -> float | int:
    try:
        return int(text)
    except ValueError:
        pass
    try:
        return float(text)
    except ValueError as error:
        raise CellNotUnderstood("not_a_number") from error


def _parts(text: str) -> list[str]:
    return [part.strip() for part in text.replace("；", ";").replace("|", ";").split(";") if part.strip()]


def _skill(text: str) -> tuple[str, object]:
    skill, _, level = text.replace("：", ":").partition(":")
    return skill.strip(), _number(level.strip()) if level.strip() else 100


def _membership(text: str) -> dict[str, object]:
    queue, _, rest = text.replace("：", ":").partition(":")
    position, _, weight = rest.partition(":")
    return {
        "queue": queue.strip(),
        "position": _number(position) if position.strip() else None,
        "weight": _number(weight) if weight.strip() else None,
    }


def _served(member: dict[str, object]) -> str:
    words = [
        str(member["queue"]),
        *("" if member[part] is None else str(member[part]) for part in ("position", "weight")),
    ]
    return ":".join(words).rstrip(":")
