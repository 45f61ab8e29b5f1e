"""What is sent becomes a sound that Asterisk plays, equally loud, or is refused with a reason; in a real process."""

import io
import os
import sys
import wave
from datetime import timedelta
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest
import soundfile
from av.audio.frame import AudioFrame
from numpy.typing import NDArray

from ivr.errors import SoundNotUsable
from ivr.prompt_shelf import PromptShelf

pytestmark = pytest.mark.anyio
RATE = 48_000


def tone(seconds: float, loudness: float = 0.1) -> NDArray[np.float32]:
    at = np.arange(int(seconds * RATE)) / RATE
    return (loudness * np.sin(2 * np.pi * 440 * at)).astype(np.float32)


def encoded(samples: NDArray[np.float32], container: str, codec: str) -> bytes:
    """The samples as a file of this kind, as browsers and editors make them."""
    target = io.BytesIO()
    if not codec:
        soundfile.write(target, np.stack([samples, samples], axis=1), RATE, format=container)
        return target.getvalue()
    media: Any = av.open(target, "w", format=container)  # PyAV's types of streams overlap
    with media:
        stream = media.add_stream(codec, rate=RATE, layout="mono")
        frame = AudioFrame.from_ndarray(samples.reshape(1, -1), format="fltp", layout="mono")
        frame.sample_rate = RATE
        media.mux(stream.encode(frame))
        media.mux(stream.encode(None))
    return target.getvalue()


def heard(file: Path, rate: int) -> NDArray[np.int16]:
    with wave.open(str(file), "rb") as source:
        assert (source.getframerate(), source.getnchannels(), source.getsampwidth()) == (rate, 1, 2)
        return np.frombuffer(source.readframes(source.getnframes()), dtype="<i2")


@pytest.mark.parametrize(
    ("container", "codec"),
    [("WAV", ""), ("MP3", ""), ("OGG", ""), ("FLAC", ""), ("webm", "libopus"), ("mp4", "aac")],
)
async def test_every_usual_kind_of_file_becomes_a_sound_of_two_rates(
    tmp_path: Path, container: str, codec: str
) -> None:
    shelf = PromptShelf(tmp_path)

    made = await shelf.add(encoded(tone(1.5), container, codec))

    assert made.seconds == pytest.approx(1.5, abs=0.1)
    wide, narrow = heard(shelf.file(made.content), 16_000), heard(tmp_path / f"{made.content}.wav", 8_000)
    assert len(wide) == pytest.approx(2 * len(narrow), abs=4)
    assert np.abs(np.fft.rfft(narrow)).argmax() / len(narrow) * 8_000 == pytest.approx(440, abs=3)
    assert {name.rpartition(".")[2] for name in os.listdir(tmp_path)} == {"wav", "wav16"}


async def test_quiet_and_loud_sounds_come_out_equally_loud(tmp_path: Path) -> None:
    shelf = PromptShelf(tmp_path)

    quiet, loud = [await shelf.add(encoded(tone(2, loudness), "WAV", "")) for loudness in (0.01, 0.8)]

    levels = [
        float(np.sqrt(np.mean(heard(shelf.file(made.content), 16_000).astype(float) ** 2))) for made in (quiet, loud)
    ]
    assert levels[0] == pytest.approx(levels[1], rel=0.03)
    # -20 LUFS of a sine in one channel, whose mean square is 0.691 dB above what the meter says
    assert 20 * np.log10(levels[0] / 32_768) == pytest.approx(-20, abs=1.5)


async def test_the_same_sound_is_kept_once(tmp_path: Path) -> None:
    shelf = PromptShelf(tmp_path)
    sent = encoded(tone(1), "WAV", "")

    assert await shelf.add(sent) == await shelf.add(sent)
    assert len(os.listdir(tmp_path)) == 2


@pytest.mark.parametrize(
    ("sent", "reason"),
    [
        (b"", "unknown_format"),
        (b"MZ\x90\x00 a program named welcome.mp3", "unknown_format"),
        (b"RIFF\xff\xff\xff\xffWAVEfmt \x10\x00\x00\x00\x01\x00\x00\x00", "broken"),
        (b"ID3\x04\x00\x00\x00\x00\x00\x00" + bytes(range(256)) * 40, "broken"),
        (b"OggS" + b"\x00" * 4_000, "broken"),
        (encoded(tone(2, 0.0), "WAV", ""), "silent"),
        (encoded(tone(0.05), "WAV", ""), "too_short"),
        (encoded(tone(4), "FLAC", ""), "too_long"),
    ],
    ids=["nothing", "program", "broken wav", "broken mp3", "broken ogg", "silence", "too short", "too long"],
)
async def test_what_is_no_sound_is_refused_with_a_reason(tmp_path: Path, sent: bytes, reason: str) -> None:
    with pytest.raises(SoundNotUsable) as refused:
        await PromptShelf(tmp_path, longest_seconds=3).add(sent)

    assert refused.value.reason == reason
    assert not os.listdir(tmp_path)


@pytest.mark.parametrize(
    ("program", "reason"),
    [("import time; time.sleep(600)", "too_slow"), ("import os; os._exit(9)", "broken"), ("print('[]')", "broken")],
    ids=["hangs", "dies", "babbles"],
)
async def test_a_process_that_misbehaves_costs_only_its_own_upload(tmp_path: Path, program: str, reason: str) -> None:
    shelf = PromptShelf(tmp_path, command=(sys.executable, "-c", program), timeout=timedelta(seconds=3))

    with pytest.raises(SoundNotUsable) as refused:
        await shelf.add(b"RIFF")

    assert refused.value.reason == reason
    assert not os.listdir(tmp_path)


@pytest.mark.parametrize("content", ["", "../secrets", "a" * 39, "A" * 40])
def test_only_contents_are_names_of_files(tmp_path: Path, content: str) -> None:
    with pytest.raises(ValueError, match="content"):
        PromptShelf(tmp_path).sound(content)
