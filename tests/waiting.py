"""Waiting for what must come soon, without guessing how long it takes."""

import time
from collections.abc import Callable
from typing import TypeVar

Found = TypeVar("Found")
PATIENCE = 60.0
"""Seconds until a condition that should hold soon is given up."""


def until(look: Callable[[], Found | None], what: str, *, patience: float = PATIENCE) -> Found:
    """Look again and again until there is something (not None, False or empty); fail with what was waited for."""
    deadline = time.monotonic() + patience
    while True:
        found = look()
        if found:
            return found
        if time.monotonic() > deadline:
            raise AssertionError(f"waited {patience:.0f} s in vain until {what}")
        time.sleep(0.05)
