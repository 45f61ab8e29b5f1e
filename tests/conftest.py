"""What several kinds of tests share."""

from collections.abc import Generator

import pytest
import structlog
from hypothesis import HealthCheck, settings

from tests.postgres import postgresql

# how fast examples come is the machine's affair, which may have much else to do
settings.register_profile("any machine", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("any machine")

# structlog's own setting draws each traceback in colours with the values of all variables, which takes seconds
_TRACEBACKS = structlog.dev.ConsoleRenderer(colors=False, exception_formatter=structlog.dev.plain_traceback)
structlog.configure(processors=[*structlog.get_config()["processors"][:-1], _TRACEBACKS])


@pytest.fixture(scope="session")
def postgres_url() -> Generator[str]:
    """A PostgreSQL server for the whole run, started when the first test asks for it."""
    with postgresql() as url:
        yield url
