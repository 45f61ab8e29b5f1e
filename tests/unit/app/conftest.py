"""Async tests run on asyncio."""

import pytest


@pytest.fixture
def anyio_backend() -> str:
    """The loop that the product runs on."""
    return "asyncio"
