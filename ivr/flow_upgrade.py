"""Documents of the first flow language, written in the second."""

from collections.abc import Mapping
from typing import cast

_Document = dict[str, object]
_MOVED = {
    "play": ("prompts",),
    "menu": ("prompts", "barge_in", "retries", "invalid_prompts"),
    "queue": ("queue",),
    "hang_up": (),
}
_RENAMED = {"timeout_seconds": "first_digit_seconds", "timeout_prompts": "silence_prompts"}


def upgraded(document: object) -> object:
    """The same flow in the present language; anything else comes back as it is."""
    if not isinstance(document, Mapping) or "version" in document or not isinstance(document.get("steps"), Mapping):  # pyright: ignore[reportUnknownMemberType]
        return cast("object", document)
    old = cast("Mapping[str, object]", document)
    steps = cast("Mapping[str, object]", old["steps"])
    texts = [say for step in steps.values() for say in _texts(step)]
    languages = [code for code in ("zh-CN", "en") if texts and all(code in text for text in texts)]
    gone = next(name for number in range(len(steps) + 1) if (name := f"queue_gone{number or ''}") not in steps)
    made = [_step(step_id, step, gone) for step_id, step in steps.items()]
    if any(step["next"] == {"error": gone} for step in made if "next" in step):
        made.append({"id": gone, "type": "hang_up"})
    return {
        **old,
        "version": 2,
        "languages": languages or sorted({code for text in texts for code in text}) or ["en"],
        "steps": made,
    }


def _step(step_id: str, step: object, gone: str) -> _Document:
    if not isinstance(step, Mapping):
        return {"id": step_id, "type": None}
    old = dict(cast("Mapping[str, object]", step))
    kind = old.pop("type", None)
    new: _Document = {"id": step_id, "type": kind}
    if "label" in old:
        new["label"] = old.pop("label")
    parameters: _Document = {name: old.pop(name) for name in _MOVED.get(str(kind), ()) if name in old}
    for name, renamed in _RENAMED.items():
        if name in old:
            parameters[renamed] = old.pop(name)
    if kind == "play" and isinstance(old.get("next"), str):
        target = old.pop("next")
        new["next"] = {"done": target, "error": target}
    elif kind == "menu":
        choices, failure = old.pop("choices", {}), old.pop("on_failure", None)
        targets: Mapping[str, str] = cast("Mapping[str, str]", choices) if isinstance(choices, Mapping) else {}
        parameters["choices"] = dict.fromkeys(targets, "")
        new["next"] = {**targets, **({"timeout": failure, "no_match": failure} if failure is not None else {})}
    elif kind == "queue":
        new["next"] = {"error": gone}
    return {**new, "parameters": parameters, **old}


def _texts(step: object) -> list[Mapping[str, str]]:
    """Every text of a step, by language."""
    if not isinstance(step, Mapping):
        return []
    fields = cast("Mapping[str, object]", step).values()
    lists = [cast("list[object]", value) for value in fields if isinstance(value, list | tuple)]
    prompts = [prompt for prompts in lists for prompt in prompts]
    found = [cast("Mapping[str, object]", prompt).get("say") for prompt in prompts if isinstance(prompt, Mapping)]
    return [cast("Mapping[str, str]", say) for say in found if isinstance(say, Mapping)]
