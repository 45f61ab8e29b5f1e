"""How the command shows things: tables for people, JSON for programs."""

from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from ipaddress import ip_address
from pathlib import Path

from msgspec import json
from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.table import Table

from app.demo_told import HOTLINE, OUTSIDE, SignIn, sign_ins
from app.doctor import Probe
from app.settings import Settings
from app.simulate.fate import Fate, counted
from app.site import Site

EVERYWHERE = ("0.0.0.0", "::")  # noqa: S104 - recognised, not bound
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


def announce(console: Console, settings: Settings, site: Site, *, anybody: bool) -> None:
    """Where everything is, and how to get in."""
    everywhere = settings.host in EVERYWHERE
    host = "127.0.0.1" if everywhere else settings.host
    origin = f"http://{f'[{host}]' if ':' in host else host}:{settings.port}"
    found = sign_ins(site)
    places = Table("", "address", title="Ringdesk is up", title_justify="left")
    places.add_row("agents and supervisors", f"{origin}/")
    places.add_row("callers, from a browser", f"{origin}/call")
    if not settings.remote_asterisk:
        number = HOTLINE if found else "NUMBER"
        places.add_row("callers, by SIP", f"sip:{number}@{settings.sip_host}:{settings.sip_port}")
        if found and settings.demo:
            places.add_row("to call from the desk", f"{OUTSIDE[0].number} ({OUTSIDE[0].happens}); more: ringdesk demo")
    places.add_row("health", f"{origin}/readyz")
    console.print(places)
    if found:
        show_sign_ins(console, found, as_json=False)
    for advice in _advice(settings, anybody=anybody):
        console.print(advice, style="yellow", highlight=False, markup=False, soft_wrap=True)
    console.print("Ctrl-C stops everything.")


def _advice(settings: Settings, *, anybody: bool) -> Iterator[str]:
    if not anybody:
        data = f" --data {settings.data}" if settings.data.absolute() != Path("data").absolute() else ""
        yield f"Nobody can sign in yet. Add the first administrator: ringdesk user add LOGIN --role admin{data}"
    if settings.host in EVERYWHERE or not _on_this_machine(settings.host):
        yield (
            f"Other machines reach the web pages at port {settings.port}, but can sign in by https only, and browsers give"
            " them no microphone without it: put a proxy with TLS in front (docs/admin/tls.md)."
        )


def _on_this_machine(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def show_sign_ins(console: Console, found: Sequence[SignIn], *, as_json: bool) -> None:
    """The demo's accounts."""
    if as_json:
        return _json(console, found)
    table = Table("login", "password", "role", "name", "number", title="Demo sign-ins", title_justify="left")
    for sign_in in found:
        table.add_row(sign_in.login, sign_in.password, sign_in.role, sign_in.name, sign_in.number)
    return console.print(table)


def show_outside(console: Console) -> None:
    """Whom the demo's agents can call."""
    table = Table("number", "what happens", title="Outside numbers to call from the desk", title_justify="left")
    for outside in OUTSIDE:
        table.add_row(outside.number, outside.happens)
    console.print(table)


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
    table = Table()
    for heading in ("caller", "key", "outcome", "queue", "agent", "waited", "talked", "ended by"):
        table.add_column(heading, overflow="fold")
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
    console.print(", ".join(f"{count} {outcome}" for outcome, count in counted(fates).items()))
    if not any(fate.agent for fate in fates):
        console.print("No agent took a call: sign in as one, become Ready, and simulate again.")
    return None


def _json(console: Console, value: object) -> None:
    console.file.write(json.format(json.encode(value), indent=2).decode() + "\n")
