"""What Pydantic finds wrong, in the codes of `checks.SENTENCES`. Pure."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any, cast

from app.administration.checks import SENTENCES

_CODES = {
    "missing": "missing",
    "string_too_short": "too_short",
    "too_short": "too_short",
    "string_too_long": "too_long",
    "too_long": "too_long",
    "greater_than_equal": "too_low",
    "greater_than": "too_low",
    "less_than_equal": "too_high",
    "less_than": "too_high",
    "string_pattern_mismatch": "pattern",
    "extra_forbidden": "unknown_field",
    "literal_error": "not_a_choice",
    "enum": "not_a_choice",
    "union_tag_invalid": "not_a_choice",
    "union_tag_not_found": "missing",
    "string_type": "not_text",
    "bool_type": "not_yes_or_no",
    "bool_parsing": "not_yes_or_no",
    "int_type": "not_a_number",
    "int_parsing": "not_a_number",
    "int_from_float": "not_a_number",
    "float_type": "not_a_number",
    "float_parsing": "not_a_number",
    "finite_number": "not_a_number",
    "time_delta_type": "not_a_number",
    "time_delta_parsing": "not_a_number",
}
_LIMITS = ("max_length", "ge", "gt", "le", "lt")


def code_of(error: Mapping[str, Any]) -> str:
    """The code, with the limit that was passed where there is one."""
    kind = str(error["type"])
    context = cast("Mapping[str, object]", error.get("ctx") or {})
    if kind == "value_error":
        said = str(context.get("error", ""))
        return said if said in SENTENCES else "not_understood"
    code = _CODES.get(kind, "not_understood")
    limit = next((context[name] for name in _LIMITS if name in context), None)
    return code if limit is None or code == "too_short" else f"{code}:{_limit(limit)}"


def place_of(location: Sequence[int | str]) -> str:
    """Where it is, without the words by which Pydantic tells ways out and keys apart: `overflow.on_full.queue_id`."""
    kept: list[str] = []
    for at, part in enumerate(location):
        follows_exit = at > 0 and str(location[at - 1]).startswith("on_")
        follows_key = at > 1 and location[at - 2] == "keys"
        if part == "[key]" or ((follows_exit or follows_key) and at < len(location) - 1):
            continue
        kept.append(str(part))
    return ".".join(kept)


def _limit(value: object) -> str:
    if isinstance(value, timedelta):
        return _plain(value.total_seconds())
    text = str(value)
    if text.startswith("datetime.timedelta("):
        return _plain(_seconds_in(text))
    return text


def _seconds_in(text: str) -> float:
    """Pydantic tells the bound of a length of time as Python writes it: `datetime.timedelta(seconds=5)`."""
    inner = text.removeprefix("datetime.timedelta(").removesuffix(")")
    parts = [part.partition("=") for part in inner.split(", ") if "=" in part]
    return timedelta(**{name: float(amount) for name, _, amount in parts}).total_seconds()


def _plain(seconds: float) -> str:
    return str(int(seconds)) if seconds == int(seconds) else str(seconds)
