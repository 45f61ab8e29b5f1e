"""Who hears whom: each speaker has a tone, and a phone's sound is looked through for all of them."""

from datetime import timedelta
from pathlib import Path

import numpy as np
import soundfile
from numpy.typing import NDArray

from ivr.prompt import Prompt, Speech
from ivr.speech import SpeechCache
from tests.system.answering_phone import AnsweringPhone
from tests.system.caller_phone import CallerPhone
from tests.system.running_site import RunningSite, elsewhere
from tests.system.tones import share
from tests.waiting import PATIENCE, until

ANA, BEN, CHEN, CALLER, OUTSIDE = 1000.0, 1300.0, 1600.0, 1900.0, 2300.0
"""Hold music stays below 900 Hz."""
CLEARLY = 0.1
"""Share of the sound that belongs to one of several speakers."""
Phone = CallerPhone | AnsweringPhone


def hears(phone: Phone, *tones: float, seconds: float = 1.0) -> None:
    """A phone hears these speakers and none of the others."""

    def as_wanted() -> bool:
        sound = phone.heard(seconds)
        heard = {hertz for hertz in (ANA, BEN, CHEN, CALLER, OUTSIDE) if share(sound, hertz) > CLEARLY}
        return heard == set(tones)

    until(as_wanted, f"{tones} are heard")


def hears_no_speaker(phone: Phone) -> None:
    """Music or silence."""
    hears(phone)


def spoken(prompt: Prompt, site: RunningSite) -> NDArray[np.float32]:
    """A text as the site says it, spoken beforehand: a busy machine may need longer than callers are let wait."""
    assert isinstance(prompt, Speech)

    async def speak() -> Path:
        speech = SpeechCache(site.folder / "speech", timeout=timedelta(seconds=PATIENCE))
        await speech.start()
        try:
            return await speech.sound_for(prompt)
        finally:
            await speech.close()

    sound = elsewhere(speak())
    return np.asarray(soundfile.read(sound.with_name(f"{sound.name}.wav"), dtype="float32")[0], dtype=np.float32)
