"""Which Asterisk this machine runs: one installed on the system, or a private copy kept in the cache folder."""

import os
import re
import shutil
import subprocess
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from app.asterisk import packages
from app.asterisk.packages import Progress, Release

OLDEST = (22, 10)
"""Older ones lack REST over the events' websocket and several variables set at once."""

PRIVATE_PACKAGES = ("asterisk", "asterisk-core-sounds-en-wav", "asterisk-moh-opsound-wav", "sip-tester")
PRIVATE_FOLDER = "asterisk-1"
"""Gains a new number whenever PRIVATE_PACKAGES changes, so that an old copy is not taken for a complete one."""

DEBIAN = Release(mirror="http://deb.debian.org/debian", suite="sid")


class Kind(StrEnum):
    """Where the Asterisk in use comes from."""

    SYSTEM = "system"
    PRIVATE = "private"


@dataclass(frozen=True, slots=True, kw_only=True)
class Installation:
    """An Asterisk that can be started here."""

    kind: Kind
    version: str
    asterisk: tuple[str, ...]
    """The command, to which options are added."""
    sipp: tuple[str, ...] | None
    environment: tuple[tuple[str, str], ...]
    """What the command needs beside the configuration."""
    modules: Path
    share: Path
    """Asterisk's own read-only files: documentation and rest-api live in it."""
    sounds: Path
    """English sounds, as 8 kHz wav or gsm files."""
    music: Path | None
    """Hold music, where the installation brings any."""


def cache_folder() -> Path:
    """Name the folder for what is fetched once and shared by all checkouts of this user."""
    if chosen := os.environ.get("RINGDESK_CACHE"):
        return Path(chosen)
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "ringdesk"


def find(cache: Path) -> Installation | None:
    """Name the Asterisk to use: the system's where it is new enough, else the private copy where it exists."""
    return _system(cache) or _private(cache)


def find_or_fetch(cache: Path, progress: Progress, release: Release = DEBIAN) -> Installation:
    """Name the Asterisk to use; without any, fetch a private copy (about 120 MB, 340 MB on disk).

    Raises:
        PackagesUnavailable: there is none and none can be fetched.
    """
    if found := find(cache):
        return found
    packages.fetch(PRIVATE_PACKAGES, cache / PRIVATE_FOLDER, release, progress)
    fetched = _private(cache)
    if fetched is None:
        raise packages.PackagesUnavailable(
            "The private Asterisk was fetched but does not start on this machine.",
            f"Remove {cache / PRIVATE_FOLDER} and try again, or install Asterisk 22.10 or newer on the system.",
        )
    return fetched


def sipp_command(cache: Path) -> tuple[str, ...] | None:
    """Name the SIPp to use, for a machine whose Asterisk may run elsewhere."""
    if (root := cache / PRIVATE_FOLDER).exists():
        return _loaded(root, "usr/bin/sipp")
    return _system_sipp()


def _system(cache: Path) -> Installation | None:
    program = shutil.which("asterisk") or shutil.which("asterisk", path="/usr/sbin:/usr/local/sbin")
    if program is None:
        return None
    version = _version((program,), {})
    if version is None or _number(version) < OLDEST:
        return None
    prefix = Path(program).resolve().parents[1]
    libraries = (f"lib/{packages.triplet()}/asterisk/modules", "lib/asterisk/modules", "lib64/asterisk/modules")
    modules = _first_folder(*(prefix / name for name in libraries))
    share = _first_folder(prefix / "share/asterisk", Path("/var/lib/asterisk"))
    if modules is None or share is None:
        return None
    return Installation(
        kind=Kind.SYSTEM,
        version=version,
        asterisk=(program,),
        sipp=_system_sipp() or sipp_command(cache),
        environment=(),
        modules=modules,
        share=share,
        sounds=_first_folder(share / "sounds/en", share / "sounds/en_US_f_Allison") or share / "sounds/en",
        music=_first_folder(share / "moh"),
    )


def _private(cache: Path) -> Installation | None:
    root = cache / PRIVATE_FOLDER
    if not root.exists():
        return None
    libraries = root / "usr/lib" / packages.triplet()
    # The files belong to another release than the machine's: its character sets and TLS settings must not be mixed in.
    environment = {
        "GCONV_PATH": str(libraries / "gconv"),
        "OPENSSL_CONF": os.devnull,
        "OPENSSL_MODULES": str(libraries / "ossl-modules"),
    }
    asterisk = _loaded(root, "usr/sbin/asterisk")
    version = _version(asterisk, environment) if asterisk else None
    if asterisk is None or version is None or _number(version) < OLDEST:
        return None
    share = root / "usr/share/asterisk"
    return Installation(
        kind=Kind.PRIVATE,
        version=version,
        asterisk=asterisk,
        sipp=_loaded(root, "usr/bin/sipp"),
        environment=tuple(environment.items()),
        modules=libraries / "asterisk/modules",
        share=share,
        sounds=share / "sounds/en_US_f_Allison",
        music=share / "moh",
    )


def _loaded(root: Path, program: str) -> tuple[str, ...] | None:
    """Start `program` with the loader and the libraries it was unpacked with."""
    libraries = root / "usr/lib" / packages.triplet()
    loaders = sorted(libraries.glob("ld-linux-*.so.*"))
    if not loaders or not (root / program).exists():
        return None
    return (str(loaders[0]), "--library-path", str(libraries), str(root / program))


def _system_sipp() -> tuple[str, ...] | None:
    program = shutil.which("sipp")
    return (program,) if program else None


def _version(command: tuple[str, ...], environment: dict[str, str]) -> str | None:
    try:
        done = subprocess.run(  # noqa: S603 -- a program found on the path or in our own folder
            (*command, "-V"), env={**os.environ, **environment}, capture_output=True, text=True, timeout=20, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    found = re.search(r"Asterisk (\S+)", done.stdout)
    return found[1] if found else None


def _number(version: str) -> tuple[int, int]:
    found = re.match(r"(\d+)\.(\d+)", version)
    return (int(found[1]), int(found[2])) if found else (0, 0)


def _first_folder(*candidates: Path) -> Path | None:
    return next((folder for folder in candidates if folder.is_dir()), None)
