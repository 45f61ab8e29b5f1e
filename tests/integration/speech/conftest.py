"""Speech runs on asyncio."""

import pytest


@pytest.fixture(scope="session")
def anyio_backend() -> str:
    """The one event loop of the product."""
    return "asyncio"
