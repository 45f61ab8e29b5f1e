"""The two processes that `ringdesk up` looks after: Asterisk, which outlives the application, and the application."""

import os
import signal
import subprocess
import time
from collections.abc import Mapping, Sequence
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import BinaryIO

from app.asterisk.config import Command, running

PATIENCE_SECONDS = 10.0
LARGEST_LOG = 10_000_000


class Application:
    """The web application as a child; gone when told, and started again by the supervisor."""

    def __init__(self, arguments: Sequence[str], environment: Mapping[str, str], log: Path | None) -> None:
        """`log`: None for our own standard error."""
        self._arguments = tuple(arguments)
        self._environment = dict(environment)
        self._log = log
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def exit_code(self) -> int | None:
        """How it ended; None while it runs."""
        return None if self._process is None else self._process.poll()

    def start(self) -> None:
        """Start it in a group of its own, so that a Ctrl-C at the terminal reaches the supervisor alone."""
        self._process = _start(self._arguments, self._environment, self._log)

    def stop(self) -> None:
        """End it, gently at first."""
        if self._process is not None:
            _end(self._process.pid, self._process)


class Asterisk:
    """Our own Asterisk, started here or found running from before."""

    def __init__(self, command: Command, folder: Path) -> None:
        self._command = command
        self._folder = folder
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def alive(self) -> bool:
        """Its process exists, or was started a moment ago."""
        if self._process is not None and self._process.poll() is None:
            return True
        return running(self._folder) is not None

    def start(self) -> bool:
        """Start it, unless it runs. True when it was started now."""
        if self.alive:
            return False
        self._command.pid_file.unlink(missing_ok=True)
        self._process = _start(self._command.arguments, self._command.environment, self._folder / "log/output.log")
        return True

    def stop(self) -> None:
        """End it, gently at first; calls end with it."""
        pid = self._process.pid if self._process is not None and self._process.poll() is None else running(self._folder)
        if pid is not None:
            _end(pid, self._process)


def _start(arguments: Sequence[str], environment: Mapping[str, str], log: Path | None) -> "subprocess.Popen[bytes]":
    with ExitStack() as files:
        output = None if log is None else files.enter_context(_opened(log))
        return subprocess.Popen(  # noqa: S603 - our own programs with our own arguments
            arguments,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,
        )


def _opened(log: Path) -> BinaryIO:
    log.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    if log.exists() and log.stat().st_size > LARGEST_LOG:
        log.replace(log.with_suffix(".log.1"))
    return log.open("ab")


def _end(pid: int, process: "subprocess.Popen[bytes] | None") -> None:
    for ending in (signal.SIGTERM, signal.SIGKILL):
        with suppress(ProcessLookupError):
            os.kill(pid, ending)
        deadline = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < deadline:
            if not _lives(pid, process):
                return
            time.sleep(0.02)


def _lives(pid: int, process: "subprocess.Popen[bytes] | None") -> bool:
    if process is not None and process.pid == pid:
        return process.poll() is None
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True
