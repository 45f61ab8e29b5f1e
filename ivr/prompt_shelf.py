"""The site's folder of recorded prompts: sounds named by what is in them, made from uploads by a bounded process."""

import asyncio
import json
import os
import re
from asyncio.subprocess import DEVNULL, PIPE
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import cast

from msgspec import Struct

from ivr.errors import SoundNotUsable
from ivr.speech_provider import python_worker

LONGEST_SECONDS = 600
TIMEOUT = timedelta(seconds=40)
AT_ONCE = 2
WORKER = python_worker("sound_worker.py")
_CONTENT = re.compile(r"[0-9a-f]{40}")


class Made(Struct, frozen=True, kw_only=True):
    """A sound that is on the shelf now."""

    content: str
    seconds: float


class PromptShelf:
    """Sounds in `folder`. They are never changed, so that earlier versions of prompts can be brought back."""

    def __init__(
        self,
        folder: Path,
        *,
        command: Sequence[str] = WORKER,
        timeout: timedelta = TIMEOUT,
        longest_seconds: int = LONGEST_SECONDS,
    ) -> None:
        self._folder = folder
        self._command = command
        self._timeout = timeout.total_seconds()
        self._longest = longest_seconds
        self._turns = asyncio.Semaphore(AT_ONCE)

    def sound(self, content: str) -> Path:
        """A sound without extension, as ARI's `sound:` wants it. Raises `ValueError` for what is no content."""
        if not _CONTENT.fullmatch(content):
            raise ValueError("not a content")
        return self._folder / content

    def file(self, content: str) -> Path:
        """The sound for a browser's player."""
        return self.sound(content).with_suffix(".wav16")

    async def add(self, upload: bytes) -> Made:
        """Decode, level and keep what somebody sent. Raises `SoundNotUsable` with the reason."""
        async with self._turns:
            source = await asyncio.to_thread(self._kept, upload)
            try:
                return await self._made(source)
            finally:
                await asyncio.to_thread(source.unlink, missing_ok=True)

    async def _made(self, source: Path) -> Made:
        process = await asyncio.create_subprocess_exec(
            *self._command,
            str(source),
            str(self._folder),
            str(self._longest),
            stdin=DEVNULL,
            stdout=PIPE,
            stderr=DEVNULL,
            start_new_session=True,
            env={"PATH": os.environ.get("PATH", ""), "OPENBLAS_NUM_THREADS": "1"},
        )
        try:
            async with asyncio.timeout(self._timeout):
                said, _ = await process.communicate()
        except TimeoutError as error:
            raise SoundNotUsable("too_slow") from error
        finally:
            if process.returncode is None:
                process.kill()
                await process.wait()
        try:
            answer = cast("dict[str, str | float]", json.loads(said))
            if "error" in answer:
                raise SoundNotUsable(str(answer["error"]))
            return Made(content=str(answer["content"]), seconds=float(answer["seconds"]))
        except (ValueError, KeyError, TypeError) as error:  # it died: of a limit, or of the file
            raise SoundNotUsable("broken") from error

    def _kept(self, upload: bytes) -> Path:
        self._folder.mkdir(parents=True, exist_ok=True)
        with NamedTemporaryFile(dir=self._folder, prefix=".upload-", delete=False) as file:
            file.write(upload)
        return Path(file.name)
