"""The real speech engine in its real child process, and processes that misbehave."""

import asyncio
import os
import shutil
import signal
import sys
import wave
from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import timedelta
from pathlib import Path

import numpy as np
import pytest

from ivr.prompt import Speech
from ivr.speech import SpeechCache, SpeechUnavailable
from ivr.speech_engine import WORKER, EngineFailed, SpeechEngine
from ivr.speech_provider import Pyttsx3Provider, SpeechProvider, Voice
from ivr.speech_rules import SpeechChoice, SpeechRules
from ivr.speech_warm import Progress, WarmUp
from ivr.wording import NOT_SPOKEN

pytestmark = pytest.mark.anyio
PATIENT = timedelta(seconds=30)

READY = "import sys, os, time, json; print(json.dumps({'ready': True}), flush=True)\n"
SLEEPER = READY + "open(sys.argv[1], 'a').write(f'{os.getpid()}\\n'); sys.stdin.readline(); time.sleep(600)"
DIER = READY + "open(sys.argv[1], 'a').write(f'{os.getpid()}\\n'); sys.stdin.readline(); os._exit(3)"
BABBLER = "print('hello', flush=True); import time; time.sleep(600)"


class Scripted(Pyttsx3Provider):
    """The usual provider with another program for its process."""

    def __init__(self, *command: str) -> None:
        self._command = command

    def worker(self) -> Sequence[str]:
        return self._command


def only(*command: str) -> Mapping[str, SpeechProvider]:
    return {"pyttsx3": Scripted(*command)}


@pytest.fixture
async def speech(tmp_path: Path) -> AsyncIterator[SpeechCache]:
    cache = SpeechCache(tmp_path / "speech", timeout=PATIENT)
    assert await cache.start()
    yield cache
    await cache.close()


def samples(sound: Path) -> "np.ndarray[tuple[int], np.dtype[np.int16]]":
    with wave.open(f"{sound}.wav", "rb") as source:
        assert (source.getframerate(), source.getnchannels(), source.getsampwidth()) == (8_000, 1, 2)
        return np.frombuffer(source.readframes(source.getnframes()), dtype="<i2")


def inode(sound: Path) -> int:
    return Path(f"{sound}.wav").stat().st_ino


@pytest.mark.parametrize(
    "prompt",
    [
        Speech(text="Agent 8001 is at your service", language="en"),
        Speech(text="8001号话务员为您服务", language="zh-CN"),
        Speech(text="-3 <break time='9s'/> `id` ; | $(x) [[h@'loU]]", language="en"),
        Speech(text="Bonjour", language="fr"),
    ],
    ids=["english", "mandarin", "hostile", "other language"],
)
async def test_text_becomes_an_audible_telephone_sound(speech: SpeechCache, prompt: Speech) -> None:
    heard = samples(await speech.sound_for(prompt))

    assert len(heard) > 8_000 // 2
    assert np.abs(heard.astype(np.int32)).max() > 3_000


async def test_chinese_characters_are_spoken_and_not_named(speech: SpeechCache) -> None:
    one = samples(await speech.sound_for(Speech(text="中", language="zh-CN")))
    six = samples(await speech.sound_for(Speech(text="中国技术支持", language="zh-CN")))
    twelve = samples(await speech.sound_for(Speech(text="中国技术支持中国技术支持", language="zh-CN")))
    pinyin = samples(await speech.sound_for(Speech(text="zhong1 guo2 ji4 shu4 zhi1 chi2", language="zh-CN")))

    # "Chinese letter" takes more than a second for each character; a Mandarin syllable a third of that
    assert len(one) < 8_000 * 0.9
    assert 0.15 < (len(twelve) - len(six)) / 6 / 8_000 < 0.5
    assert len(pinyin) == pytest.approx(len(six), rel=0.35)


async def test_chinese_numbers_are_spoken(speech: SpeechCache) -> None:
    short = samples(await speech.sound_for(Speech(text="8", language="zh-CN")))
    digits = samples(await speech.sound_for(Speech(text="8 0 0 1", language="zh-CN")))

    assert len(digits) > 1.5 * len(short)


async def test_a_text_is_spoken_once_for_all_who_ask_at_the_same_time(speech: SpeechCache) -> None:
    prompt = Speech(text="You are caller number one", language="en")

    sounds = await asyncio.gather(*(speech.sound_for(prompt) for _ in range(20)))
    written = inode(sounds[0])
    again = await speech.sound_for(prompt)

    assert {*sounds, again} == {sounds[0]}
    assert inode(again) == written


