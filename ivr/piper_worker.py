"""Piper's own process: one JSON request per line in, one answer per line out.

Run by path with the files of the voices; it imports nothing of Ringdesk. The first answer is `{"ready": true}`.
"""

import json
import os
import signal
import sys
import wave
from collections.abc import Iterable
from importlib import import_module
from pathlib import Path
from typing import Protocol, TextIO, cast

import numpy as np
import soxr
from numpy.typing import NDArray

RATE = 8_000
USUAL_WORDS_PER_MINUTE = 150
SELF_DESTRUCTION_SECONDS = 30


class Chunk(Protocol):
    """A sentence of Piper's."""

    sample_rate: int
    audio_int16_array: NDArray[np.int16]


class PiperVoice(Protocol):
    """The part of Piper that is used here."""

    def synthesize(self, text: str, syn_config: object) -> Iterable[Chunk]:
        """Speak sentence by sentence."""
        ...


class Piper(Protocol):
    """Piper's package."""

    def load(self, path: str) -> PiperVoice:
        """Read a voice."""
        ...


def main() -> None:
    """Answer requests until the other side closes the pipe."""
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    piper = import_module("piper")
    load = cast("Piper", piper.PiperVoice).load
    # a voice takes seconds to load, for which no caller can wait
    voices = {name: load(name) for name in sys.argv[1:]}
    _answer(answers, {"ready": True})
    for line in sys.stdin:
        request = cast("dict[str, str]", json.loads(line))
        # ends this process even inside the engine's C code, should its parent be gone too
        signal.alarm(SELF_DESTRUCTION_SECONDS)
        try:
            name = request["voice"]
            if name not in voices:
                voices[name] = load(name)
            slower = USUAL_WORDS_PER_MINUTE / int(request["rate"])
            _speak(voices[name], request["text"], piper.SynthesisConfig(length_scale=slower), Path(request["file"]))
        except Exception as error:  # noqa: BLE001 - whatever a voice's file raises, the next request may name another
            _answer(answers, {"id": request["id"], "error": type(error).__name__})
        else:
            _answer(answers, {"id": request["id"]})
        finally:
            signal.alarm(0)


def _answer(answers: TextIO, answer: dict[str, str | bool]) -> None:
    answers.write(json.dumps(answer) + "\n")
    answers.flush()


def _speak(voice: PiperVoice, text: str, config: object, file: Path) -> None:
    spoken = [
        soxr.resample(chunk.audio_int16_array, chunk.sample_rate, RATE).astype("<i2")
        for chunk in voice.synthesize(text, config)
    ]
    with file.open("wb") as raw:
        with wave.open(raw, "wb") as target:
            target.setnchannels(1)
            target.setsampwidth(2)
            target.setframerate(RATE)
            target.writeframes(np.concatenate(spoken).astype("<i2").tobytes())
        raw.flush()
        os.fsync(raw.fileno())


if __name__ == "__main__":
    main()
