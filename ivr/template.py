"""Texts with gaps, `Your order {order} is {customer.tier}`: names only, nothing is calculated. `{{` is a brace."""

import re
from collections.abc import Callable, Mapping

from ivr.value import LONGEST_TEXT

_GAP = re.compile(r"\{\{|\}\}|\{([a-z][a-z0-9_]{0,63}(?:\.[a-z][a-z0-9_]{0,63})?)\}|[{}]")


class GapNotFilled(Exception):
    """A name in the text has no value."""


def gaps(text: str) -> tuple[str, ...]:
    """The names in a text. Raises `ValueError` with a sentence when braces do not fit."""
    names: list[str] = []
    for match in _GAP.finditer(text):
        if match[1]:
            names.append(match[1])
        elif match[0] in ("{", "}"):
            raise ValueError(f"the brace at character {match.start() + 1} stands alone: write it twice")
    return tuple(dict.fromkeys(names))


def filled(text: str, facts: Mapping[str, object], written: Callable[[str], str] = str) -> str:
    """The text with its gaps filled, each value passed through `written`. Raises `GapNotFilled`."""

    def put(match: re.Match[str]) -> str:
        if match[1] is None:
            return match[0][0]
        return written(_shown(_found(match[1], facts)))

    return _GAP.sub(put, text)[:LONGEST_TEXT]


def _found(name: str, facts: Mapping[str, object]) -> object:
    value: object = facts
    for part in name.split("."):
        if not isinstance(value, Mapping) or part not in value:
            raise GapNotFilled(name)
        value = value[part]  # pyright: ignore[reportUnknownVariableType]
    return value  # pyright: ignore[reportUnknownVariableType]


def _shown(value: object) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case float() if value.is_integer():
            return str(int(value))
        case int() | float() | str():
            return str(value)
        case _:
            raise GapNotFilled("not a single value")
