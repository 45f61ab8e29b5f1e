"""How the command shows things: tables for people, JSON for programs."""

from collections.abc import Callable, Generator, Iterable, Sequence
from contextlib import contextmanager
from dataclasses import asdict

from msgspec import json
from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.table import Table

from app.demo import SignIn
from app.doctor import Probe
from app.settings import Settings
from app.simulate.fate import Fate, counted

Tell = Callable[[str, float | None], None]


@contextmanager
def progress(console: Console) -> Generator[Tell]:
    """A line that says what is being done; empty text takes it away."""
    if not console.is_terminal:
        yield _plain_lines(console)
        return
    bar = Progress(
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        TimeElapsedColumn(),
        console=console,
        transient=True,
    )
    task = bar.add_task("Starting", total=None)

    def tell(doing: str, done: float | None) -> None:
        if not doing:
            bar.stop()
            return
        bar.start()
        bar.update(task, description=doing, total=None if done is None else 1.0, completed=done or 0.0)

    try:
        yield tell
    finally:
        bar.stop()


def _plain_lines(console: Console) -> Tell:
    told = ""

    def tell(doing: str, done: float | None) -> None:
        nonlocal told
        del done
        if doing and doing != told:
            console.print(doing, highlight=False, markup=False)
        told = doing

    return tell


def announce(console: Console, settings: Settings, sign_ins: Sequence[SignIn]) -> None:
    """Where everything is, and how to get in."""
    host = "127.0.0.1" if settings.host == "0.0.0.0" else settings.host  # noqa: S104 - recognised, not bound
    origin = f"http://{host}:{settings.port}"
    places = Table("", "address", title="Ringdesk is up", title_justify="left")
    places.add_row("agents and supervisors", f"{origin}/")
    places.add_row("callers, from a browser", f"{origin}/call")
    if not settings.remote_asterisk:
        places.add_row("callers, by SIP", f"sip:4000@{settings.sip_host}:{settings.sip_port}")
    places.add_row("health", f"{origin}/readyz")
    console.print(places)
    if sign_ins:
        show_sign_ins(console, sign_ins, as_json=False)
    console.print("Ctrl-C stops everything.")


def show_sign_ins(console: Console, sign_ins: Sequence[SignIn], *, as_json: bool) -> None:
    """The demo's accounts."""
    if as_json:
        return _json(console, sign_ins)
    table = Table("login", "password", "role", "name", "number", title="Demo sign-ins", title_justify="left")
    for sign_in in sign_ins:
        table.add_row(sign_in.login, sign_in.password, sign_in.role, sign_in.name, sign_in.number)
    return console.print(table)


def show_probes(console: Console, probes: Sequence[Probe], *, as_json: bool) -> None:
    """What the doctor found."""
    if as_json:
        return _json(console, {"ok": all(probe.ok for probe in probes), "parts": [asdict(probe) for probe in probes]})
    table = Table("", "part")
    for heading in ("version", "", "to mend it"):
        table.add_column(heading, overflow="fold")
    for probe in probes:
        mark = "[green]ok[/]" if probe.ok and probe.found else "[yellow]-[/]" if probe.ok else "[red]FAULT[/]"
        table.add_row(mark, probe.name, probe.version, probe.detail, probe.mend)
    return console.print(table)


def show_calls(console: Console, fates: Iterable[Fate], *, as_json: bool) -> None:
    """What became of each simulated caller."""
    fates = tuple(fates)
    if as_json:
        return _json(console, {"calls": fates, "outcomes": counted(fates)})
    table = Table("caller", "key", "outcome", "queue", "agent", "waited", "talked", "ended by")
    for fate in fates:
        table.add_row(
            fate.caller_number,
            fate.key,
            fate.outcome,
            fate.queue,
            fate.agent,
            f"{fate.wait_ms / 1000:.1f} s",
            f"{fate.talk_ms / 1000:.1f} s",
            fate.ended_by,
        )
    console.print(table)
    return console.print(", ".join(f"{count} {outcome}" for outcome, count in counted(fates).items()))


def _json(console: Console, value: object) -> None:
    console.file.write(json.format(json.encode(value), indent=2).decode() + "\n")
