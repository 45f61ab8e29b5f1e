"""What is different between two versions of a flow, step by step."""

from collections.abc import Iterator, Mapping
from typing import Literal, cast

from msgspec import Struct

from ivr.flow_upgrade import upgraded

_DRAWN = frozenset({"canvas", "comments", "steps", "revision"})


class Change(Struct, frozen=True, kw_only=True):
    """`step_id` is empty for the flow as a whole; `where` is a place such as `parameters.prompts.0.say.en`."""

    step_id: str = ""
    kind: Literal["added", "removed", "changed"]
    where: str = ""
    before: object = None
    after: object = None


def differences(before: object, after: object) -> tuple[Change, ...]:
    """Every difference between two documents; where steps are drawn does not count."""
    old, new = _fields(upgraded(before)), _fields(upgraded(after))
    head = _changed(
        "",
        {name: value for name, value in old.items() if name not in _DRAWN},
        {name: value for name, value in new.items() if name not in _DRAWN},
    )
    return (*head, *_step_changes(_steps(old), _steps(new)))


def _step_changes(old: Mapping[str, object], new: Mapping[str, object]) -> Iterator[Change]:
    for step_id in old.keys() - new.keys():
        yield Change(step_id=step_id, kind="removed", before=old[step_id])
    for step_id, step in new.items():
        if step_id not in old:
            yield Change(step_id=step_id, kind="added", after=step)
        else:
            yield from _changed(step_id, old[step_id], step)


def _changed(step_id: str, old: object, new: object, where: str = "") -> Iterator[Change]:
    """The innermost places that differ."""
    if old == new:
        return
    before, after = _parts(old), _parts(new)
    if before is None or after is None:
        yield Change(step_id=step_id, kind="changed", where=where, before=old, after=new)
        return
    for name in dict.fromkeys((*before, *after)):
        place = f"{where}.{name}" if where else name
        if name not in after:
            yield Change(step_id=step_id, kind="removed", where=place, before=before[name])
        elif name not in before:
            yield Change(step_id=step_id, kind="added", where=place, after=after[name])
        else:
            yield from _changed(step_id, before[name], after[name], place)


def _parts(value: object) -> Mapping[str, object] | None:
    """The named or numbered parts of a value that has any."""
    if isinstance(value, Mapping):
        return _fields(cast("object", value))
    if isinstance(value, list | tuple):
        return {str(place): part for place, part in enumerate(cast("list[object]", value))}
    return None


def _fields(value: object) -> Mapping[str, object]:
    return cast("Mapping[str, object]", value) if isinstance(value, Mapping) else {}


def _steps(document: Mapping[str, object]) -> dict[str, object]:
    steps = document.get("steps")
    listed = cast("list[object]", steps) if isinstance(steps, list | tuple) else []
    return {str(_fields(step).get("id")): step for step in listed}
