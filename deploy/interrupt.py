"""Ctrl-C ends a step of the set-up without a traceback."""

import sys
from collections.abc import Callable
from typing import NoReturn

INTERRUPTED = 130
"""What shells give for a program that SIGINT ended."""


def end_with(step: Callable[[], int]) -> NoReturn:
    """Run one step and exit with its code."""
    try:
        sys.exit(step())
    except KeyboardInterrupt:
        sys.exit(INTERRUPTED)
