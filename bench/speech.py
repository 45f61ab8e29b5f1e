"""Text to speech: how long a caller's text takes when it is spoken already, and when the engine must speak it."""

import asyncio
import tempfile
import wave
from collections.abc import Mapping, Sequence
from datetime import timedelta
from pathlib import Path
from time import perf_counter

from msgspec import Struct

from bench.table import Table, quantile
from ivr.prompt import Speech
from ivr.speech import SpeechCache

TEXTS: Mapping[str, str] = {
    "en": "Order {number} has left our warehouse. To hear this again, press 1. To speak to someone, press 0.",
    "zh-CN": "您的订单{number}已经发货。再听一遍请按一，人工服务请按零。",
}
"""Each with a number of its own, so that the engine has never spoken it."""
PATIENT = timedelta(seconds=30)


class Spoken(Struct, frozen=True, kw_only=True):
    """One language: milliseconds for a text without a sound, for one with it, and how long the sounds are."""

    language: str
    texts: int
    miss_p50_ms: float
    miss_p95_ms: float
    hit_p50_ms: float
    hit_p95_ms: float
    sound_seconds: float


def measure(texts: int) -> tuple[Spoken, ...]:
    """Have so many texts spoken in each language, one after the other, and ask for each again."""
    return tuple(asyncio.run(_language(language, texts)) for language in TEXTS)


def table(found: Sequence[Spoken]) -> Table:
    """For people."""
    return Table(
        title="Text to speech: spoken already, and not yet",
        columns=("language", "texts", "not yet p50 / p95 ms", "already p50 / p95 ms", "seconds of sound each"),
        rows=tuple(
            (
                one.language,
                str(one.texts),
                f"{one.miss_p50_ms:.0f} / {one.miss_p95_ms:.0f}",
                f"{one.hit_p50_ms:.1f} / {one.hit_p95_ms:.1f}",
                f"{one.sound_seconds:.1f}",
            )
            for one in found
        ),
        notes=(
            "From asking for a text to its sound on disk, by the usual engine (pyttsx3 with espeak-ng), one text at a time. Only texts "
            "with gaps meet the engine in a call: all others are spoken before a flow is published.",
        ),
    )


async def _language(language: str, texts: int) -> Spoken:
    asked = [Speech(text=TEXTS[language].format(number=10_000 + place), language=language) for place in range(texts)]
    with tempfile.TemporaryDirectory() as folder:
        cache = SpeechCache(Path(folder), timeout=PATIENT)
        await cache.start()
        try:
            await cache.sound_for(Speech(text=".", language=language))  # the engine is awake
            misses = [await _milliseconds(cache, text) for text in asked]
            hits = [await _milliseconds(cache, text) for text in asked]
            seconds = _seconds(await cache.sound_for(asked[0]))
        finally:
            await cache.close()
    return Spoken(
        language=language,
        texts=texts,
        miss_p50_ms=quantile(sorted(misses), 0.5),
        miss_p95_ms=quantile(sorted(misses), 0.95),
        hit_p50_ms=quantile(sorted(hits), 0.5),
        hit_p95_ms=quantile(sorted(hits), 0.95),
        sound_seconds=seconds,
    )


async def _milliseconds(cache: SpeechCache, text: Speech) -> float:
    began = perf_counter()
    await cache.sound_for(text)
    return (perf_counter() - began) * 1000


def _seconds(sound: Path) -> float:
    with wave.open(f"{sound}.wav", "rb") as file:
        return file.getnframes() / file.getframerate()
