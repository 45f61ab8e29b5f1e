"""What the figures were taken on."""

import os
import platform
import subprocess
import sys
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from msgspec import Struct

from app.asterisk.installation import Installation

LIBRARIES = ("sqlalchemy", "aiosqlite", "asyncpg", "msgspec", "immutables", "websockets", "uvloop")


class Machine(Struct, frozen=True, kw_only=True):
    """Date, command, versions and load; `load_before` and `load_after` are load averages of one minute."""

    date: str
    revision: str
    command: str
    processor: str
    cores: int
    memory_gib: float
    system: str
    python: str
    asterisk: str
    libraries: dict[str, str]
    load_before: float
    load_after: float


def look(asterisk: Installation | None, load_before: float) -> Machine:
    """This machine as it is now."""
    return Machine(
        date=datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC"),
        revision=_revision(),
        command=" ".join(("python -m bench", *sys.argv[1:])),
        processor=_processor(),
        cores=os.cpu_count() or 1,
        memory_gib=round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30, 1),
        system=platform.platform(),
        python=platform.python_version(),
        asterisk=asterisk.version if asterisk is not None else "not measured",
        libraries={name: version(name) for name in LIBRARIES},
        load_before=round(load_before, 2),
        load_after=round(os.getloadavg()[0], 2),
    )


def _revision() -> str:
    """The measured source, with `-dirty` when it was changed since; empty outside a repository."""
    described = subprocess.run(("git", "describe", "--always", "--dirty"), capture_output=True, text=True, check=False)
    return described.stdout.strip()


def _processor() -> str:
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return platform.machine()
