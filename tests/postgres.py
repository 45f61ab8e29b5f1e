"""Debian's PostgreSQL for one test run: on a free loopback port, in a folder of its own, gone afterwards."""

import contextlib
import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import tempfile
from collections.abc import Generator
from pathlib import Path
from uuid import uuid4

from sqlalchemy import make_url, text
from sqlalchemy.ext.asyncio import create_async_engine

from database.engine import async_url
from deploy.test_programs import POSTGRESQL, find
from tests.waiting import until

GIVEN = os.environ.get("RINGDESK_TEST_POSTGRES_URL", "")


def can_start() -> bool:
    """Whether its programs are here (`make test` brings them)."""
    return all(find(program) is not None for program in POSTGRESQL)


@contextlib.contextmanager
def postgresql() -> Generator[str]:
    """The URL of a server on which databases may be created: the one given by `RINGDESK_TEST_POSTGRES_URL`, or our own."""
    if GIVEN:
        yield GIVEN
        return
    initdb, postgres, _ = (find(program) for program in POSTGRESQL)
    assert initdb is not None, "run `make test` once: it brings PostgreSQL"
    assert postgres is not None
    folder = Path(tempfile.mkdtemp(prefix="rd-pg-"))
    user = _unprivileged()
    password = secrets.token_hex(16)
    (folder / "password").write_text(password)
    if user is not None:
        for path in (folder, folder / "password"):
            shutil.chown(path, user)
    arguments = ("-D", str(folder / "data"), "-U", "ringdesk", "--pwfile", str(folder / "password"))
    rules = ("--auth=scram-sha-256", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync")
    with (folder / "log").open("ab") as log:
        subprocess.run((str(initdb), *arguments, *rules), check=True, cwd=folder, user=user, stdout=log, stderr=log)
        with socket.socket() as tried:
            tried.bind(("127.0.0.1", 0))
            port = int(tried.getsockname()[1])
        options = {"listen_addresses": "127.0.0.1", "unix_socket_directories": "", "fsync": "off"}
        process = subprocess.Popen(
            (str(postgres), "-D", str(folder / "data"), "-p", str(port), *(f"--{k}={v}" for k, v in options.items())),
            cwd=folder,
            user=user,
            stdout=log,
            stderr=log,
        )
    try:
        _wait_ready(folder, process)
        yield f"postgresql://ringdesk:{password}@127.0.0.1:{port}/postgres"
    finally:
        process.send_signal(signal.SIGINT)  # its "fast" shutdown: ends sessions, then itself
        process.wait(60)
        shutil.rmtree(folder)


async def new_database(server_url: str, template: str = "template0") -> str:
    """The URL of a new database on a server, a copy of the template; nobody may be connected to that."""
    name = f"ringdesk_{uuid4().hex[:12]}"
    await _run(server_url, f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
    return make_url(server_url).set(database=name).render_as_string(hide_password=False)


async def drop_database(url: str, server_url: str) -> None:
    """Remove it, whoever still uses it."""
    await _run(server_url, f'DROP DATABASE "{make_url(url).database}" WITH (FORCE)')


async def _run(server_url: str, statement: str) -> None:
    engine = create_async_engine(async_url(server_url), isolation_level="AUTOCOMMIT")
    try:
        async with engine.connect() as connection:
            await connection.execute(text(statement))
    finally:
        await engine.dispose()


def _unprivileged() -> str | None:
    """Who runs it: PostgreSQL refuses root."""
    if os.geteuid() != 0:
        return None
    names = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in names else "nobody"


def _wait_ready(folder: Path, process: "subprocess.Popen[bytes]") -> None:
    """Wait until its status file says `ready` (the eighth line of postmaster.pid)."""

    def ready() -> bool:
        assert process.poll() is None, (folder / "log").read_text()
        with contextlib.suppress(FileNotFoundError):
            lines = (folder / "data/postmaster.pid").read_text().splitlines()
            return len(lines) > 7 and lines[7].strip() == "ready"
        return False

    until(ready, "PostgreSQL is ready")
