"""The `ringdesk` command."""

import asyncio
import json
import os
import sys
from collections.abc import Callable, Coroutine
from datetime import timedelta
from pathlib import Path
from typing import Annotated, NoReturn, TypeVar

import typer
from pydantic import ValidationError
from rich.console import Console

from app.cli_shown import announce, progress, show_calls, show_outside, show_probes, show_sign_ins
from app.settings import Settings, settings_document, settings_table

Answer = TypeVar("Answer")

command = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)
user_command = typer.Typer(no_args_is_help=True, help="Accounts.")
command.add_typer(user_command, name="user")

_console = Console()
_errors = Console(stderr=True)

Data = Annotated[Path | None, typer.Option(help="Folder that holds everything Ringdesk writes.")]
DatabaseUrl = Annotated[str | None, typer.Option(help="postgresql://user:password@host/name or sqlite:///path.")]
Host = Annotated[str | None, typer.Option(help="Address of the web server.")]
Port = Annotated[int | None, typer.Option(help="Port of the web server.", min=1, max=65535)]
SipPort = Annotated[int | None, typer.Option(help="Port for SIP.", min=1, max=65535)]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]


@command.callback()
def _ringdesk() -> None:
    """Ringdesk, an open contact center. Settings: `ringdesk settings`."""


@command.command()
def up(
    data: Data = None,
    host: Host = None,
    port: Port = None,
    sip_port: SipPort = None,
    database_url: DatabaseUrl = None,
    demo: Annotated[bool | None, typer.Option("--demo/--no-demo", help="Fill an empty database.")] = None,
    logs: Annotated[
        bool, typer.Option("--logs", help="Show the application's log here instead of keeping it.")
    ] = False,
) -> None:
    """Start everything and look after it; Ctrl-C stops it all."""
    from app.asterisk.config import ConfigurationRefused
    from app.asterisk.packages import PackagesUnavailable
    from app.site import FolderNotUsable
    from app.up import CannotStart, Up

    settings = read_settings(data=data, host=host, port=port, sip_port=sip_port, database_url=database_url, demo=demo)
    try:
        with progress(_errors) as tell:
            site = Up(settings, tell, show_log=logs)
            site.run(lambda: announce(_console, settings, site.site, anybody=site.anybody))
    except (CannotStart, PackagesUnavailable, ConfigurationRefused, FolderNotUsable) as problem:
        fail(str(problem))
    except KeyboardInterrupt:
        raise typer.Exit(130) from None


@command.command(hidden=True)
def serve(parent: Annotated[int, typer.Option(help="End when this process is gone.")] = 0) -> None:
    """The application alone, beside an Asterisk that runs already."""
    from app.serve import serve as run

    sys.exit(run(read_settings(), parent))


@command.command()
def doctor(data: Data = None, database_url: DatabaseUrl = None, as_json: AsJson = False) -> None:
    """Look at each part: found, its version, reachable, writable, and how to mend it."""
    from app.cli_doctor import examine_site

    probes = asyncio.run(examine_site(read_running(data=data, database_url=database_url)))
    show_probes(_console, probes, as_json=as_json)
    if not all(probe.ok for probe in probes):
        raise typer.Exit(1)


@command.command()
def demo(data: Data = None, as_json: AsJson = False) -> None:
    """Show the demo's sign-ins, and numbers outside that its agents can call."""
    from app.demo_told import sign_ins
    from app.site import Site

    settings = read_settings(data=data)
    found = sign_ins(Site(data=settings.data.absolute()))
    if not found and not as_json:
        fail(f"There is no demo data in {settings.data.absolute()}: `ringdesk up` makes it in an empty database.")
    show_sign_ins(_console, found, as_json=as_json)
    if not as_json and not settings.remote_asterisk:
        show_outside(_console)


@command.command()
def simulate(
    calls: Annotated[int, typer.Option(help="How many callers.", min=1, max=10_000)] = 5,
    rate: Annotated[float, typer.Option(help="New callers per second.", min=0.1, max=200)] = 1.0,
    stay: Annotated[int, typer.Option(help="Seconds a caller waits and talks before hanging up.", min=1)] = 30,
    keys: Annotated[str, typer.Option(help="Keys that callers choose from, one each.")] = "1230",
    dial: Annotated[str, typer.Option(help="Number that is called.")] = "4000",
    data: Data = None,
    sip_port: SipPort = None,
    database_url: DatabaseUrl = None,
    as_json: AsJson = False,
) -> None:
    """Ring the running system with real SIP callers, and print what became of each."""
    from app.simulate.callers import Campaign, CannotCall, run_campaign
    from app.simulate.fate import NOT_RECORDED
    from app.up import probe

    settings = read_running(data=data, sip_port=sip_port, database_url=database_url)
    if probe(settings).get("ready") is not True:
        fail(f"Ringdesk does not run at {settings.host} port {settings.port}, or is not ready. Start it: ringdesk up")
    campaign = Campaign(calls=calls, rate=rate, stay=timedelta(seconds=stay), keys=keys, dialed_number=dial)
    try:
        fates = asyncio.run(run_campaign(settings, campaign))
    except CannotCall as problem:
        fail(str(problem))
    show_calls(_console, fates, as_json=as_json)
    if any(fate.outcome == NOT_RECORDED for fate in fates):
        raise typer.Exit(1)


