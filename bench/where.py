"""Where the application's time goes while real calls come in, by samples of the thread that holds the interpreter (py-spy)."""

import re
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from msgspec import Struct

from app.asterisk.installation import Installation
from bench import sipp
from bench.call_plan import EVERYBODY, NUMBERS
from bench.processes import cpu_seconds
from bench.ringdesk_site import RingdeskSite
from bench.table import Table

SAMPLES_PER_SECOND = 200
_FRAME = re.compile(r"^(?P<name>.*) \((?P<path>[^:()]+)(?::\d+)?\)$")

PARTS: tuple[tuple[str, tuple[str, ...]], ...] = (
    (
        "reading what Asterisk says: events and answers",
        ("app/asterisk/translate", "app/asterisk/ari.py", "app/asterisk/phones"),
    ),
    ("telling Asterisk what to do", ("app/asterisk/",)),
    ("deciding: `step`", ("app/calls/step", "app/calls/", "agents/", "ivr/")),
    ("storing: journal, live state, interactions", ("app/runtime_commit", "database/", "reporting/")),
    ("screens: what browsers are told", ("app/web/",)),
    ("recordings", ("recording/",)),
    ("carrying it all: inbox, timers, effects", ("app/runtime",)),
    ("looking callers up", ("customers/",)),
    ("the rest of our own code", ("app/", "knowledge_base/")),
)
"""A sample belongs to the part of the innermost frame of our own; the first path that fits counts."""
_STORING = ("app/calls/repository", "app/calls/records", "app/calls/spool", "app/calls/salvage", "agents/repository")
"""What stands below `app/calls/` and `agents/`, but writes."""
_LOOP = ("app/serve.py", "app/cli.py", "app/main.py")
"""Below these alone the event loop runs what is the libraries' own."""
LIBRARIES = "event loop, threads and libraries, with none of our frames"
OUTSIDE = "outside Python: SQLite's writing, sockets, the kernel"


class Where(Struct, frozen=True, kw_only=True):
    """Samples by part, and by the innermost function of our own, while `calls` came in at `rate` a second.

    `cpu_ms`: what the whole application used per call, of which samples show what was done in Python.
    """

    rate: float
    calls: int
    failed: int
    samples: int
    cpu_ms: float
    parts: dict[str, int]
    functions: dict[str, int]


def measure(installation: Installation, site: RingdeskSite, folder: Path, *, rate: float, calls: int) -> Where:
    """Look at the application `SAMPLES_PER_SECOND` times a second while `calls` come in. Its agents are ready."""
    stacks = folder / "stacks.txt"
    options = ("--gil", "--rate", str(SAMPLES_PER_SECOND), "--format", "raw", "--output", str(stacks))
    command = (shutil.which("py-spy", path=str(Path(sys.executable).parent)) or "py-spy", "record", *options)
    watched = site.app_pids()[0]
    watcher = subprocess.Popen(
        (*command, "--duration", str(int(calls / rate) + 3), "--pid", str(watched)),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )
    before = cpu_seconds([watched])
    called = sipp.call(
        installation, folder / "where", sip_port=site.sip_port, number=NUMBERS[EVERYBODY], rate=rate, calls=calls
    )
    _, said = watcher.communicate(timeout=120)
    used = cpu_seconds([watched]) - before
    if not stacks.exists():
        raise OSError(f"py-spy recorded nothing: {said.decode(errors='replace')}")
    parts, functions = Counter[str](), Counter[str]()
    for line in stacks.read_text().splitlines():
        stack, _, count = line.rpartition(" ")
        part, function = place(stack.split(";"))
        parts[part] += int(count)
        functions[function] += int(count)
    return Where(
        rate=rate,
        calls=called.calls,
        failed=called.failed,
        samples=sum(parts.values()),
        cpu_ms=used * 1000 / called.calls,
        parts=dict(parts.most_common()),
        functions=dict(functions.most_common(12)),
    )


def place(stack: Sequence[str]) -> tuple[str, str]:
    """The part and the function that a stack, outermost frame first, belongs to."""
    for frame in reversed(stack):
        found = _FRAME.match(frame)
        if found is None or "site-packages" in found["path"]:
            continue
        path = found["path"]
        if path in _LOOP:
            break
        if path.startswith(_STORING):
            return PARTS[3][0], f"{found['name']} ({path})"
        for part, paths in PARTS:
            if path.startswith(paths):
                return part, f"{found['name']} ({path})"
    return LIBRARIES, "none of our own"


def table(found: Where) -> Table:
    """For people."""
    rows = [(part, count * 1000 / SAMPLES_PER_SECOND / found.calls) for part, count in found.parts.items()]
    rows.append((OUTSIDE, max(0.0, found.cpu_ms - sum(spent for _, spent in rows))))
    # a thread that holds the interpreter is seen while it waits for a core, too: shares are of samples, time is of CPU
    whole = sum(spent for _, spent in rows)
    return Table(
        title="Where the application's time goes",
        columns=("part", "share", "ms per call"),
        rows=tuple((part, f"{spent / whole:.0%}", f"{found.cpu_ms * spent / whole:.2f}") for part, spent in rows),
        notes=(
            f"{found.calls} calls at {found.rate:g}/s, {found.failed} failed; {found.cpu_ms:.1f} ms of CPU per call; "
            f"{found.samples} samples of the thread that holds the interpreter, {SAMPLES_PER_SECOND} a second. Libraries count as callers.",
            "The costliest of our functions, with what they call in libraries, as shares of the samples: "
            + ", ".join(f"`{name}` {count / found.samples:.0%}" for name, count in found.functions.items())
            + ".",
        ),
    )
