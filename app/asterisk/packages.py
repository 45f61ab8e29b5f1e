"""Debian packages unpacked into a private folder: no root, no change to the system."""

import fcntl
import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Generator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import repeat
from pathlib import Path

Progress = Callable[[str, float | None], None]
"""Told what is being done and how much of it is done: 0 to 1, or None where that is unknown."""

KEYRINGS = (Path("/usr/share/keyrings/debian-archive-keyring.gpg"), Path(__file__).with_name("debian-archive.asc"))
"""Debian's public signing keys: this machine's, and ours for machines that have none or only old ones."""
TOOLS = ("apt-get", "dpkg", "dpkg-deb")


class PackagesUnavailable(Exception):
    """Packages could not be fetched; `mend` says what a person can do about it."""

    def __init__(self, problem: str, mend: str) -> None:
        super().__init__(f"{problem}\n{mend}")
        self.problem = problem
        self.mend = mend


@dataclass(frozen=True, slots=True, kw_only=True)
class Release:
    """A Debian release to take packages from, whatever this machine runs."""

    mirror: str
    suite: str


def fetch(packages: tuple[str, ...], folder: Path, release: Release | None, progress: Progress) -> None:
    """Download `packages` and all they depend on, and unpack them into `folder`.

    Args:
        packages: names as apt knows them.
        folder: appears complete or not at all; two processes asking at once fetch once.
        release: where to take them from, with every dependency. None takes them from this machine's own
            sources and leaves out what is installed here already.
        progress: told after every step.

    Raises:
        PackagesUnavailable: a tool is missing, the archive cannot be reached, or a package is unknown there.
    """
    for tool in TOOLS:
        if shutil.which(tool) is None:
            raise PackagesUnavailable(
                f"{tool} is not on this machine, so Debian packages cannot be fetched.",
                "Install Asterisk 22.10 or newer and SIPp by other means, or use deploy/compose.yaml.",
            )
    folder.parent.mkdir(parents=True, exist_ok=True)
    with _alone(folder.with_name(f"{folder.name}.lock"), progress):
        if folder.exists():
            return
        for left_behind in folder.parent.glob(f"{folder.name}.*/"):  # by a fetch that was killed
            shutil.rmtree(left_behind)
        with tempfile.TemporaryDirectory(prefix=f"{folder.name}.", dir=folder.parent) as scratch:
            root = _fetch_into(Path(scratch), packages, release, progress)
            root.chmod(0o755)
            root.rename(folder)


def triplet() -> str:
    """Name the folder of this machine's libraries, as in /usr/lib/x86_64-linux-gnu."""
    return f"{os.uname().machine}-linux-gnu"


@contextmanager
def _alone(lock: Path, progress: Progress) -> Generator[None]:
    with lock.open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            progress("Waiting for another process that fetches the same", None)
            fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _fetch_into(scratch: Path, packages: tuple[str, ...], release: Release | None, progress: Progress) -> Path:
    config = _configure(scratch, release)
    progress("Reading the package list", None)
    _apt(config, "update", progress=None)
    progress("Downloading packages", 0.0)
    _apt(config, "--yes", "--download-only", "install", *packages, progress=progress)
    archives = sorted((scratch / "cache/archives").glob("*.deb"))
    root = scratch / "root"
    root.mkdir()
    with ThreadPoolExecutor(max_workers=2) as workers:
        for done, _ in enumerate(workers.map(_unpack, archives, repeat(root)), start=1):
            progress("Unpacking packages", done / len(archives))
    return root


def _configure(scratch: Path, release: Release | None) -> Path:
    """Write an apt configuration that keeps the machine's proxies, and nothing else that it could disturb."""
    for name in ("state/lists/partial", "cache/archives/partial", "keys", "none"):
        (scratch / name).mkdir(parents=True)
    lines = [
        "#clear APT::Update::Pre-Invoke;",
        "#clear APT::Update::Post-Invoke;",
        "#clear APT::Update::Post-Invoke-Success;",
        "#clear DPkg::Pre-Install-Pkgs;",
        "#clear DPkg::Post-Invoke;",
        f'Dir::State "{scratch}/state";',
        f'Dir::Cache "{scratch}/cache";',
        'APT::Install-Recommends "false";',
        'APT::Sandbox::User "";',
        'Acquire::Languages "none";',
        'Acquire::Retries "3";',
        'Debug::NoLocking "1";',
    ]
    if release is None:
        lines.append('Dir::State::status "/var/lib/dpkg/status";')
    else:
        for keyring in KEYRINGS:
            if keyring.exists():
                shutil.copy(keyring, scratch / "keys")
        (scratch / "sources.list").write_text(f"deb {release.mirror} {release.suite} main\n")
        (scratch / "status").touch()
        lines += [
            "#clear APT::Default-Release;",
            f'Dir::State::status "{scratch}/status";',
            f'Dir::Etc::sourcelist "{scratch}/sources.list";',
            f'Dir::Etc::sourceparts "{scratch}/none";',
            'Dir::Etc::trusted "/dev/null";',
            f'Dir::Etc::trustedparts "{scratch}/keys";',
            'Dir::Etc::preferences "/dev/null";',
            f'Dir::Etc::preferencesparts "{scratch}/none";',
        ]
    config = scratch / "apt.conf"
    config.write_text("\n".join(lines) + "\n")
    return config


def _apt(config: Path, *arguments: str, progress: Progress | None) -> None:
    """Run apt-get, turning its status lines into steps of `progress`."""
    reader, writer = os.pipe()
    command = ("apt-get", "-c", str(config), "-q", "-o", f"APT::Status-Fd={writer}", *arguments)
    with tempfile.TemporaryFile("w+") as output:
        process = subprocess.Popen(  # noqa: S603 -- a fixed program with package names from this code
            command,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            pass_fds=(writer,),
            env=_plain_environment(),
        )
        os.close(writer)
        with open(reader, encoding="utf-8", errors="replace") as status:
            for line in status:
                kind, _, rest = line.partition(":")
                if progress and kind == "dlstatus":
                    progress("Downloading packages", float(rest.split(":")[1]) / 100)
        if process.wait() != 0:
            output.seek(0)
            raise _refused(command, output.read())


def _unpack(deb: Path, folder: Path) -> None:
    _run(("dpkg", "-x", str(deb), str(folder)), cwd=folder)


def _run(command: tuple[str, ...], cwd: Path) -> None:
    done = subprocess.run(  # noqa: S603 -- fixed programs, file names from a folder of our own
        command,
        cwd=cwd,
        env=_plain_environment(),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        raise _refused(command, done.stdout + done.stderr)


def _plain_environment() -> dict[str, str]:
    return {**os.environ, "LC_ALL": "C", "DEBIAN_FRONTEND": "noninteractive"}


def _refused(command: tuple[str, ...], output: str) -> PackagesUnavailable:
    complaints = [line for line in output.splitlines() if line.startswith(("E:", "W:", "Err:", "dpkg"))]
    return PackagesUnavailable(
        f"{command[0]} failed: " + "\n".join(complaints[-5:] or output.splitlines()[-5:]),
        "Check the network, disk space and, behind a proxy, Acquire::http::Proxy in /etc/apt/apt.conf.d, and retry.",
    )
