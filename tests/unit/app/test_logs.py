"""What the log tells of a failure, and what it keeps to itself."""

import logging
from collections.abc import Generator
from pathlib import Path

import pytest
import structlog
from sqlalchemy import create_engine, text
from sqlalchemy.exc import OperationalError

from app.logs import configure_logs, where_it_failed
from database.engine import Database

NUMBER = "+8613800138000"


@pytest.fixture
def restored_logs() -> Generator[None]:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
    structlog.reset_defaults()


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


def failed() -> Exception:
    try:
        look_up()
    except LookupError as error:
        return error
    raise AssertionError("it fails")


def look_up() -> None:
    try:
        raise ValueError(f"no customer has {NUMBER}")
    except ValueError as error:
        raise LookupError(NUMBER) from error


def test_a_failure_is_told_by_its_kinds_and_places_without_its_words() -> None:
    told = where_it_failed(failed())
    assert NUMBER not in told
    assert "builtins.LookupError" in told
    assert "builtins.ValueError" in told
    assert told.count("in look_up") == 2


def test_each_failure_of_a_group_is_told() -> None:
    told = where_it_failed(ExceptionGroup(NUMBER, [failed(), KeyError(NUMBER)]))
    assert NUMBER not in told
    assert "builtins.KeyError" in told
    assert "builtins.ValueError" in told


@pytest.mark.parametrize("as_json", [True, False])
def test_no_number_of_a_failed_statement_enters_the_log(
    as_json: bool, capsys: pytest.CaptureFixture[str], restored_logs: None
) -> None:
    configure_logs("info", as_json=as_json)
    with create_engine("sqlite://").connect() as connection:
        try:
            connection.execute(text("SELECT name FROM nobody WHERE number = :number"), {"number": NUMBER})
        except OperationalError:
            structlog.stdlib.get_logger("test").exception("not_read", caller_number=NUMBER)
    written = capsys.readouterr().err
    assert "not_read" in written
    assert "OperationalError" in written
    assert NUMBER not in written


@pytest.mark.anyio
async def test_failed_statements_do_not_tell_their_values(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path}/site.db")
    with pytest.raises(OperationalError) as failure:
        async with database.read() as connection:
            await connection.execute(text("SELECT name FROM nobody WHERE number = :number"), {"number": NUMBER})
    await database.close()
    assert NUMBER not in str(failure.value)
