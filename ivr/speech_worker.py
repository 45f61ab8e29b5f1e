"""The speech engine's own process: one JSON request per line in, one answer per line out.

espeak-ng crashes the whole process when threads share it, and may hang; so it lives here alone and may be killed.
Run by path; it imports nothing of Ringdesk. The first answer is `{"ready": true}`.
"""

import json
import os
import signal
import sys
import unicodedata
import wave
from importlib import import_module
from pathlib import Path
from typing import Protocol, TextIO, cast

import espeakng_loader
import numpy as np
import soxr
from numpy.typing import NDArray

RATE = 8_000
LONGEST_PIECE = 160
SELF_DESTRUCTION_SECONDS = 30


class Engine(Protocol):
    """The part of pyttsx3's engine that is used here."""

    def save_to_file(self, text: str, filename: str) -> None:
        """Queue a text."""
        ...

    def runAndWait(self) -> None:  # noqa: N802  (their name)
        """Start what is queued."""
        ...


class Library(Protocol):
    """The part of espeak-ng's own interface that is used here."""

    RATE: int

    def SetVoiceByName(self, name: bytes) -> int:  # noqa: N802  (their name)
        """0 when there is such a voice."""
        ...

    def SetParameter(self, parameter: int, value: int, relative: int) -> int:  # noqa: N802  (their name)
        """0 when it is set."""
        ...

    def Synchronize(self) -> int:  # noqa: N802  (their name)
        """Return when all is spoken; pyttsx3's own wait may return earlier."""
        ...


def main() -> None:
    """Answer requests until the other side closes the pipe."""
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # pyttsx3 prints to stdout
    engine, library = _engine()
    _answer(answers, {"ready": True})
    for line in sys.stdin:
        request = cast("dict[str, str]", json.loads(line))
        # ends this process even inside the engine's C code, should its parent be gone too
        signal.alarm(SELF_DESTRUCTION_SECONDS)
        try:
            _speak(engine, library, request["text"], request["voice"], int(request["rate"]), Path(request["file"]))
        except (OSError, ValueError, EOFError, RuntimeError, wave.Error) as error:
            _answer(answers, {"id": request["id"], "error": f"{type(error).__name__}: {error}"})
        else:
            _answer(answers, {"id": request["id"]})
        finally:
            signal.alarm(0)


def _engine() -> tuple[Engine, Library]:
    os.environ["ESPEAK_DATA_PATH"] = espeakng_loader.get_data_path()
    # pyttsx3 then finds this one by its soname; where it does not load, the system's own is taken
    espeakng_loader.load_library()
    engine = cast("Engine", import_module("pyttsx3").init("espeak"))
    return engine, cast("Library", cast("object", import_module("pyttsx3.drivers._espeak")))


def _answer(answers: TextIO, answer: dict[str, str | bool]) -> None:
    answers.write(json.dumps(answer) + "\n")
    answers.flush()


def _speak(engine: Engine, library: Library, text: str, voice: str, rate: int, file: Path) -> None:
    # not through pyttsx3, whose queue and thread may apply them after the text that they are meant for
    if library.SetVoiceByName(voice.encode()) != 0 or library.SetParameter(library.RATE, rate, 0) != 0:
        raise ValueError("no such voice")
    library.Synchronize()
    spoken = [_spoken(engine, library, piece, file) for piece in pieces(text)]
    _write(file, np.concatenate(spoken))


def _spoken(engine: Engine, library: Library, text: str, file: Path) -> NDArray[np.int16]:
    file.unlink(missing_ok=True)
    engine.save_to_file(text, str(file))
    engine.runAndWait()
    library.Synchronize()
    with wave.open(str(file), "rb") as source:
        samples = np.frombuffer(source.readframes(source.getnframes()), dtype="<i2")
        return soxr.resample(samples, source.getframerate(), RATE).astype("<i2")


def _write(file: Path, samples: NDArray[np.int16]) -> None:
    with file.open("wb") as raw:
        with wave.open(raw, "wb") as target:
            target.setnchannels(1)
            target.setsampwidth(2)
            target.setframerate(RATE)
            target.writeframes(samples.astype("<i2").tobytes())
        raw.flush()
        os.fsync(raw.fileno())


def pieces(text: str) -> list[str]:
    """The text cut behind punctuation or spaces: the engine's time grows with the square of what it is given at once."""
    cut: list[str] = []
    while len(text) > LONGEST_PIECE:
        end = next(
            (
                at
                for at in range(LONGEST_PIECE, LONGEST_PIECE // 2, -1)
                if unicodedata.category(text[at - 1])[0] in "PZ"
            ),
            LONGEST_PIECE,
        )
        cut.append(text[:end])
        text = text[end:]
    return [piece for piece in (*cut, text) if piece.strip()]


if __name__ == "__main__":
    main()
