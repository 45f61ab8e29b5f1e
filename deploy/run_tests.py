"""Run all tests in three lanes at once: those that measure sound, those that only work, and those that mostly wait for starts and ends.

What is left is taken by whichever lane is done.
"""

import subprocess
import sys
import threading
from collections import deque
from collections.abc import Sequence
from pathlib import Path

from deploy.interrupt import end_with

REPOSITORY = Path(__file__).resolve().parents[1]
REPORTS = REPOSITORY / "build"


def _system(*names: str) -> tuple[str, ...]:
    return tuple(f"tests/system/test_{name}.py" for name in names)


STARTING = _system(
    "doctor", "installation", "lost_asterisk", "lost_visitor", "remote_asterisk", "system_asterisk", "up"
)
"""System tests of starts, ends and installations."""
WORKING = ("tests/unit", "tests/property", "tests/contract", "tests/integration")
WHENEVER = (
    _system("accessibility"),
    _system("flow_editor"),
    _system("desk_setup", "desk_work"),
    _system("administration", "literal_text"),
    _system("distribution", "queueing"),
)
"""System tests in which nobody measures sound, the longest first: whichever lane is done takes the next ones."""
CALLING = ("tests/system", *(f"--ignore={path}" for paths in (STARTING, *WHENEVER) for path in paths))


class Lanes:
    """Three lanes of pytest runs. Sound and people do not wait: all runs but the first lane's own give way to it."""

    def __init__(self, arguments: Sequence[str]) -> None:
        self._arguments = arguments
        self._left = deque(WHENEVER)
        self._running: list[subprocess.Popen[bytes]] = []
        self._codes: list[int] = []
        self._lock = threading.Lock()

    def run(self) -> int:
        """All tests to their end, whatever some of them say. The answer is the worst one."""
        others = [threading.Thread(target=self._lane, args=(paths,)) for paths in (WORKING, STARTING)]
        for lane in others:
            lane.start()
        try:
            self._keep(self._wait(self._start(CALLING, ())))
            self._rest()
            for lane in others:
                lane.join()
        finally:
            self._left.clear()
            for process in tuple(self._running):
                process.terminate()
        return max(self._codes)

    def _lane(self, first: Sequence[str]) -> None:
        self._reported(first)
        self._rest()

    def _rest(self) -> None:
        while True:
            try:
                paths = self._left.popleft()
            except IndexError:
                return
            self._reported(paths)

    def _reported(self, paths: Sequence[str]) -> None:
        """Run with the output kept, and show it as a whole afterwards."""
        report = REPORTS / f"tests-{Path(paths[0]).stem}.txt"
        report.parent.mkdir(parents=True, exist_ok=True)
        with report.open("wb") as output:
            code = self._wait(self._start(paths, ("nice",), output.fileno()))
        with self._lock:
            sys.stdout.write(f"\npytest {' '.join(paths)}\n{report.read_text(errors='replace')}")
            sys.stdout.flush()
        self._keep(code)

    def _start(
        self, paths: Sequence[str], before: Sequence[str], output: int | None = None
    ) -> "subprocess.Popen[bytes]":
        command = (*before, sys.executable, "-m", "pytest", *paths, *self._arguments)
        process = subprocess.Popen(command, cwd=REPOSITORY, stdout=output, stderr=output)  # noqa: S603 -- our own pytest
        self._running.append(process)
        return process

    def _wait(self, process: "subprocess.Popen[bytes]") -> int:
        code = process.wait()
        self._running.remove(process)
        return code

    def _keep(self, code: int) -> None:
        # a negative one names the signal that ended pytest
        self._codes.append(abs(code))


if __name__ == "__main__":
    end_with(lambda: Lanes(sys.argv[1:]).run())
