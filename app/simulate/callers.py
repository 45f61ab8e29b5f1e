"""Makes callers with SIPp, and reads afterwards what became of each."""

import asyncio
import os
import secrets
import socket
from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from msgspec import Struct, structs
from sqlalchemy import select

from app.asterisk.installation import cache_folder, find
from app.settings import Settings
from app.simulate.alaw import alaw_of_wav
from app.simulate.fate import Fate
from database.engine import Database
from reporting.tables import InteractionRecorded

SCENARIO = Path(__file__).parent / "caller.xml"
RECORDED_SECONDS = 15.0
"""How long after the last call its interaction is waited for."""
TAIL_SECONDS = 30.0
"""What set-up and hanging up may add to a caller's stay."""
SPOKEN = "demo-congrats.wav"


class Campaign(Struct, frozen=True, kw_only=True):
    """How many callers come, how fast, how long each stays, and which keys they press."""

    calls: int
    rate: float
    stay: timedelta
    keys: str
    dialed_number: str


class CannotCall(Exception):
    """The text says why, and how to mend it."""


async def run_campaign(settings: Settings, campaign: Campaign) -> Sequence[Fate]:
    """Let them all call; what became of each, in order. Raises `CannotCall`."""
    installation = await asyncio.to_thread(find, cache_folder())
    if installation is None or installation.sipp is None:
        raise CannotCall("There is no SIPp here: `make asterisk` fetches one, or install sip-tester.")
    if not (campaign.keys and set(campaign.keys) <= set("0123456789*#")):
        raise CannotCall("Keys are digits, * and #.")
    if not campaign.dialed_number.isdigit():
        raise CannotCall("The number to dial has digits only.")
    expected = _callers(campaign)
    began = datetime.now(UTC)
    with TemporaryDirectory(prefix="ringdesk-") as folder:
        await asyncio.to_thread(_prepare, Path(folder), campaign, expected, installation.sounds)
        await _call(
            (*installation.sipp, *_options(settings, campaign, Path(folder))),
            {**os.environ, **dict(installation.environment), "TERM": "dumb"},
            Path(folder),
            campaign,
        )
    database = Database(settings.database)
    try:
        return await _fates(database, expected, began)
    finally:
        await database.close()


def _callers(campaign: Campaign) -> list[Fate]:
    """Numbers that nobody else has used just now."""
    prefix = f"155{secrets.randbelow(10_000):04d}"
    return [
        Fate(caller_number=f"{prefix}{place:04d}", key=campaign.keys[place % len(campaign.keys)])
        for place in range(campaign.calls)
    ]


def _prepare(folder: Path, campaign: Campaign, callers: Sequence[Fate], sounds: Path) -> None:
    (folder / "voice.alaw").write_bytes(alaw_of_wav(sounds / SPOKEN))
    lines = ["SEQUENTIAL", *(f"{caller.caller_number};{caller.key}" for caller in callers)]
    (folder / "callers.csv").write_text("\n".join(lines) + "\n")
    scenario = SCENARIO.read_text()
    for word, value in {
        "dialed_number": campaign.dialed_number,
        "stay_ms": str(campaign.stay // timedelta(milliseconds=1)),
        "sound": str(folder / "voice.alaw"),
    }.items():
        scenario = scenario.replace("{{" + word + "}}", value)
    (folder / "caller.xml").write_text(scenario)


def _options(settings: Settings, campaign: Campaign, folder: Path) -> list[str]:
    host = "127.0.0.1" if settings.sip_host == "0.0.0.0" else settings.sip_host  # noqa: S104 - recognised, not bound
    port = _free_port()
    return [
        f"{host}:{settings.sip_port}",
        *("-sf", str(folder / "caller.xml")),
        *("-inf", str(folder / "callers.csv")),
        *("-i", "127.0.0.1", "-p", str(port), "-mi", "127.0.0.1"),
        *("-m", str(campaign.calls), "-l", str(campaign.calls)),
        *("-r", str(max(1, round(campaign.rate * 10))), "-rp", "10000"),
        *("-min_rtp_port", "30000", "-max_rtp_port", "40000"),
        *("-trace_err", "-error_file", str(folder / "errors.log")),
        "-nostdin",
    ]


async def _call(arguments: Sequence[str], environment: dict[str, str], folder: Path, campaign: Campaign) -> None:
    longest = campaign.calls / campaign.rate + campaign.stay.total_seconds() + TAIL_SECONDS
    process = await asyncio.create_subprocess_exec(
        *arguments,
        cwd=folder,
        env=environment,
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        async with asyncio.timeout(longest):
            _, said = await process.communicate()
    except TimeoutError:
        return
    finally:
        with suppress(ProcessLookupError):
            process.kill()
        await process.wait()
    # 1: some calls failed, which their fates tell
    if process.returncode not in (0, 1):
        log = folder / "errors.log"
        lines = (log.read_text(errors="replace") if log.exists() else said.decode(errors="replace")).splitlines()
        raise CannotCall(f"SIPp ended with {process.returncode}: {' '.join(lines[-3:])}")


async def _fates(database: Database, expected: Sequence[Fate], since: datetime) -> Sequence[Fate]:
    """Wait a while for the last interaction, then take what there is."""
    deadline = datetime.now(UTC) + timedelta(seconds=RECORDED_SECONDS)
    while True:
        found = await _recorded(database, since)
        if all(caller.caller_number in found for caller in expected) or datetime.now(UTC) > deadline:
            break
        await asyncio.sleep(0.5)
    return [_told(caller, found) for caller in expected]


async def _recorded(database: Database, since: datetime) -> dict[str, Fate]:
    kept = InteractionRecorded
    query = select(
        kept.caller_number, kept.outcome, kept.queue_id, kept.agent_number, kept.wait_ms, kept.talk_ms, kept.ended_by
    ).where(kept.arrived_at >= since)
    async with database.read() as connection:
        rows = (await connection.execute(query)).all()
    return {
        row.caller_number: Fate(
            caller_number=row.caller_number,
            key="",
            outcome=row.outcome,
            queue=row.queue_id,
            agent=row.agent_number,
            wait_ms=row.wait_ms,
            talk_ms=row.talk_ms,
            ended_by=row.ended_by,
        )
        for row in rows
    }


def _told(caller: Fate, found: dict[str, Fate]) -> Fate:
    fate = found.get(caller.caller_number)
    return caller if fate is None else structs.replace(fate, key=caller.key)


def _free_port() -> int:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as tried:
        tried.bind(("127.0.0.1", 0))
        return int(tried.getsockname()[1])
