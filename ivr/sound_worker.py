"""Makes a sound from whatever somebody sent, in a process of its own: checked, mono, equally loud, as Asterisk plays it.

Run by path with the file, the folder for the result, and the longest length in seconds; it imports nothing of Ringdesk. It
writes one JSON line: `{"content", "seconds"}` or `{"error"}`. What comes in is hostile: it is decoded under limits of memory,
time and size, by the decoder that fits its first bytes and no other.
"""

import hashlib
import json
import os
import resource
import sys
import wave
from collections.abc import Iterator
from pathlib import Path

import av
import av.error
import numpy as np
import soxr
from av.audio.frame import AudioFrame
from av.audio.resampler import AudioResampler
from av.filter import Graph
from numpy.typing import NDArray

RATE = 16_000
TELEPHONE_RATE = 8_000
LOUDNESS = -20.0
"""LUFS (EBU R 128, ITU-R BS.1770). Telephones have little headroom, so it is louder than broadcasts' -23."""
HIGHEST_PEAK = 10 ** (-1 / 20)
"""-1 dBFS, so that no codec clips."""
SILENCE = -55.0
"""LUFS below which there is nothing to hear, and the loudest that noise may become."""
SHORTEST_SECONDS = 0.1
MEMORY = 1_500_000_000
CPU_SECONDS = 30
LARGEST_RESULT = 64_000_000

Samples = NDArray[np.float32]


class NotASound(Exception):
    """What is wrong with the file, as a stable code."""


def main() -> None:
    """Make one sound."""
    file, folder, longest = Path(sys.argv[1]), Path(sys.argv[2]), float(sys.argv[3])
    # NumPy's and FFmpeg's libraries are loaded by now; what follows is the hostile file
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (LARGEST_RESULT, LARGEST_RESULT))
    try:
        samples = _louder(_decoded(file, longest))
        answer: dict[str, str | float] = {
            "content": _written(samples, folder),
            "seconds": round(len(samples) / RATE, 2),
        }
    except NotASound as error:
        answer = {"error": str(error)}
    except (av.error.FFmpegError, ValueError, IndexError, EOFError, MemoryError):
        answer = {"error": "broken"}
    print(json.dumps(answer))  # noqa: T201 - the answer to the parent


def container_of(head: bytes) -> str:
    """The container whose mark the file begins with. Raises `NotASound`."""
    match head:
        case _ if head[:4] == b"RIFF" and head[8:12] == b"WAVE":
            return "wav"
        case _ if head[:4] == b"fLaC":
            return "flac"
        case _ if head[:4] == b"OggS":
            return "ogg"
        case _ if head[:4] == b"\x1aE\xdf\xa3":
            return "matroska"
        case _ if head[4:8] == b"ftyp":
            return "mov"
        case _ if head[:3] == b"ID3" or (len(head) > 1 and head[0] == 0xFF and head[1] & 0xE6 == 0xE2):
            return "mp3"
        case _:
            raise NotASound("unknown_format")


def _decoded(file: Path, longest: float) -> Samples:
    with file.open("rb") as source:
        container = container_of(source.read(16))
        source.seek(0)
        # an open file, not a path: nothing in it can make FFmpeg open another
        with av.open(source, "r", format=container, metadata_errors="ignore") as media:
            if not media.streams.audio:
                raise NotASound("no_sound_in_it")
            stream = media.streams.audio[0]
            stream.codec_context.thread_count = 1
            resampler = AudioResampler(format="flt", layout="mono", rate=RATE)
            parts: list[Samples] = []
            length = 0
            for part in _resampled(media.decode(stream), resampler):
                parts.append(part)
                length += len(part)
                if length > longest * RATE:
                    raise NotASound("too_long")
    if length < SHORTEST_SECONDS * RATE:
        raise NotASound("too_short")
    return np.concatenate(parts)


def _resampled(frames: Iterator[AudioFrame], resampler: AudioResampler) -> Iterator[Samples]:
    for frame in frames:
        frame.pts = None  # times in hostile files go backwards; the order of frames is enough
        for made in resampler.resample(frame):
            yield made.to_ndarray().reshape(-1).astype(np.float32)
    for made in resampler.resample(None):
        yield made.to_ndarray().reshape(-1).astype(np.float32)


def _louder(samples: Samples) -> Samples:
    """Equally loud as all others, as far as its peaks allow."""
    samples = np.nan_to_num(samples, nan=0.0, posinf=0.0, neginf=0.0)
    peak = float(np.abs(samples).max())
    loudness = _loudness(samples)
    if peak < 1e-4 or loudness < SILENCE:
        raise NotASound("silent")
    return (samples * min(10 ** ((LOUDNESS - loudness) / 20), HIGHEST_PEAK / peak)).astype(np.float32)


def _loudness(samples: Samples) -> float:
    """Integrated loudness in LUFS. A sound shorter than the 0.4 s that it is measured by is repeated."""
    repeated = np.tile(samples, 1 + int(0.8 * RATE / len(samples)))
    graph = Graph()
    source = graph.add_abuffer(sample_rate=RATE, format="flt", layout="mono")
    meter, sink = graph.add("ebur128", "metadata=1"), graph.add("abuffersink")
    source.link_to(meter)
    meter.link_to(sink)
    graph.configure()
    loudness = -70.0
    for start in range(0, len(repeated), RATE):
        frame = AudioFrame.from_ndarray(repeated[start : start + RATE].reshape(1, -1), format="flt", layout="mono")
        frame.sample_rate = RATE
        frame.pts = start
        graph.push(frame)
        loudness = _measured(graph, loudness)
    graph.push(None)
    return _measured(graph, loudness)


def _measured(graph: Graph, loudness: float) -> float:
    while True:
        try:
            frame = graph.pull()
        except (av.error.BlockingIOError, av.error.EOFError):
            return loudness
        value = float(frame.metadata.get("lavfi.r128.I", "nan"))
        loudness = value if np.isfinite(value) else loudness


def _written(samples: Samples, folder: Path) -> str:
    """Both rates under one name, of which Asterisk takes the one that fits the call; the name tells what is in them."""
    wide = _whole(samples)
    name = hashlib.sha256(wide.tobytes()).hexdigest()[:40]
    narrow = _whole(soxr.resample(samples, RATE, TELEPHONE_RATE))
    for sound, rate, ending in ((wide, RATE, "wav16"), (narrow, TELEPHONE_RATE, "wav")):
        part = folder / f".{name}.{os.getpid()}.{ending}"
        with part.open("wb") as raw:
            with wave.open(raw, "wb") as target:
                target.setnchannels(1)
                target.setsampwidth(2)
                target.setframerate(rate)
                target.writeframes(sound.tobytes())
            raw.flush()
            os.fsync(raw.fileno())
        os.replace(part, folder / f"{name}.{ending}")
    return name


def _whole(samples: Samples) -> NDArray[np.int16]:
    return np.clip(np.rint(samples * 32_767), -32_768, 32_767).astype("<i2")


if __name__ == "__main__":
    main()
