"""Short words to write flows down in code: starter flows, templates."""

from collections.abc import Iterable, Mapping

from ivr.value import Value

Document = dict[str, object]


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
    """A flow in Chinese and English that begins with its first step; without places, so that the editor arranges it."""
    listed = list(steps)
    document: Document = {
        "version": 2,
        "id": flow_id,
        "name": name,
        "languages": ["zh-CN", "en"],
        "zone": zone,
        "start": listed[0]["id"],
        "steps": listed,
    }
    if person:
        document["person"] = person
    if variables:
        document["variables"] = dict(variables)
    return document
