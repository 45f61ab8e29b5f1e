"""Short words to write flows down in code: starter flows, templates."""

from collections.abc import Iterable, Mapping
from typing import cast

from ivr.value import Value

Document = dict[str, object]
STEP_WIDTH, STEP_HEIGHT = 280, 150


def say(zh: str, en: str) -> list[Document]:
    """One prompt in both languages."""
    return [{"say": {"zh-CN": zh, "en": en}}]


def step(
    step_id: str,
    kind: str,
    label: str,
    parameters: Mapping[str, object] | None = None,
    exits: Mapping[str, str] | None = None,
) -> Document:
    """A step with its exits."""
    made: Document = {"id": step_id, "type": kind, "label": label}
    if parameters:
        made["parameters"] = dict(parameters)
    if exits:
        made["next"] = dict(exits)
    return made


def flow(
    flow_id: str,
    name: str,
    steps: Iterable[Document],
    *,
    person: str = "",
    variables: Mapping[str, Value] | None = None,
    zone: str = "Asia/Shanghai",
) -> Document:
    """A flow in Chinese and English that begins with its first step, drawn from left to right."""
    listed = list(steps)
    document: Document = {
        "version": 2,
        "id": flow_id,
        "name": name,
        "languages": ["zh-CN", "en"],
        "zone": zone,
        "start": listed[0]["id"],
        "steps": listed,
        "canvas": _drawn(listed),
    }
    if person:
        document["person"] = person
    if variables:
        document["variables"] = dict(variables)
    return document


def _drawn(steps: list[Document]) -> dict[str, dict[str, float]]:
    """Each step in the column of its distance from the start."""
    exits = {str(one["id"]): one.get("next", {}) for one in steps}
    columns: dict[str, int] = {str(steps[0]["id"]): 0}
    ahead = [str(steps[0]["id"])]
    for step_id in ahead:
        for target in cast("Mapping[str, str]", exits[step_id]).values():
            if target not in columns:
                columns[target] = columns[step_id] + 1
                ahead.append(target)
    rows: dict[int, int] = {}
    drawn: dict[str, dict[str, float]] = {}
    for step_id in [*ahead, *(other for other in exits if other not in columns)]:
        column = columns.get(step_id, 0)
        rows[column] = rows.get(column, -1) + 1
        drawn[step_id] = {"x": float(column * STEP_WIDTH), "y": float(rows[column] * STEP_HEIGHT)}
    return drawn
