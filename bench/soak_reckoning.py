"""What became of every caller of the soak, from what the site has kept and what Asterisk still holds."""

import re
import sqlite3
import time
from collections import Counter
from collections.abc import Sequence
from contextlib import closing
from datetime import datetime
from typing import get_args

import httpx
from msgspec import Struct

from app.calls.interaction import Outcome
from bench.ringdesk_site import RingdeskSite
from bench.soak_callers import Placed
from bench.table import Table, quantile

SETTLE_SECONDS = 60.0
OF_THE_KILL = ("Stasis app 'ringdesk' not active", "Error reading from web socket: Connection reset by peer")
"""What Asterisk says of an application that is gone."""
_WARNING = re.compile(r"\[warning *\] (.*?)(?: +\w+_id=.*)?$")
_FAULT = re.compile(r"\[(error|critical)")


class Away(Struct, frozen=True, kw_only=True):
    """When the application was killed and when it was ready again, in seconds since the epoch."""

    killed: float
    ready: float


class Left(Struct, frozen=True, kw_only=True):
    """What should be gone when everybody has hung up."""

    live_calls: int
    channels: int
    bridges: int


class Reckoning(Struct, frozen=True, kw_only=True):
    """The whole account. `unserved`: placed while no application was there, and told so by Asterisk alone.

    `away` is None where the application stayed.
    """

    agents: int
    at_once: int
    seconds: float
    away: Away | None
    placed: dict[str, int]
    stored: int
    unserved: int
    lost: tuple[str, ...]
    doubled: tuple[str, ...]
    outcomes: dict[str, int]
    unknown: tuple[str, ...]
    reconciled: int
    wait_p50_ms: float
    wait_p95_ms: float
    recordings: dict[str, int]
    without_sound: tuple[str, ...]
    left: Left
    app_faults: tuple[str, ...]
    asterisk_faults: tuple[str, ...]
    readied: int
    warnings: dict[str, int]

    @property
    def whole(self) -> bool:
        """Whether nothing is lost, doubled, unknown or left over."""
        wrong = (self.lost, self.doubled, self.unknown, self.without_sound, self.app_faults, self.asterisk_faults)
        return not any(wrong) and self.left == Left(live_calls=0, channels=0, bridges=0)


def reckon(
    site: RingdeskSite, placed: Sequence[Placed], away: Away | None, *, at_once: int, seconds: float, readied: int
) -> Reckoning:
    """Wait until nothing is live any more, and count."""
    left = _settled(site)
    with closing(sqlite3.connect(f"file:{site.folder}/ringdesk.db?mode=ro", uri=True)) as database:
        rows = database.execute(
            "SELECT caller_number, outcome, ended_at, reconciled, wait_ms FROM interactions"
        ).fetchall()
        kept = database.execute(
            "SELECT trim(status || ' ' || fault), count(*) FROM recordings GROUP BY status, fault"
        ).fetchall()
        silent = database.execute(
            "SELECT i.caller_number FROM segments s JOIN interactions i ON i.id = s.interaction_id"
            " LEFT JOIN recordings r ON r.id = s.recording_id"
            " WHERE s.kind = 'agent' AND s.talk_ms > 0 AND NOT i.reconciled AND (r.status IS NULL OR r.status IN ('pending', 'failed'))"
        ).fetchall()
    counted = Counter(str(row[0]) for row in rows)
    unserved = {
        one.caller_number
        for one in placed
        if away is not None and away.killed - 1 <= one.at <= away.ready and not counted[one.caller_number]
    }
    waits = sorted(float(row[4]) for row in rows if row[1] == "answered")
    return Reckoning(
        agents=len(site.agents),
        at_once=at_once,
        seconds=round(seconds, 1),
        away=away,
        placed=dict(Counter(one.temper for one in placed)),
        stored=len(rows),
        unserved=len(unserved),
        lost=tuple(sorted({one.caller_number for one in placed} - set(counted) - unserved)),
        doubled=tuple(number for number, times in counted.items() if times > 1),
        outcomes=dict(Counter(str(row[1]) for row in rows)),
        unknown=tuple(str(row[0]) for row in rows if row[1] not in get_args(Outcome) or row[2] is None),
        reconciled=sum(bool(row[3]) for row in rows),
        wait_p50_ms=quantile(waits, 0.5) if waits else 0,
        wait_p95_ms=quantile(waits, 0.95) if waits else 0,
        recordings={str(status): int(count) for status, count in kept},
        without_sound=tuple(str(number) for (number,) in silent),
        left=left,
        app_faults=tuple(line for line in _lines(site, "logs/app.log") if _FAULT.search(line)),
        asterisk_faults=_asterisk_faults(site, away),
        readied=readied,
        warnings=dict(Counter(found[1] for line in _lines(site, "logs/app.log") if (found := _WARNING.search(line)))),
    )


