"""From a caller's key to the next prompt, in a Ringdesk flow beside the same menu in Asterisk's own dialplan.

Two menus lead to each other by key 1. Each plays a tone of its own, so that a caller hears when one has stopped and the
other has begun. All times are taken where the caller is: from sending the key (SIP INFO) to the packets that come in.
"""

import asyncio
import math
import random
import wave
from array import array
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from time import perf_counter

from msgspec import Struct

from bench.info_phone import Answered, InfoPhone
from bench.table import Table, quantile

MENUS = "4002"
"""The number of the two menus, on both sides."""
TONES = {"menu-a": 440, "menu-b": 1_200}
"""Sounds and their hertz; both are longer than anybody waits."""
TONE_SECONDS = 30
RATE = 8_000
PAUSE_SECONDS = (0.8, 1.2)
"""Between two keys of a caller."""
PACKET_SECONDS = 0.02


class Keys(Struct, frozen=True, kw_only=True):
    """One side with so many callers at once: milliseconds from the key to the end of a prompt and to the next one."""

    side: str
    callers: int
    keys: int
    lost: int
    stopped_p50_ms: float
    stopped_p95_ms: float
    next_p50_ms: float
    next_p95_ms: float


def write_tones(asterisk_folder: Path) -> None:
    """Put both sounds where an Asterisk with its files in that folder finds them in any language."""
    for name, hertz in TONES.items():
        samples = array(
            "h", (round(8_000 * math.sin(math.tau * hertz * at / RATE)) for at in range(TONE_SECONDS * RATE))
        )
        with wave.open(str(asterisk_folder / f"share/sounds/{name}.wav"), "wb") as file:
            file.setparams((1, 2, RATE, len(samples), "NONE", ""))
            file.writeframes(samples.tobytes())


def measure(side: str, sip_port: int, callers: int, keys: int) -> Keys:
    """So many keys of all callers together, but between five and forty of each."""
    return asyncio.run(_crowd(side, sip_port, callers, min(40, max(5, keys // callers))))


def table(found: Sequence[Keys]) -> Table:
    """For people."""
    return Table(
        title="Menus: from a key to the next prompt",
        columns=(
            "side",
            "callers at once",
            "keys",
            "old prompt stopped p50 / p95 ms",
            "next prompt began p50 / p95 ms",
        ),
        rows=tuple(
            (
                one.side,
                str(one.callers),
                str(one.keys) if not one.lost else f"{one.keys}, {one.lost} without an answer",
                f"{one.stopped_p50_ms:.0f} / {one.stopped_p95_ms:.0f}",
                f"{one.next_p50_ms:.0f} / {one.next_p95_ms:.0f}",
            )
            for one in found
        ),
        notes=(
            "From sending the key by SIP INFO to the last packet of the old prompt and the first of the next, as they reach "
            "the caller; sound comes in packets of 20 ms.",
            f"Dialplan: `Background`, `WaitExten` and `Goto` between two contexts. {_ratios(found)}",
        ),
    )


def _ratios(found: Sequence[Keys]) -> str:
    ours = {one.callers: one.next_p50_ms for one in found if one.side == "Ringdesk"}
    theirs = {one.callers: one.next_p50_ms for one in found if one.side != "Ringdesk"}
    return "Next prompt, p50 Ringdesk / dialplan: " + ", ".join(
        f"{ours[callers] / theirs[callers]:.2f}x with {callers}" for callers in ours if theirs.get(callers)
    )


async def _crowd(side: str, sip_port: int, callers: int, keys: int) -> Keys:
    phones = [InfoPhone(sip_port, number=f"1560000{place:04}", dialed=MENUS) for place in range(callers)]
    found: list[Answered | None] = []
    try:
        await asyncio.gather(*(phone.dial() for phone in phones))
        for answers in await asyncio.gather(*(_walk(phone, keys) for phone in phones)):
            found += answers
    finally:
        await asyncio.gather(*(phone.hang_up() for phone in phones))
    stopped = sorted(one.stopped_ms for one in found if one is not None) or [math.inf]
    began = sorted(one.next_ms for one in found if one is not None) or [math.inf]
    return Keys(
        side=side,
        callers=callers,
        keys=len(found),
        lost=found.count(None),
        stopped_p50_ms=quantile(stopped, 0.5),
        stopped_p95_ms=quantile(stopped, 0.95),
        next_p50_ms=quantile(began, 0.5),
        next_p95_ms=quantile(began, 0.95),
    )


async def _walk(phone: InfoPhone, keys: int) -> list[Answered | None]:
    pressed: list[float] = []
    for _ in range(keys):
        await asyncio.sleep(random.uniform(*PAUSE_SECONDS))
        pressed.append(perf_counter())
        phone.press("1")
    await asyncio.sleep(PAUSE_SECONDS[0])
    menus = list(TONES.values())
    heard = [(at, min(menus, key=lambda hertz: abs(hertz - _hertz(sound)))) for at, sound in phone.heard]
    moments = [*pressed, math.inf]
    return [_answer(heard, at, until) for at, until in pairwise(moments)]


def _answer(heard: Sequence[tuple[float, int]], pressed: float, until: float) -> Answered | None:
    """What followed a key: the last packet of what was playing, and the first of something else."""
    playing = next((tone for at, tone in reversed(heard) if at < pressed), None)
    following = [(at, tone) for at, tone in heard if pressed <= at < until]
    began = next((at for at, tone in following if tone != playing), None)
    if playing is None or began is None:
        return None
    last = max((at for at, tone in following if tone == playing and at < began), default=pressed)
    return Answered(stopped_ms=(last - pressed) * 1000, next_ms=(began - pressed) * 1000)


def _hertz(sound: bytes) -> float:
    """The pitch of a tone, from how often its sign changes; the first bit is the sign in G.711."""
    changes = sum((one ^ other) >> 7 for one, other in pairwise(sound))
    return changes / 2 / (len(sound) / RATE)
