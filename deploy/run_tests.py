"""Run all tests in two halves at once: those at the desk, which mostly wait, beside all others, which mostly work."""

import subprocess
import sys
from pathlib import Path

from deploy.interrupt import end_with

REPOSITORY = Path(__file__).resolve().parents[1]
REPORT = REPOSITORY / "build/tests.txt"
STARTING = tuple(
    f"tests/system/test_{name}.py"
    for name in ("doctor", "installation", "lost_asterisk", "lost_visitor", "remote_asterisk", "system_asterisk", "up")
)
"""System tests of starts, ends and installations; without them the half at the desk takes twice as long as the other."""
WORKING = ("tests/unit", "tests/property", "tests/contract", "tests/integration", *STARTING)
CALLING = ("tests/system", *(f"--ignore={path}" for path in STARTING))


def main(arguments: list[str]) -> int:
    """Both halves to their end, whatever the other says; `arguments` go to both. The answer is the worse one.

    Sound and people do not wait: the half that only works gives way.
    """
    REPORT.parent.mkdir(parents=True, exist_ok=True)
    with REPORT.open("wb") as report:
        polite = ("nice", *_pytest(*WORKING, *arguments))
        working = subprocess.Popen(polite, cwd=REPOSITORY, stdout=report, stderr=report)  # noqa: S603 -- our own pytest
        try:
            calling = subprocess.run(_pytest(*CALLING, *arguments), cwd=REPOSITORY, check=False).returncode  # noqa: S603 -- our own pytest
            worked = working.wait()
        finally:
            working.terminate()
    sys.stdout.write(f"\npytest {' '.join(WORKING)}\n{REPORT.read_text(errors='replace')}")
    return max(calling, worked)


def _pytest(*arguments: str) -> tuple[str, ...]:
    return (sys.executable, "-m", "pytest", *arguments)


if __name__ == "__main__":
    end_with(lambda: main(sys.argv[1:]))
