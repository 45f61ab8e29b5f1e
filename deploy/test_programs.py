"""The programs that only tests need: a browser and PostgreSQL, installed with apt or kept privately."""

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from app.asterisk import packages
from app.asterisk.installation import cache_folder
from deploy import own_loader
from deploy.interrupt import end_with
from deploy.progress import shown

DEBIAN = packages.Release(mirror="http://deb.debian.org/debian", suite="trixie")
"""Where private copies come from. Other systems have no browser in their archive, or one that sees no files of ours."""

CONFINED = Path("/snap")
"""Programs below it cannot read the sounds and folders of tests."""


def kept_in() -> Path:
    """Where private copies lie. PostgreSQL refuses root, and who runs it then cannot look into root's home."""
    home = os.geteuid() != 0 or "RINGDESK_CACHE" in os.environ
    return (cache_folder() if home else Path("/var/cache/ringdesk")) / "test-programs"


FOLDER = kept_in()


@dataclass(frozen=True, slots=True, kw_only=True)
class Program:
    """A program, where to look for it, and the Debian package that brings it."""

    name: str
    package: str
    places: tuple[str, ...]
    setting: str
    """An environment variable that names the program, wherever it is."""
    runs_shells: bool
    """It starts what lies beside it by way of a shell; otherwise it starts its own file again."""


CHROMIUM = Program(
    name="chromium",
    package="chromium",
    places=("usr/lib/chromium", "usr/bin"),
    setting="RINGDESK_TEST_CHROMIUM",
    runs_shells=False,
)
POSTGRESQL = tuple(
    Program(
        name=name,
        package="postgresql",
        places=("usr/lib/postgresql/*/bin",),
        setting=f"RINGDESK_TEST_{name.upper()}",
        runs_shells=True,
    )
    for name in ("initdb", "postgres", "pg_ctl")
)
ALL = (CHROMIUM, *POSTGRESQL)


def main() -> int:
    """Install what is missing, print where everything is, and fail with what could not be had."""
    missing = [program for program in ALL if find(program) is None]
    problems = _install(tuple(dict.fromkeys(program.package for program in missing)))
    for program in ALL:
        _say(f"{program.name}: {find(program) or 'MISSING'}")
    still_missing = [program for program in ALL if find(program) is None]
    if still_missing:
        names = " ".join(dict.fromkeys(program.package for program in still_missing))
        settings = ", ".join(program.setting for program in still_missing)
        _say("\n".join(problems))
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
    usable = (candidate for candidate in candidates if not candidate.is_relative_to(CONFINED))
    return next((candidate.resolve() for candidate in usable if candidate.exists()), None)


def _install(names: tuple[str, ...]) -> list[str]:
    """Have packages by apt as root, and what is missing then in our own folder; say what went wrong."""
    problems: list[str] = []
    if names and os.geteuid() == 0:
        problems += _by_apt(names)
    for name in names:
        if any(find(program) is None for program in ALL if program.package == name):
            try:
                with shown() as progress:
                    packages.fetch((name,), _root(name), DEBIAN, progress)
                _wrap(name)
            except (packages.PackagesUnavailable, OSError) as error:
                problems.append(f"{name}: {error}")
    return problems


def _by_apt(names: tuple[str, ...]) -> list[str]:
    """Install for the whole machine, one by one: where one is unknown the others still come."""
    if shutil.which("apt-get") is None:
        return ["apt-get is not on this machine."]
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    steps = (("update",), *(("install", "--yes", "--no-install-recommends", name) for name in names))
    done = (subprocess.run(("apt-get", "-q", *step), env=environment, check=False) for step in steps)  # noqa: S603, S607 -- apt
    return [f"apt-get {' '.join(step)} failed." for step, run in zip(steps, done, strict=True) if run.returncode != 0]


def _wrap(package: str) -> None:
    """Make the programs of one private package start with what was unpacked beside them."""
    (FOLDER / "run").mkdir(parents=True, exist_ok=True)
    root = _root(package)
    for program in ALL:
        if program.package == package:
            found = (place / program.name for pattern in program.places for place in sorted(root.glob(pattern)))
            unpacked = next((file for file in found if file.exists()), None)
            if unpacked is None:
                raise FileNotFoundError(f"{program.name} is not in the package that was fetched into {root}")
            shells = program.runs_shells
            wrap = own_loader.wrap_one_that_runs_shells if shells else own_loader.wrap_one_that_runs_itself
            wrap(unpacked, root, root / "usr/lib" / packages.triplet(), FOLDER / "run" / program.name)


def _root(package: str) -> Path:
    """Where a package is unpacked; copies without a loader of their own had no number."""
    return FOLDER / f"{package}-{DEBIAN.suite}"


def _say(text: str) -> None:
    sys.stderr.write(f"{text}\n")


if __name__ == "__main__":
    end_with(main)
