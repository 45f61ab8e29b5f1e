"""Every error that has a code has an answer, and every code means one thing."""

import inspect
import pkgutil
from collections.abc import Iterator
from importlib import import_module

import agents
import app
import customers
import ivr
import recording
import reporting
from app.web.errors import ANSWERS, problem_of

PACKAGES = (agents, app, customers, ivr, recording, reporting)


def coded_errors() -> Iterator[type[Exception]]:
    """All exception types of ours that carry a code."""
    for package in PACKAGES:
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            for name, value in inspect.getmembers(import_module(module.name), inspect.isclass):
                if value.__module__ == module.name and isinstance(getattr(value, "code", None), str):
                    assert issubclass(value, Exception), f"{name} has a code and is no error"
                    yield value


def test_every_error_with_a_code_has_an_answer() -> None:
    assert [error.__name__ for error in coded_errors() if error not in ANSWERS] == []


def test_every_code_is_used_once() -> None:
    codes = [answer.code or str(getattr(kind, "code", "")) for kind, answer in ANSWERS.items()]
    assert all(codes)
    assert len(codes) == len(set(codes))


def test_an_unknown_error_tells_nothing() -> None:
    assert problem_of(ValueError("secret")) is None