def table(found: Reckoning) -> Table:
    """For people."""
    placed = sum(found.placed.values())
    return Table(
        title=f"Soak: {found.agents} agents, {found.at_once} callers on the line, {found.seconds:.0f} s, "
        + ("nothing killed" if found.away is None else "the application killed"),
        columns=("what", "count"),
        rows=(
            *((f"calls placed by callers of whom each {name}", f"{count}") for name, count in found.placed.items()),
            ("calls placed", f"{placed}"),
            ("contacts stored", f"{found.stored}"),
            ("told by Asterisk alone that nobody can answer, while the application was away", f"{found.unserved}"),
            ("lost", f"{len(found.lost)}"),
            ("stored twice", f"{len(found.doubled)}"),
            *((f"ended as `{outcome}`", f"{count}") for outcome, count in sorted(found.outcomes.items())),
            ("ended otherwise", f"{len(found.unknown)}"),
            ("found out after the restart (`reconciled`)", f"{found.reconciled}"),
            *((f"recordings `{status}`", f"{count}") for status, count in sorted(found.recordings.items())),
            ("talks without a recording (but for those found out after the restart)", f"{len(found.without_sound)}"),
            (
                "live calls, channels, bridges left",
                f"{found.left.live_calls}, {found.left.channels}, {found.left.bridges}",
            ),
            (
                "errors in the application's log, in Asterisk's",
                f"{len(found.app_faults)}, {len(found.asterisk_faults)}",
            ),
        ),
        notes=(
            f"**{'Nothing was lost.' if found.whole else 'Something was lost: see the rows that should be 0.'}**",
            _of_the_kill(found.away) + f" {found.readied} times an agent had to ask for calls again.",
            f"Answered callers waited {found.wait_p50_ms / 1000:.1f} s (p50), {found.wait_p95_ms / 1000:.1f} s (p95).",
            "Warnings in the application's log: "
            + (", ".join(f"{count} {what}" for what, count in sorted(found.warnings.items())) or "none")
            + ".",
            "Callers and agents are SIPp, both with sound; every talk is recorded with both sides apart.",
        ),
    )


def _of_the_kill(away: Away | None) -> str:
    if away is None:
        return "Nothing was killed."
    return f"The application was killed with SIGKILL in the middle and was ready again after {away.ready - away.killed:.1f} s."


def _settled(site: RingdeskSite) -> Left:
    account = site.secrets.ari
    deadline = time.monotonic() + SETTLE_SECONDS
    with httpx.Client(
        auth=(account.name, account.secret), base_url=f"http://127.0.0.1:{site.loopback.http}/ari", timeout=10
    ) as ari:
        while True:
            with closing(sqlite3.connect(f"file:{site.folder}/ringdesk.db?mode=ro", uri=True)) as database:
                ((live,),) = database.execute("SELECT count(*) FROM live_calls").fetchall()
                ((pending,),) = database.execute("SELECT count(*) FROM recordings WHERE status = 'pending'").fetchall()
            left = Left(
                live_calls=live,
                channels=len(ari.get("/channels").raise_for_status().json()),
                bridges=len(ari.get("/bridges").raise_for_status().json()),
            )
            if (left == Left(live_calls=0, channels=0, bridges=0) and not pending) or time.monotonic() > deadline:
                return left
            time.sleep(0.2)


def _asterisk_faults(site: RingdeskSite, away: Away | None) -> tuple[str, ...]:
    """What Asterisk says of the missing application while it is away is expected; everything else is a fault."""
    errors = [line for line in _lines(site, "asterisk/log/messages.log") if " ERROR" in line]
    return tuple(
        line for line in errors if not (away is not None and line.endswith(OF_THE_KILL) and _is_within(line, away))
    )


def _is_within(line: str, away: Away) -> bool:
    return away.killed - 1 <= datetime.fromisoformat(line[1:24]).timestamp() <= away.ready + 1


def _lines(site: RingdeskSite, name: str) -> list[str]:
    log = site.folder / name
    return log.read_text(errors="replace").splitlines() if log.exists() else []
