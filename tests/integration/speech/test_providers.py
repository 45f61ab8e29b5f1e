"""One suite for every speech engine that is present here, and for engines of other packages."""

import sys
import wave
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path

import numpy as np
import pytest

from app.cli_doctor import speech_engines
from ivr.prompt import Speech
from ivr.speech import SpeechCache, SpeechUnavailable
from ivr.speech_provider import SpeechProvider, speech_providers
from ivr.speech_rules import SpeechChoice

pytestmark = pytest.mark.anyio
PATIENT = timedelta(seconds=60)
TEXTS = {"en": "You are number three in line", "zh-CN": "您排在第三位"}

PRESENT = sorted(name for name, one in speech_providers(Path("/nonexistent")).items() if not one.missing())


@pytest.mark.parametrize("name", PRESENT)
async def test_an_engine_speaks_with_each_of_its_voices_at_the_speed_asked_for(tmp_path: Path, name: str) -> None:
    providers = speech_providers(tmp_path)
    speech = SpeechCache(tmp_path / "speech", providers=providers, timeout=PATIENT)
    assert await speech.start()
    for voice in providers[name].voices():
        if voice.language not in TEXTS:
            continue
        prompt = Speech(text=TEXTS[voice.language], language=voice.language)
        quick, slow = [
            length(await speech.sound_for(prompt, SpeechChoice(provider=name, voice=voice.id, words_per_minute=rate)))
            for rate in (200, 100)
        ]
        assert 0.4 < quick < slow, voice
        assert slow > 1.5 * quick, voice
    await speech.close()


def length(sound: Path) -> float:
    with wave.open(f"{sound}.wav", "rb") as source:
        samples = np.frombuffer(source.readframes(source.getnframes()), dtype="<i2")
        assert np.abs(samples.astype(np.int32)).max() > 2_000
        return len(samples) / source.getframerate()


FOREIGN = """
class Provider:
    name = "acme"
    def __init__(self, voices): self.folder = voices
    def missing(self): return ""
    def voices(self): return ()
    def worker(self): return ("false",)
"""


@pytest.fixture
def packages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Packages with entry points, as an installer leaves them."""
    folder = tmp_path / "site"
    told = folder / "acme_speech-1.dist-info"
    told.mkdir(parents=True)
    (folder / "acme_speech.py").write_text(FOREIGN)
    (told / "METADATA").write_text("Metadata-Version: 2.1\nName: acme-speech\nVersion: 1\n")
    (told / "entry_points.txt").write_text(
        "[ringdesk.speech]\nacme = acme_speech:Provider\nbroken = acme_speech:Missing\npyttsx3 = acme_speech:Provider\n"
    )
    monkeypatch.setattr(sys, "path", [str(folder), *sys.path])
    return folder


@pytest.mark.usefixtures("packages")
def test_another_package_adds_an_engine_and_takes_no_name_of_ours(tmp_path: Path) -> None:
    providers: Mapping[str, SpeechProvider] = speech_providers(tmp_path)

    assert providers["acme"].missing() == ""
    assert "acme_speech" not in type(providers["pyttsx3"]).__module__
    assert "mend or remove its package" in providers["broken"].missing()


@pytest.mark.usefixtures("packages")
def test_the_doctor_says_what_an_engine_lacks(tmp_path: Path) -> None:
    lines = {probe.name: probe for probe in speech_engines(speech_providers(tmp_path))}

    assert lines["speech: acme"].found
    assert lines["speech: broken"].ok
    assert "cannot be loaded" in lines["speech: broken"].detail
    assert "voice" in lines["speech: piper"].detail


@pytest.mark.usefixtures("packages")
async def test_a_provider_that_cannot_speak_a_language_is_not_asked(tmp_path: Path) -> None:
    speech = SpeechCache(tmp_path / "speech", providers=speech_providers(tmp_path), timeout=PATIENT)
    with pytest.raises(SpeechUnavailable, match="no engine"):
        await speech.sound_for(Speech(text="Hello", language="en"), SpeechChoice(provider="acme"))
    await speech.close()
