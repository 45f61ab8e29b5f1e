"""Programs, folders and ports of this machine."""

import asyncio
import os
import shutil
import socket
import sys
from pathlib import Path

from app.asterisk import installation
from app.asterisk.installation import Kind
from app.doctor.probe import Probe
from app.listening import port_fault

OLDEST_PYTHON = (3, 11)
LEAST_FREE_BYTES = 1_000_000_000
"""An hour of calls with both sides recorded takes 115 MB for each talking pair."""
OTHER_NAMES = frozenset({"RINGDESK_CACHE"})
"""Read before the settings are."""


def python() -> Probe:
    """Is this Python new enough?"""
    ok = sys.version_info >= OLDEST_PYTHON
    return Probe(
        name="python",
        ok=ok,
        found=True,
        version=sys.version.split()[0],
        detail=sys.executable,
        mend="" if ok else "Install Python 3.11 or newer and run: make setup",
    )


async def uv(cache: Path) -> Probe:
    """Is there a uv, needed for updates alone?"""
    program = shutil.which("uv") or await asyncio.to_thread(_own_uv, cache)
    if program is None:
        return Probe(name="uv", ok=True, found=False, mend="Needed for updates alone: make setup fetches it.")
    said = (await _first_line(program, "--version")).split()
    return Probe(name="uv", ok=True, found=True, version=said[1] if len(said) > 1 else "", detail=program)


def console(built: Path) -> Probe:
    """Is the console built?"""
    if (built / "index.html").exists():
        return Probe(name="console", ok=True, found=True, detail=str(built))
    return Probe(name="console", ok=False, found=False, detail=str(built), mend="Run: make console")


async def asterisk(cache: Path, *, remote: bool) -> Probe:
    """Which Asterisk would be started?"""
    if remote:
        return Probe(name="asterisk", ok=True, found=True, detail="runs elsewhere, by setting")
    found = await asyncio.to_thread(installation.find, cache)
    if found is None:
        mend = "Run: make asterisk (fetches a private copy), or install Asterisk 22.10 or newer."
        return Probe(name="asterisk", ok=False, found=False, mend=mend)
    origin = {Kind.SYSTEM: "installed on this system", Kind.PRIVATE: "private copy"}[found.kind]
    detail = f"{origin}: {found.asterisk[-1]}"
    return Probe(name="asterisk", ok=True, found=True, version=found.version, detail=detail)


async def sipp(cache: Path) -> Probe:
    """Is there a SIPp, for `ringdesk simulate`?"""
    command = await asyncio.to_thread(installation.sipp_command, cache)
    if command is None:
        mend = "Needed for `ringdesk simulate` alone: sudo apt install sip-tester"
        return Probe(name="sipp", ok=True, found=False, mend=mend)
    version = (await _first_line(*command, "-v")).partition("SIPp v")[2].rstrip(".")
    return Probe(name="sipp", ok=True, found=True, version=version, detail=command[-1])


def chromium(cache: Path) -> Probe:
    """Is there a browser for the tests?"""
    program = shutil.which("chromium", path=f"{os.environ.get('PATH', os.defpath)}:{cache}/test-programs/run")
    mend = "" if program else "Needed for tests alone: make test fetches it."
    return Probe(name="chromium", ok=True, found=program is not None, detail=program or "", mend=mend)


def data_folder(folder: Path) -> Probe:
    """Can the data folder be written, and is there room in it?"""
    existing = next(path for path in (folder.absolute(), *folder.absolute().parents) if os.path.exists(path))
    if not existing.is_dir() or not os.access(existing, os.W_OK | os.X_OK):
        mend = f"Choose another with RINGDESK_DATA, or let this user write: sudo chown {os.getuid()} {existing}"
        return Probe(
            name="data folder", ok=False, found=os.path.exists(folder), detail=f"{existing} is not writable", mend=mend
        )
    free = shutil.disk_usage(existing).free
    enough = free >= LEAST_FREE_BYTES
    return Probe(
        name="data folder",
        ok=enough,
        found=os.path.exists(folder),
        detail=f"{folder.absolute()}, {free / 1e9:.1f} GB free",
        mend="" if enough else "Make room, or choose another folder with RINGDESK_DATA.",
    )


def local_journal(spool: Path) -> Probe:
    """Was anything put away that the database did not take, for people to look at?"""
    aside = sorted(file.name for file in spool.glob("*.jsonl") if file.name != "journal.jsonl")
    return Probe(
        name="local journal",
        ok=not aside,
        found=True,
        detail=f"put aside: {', '.join(aside)}" if aside else "nothing put aside",
        mend=f"See docs/admin/backup.md, then move the files away from {spool}." if aside else "",
    )


def settings(known: frozenset[str]) -> Probe:
    """Is every RINGDESK_ variable one that somebody reads?"""
    given = {name for name in os.environ if name.startswith("RINGDESK_") and not name.startswith("RINGDESK_TEST_")}
    unknown = sorted(given - known - OTHER_NAMES)
    return Probe(
        name="settings",
        ok=not unknown,
        found=True,
        detail=f"unknown: {', '.join(unknown)}" if unknown else f"{len(given)} set",
        mend="See docs/settings.md for their names." if unknown else "",
    )


def outside_crm(origin: str) -> Probe:
    """Whose pages does the agent's desk show? Browsers reach them, so that nothing is asked of it from here."""
    told = f"desks show pages of {origin}" if origin else "none; RINGDESK_CRM_URL names one"
    return Probe(name="outside CRM", ok=True, found=bool(origin), detail=told)


def port(name: str, host: str, number: int, *, udp: bool, used_by_us: bool) -> Probe:
    """Can we listen there, or do we already?"""
    label = f"port {number} ({name})"
    if used_by_us:
        return Probe(name=label, ok=True, found=True, detail=f"{host}, used by the running Ringdesk")
    for kind in (socket.SOCK_STREAM, socket.SOCK_DGRAM) if udp else (socket.SOCK_STREAM,):
        if fault := port_fault(host, number, kind):
            mend = "Stop the program that listens there, or choose another port by setting."
            return Probe(name=label, ok=False, found=False, detail=f"{host}: {fault.strerror}", mend=mend)
    return Probe(name=label, ok=True, found=True, detail=f"{host}, free")


def _own_uv(cache: Path) -> str | None:
    return next((str(path) for path in sorted(cache.glob("uv-*/bin/uv"), reverse=True)), None)


async def _first_line(*command: str) -> str:
    """Run a program that says its version; give the first line that holds anything."""
    try:
        process = await asyncio.create_subprocess_exec(
            *command, stdin=asyncio.subprocess.DEVNULL, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT
        )
        output, _ = await asyncio.wait_for(process.communicate(), 10)
    except (OSError, TimeoutError):
        return ""
    return next((line.strip() for line in output.decode(errors="replace").splitlines() if line.strip()), "")
