"""The speech engine's process as seen from here: started when needed, one request at a time, killed when it hangs."""

import asyncio
import json
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import cast

from ivr.speech_provider import python_worker

WORKER = python_worker("speech_worker.py")
START_TIMEOUT = timedelta(seconds=60)
PAUSE_AFTER_FAILED_START = timedelta(seconds=5)
USUAL_LENGTH = 200
"""Characters; a text so much longer may take so much more time."""


class EngineFailed(Exception):
    """The engine cannot be started, hangs, died, or refused the text."""


class SpeechEngine:
    """One child process; requests take turns. `timeout` is for a short text, and a long one has more."""

    def __init__(self, command: Sequence[str] = WORKER, *, timeout: timedelta) -> None:
        self._command = command
        self._timeout = timeout.total_seconds()
        self._turn = asyncio.Lock()
        self._process: Process | None = None
        self._serial = 0
        self._not_before = 0.0
        self._closed = False

    async def start(self) -> None:
        """Have the process running. Raises `EngineFailed`."""
        async with self._turn:
            await self._running()

    async def speak(self, text: str, voice: str, rate: int, file: Path) -> None:
        """Write the spoken text as 8 kHz mono 16-bit WAV. Raises `EngineFailed`; the file may then be broken."""
        async with self._turn:
            process = await self._running()
            self._serial += 1
            request = {"id": str(self._serial), "text": text, "voice": voice, "rate": str(rate), "file": str(file)}
            try:
                async with asyncio.timeout(self._timeout * (1 + len(text) / USUAL_LENGTH)):
                    answer = await _exchange(process, request)
            except TimeoutError as error:
                await self._kill()
                raise EngineFailed("the speech engine hangs") from error
            except (OSError, ValueError) as error:
                await self._kill()
                raise EngineFailed("the speech engine died") from error
            except asyncio.CancelledError:
                await self._kill()
                raise
            if answer.get("id") != request["id"]:
                await self._kill()
                raise EngineFailed("the speech engine answered out of turn")
            if "error" in answer:
                raise EngineFailed(str(answer["error"]))

    async def close(self) -> None:
        """End the process, for good: a request on its way must not start another."""
        self._closed = True
        await self._kill()

    async def _running(self) -> Process:
        if self._process is not None and self._process.returncode is None:
            return self._process
        if self._closed:
            raise EngineFailed("the speech engine is shut down")
        now = asyncio.get_running_loop().time
        if now() < self._not_before:
            raise EngineFailed("the speech engine could not be started a moment ago")
        try:
            # its own session: Ctrl-C in a terminal is ours to handle
            self._process = await asyncio.create_subprocess_exec(
                *self._command, stdin=PIPE, stdout=PIPE, stderr=DEVNULL, start_new_session=True
            )
            async with asyncio.timeout(START_TIMEOUT.total_seconds()):
                if self._closed:  # while the process was being made
                    raise ConnectionError("the speech engine is shut down")
                await _answer(self._process)
        except (OSError, ValueError, TimeoutError) as error:
            self._not_before = now() + PAUSE_AFTER_FAILED_START.total_seconds()
            await self._kill()
            raise EngineFailed("the speech engine does not start") from error
        except asyncio.CancelledError:
            await self._kill()
            raise
        return self._process

    async def _kill(self) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        if process.returncode is None:
            process.kill()
        await process.wait()


async def _exchange(process: Process, request: dict[str, str]) -> dict[str, object]:
    assert process.stdin is not None
    process.stdin.write(json.dumps(request).encode() + b"\n")
    await process.stdin.drain()
    return await _answer(process)


async def _answer(process: Process) -> dict[str, object]:
    assert process.stdout is not None
    line = await process.stdout.readline()
    if not line:
        raise ConnectionError("the process has ended")
    answer: object = json.loads(line)
    if not isinstance(answer, dict):
        raise ValueError("not an answer")
    return cast("dict[str, object]", answer)
