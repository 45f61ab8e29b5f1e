"""Run all tests in four lanes at once: one for those that measure sound, three for the others.

Whichever lane is done takes what is left, the longest first. What a run prints is shown as a whole at its end.
"""

import os
import subprocess
import sys
import tempfile
import threading
from collections import deque
from collections.abc import Sequence
from pathlib import Path

from deploy.interrupt import end_with

REPOSITORY = Path(__file__).resolve().parents[1]
REPORTS = REPOSITORY / "build"


def _system(*names: str) -> tuple[str, ...]:
    return tuple(f"tests/system/test_{name}.py" for name in names)


OTHERS = (
    ("tests/integration",),
    _system("doctor", "installation", "lost_asterisk", "lost_visitor", "remote_asterisk", "system_asterisk", "up"),
    ("tests/unit", "tests/property", "tests/contract"),
    _system("desk_setup", "desk_work"),
    _system("accessibility"),
    _system("flow_editor"),
    _system("administration", "literal_text"),
    _system("distribution", "queueing"),
)
"""Runs in which nobody measures sound, the longest first."""
_CALLING = (
    _system("callbacks", "caller_page"),
    _system("recovery_points"),
    _system("one_real_call", "talking"),
    _system("service_line", "waiting"),
    _system("many_parties", "network_change"),
    _system("corners"),
)
_NAMED = tuple(f"--ignore={path}" for paths in (*OTHERS, *_CALLING) for path in paths if "/system/" in path)
CALLING = (("tests/system", *_NAMED), *_CALLING)
"""Runs in which sound is measured, the longest first: system tests, and in the first of them those that are named nowhere."""
OTHER_LANES = 3
"""They wait for starts and ends much of the time, and give way to those that measure."""


class Lanes:
    """Four lanes of pytest runs. Sound and people do not wait: while calls are measured, the other runs give way."""

    def __init__(self, arguments: Sequence[str]) -> None:
        self._arguments = arguments
        self._calling = deque(CALLING)
        self._others = deque(OTHERS)
        self._running: list[subprocess.Popen[bytes]] = []
        self._codes: list[int] = []
        self._lock = threading.Lock()

    def run(self) -> int:
        """All tests to their end, whatever some of them say. The answer is the worst one."""
        others = [threading.Thread(target=self._lane, args=(False,)) for _ in range(OTHER_LANES)]
        for lane in others:
            lane.start()
        try:
            self._lane(calls_first=True)
            for lane in others:
                lane.join()
        finally:
            self._calling.clear()
            self._others.clear()
            for process in tuple(self._running):
                process.terminate()
        return max(self._codes) if len(self._codes) == len(CALLING) + len(OTHERS) else 1

    def _lane(self, calls_first: bool) -> None:
        """One run after the other, until none is left of either kind."""
        kinds = (self._calling, self._others) if calls_first else (self._others, self._calling)
        for kind in kinds:
            while (paths := self._next_of(kind)) is not None:
                self._reported(paths, () if kind is self._calling else ("nice",))

    def _next_of(self, kind: deque[tuple[str, ...]]) -> tuple[str, ...] | None:
        with self._lock:
            return kind.popleft() if kind else None

    def _reported(self, paths: Sequence[str], before: Sequence[str]) -> None:
        """Run with the output kept, and show it as a whole afterwards."""
        report = REPORTS / f"tests-{Path(paths[0]).stem}.txt"
        report.parent.mkdir(parents=True, exist_ok=True)
        with report.open("wb") as output:
            code = self._wait(self._start(paths, before, output.fileno()))
        with self._lock:
            sys.stdout.write(f"\npytest {' '.join(paths)}\n{report.read_text(errors='replace')}")
            sys.stdout.flush()
            # a negative one names the signal that ended pytest
            self._codes.append(abs(code))

    def _start(self, paths: Sequence[str], before: Sequence[str], output: int) -> "subprocess.Popen[bytes]":
        command = (*before, sys.executable, "-m", "pytest", *paths, *self._arguments)
        process = subprocess.Popen(command, cwd=REPOSITORY, stdout=output, stderr=output)  # noqa: S603 -- our own pytest
        self._running.append(process)
        return process

    def _wait(self, process: "subprocess.Popen[bytes]") -> int:
        code = process.wait()
        self._running.remove(process)
        return code


def main() -> int:
    """Run them all, and let them share what each would make for itself (tests/system/running_site.py)."""
    with tempfile.TemporaryDirectory(prefix="rd-demo-") as folder:
        os.environ["RINGDESK_TEST_DEMO"] = folder
        return Lanes(sys.argv[1:]).run()


if __name__ == "__main__":
    end_with(main)
