"""What a person sees of long steps: each once, on a terminal and where lines are kept."""

import io
from collections.abc import Callable

import pytest
from rich.console import Console

from app import cli_shown
from deploy import progress

Tell = Callable[[str, float | None], None]


def steps(tell: Tell) -> None:
    tell("Reading the package list", None)
    tell("Downloading packages", 0.0)
    tell("Downloading packages", 0.5)
    tell("Unpacking packages", 1.0)


def test_the_set_up_tells_each_step_once_where_lines_are_kept(capsys: pytest.CaptureFixture[str]) -> None:
    with progress.shown() as tell:
        steps(tell)
    told = capsys.readouterr().err.splitlines()
    assert told == ["Reading the package list", "Downloading packages", "Unpacking packages"]


def on_a_terminal(screen: io.StringIO) -> Console:
    return Console(file=screen, force_terminal=True, width=100)


def test_a_start_tells_each_step_where_lines_are_kept() -> None:
    said = io.StringIO()
    with cli_shown.progress(Console(file=said, width=100)) as tell:
        steps(tell)
    assert said.getvalue().split("\n")[:3] == ["Reading the package list", "Downloading packages", "Unpacking packages"]


def test_on_a_terminal_a_start_shows_a_bar() -> None:
    screen = io.StringIO()
    with cli_shown.progress(on_a_terminal(screen)) as tell:
        tell("Downloading packages", 0.5)
    assert_bar(screen)


def test_on_a_terminal_the_set_up_shows_a_bar(monkeypatch: pytest.MonkeyPatch) -> None:
    screen = io.StringIO()

    def console(*, stderr: bool) -> Console:
        assert stderr
        return on_a_terminal(screen)

    monkeypatch.setattr(progress, "Console", console)
    with progress.shown() as tell:
        tell("Downloading packages", 0.5)
    assert_bar(screen)


def assert_bar(screen: io.StringIO) -> None:
    assert "Downloading packages" in screen.getvalue()
    assert "━" in screen.getvalue()