async def test_sounds_outlive_the_process_and_need_no_engine(tmp_path: Path) -> None:
    prompt = Speech(text="Still here", language="en")
    first = SpeechCache(tmp_path, timeout=PATIENT)
    sound = await first.sound_for(prompt)
    await first.close()

    second = SpeechCache(tmp_path, providers=only("/nonexistent/engine"))
    assert not await second.start()
    assert await second.sound_for(prompt) == sound
    with pytest.raises(SpeechUnavailable):
        await second.sound_for(Speech(text="Something new", language="en"))
    await second.close()


@pytest.mark.parametrize("program", [SLEEPER, DIER, ""], ids=["hangs", "dies", "is not there"])
async def test_callers_hear_a_sentence_in_their_language_when_the_engine_fails(tmp_path: Path, program: str) -> None:
    working = SpeechCache(tmp_path / "working", timeout=PATIENT)
    assert await working.start()
    async with asyncio.timeout(60):
        while len({working.fallback_for(language) for language in NOT_SPOKEN}) < 2:  # noqa: ASYNC110 - it comes by itself
            await asyncio.sleep(0.05)
    spoken = {
        language: samples(await working.sound_for(Speech(text=text, language=language)))
        for language, text in NOT_SPOKEN.items()
    }
    await working.close()
    shutil.copytree(tmp_path / "working" / "fallback", tmp_path / "failing" / "fallback")

    command = (sys.executable, "-c", program, str(tmp_path / "pids")) if program else ("/nonexistent/engine",)
    failing = SpeechCache(tmp_path / "failing", providers=only(*command), timeout=timedelta(seconds=0.5))
    assert await failing.start() is bool(program)
    for language, sentence in spoken.items():
        with pytest.raises(SpeechUnavailable):
            await failing.sound_for(Speech(text="Something new", language=language))
        assert np.array_equal(samples(failing.fallback_for(language)), sentence)
    assert failing.fallback_for("fr") == failing.fallback_for("en")
    await failing.close()


async def test_where_no_engine_ever_spoke_callers_hear_two_notes(tmp_path: Path) -> None:
    speech = SpeechCache(tmp_path, providers=only("/nonexistent/engine"))
    assert not await speech.start()
    notes = samples(speech.fallback_for("zh-CN"))
    assert len(notes) / 8_000 == pytest.approx(0.5)
    assert np.abs(notes.astype(np.int32)).max() > 3_000
    await speech.close()


async def test_languages_do_not_share_a_sound(speech: SpeechCache) -> None:
    assert await speech.sound_for(Speech(text="8001", language="en")) != await speech.sound_for(
        Speech(text="8001", language="zh-CN")
    )


async def test_warming_counts_what_can_be_spoken_and_leaves_nothing_half_written(
    speech: SpeechCache, tmp_path: Path
) -> None:
    warm = WarmUp(speech)
    work = asyncio.create_task(warm.run())
    hello = Speech(text="Hello", language="en")
    warm.put([hello, hello, Speech(text="\x00", language="en"), Speech(text="您好", language="zh-CN")])
    assert warm.progress == Progress(total=3)
    async with asyncio.timeout(60):
        await warm.settled()
    assert warm.progress == Progress(total=3, done=2, failed=1)
    later, mute = Speech(text="Later", language="en"), Speech(text="\x00", language="en")
    warm.put([later], first=True)
    assert warm.come_to([later, hello, mute]) == (Progress(total=3, done=1, failed=1), (mute,))
    async with asyncio.timeout(60):
        await warm.settled()
    assert warm.come_to([later]) == (Progress(total=1, done=1), ())
    work.cancel()

    assert await speech.has(hello)
    assert not list((tmp_path / "speech").glob(".*"))


async def test_a_pronunciation_changes_only_what_it_is_in(speech: SpeechCache) -> None:
    named, other = Speech(text="Welcome to Acme", language="en"), Speech(text="Welcome", language="en")
    before = [await speech.sound_for(named), await speech.sound_for(other)]

    speech.use(SpeechRules(pronunciations={"en": {"acme": "the company that makes everything"}}))
    after = [await speech.sound_for(named), await speech.sound_for(other)]

    assert after[1] == before[1]
    assert len(samples(after[0])) > 1.5 * len(samples(before[0]))


