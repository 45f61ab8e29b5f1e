"""Where Asterisk keeps its control socket: a socket's path may be short only, whatever the data folder is called."""

import hashlib
import os
import shutil
import stat
import tempfile
from pathlib import Path

SOCKET = "asterisk.ctl"
LONGEST_SOCKET_PATH = 107
"""sockaddr_un holds 108 bytes with the closing NUL (unix(7))."""


def make(wanted: Path) -> Path | None:
    """Make `wanted`, as a link to a short folder of ours where its own path is too long. None: no place is short enough."""
    wanted.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    if _fits(wanted):
        wanted.mkdir(exist_ok=True, mode=0o700)
        return wanted
    name = hashlib.sha256(os.fsencode(wanted)).hexdigest()[:16]
    short = Path(tempfile.gettempdir()) / f"ringdesk-{os.getuid()}-{name}"
    if not (_fits(short) and _ours(short)):
        return None
    if not wanted.is_symlink() or wanted.readlink() != short:
        if wanted.is_symlink():
            wanted.unlink()
        elif wanted.exists():  # of a time when the data folder was called otherwise
            shutil.rmtree(wanted)
        wanted.symlink_to(short)
    return short


def _fits(folder: Path) -> bool:
    return len(os.fsencode(folder / SOCKET)) <= LONGEST_SOCKET_PATH


def _ours(folder: Path) -> bool:
    """Anybody may write beside it, so that somebody else may have been there first."""
    try:
        folder.mkdir(mode=0o700)
    except FileExistsError:
        found = folder.lstat()
        return stat.S_ISDIR(found.st_mode) and found.st_uid == os.getuid() and not found.st_mode & 0o077
    return True
