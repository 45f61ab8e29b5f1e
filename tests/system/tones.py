"""Pure tones to send, and how strongly a tone is heard in a recording."""

import io
import wave
from pathlib import Path

import numpy as np
import soundfile
from numpy.typing import NDArray

RATE = 8000
AUDIBLE = 0.01
"""Softer than any announcement or music, louder than a silent line (root mean square)."""


def tone(hertz: float, seconds: float, *, rate: int = RATE) -> NDArray[np.float32]:
    """A tone at half of full scale."""
    moments = np.arange(int(seconds * rate)) / rate
    return (0.5 * np.sin(2 * np.pi * hertz * moments)).astype(np.float32)


def write_wav(path: Path, hertz: float, seconds: float, *, rate: int = 48000) -> Path:
    """A WAV file of a tone, as a fake microphone plays it."""
    soundfile.write(path, tone(hertz, seconds, rate=rate), rate, subtype="PCM_16")
    return path


def write_ulaw(path: Path, hertz: float, seconds: float) -> Path:
    """Raw G.711 mu-law of a tone, as SIPp streams it."""
    soundfile.write(path, tone(hertz, seconds), RATE, format="RAW", subtype="ULAW")
    return path


def share(samples: NDArray[np.float32], hertz: float, rate: int = RATE) -> float:
    """The share (0 to 1) of a signal's energy that lies within 15 Hz of a frequency, over the parts that sound at all."""
    block = rate // 2
    parts = [samples[start : start + block] for start in range(0, len(samples) - block + 1, block)]
    loud = [part for part in parts if loudness(part) > 0.01]
    if not loud:
        return 0.0
    spectra = np.array([np.abs(np.fft.rfft(part * np.hanning(len(part)))) ** 2 for part in loud])
    frequencies = np.fft.rfftfreq(block, 1 / rate)
    near = np.abs(frequencies - hertz) <= 15
    return float(np.max(spectra[:, near].sum(axis=1) / spectra.sum(axis=1)))


def loudness(samples: NDArray[np.float32]) -> float:
    """Root mean square, 0 to 1."""
    return float(np.sqrt(np.mean(samples**2)))


def story(samples: NDArray[np.float32], hertz: float) -> list[str]:
    """What comes after what, second by second: `tone` of a frequency, `silence`; seconds that are neither are left out."""
    seconds = [samples[start : start + RATE] for start in range(0, len(samples) - RATE + 1, RATE)]
    kinds = [
        "silence" if loudness(one) < 0.003 else "tone"
        for one in seconds
        if loudness(one) < 0.003 or share(one, hertz) > 0.5
    ]
    return [kind for kind, before in zip(kinds, ["", *kinds], strict=False) if kind != before]


def sides(wav: bytes) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """The left and the right side of a stereo recording at 8 kHz."""
    with wave.open(io.BytesIO(wav)) as recording:
        assert (recording.getnchannels(), recording.getsampwidth(), recording.getframerate()) == (2, 2, RATE)
        samples = np.frombuffer(recording.readframes(recording.getnframes()), dtype="<i2").astype(np.float32)
    samples *= np.float32(1 / 32768)
    return samples[0::2], samples[1::2]


def likeness(heard: NDArray[np.float32], sound: NDArray[np.float32]) -> float:
    """How much of a second of a sound, taken from its middle, is found in what was heard: 1 is the same, 0 is nothing."""
    middle = len(sound) // 2
    piece = sound[max(0, middle - RATE // 2) : middle + RATE // 2]
    size = 1 << (len(heard) + len(piece)).bit_length()
    products = np.fft.irfft(np.fft.rfft(heard, size) * np.conj(np.fft.rfft(piece, size)), size)[: len(heard)]
    energy = np.convolve(heard**2, np.ones(len(piece), dtype=np.float32))[len(piece) - 1 :][: len(heard)]
    energy = np.pad(energy, (0, max(0, len(products) - len(energy))), constant_values=1.0)
    return float(np.max(products / np.sqrt(np.maximum(energy, 1e-3) * np.sum(piece**2))))
