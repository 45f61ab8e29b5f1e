"""The programs that only tests need: a browser and PostgreSQL, installed with apt or kept privately."""

import os
import shlex
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from app.asterisk import packages
from app.asterisk.installation import cache_folder
from deploy.interrupt import end_with
from deploy.progress import shown

FOLDER = cache_folder() / "test-programs"


@dataclass(frozen=True, slots=True, kw_only=True)
class Program:
    """A program, where to look for it, and the Debian package that brings it."""

    name: str
    package: str
    places: tuple[str, ...]
    setting: str
    """An environment variable that names the program, wherever it is."""


CHROMIUM = Program(
    name="chromium", package="chromium", places=("usr/lib/chromium", "usr/bin"), setting="RINGDESK_TEST_CHROMIUM"
)
POSTGRESQL = tuple(
    Program(
        name=name,
        package="postgresql",
        places=("usr/lib/postgresql/*/bin",),
        setting=f"RINGDESK_TEST_{name.upper()}",
    )
    for name in ("initdb", "postgres", "pg_ctl")
)
ALL = (CHROMIUM, *POSTGRESQL)


def main() -> int:
    """Install what is missing, print where everything is, and fail with what could not be had."""
    missing = [program for program in ALL if find(program) is None]
    wanted = tuple(dict.fromkeys(program.package for program in missing))
    problem = _install(wanted) if wanted else None
    for program in ALL:
        _say(f"{program.name}: {find(program) or 'MISSING'}")
    still_missing = [program for program in ALL if find(program) is None]
    if still_missing:
        names = " ".join(dict.fromkeys(program.package for program in still_missing))
        settings = ", ".join(program.setting for program in still_missing)
        _say(problem or "")
        _say(f"Tests need: {names}. Install with: sudo apt install {names}; or name the programs by {settings}.")
        return 1
    return 0


def find(program: Program) -> Path | None:
    """Name the file to run: by setting, on the path, in Debian's place, or in our private folder."""
    if chosen := os.environ.get(program.setting):
        return Path(chosen) if Path(chosen).exists() else None
    # PostgreSQL's programs look for each other beside the file they were started as: no links on the path.
    places = [place for pattern in program.places for place in sorted(Path("/").glob(pattern), reverse=True)]
    on_path = [Path(found)] if (found := shutil.which(program.name)) else []
    wrapped = FOLDER / "run" / program.name
    candidates = [*on_path, *(place / program.name for place in places), wrapped]
    return next((candidate.resolve() for candidate in candidates if candidate.exists()), None)


def _install(names: tuple[str, ...]) -> str | None:
    """Install with apt as root, else fetch into our own folder; say what went wrong, if anything did."""
    if os.geteuid() == 0:
        environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        for step in (("update",), ("install", "--yes", "--no-install-recommends", *names)):
            if subprocess.run(("apt-get", "-q", *step), env=environment, check=False).returncode != 0:  # noqa: S603, S607 -- apt
                return f"apt-get {step[0]} failed."
        return None
    try:
        with shown() as progress:
            for name in names:
                packages.fetch((name,), FOLDER / name, None, progress)
    except packages.PackagesUnavailable as error:
        return str(error)
    _wrap()
    return None


def _wrap() -> None:
    """Give each private program its libraries, beside those of the system it was made for."""
    (FOLDER / "run").mkdir(parents=True, exist_ok=True)
    for program in ALL:
        root = FOLDER / program.package
        folders = (*(root / place / packages.triplet() for place in ("usr/lib", "lib")), root / "usr/lib/chromium")
        found = (place / program.name for pattern in program.places for place in sorted(root.glob(pattern)))
        for unpacked in (file for file in found if file.exists()):
            wrapper = FOLDER / "run" / program.name
            libraries = shlex.quote(":".join(str(folder) for folder in folders))
            wrapper.write_text(
                f'#!/bin/sh\nexport LD_LIBRARY_PATH={libraries}\nexec {shlex.quote(str(unpacked))} "$@"\n'
            )
            wrapper.chmod(0o755)
            break


def _say(text: str) -> None:
    sys.stderr.write(f"{text}\n")


if __name__ == "__main__":
    end_with(main)
