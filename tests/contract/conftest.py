"""Each contract test runs against the fake Asterisk and against the real one."""

import asyncio
from collections.abc import AsyncGenerator, Callable, Generator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Generic, NamedTuple, TypeVar

import pytest

from app.asterisk.ami import AmiAddress
from app.asterisk.ari import AriAddress
from app.asterisk.node import AsteriskNode
from app.calls.events import CallEvent
from ivr.prompt import Speech
from ivr.prompt_shelf import PromptShelf
from ivr.speech import SpeechUnavailable
from tests.contract.cable import Cable, cable_to
from tests.contract.lines import FakeLine, Line, RealLine
from tests.fakes.asterisk import FakeAsterisk
from tests.fakes.asterisk_parts import SECRET, USER
from tests.system.asterisk_fixture import RunningAsterisk, asterisk_in_short_folder
from tests.waiting import PATIENCE

T = TypeVar("T")


class Heard(Generic[T]):
    """What arrived, in order, for those who wait for it."""

    def __init__(self) -> None:
        self.all: list[T] = []
        self._changed = asyncio.Event()

    def add(self, item: T) -> None:
        """Take one."""
        self.all.append(item)
        self._changed.set()

    async def until(self, wanted: Callable[[T], bool], *, count: int = 1) -> T:
        """Wait until so many that are wanted have arrived; the last of them."""
        async with asyncio.timeout(PATIENCE):
            while len(found := [item for item in self.all if wanted(item)]) < count:
                self._changed.clear()
                await self._changed.wait()
        return found[count - 1]


class Cables(NamedTuple):
    """What connects the node with Asterisk."""

    ari: Cable
    ami: Cable


class Mute:
    """Says nothing but a sound that every Asterisk has."""

    def fallback_for(self, language: str) -> Path:
        del language
        return Path("beeperr")

    async def sound_for(self, prompt: Speech) -> Path:
        if not prompt.text:
            raise SpeechUnavailable("nothing to say")
        return Path("beep")


@pytest.fixture(scope="session")
def real_asterisk() -> Generator[RunningAsterisk]:
    with asterisk_in_short_folder() as asterisk:
        yield asterisk


@pytest.fixture(params=["fake", pytest.param("real", marks=pytest.mark.system)])
async def line(request: pytest.FixtureRequest) -> AsyncGenerator[Line]:
    if request.param == "fake":
        asterisk = FakeAsterisk()
        async with asterisk.running():
            yield FakeLine(
                asterisk,
                AriAddress(host="127.0.0.1", port=asterisk.ari.port, username=USER, password=SECRET),
                AmiAddress(host="127.0.0.1", port=asterisk.ami.port, username=USER, secret=SECRET),
            )
        return
    real: RunningAsterisk = request.getfixturevalue("real_asterisk")
    line = RealLine(
        real.sip_port,
        AriAddress(host="127.0.0.1", port=real.http_port, username=real.ari_user, password=real.ari_secret),
        AmiAddress(host="127.0.0.1", port=real.ami_port, username=real.ami_user, secret=real.ami_secret),
    )
    yield line
    await line.tidy()


@pytest.fixture
def heard() -> Heard[CallEvent]:
    return Heard()


@pytest.fixture
def replaced() -> asyncio.Event:
    return asyncio.Event()


@pytest.fixture
async def cables(line: Line) -> AsyncGenerator[Cables]:
    async with cable_to(line.ari.port) as ari, cable_to(line.ami.port) as ami:
        yield Cables(ari, ami)


@pytest.fixture
async def node(
    line: Line, cables: Cables, heard: Heard[CallEvent], replaced: asyncio.Event, tmp_path: Path
) -> AsyncGenerator[AsteriskNode]:
    async with AsteriskNode(
        ari=replace(line.ari, port=cables.ari.port),
        ami=replace(line.ami, port=cables.ami.port),
        deliver=heard.add,
        now=lambda: datetime.now(UTC),
        speaker=Mute(),
        library=PromptShelf(Path()),
        recordings=tmp_path,
        on_replaced=replaced.set,
    ) as node:
        await asyncio.wait_for(node.wait_connected(), PATIENCE)
        yield node


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"