async def test_where_the_chosen_engine_fails_the_usual_one_speaks(tmp_path: Path) -> None:
    class Broken(Scripted):
        name = "broken"

        def voices(self) -> Sequence[Voice]:
            return (Voice(id="any", language="en", name="Any"),)

    broken = Broken(sys.executable, "-c", DIER, str(tmp_path / "pids"))
    speech = SpeechCache(
        tmp_path / "speech", providers={"pyttsx3": Pyttsx3Provider(), "broken": broken}, timeout=PATIENT
    )
    speech.use(SpeechRules(choices={"en": SpeechChoice(provider="broken"), "zh-CN": SpeechChoice(provider="gone")}))
    assert await speech.start()

    for prompt in (Speech(text="Hello", language="en"), Speech(text="您好", language="zh-CN")):
        assert len(samples(await speech.sound_for(prompt))) > 1_000
    with pytest.raises(SpeechUnavailable):
        await speech.sound_for(Speech(text="Hello again", language="en"), SpeechChoice(provider="broken"))
    await speech.close()


@pytest.mark.parametrize("program", [SLEEPER, DIER], ids=["hangs", "dies"])
async def test_a_process_that_misbehaves_is_ended_and_replaced(tmp_path: Path, program: str) -> None:
    pids = tmp_path / "pids"
    cache = SpeechCache(
        tmp_path / "speech", providers=only(sys.executable, "-c", program, str(pids)), timeout=timedelta(seconds=0.5)
    )
    assert await cache.start()
    for text in ("one", "two"):
        with pytest.raises(SpeechUnavailable):
            await cache.sound_for(Speech(text=text, language="en"))
    await cache.close()

    started = [int(line) for line in pids.read_text().split()]
    assert len(set(started)) >= 2
    for pid in started:
        with pytest.raises(ProcessLookupError):
            os.kill(pid, 0)


async def test_an_engine_that_was_killed_comes_back(tmp_path: Path) -> None:
    pid_file = tmp_path / "pid"
    shell = f'echo $$ > {pid_file}; exec "$@"'
    engine = SpeechEngine(("/bin/sh", "-c", shell, "sh", *WORKER), timeout=PATIENT)
    await engine.speak("before", "gmw/en", 150, tmp_path / "before.wav")
    os.kill(int(pid_file.read_text()), signal.SIGKILL)
    try:
        await engine.speak("between", "gmw/en", 150, tmp_path / "between.wav")
    except EngineFailed:
        await engine.speak("between", "gmw/en", 150, tmp_path / "between.wav")
    await engine.close()

    assert (tmp_path / "between.wav").stat().st_size > 1_000


async def test_a_program_that_is_no_engine_is_refused_once_and_then_left_alone(tmp_path: Path) -> None:
    cache = SpeechCache(tmp_path, providers=only(sys.executable, "-c", BABBLER))

    assert not await cache.start()
    with pytest.raises(SpeechUnavailable, match="a moment ago"):
        await cache.sound_for(Speech(text="hello", language="en"))
    await cache.close()


async def test_a_text_asked_for_after_closing_starts_no_process(tmp_path: Path) -> None:
    pids = tmp_path / "pids"
    cache = SpeechCache(tmp_path / "speech", providers=only(sys.executable, "-c", SLEEPER, str(pids)), timeout=PATIENT)
    await cache.close()
    with pytest.raises(SpeechUnavailable):
        await cache.sound_for(Speech(text="hello", language="en"))
    assert not pids.exists()


async def test_closing_in_the_middle_leaves_no_process_and_tells_the_waiting(tmp_path: Path) -> None:
    pids = tmp_path / "pids"
    cache = SpeechCache(tmp_path / "speech", providers=only(sys.executable, "-c", SLEEPER, str(pids)), timeout=PATIENT)
    assert await cache.start()
    waiting = asyncio.create_task(cache.sound_for(Speech(text="hello", language="en")))
    async with asyncio.timeout(20):
        while not pids.exists() or not pids.read_text():  # noqa: ASYNC110  (another process writes it)
            await asyncio.sleep(0.01)
    await cache.close()

    with pytest.raises(SpeechUnavailable):
        await waiting
    with pytest.raises(ProcessLookupError):
        os.kill(int(pids.read_text()), 0)