@command.command()
def migrate(
    check: Annotated[bool, typer.Option("--check", help="Only say whether tables and history agree.")] = False,
    new: Annotated[str, typer.Option(help="For developers: write the next revision, named so.")] = "",
    data: Data = None,
    database_url: DatabaseUrl = None,
) -> None:
    """Bring the database to this version's tables."""
    from app.cli_migrate import check_history, migrate_site, new_revision
    from app.site import FolderNotUsable
    from database.history import NEWER, DatabaseIsNewer

    if check:
        faults = asyncio.run(check_history())
        if faults:
            fail("Tables and migrations differ: write a revision with `ringdesk migrate --new`.\n" + "\n".join(faults))
        _console.print("Tables and migrations agree.")
    elif new:
        asyncio.run(new_revision(new))
    else:
        try:
            revision = attempt(lambda: migrate_site(read_running(data=data, database_url=database_url)))
        except FolderNotUsable as problem:
            fail(str(problem))
        except DatabaseIsNewer:
            fail(NEWER)
        _console.print(f"The database is at revision {revision}.")


@command.command()
def settings(
    markdown: Annotated[bool, typer.Option("--markdown", help="The whole page for the documents.")] = False,
) -> None:
    """List every setting."""
    sys.stdout.write(settings_document() if markdown else settings_table())


@user_command.command("add")
def add_user(
    login: str,
    name: Annotated[str, typer.Option(help="Shown to colleagues.")] = "",
    role: Annotated[str, typer.Option(help="agent, supervisor or admin.")] = "agent",
    number: Annotated[str, typer.Option(help="An agent's number, spoken to callers.")] = "",
    queues: Annotated[str, typer.Option(help="The queues an agent serves, separated by commas.")] = "",
    language: Annotated[str, typer.Option(help="en or zh-CN; the browser's, where none is given.")] = "",
    ask: Annotated[bool, typer.Option("--ask", help="Ask for the password instead of making one.")] = False,
    data: Data = None,
    database_url: DatabaseUrl = None,
    as_json: AsJson = False,
) -> None:
    """Add a person. The password is random and shown once, unless it is asked for."""
    from app.cli_users import Newcomer, NotAdded, add

    password: str | None = typer.prompt("Password", hide_input=True, confirmation_prompt=True) if ask else None
    newcomer = Newcomer(
        login=login,
        name=name or login,
        role=role,
        number=number,
        queues=tuple(queue.strip() for queue in queues.split(",") if queue.strip()),
        language=language,
    )
    try:
        made = attempt(lambda: add(read_running(data=data, database_url=database_url), newcomer, password))
    except NotAdded as problem:
        fail(str(problem))
    if as_json:
        sys.stdout.write(json.dumps({"login": login} | ({} if ask else {"password": made})) + "\n")
    else:
        told = "" if ask else f" with the password {made}"
        _console.print(f"{login} can sign in{told}", highlight=False, markup=False, soft_wrap=True)


def read_settings(**options: object) -> Settings:
    """The settings, with the options that were given."""
    try:
        settings = Settings.model_validate({name: value for name, value in options.items() if value is not None})
    except ValidationError as error:
        lines = (
            f"RINGDESK_{'_'.join(map(str, fault['loc'])).upper()}: {fault['msg']}" if fault["loc"] else fault["msg"]
            for fault in error.errors()
        )
        fail("A setting is not valid:\n" + "\n".join(lines))
    if settings.database_url:
        _check_database_url(settings.database_url)
    return settings


def _check_database_url(url: str) -> None:
    from sqlalchemy.exc import ArgumentError

    from database.engine import async_url

    try:
        async_url(url)
    except (ArgumentError, ValueError):  # their texts may quote a password
        fail("The database URL is not valid: use sqlite:///path or postgresql://user:password@host/name.")


def read_running(**options: object) -> Settings:
    """The settings that the running `ringdesk up` of this data folder has; without one, as for a start."""
    from app.site import Site, running_options

    given = {name: value for name, value in options.items() if value is not None}
    site = Site(data=read_settings(data=given.get("data")).data.absolute())
    return read_settings(**{**running_options(site), **given})


def attempt(work: Callable[[], Coroutine[None, None, Answer]]) -> Answer:
    """Do something with the database, or say that it cannot be reached."""
    from asyncpg import PostgresError
    from sqlalchemy.exc import SQLAlchemyError

    try:
        return asyncio.run(work())
    except (OSError, SQLAlchemyError, PostgresError) as error:
        fail(
            f"The database cannot be used ({type(error).__name__}). `ringdesk doctor` says what is wrong;"
            " before the first start, `ringdesk migrate` makes it."
        )


def fail(problem: str) -> NoReturn:
    """Say what is wrong and end."""
    _errors.print(problem, style="red", highlight=False, markup=False, soft_wrap=True)
    raise typer.Exit(1)


def main() -> None:
    """Run the command. What it writes is for this user alone, also in a folder that others may read."""
    os.umask(0o077)
    command()


if __name__ == "__main__":
    main()
