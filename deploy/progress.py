"""Long steps made visible: a bar on a terminal, a line for each step elsewhere."""

import sys
from collections.abc import Generator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, TaskProgressColumn, TextColumn, TimeElapsedColumn
from rich.progress import Progress as Bar

from app.asterisk.packages import Progress


@contextmanager
def shown() -> Generator[Progress]:
    """Give a `Progress` to hand to whatever takes long."""
    console = Console(stderr=True)
    if not console.is_terminal:
        yield _Lines()
        return
    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TimeElapsedColumn())
    with Bar(*columns, console=console, transient=True) as bar:
        task = bar.add_task("", total=None)

        def tell(step: str, done: float | None) -> None:
            bar.update(task, description=step, completed=done or 0.0, total=None if done is None else 1.0)

        yield tell


class _Lines:
    def __init__(self) -> None:
        self._told = ""

    def __call__(self, step: str, done: float | None) -> None:
        del done
        if step != self._told:
            sys.stderr.write(f"{step}\n")
        self._told = step
