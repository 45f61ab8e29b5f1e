"""The doctor beside a real Asterisk."""

import shutil
import tempfile
from collections.abc import Generator
from dataclasses import replace
from pathlib import Path

import pytest

from app.asterisk.installation import cache_folder
from app.doctor import ControlSockets, Probe, Subject, examine, services
from tests.system.asterisk_fixture import RunningAsterisk, start_asterisk

pytestmark = [pytest.mark.system, pytest.mark.anyio]


@pytest.fixture(scope="module")
def data() -> Generator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="ringdesk-"))
    yield folder
    shutil.rmtree(folder)


@pytest.fixture(scope="module")
def asterisk(data: Path) -> Generator[RunningAsterisk]:
    running = start_asterisk(data / "asterisk")
    yield running
    running.stop()


def subject(data: Path, sip_port: int, controls: ControlSockets) -> Subject:
    async def well() -> str:
        return "well"

    return Subject(
        data=data,
        cache=cache_folder(),
        console=data,
        host="127.0.0.1",
        port=0,
        sip_host="127.0.0.1",
        sip_port=sip_port,
        crm="",
        known_settings=frozenset(),
        remote=False,
        controls=controls,
        database=well,
        migrations=well,
        speech=well,
    )


def controls(asterisk: RunningAsterisk) -> ControlSockets:
    return ControlSockets(
        ari_host="127.0.0.1",
        ari_port=asterisk.http_port,
        ari=asterisk.config.ari,
        ami_host="127.0.0.1",
        ami_port=asterisk.ami_port,
        ami=asterisk.config.ami,
    )


def by_name(probes: tuple[Probe, ...]) -> dict[str, Probe]:
    return {probe.name: probe for probe in probes}


async def test_doctor_finds_the_running_asterisk_and_its_control_sockets(data: Path, asterisk: RunningAsterisk) -> None:
    probes = by_name(await examine(subject(data, asterisk.sip_port, controls(asterisk))))
    for name in ("asterisk", "ari", "ami"):
        assert (probes[name].ok, probes[name].version) == (True, asterisk.installation.version), name
    assert probes["sipp"].version.startswith("3.")
    assert probes[f"port {asterisk.sip_port} (SIP)"].detail.endswith("used by the running Ringdesk")


async def test_doctor_tells_a_wrong_secret_from_a_silent_port(asterisk: RunningAsterisk) -> None:
    wrong = replace(asterisk.config.ari, secret="guessed")
    for probe in (
        await services.ari("127.0.0.1", asterisk.http_port, wrong),
        await services.ami("127.0.0.1", asterisk.ami_port, wrong),
    ):
        assert (probe.ok, probe.found) == (False, True), probe.name
    for probe in (await services.ari("127.0.0.1", 9, wrong), await services.ami("127.0.0.1", 9, wrong)):
        assert (probe.ok, probe.found) == (False, False), probe.name


async def test_asterisk_that_is_not_up_is_no_ailment(tmp_path: Path, asterisk: RunningAsterisk) -> None:
    probes = by_name(await examine(subject(tmp_path, 0, controls(asterisk))))
    assert probes["ari"].ok
    assert not probes["ari"].found
