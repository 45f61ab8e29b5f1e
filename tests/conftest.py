"""What several kinds of tests share."""

from collections.abc import Generator

import pytest

from tests.postgres import postgresql


@pytest.fixture(scope="session")
def postgres_url() -> Generator[str]:
    """A PostgreSQL server for the whole run, started when the first test asks for it."""
    with postgresql() as url:
        yield url
