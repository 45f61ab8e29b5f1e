"""Make .venv from the lock file; needs nothing but Python 3.11, and fetches uv where there is none."""

import os
import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

UV = "uv==0.13.9"
PROJECT = Path(__file__).resolve().parents[1]
WHEELS = Path("/usr/share/python-wheels")
"""Where Debian and Ubuntu put pip for those who make environments."""
SYSTEM_CERTIFICATES = Path("/etc/ssl/certs/ca-certificates.crt")


def main(options: list[str]) -> int:
    """Make the environment; `options` go to uv, as in `--group bench`."""
    if sys.version_info < (3, 11):  # noqa: UP036 -- run before anything has looked at the version
        return _give_up(
            f"Python 3.11 or newer is needed; this is {sys.version.split()[0]}. Try: make PYTHON=python3.11"
        )
    uv = shutil.which("uv") or _own_uv()
    if uv is None:
        return _give_up(
            "uv could not be installed. Either install it (https://docs.astral.sh/uv/), or give this Python pip:"
            f" sudo apt install python3.{sys.version_info.minor}-venv. The lines above say what went wrong."
        )
    # The environment is made with the Python that runs this, so that no other is downloaded.
    command = (uv, "sync", "--frozen", "--python", sys.executable, *options)
    environment = {**os.environ, "UV_PYTHON_DOWNLOADS": "never"}
    environment.pop("VIRTUAL_ENV", None)
    if SYSTEM_CERTIFICATES.exists():  # a company's proxy is known to the system alone
        environment.setdefault("UV_SYSTEM_CERTS", "true")
    return subprocess.run(command, cwd=PROJECT, env=environment, check=False).returncode  # noqa: S603 -- uv itself


def _own_uv() -> str | None:
    """Install uv into a folder of its own, below the cache folder."""
    folder = _cache() / UV.replace("==", "-")
    program = folder / "bin/uv"
    if not program.exists():
        _say(f"Fetching {UV} (once, into {folder})")
        folder.parent.mkdir(parents=True, exist_ok=True)
        for step in _steps(folder):
            if subprocess.run(step, check=False).returncode != 0:  # noqa: S603 -- this very Python
                shutil.rmtree(folder, ignore_errors=True)
                return None
    return str(program) if program.exists() else None


def _steps(folder: Path) -> tuple[tuple[str | Path, ...], ...]:
    """How uv is installed: by the pip that this Python brings, or by one from the system's archive."""
    if find_spec("ensurepip") is not None:
        return (
            (sys.executable, "-m", "venv", folder),
            (folder / "bin/python", "-m", "pip", "install", "--quiet", UV),
        )
    pip = _pip_of_the_archive()
    return ((sys.executable, f"{pip}/pip", "install", "--quiet", "--target", folder, UV),) if pip else (("false",),)


def _pip_of_the_archive() -> Path | None:
    """Debian and Ubuntu keep pip in a package of its own; without root it is unpacked below the cache folder."""
    sys.path.insert(0, str(PROJECT))
    from app.asterisk.packages import PackagesUnavailable, fetch  # found by the path above

    kept = _cache() / "pip-1"
    if not list(WHEELS.glob("pip-*.whl")):
        try:
            fetch(("python3-pip-whl",), kept, None, lambda step, done: None)
        except PackagesUnavailable as error:
            _say(str(error))
    folders = (WHEELS, kept / "usr/share/python-wheels")
    return next((wheel for folder in folders for wheel in sorted(folder.glob("pip-*.whl"))), None)


def _cache() -> Path:
    """Must agree with app.asterisk.installation.cache_folder, which cannot be imported before .venv exists."""
    if chosen := os.environ.get("RINGDESK_CACHE"):
        return Path(chosen)
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "ringdesk"


def _give_up(reason: str) -> int:
    _say(reason)
    return 1


def _say(text: str) -> None:
    sys.stderr.write(f"{text}\n")


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:  # Ctrl-C; uv tells what it was doing
        sys.exit(130)
