"""What several kinds of tests share."""

from collections.abc import Generator

import pytest
from hypothesis import HealthCheck, settings

from tests.postgres import postgresql

# how fast examples come is the machine's affair, which may have much else to do
settings.register_profile("any machine", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("any machine")


@pytest.fixture(scope="session")
def postgres_url() -> Generator[str]:
    """A PostgreSQL server for the whole run, started when the first test asks for it."""
    with postgresql() as url:
        yield url
