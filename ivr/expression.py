"""Conditions and calculations in flows: CEL, which cannot loop, reach out or change anything.

Bounds: an expression is short and not deep, CEL's comprehensions are refused, what it sees is small, and patterns are
RE2. So an evaluation ends in milliseconds whatever was written.
"""

import logging
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Protocol, cast

import celpy
from celpy import celtypes
from celpy.adapter import json_to_cel
from celpy.celparser import CELParseError
from celpy.evaluation import CELEvalError
from lark import Token, Tree

from ivr.checks import passes_luhn
from ivr.value import LONGEST_TEXT, Value

LONGEST_EXPRESSION = 500
DEEPEST_NESTING = 16
RESERVED = frozenset({"caller", "customer", "dialed_number", "language", "queues", "time"})
"""Names that every expression sees, beside the flow's variables."""

Facts = Mapping[str, object]
_MACROS = frozenset({"all", "exists", "exists_one", "filter", "map", "map_eq", "reduce", "min"})


def _luhn(digits: object) -> celtypes.BoolType:
    return celtypes.BoolType(passes_luhn(str(digits)))


_FUNCTIONS: Mapping[str, Callable[..., object]] = {"luhn": _luhn}


class _Program(Protocol):
    """What of the library's compiled expression is used here."""

    def evaluate(self, context: Mapping[str, object]) -> object:
        """The value."""
        ...


class _Environment(Protocol):
    """What of the library's environment is used here."""

    def compile(self, text: str) -> Tree[Token]:
        """Read an expression."""
        ...

    def program(self, expr: Tree[Token], functions: Mapping[str, Callable[..., object]]) -> _Program:
        """Make it ready."""
        ...


# the library logs what it evaluated, and that may be a caller's number
logging.getLogger("celpy").setLevel(logging.CRITICAL + 1)


class ExpressionNotValid(Exception):
    """The text is not an expression; the message says why."""


class ExpressionFailed(Exception):
    """There is no value: a name is unknown, types do not fit, a division by zero."""


# making one raises Python's recursion limit for the whole process: once, and now, rather than in the middle of a call
_ENVIRONMENT = cast("_Environment", cast("object", celpy.Environment()))


class Expression:
    """A compiled expression; `names` are the variables it reads."""

    def __init__(self, text: str) -> None:
        if len(text) > LONGEST_EXPRESSION:
            raise ExpressionNotValid(f"it is longer than {LONGEST_EXPRESSION} characters")
        if _depth(text) > DEEPEST_NESTING:
            raise ExpressionNotValid(f"it is nested deeper than {DEEPEST_NESTING} levels")
        try:
            tree = _ENVIRONMENT.compile(text)
            self._program = _ENVIRONMENT.program(tree, functions=_FUNCTIONS)
        except CELParseError as error:
            raise ExpressionNotValid(str(error).split("\n")[0] or "it cannot be read") from error
        except (RecursionError, ValueError) as error:
            raise ExpressionNotValid("it cannot be read") from error
        if _loops(tree):
            raise ExpressionNotValid("it walks through a list: use `in` instead")
        self.names = _names(tree)

    def value(self, facts: Facts) -> Value:
        """What it comes to. Raises `ExpressionFailed`."""
        seen = {name: facts[name] for name in self.names if name in facts}
        try:
            context = {name: json_to_cel(_json(value)) for name, value in seen.items()}
            return _plain(self._program.evaluate(context))
        except (CELEvalError, RecursionError, TypeError, ValueError, ArithmeticError, LookupError) as error:
            raise ExpressionFailed from error

    def holds(self, facts: Facts) -> bool:
        """Whether a condition is true. Raises `ExpressionFailed`, also when it is no condition."""
        value = self.value(facts)
        if not isinstance(value, bool):
            raise ExpressionFailed
        return value


@lru_cache(maxsize=2_000)
def expression(text: str) -> Expression:
    """The compiled expression. Raises `ExpressionNotValid`."""
    return Expression(text)


def _json(value: object) -> Value:
    """What expressions see is plain JSON; nested mappings are too, which the library's types do not say."""
    return cast("Value", value)


def _plain(value: object) -> Value:
    match value:
        case None:
            return None
        case celtypes.BoolType():
            return bool(value)
        case bool():
            return value
        case celtypes.DoubleType() | float():
            return float(value)
        case int():
            return int(value)
        case str():
            return str(value)[:LONGEST_TEXT]
        case _:
            raise ExpressionFailed


def _depth(text: str) -> int:
    """Nesting of brackets, and chains of prefixes, which nest as well."""
    deepest = depth = prefixes = 0
    for character in text:
        prefixes = prefixes + 1 if character in "!-" else 0
        if character in "([{?":
            depth += 1
        elif character in ")]}":
            depth -= 1
        deepest = max(deepest, depth, prefixes)
    return deepest


def _names(tree: Tree[Token]) -> frozenset[str]:
    """The variables: member names and functions stand in other nodes."""
    return frozenset(str(node.children[0]) for node in tree.iter_subtrees() if node.data == "ident")


def _loops(tree: Tree[Token]) -> bool:
    """Whether a list is walked through."""
    return any(
        node.data == "member_dot_arg" and any(isinstance(child, Token) and child in _MACROS for child in node.children)
        for node in tree.iter_subtrees()
    )
