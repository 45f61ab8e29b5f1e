"""What administrators change reaches the live calls; `ringdesk user add` is one such change."""

import asyncio
from collections.abc import AsyncGenerator, Callable
from pathlib import Path

import pytest
from sqlalchemy import select
from typer.testing import CliRunner

from agents.configuration import Queue
from agents.repository import save_queue
from app.accounts.passwords import password_fits
from app.accounts.tables import UserRow
from app.calls.events import ConfigurationChanged
from app.calls.recovery import restore
from app.calls.repository import SqlStore
from app.calls.step import step
from app.cli import command
from app.cli_migrate import migrate_site
from app.cli_users import Newcomer, NotAdded, add
from app.configuration_watch import ConfigurationWatch
from app.metrics import Metrics
from app.runtime import Runtime
from app.runtime_effects import Performers
from app.settings import Settings
from database.engine import Database
from tests.fakes.clock import VirtualClock
from tests.fakes.telephony import EmptyShelf, KnownCustomers, RecordedTelephony

pytestmark = pytest.mark.anyio
SALES = Queue(id="sales", name="Sales")


@pytest.fixture
async def settings(tmp_path: Path) -> Settings:
    made = Settings.model_validate({"data": tmp_path})
    await migrate_site(made)
    return made


@pytest.fixture
async def site(settings: Settings) -> AsyncGenerator[Database]:
    database = Database(settings.database)
    async with database.write() as connection:
        await save_queue(connection, SALES)
    yield database
    await database.close()


@pytest.fixture
async def runtime(site: Database) -> AsyncGenerator[Runtime]:
    made = Runtime(
        store=SqlStore(site),
        step=step,
        restore=restore,
        performers=Performers(telephony=RecordedTelephony(), directory=KnownCustomers(), shelf=EmptyShelf()),
        clock=VirtualClock(),
        refusals=(),
        metrics=Metrics(),
    )
    await made.open()
    task = asyncio.create_task(made.run())
    yield made
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


def newcomer(**changed: str | tuple[str, ...]) -> Newcomer:
    given = {"login": "bo", "name": "Bo", "role": "agent", "number": "8009", "queues": ("sales",), "language": "en"}
    return Newcomer(**{**given, **changed})  # pyright: ignore[reportArgumentType]  (each test gives what it is about)


async def until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(10):
        while not condition():  # noqa: ASYNC110 - what is awaited has no event of its own
            await asyncio.sleep(0.001)


async def test_person_who_is_added_while_calls_go_on_can_be_offered_them(
    settings: Settings, site: Database, runtime: Runtime
) -> None:
    watch = ConfigurationWatch(site, runtime)
    await watch.look()
    password = await add(settings, newcomer(), None)
    assert password is not None, "none was chosen, so one was made"

    await watch.look()
    await until(lambda: bool(runtime.center.configuration.agents))

    (profile,) = runtime.center.configuration.agents.values()
    assert (profile.number, profile.name, profile.queues) == ("8009", "Bo", ("sales",))
    async with site.read() as connection:
        user = (await connection.execute(select(UserRow.id, UserRow.password_hash))).one()
    assert user.id == profile.id
    assert await password_fits(password, user.password_hash)


async def test_edit_that_changes_nothing_for_the_calls_stays_silent(
    settings: Settings, site: Database, runtime: Runtime
) -> None:
    watch = ConfigurationWatch(site, runtime)
    seen: list[object] = []
    runtime.subscribe(lambda before, after, _: seen.append((before, after)))
    await watch.look()
    await add(settings, newcomer(login="sue", role="supervisor", number="", queues=()), None)
    await watch.look()
    await runtime.submit(ConfigurationChanged(at=runtime.clock.now(), configuration=runtime.center.configuration))
    assert len(seen) == 1


async def test_database_that_is_away_does_not_end_the_watch(settings: Settings, runtime: Runtime) -> None:
    empty = Database(f"sqlite:///{settings.data}/empty.db")
    watching = asyncio.create_task(ConfigurationWatch(empty, runtime).run())
    try:
        done, _ = await asyncio.wait({watching}, timeout=0.2)
        assert not done
    finally:
        watching.cancel()
        await asyncio.gather(watching, return_exceptions=True)
        await empty.close()


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"role": "owner"}, "no role"),
        ({"language": "fr"}, "not spoken"),
        ({"number": ""}, "--number"),
        ({"role": "admin"}, "--number"),
        ({"queues": ("support",)}, "There are: sales"),
        ({"login": "ana"}, "has the login"),
        ({"login": "x", "number": "8001"}, "has the number"),
        ({"login": "two words"}, "cannot be a login"),
    ],
)
async def test_person_who_cannot_be_added_leaves_no_trace(
    settings: Settings, site: Database, changed: dict[str, str | tuple[str, ...]], said: str
) -> None:
    await add(settings, newcomer(login="ana", number="8001"), None)
    with pytest.raises(NotAdded, match=said):
        await add(settings, newcomer(**changed), None)
    async with site.read() as connection:
        assert (await connection.scalars(select(UserRow.login))).all() == ["ana"]


def test_command_shows_the_password_once_and_says_what_is_wrong(tmp_path: Path) -> None:
    asyncio.run(migrate_site(Settings.model_validate({"data": tmp_path})))
    asked = ["user", "add", "sam", "--role", "supervisor", "--data", str(tmp_path)]
    first, second = CliRunner().invoke(command, asked), CliRunner().invoke(command, asked)
    assert first.exit_code == 0
    assert "sam can sign in with the password " in first.stdout
    assert second.exit_code == 1
    assert "has the login" in second.stderr
