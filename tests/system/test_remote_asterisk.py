"""An Asterisk that somebody else runs, named by settings, serves as well as our own."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.system.asterisk_fixture import asterisk_in_short_folder
from tests.system.callers import Plan, calling
from tests.system.ports import free_ports
from tests.system.running_site import RunningSite
from tests.system.stored import interactions_of

pytestmark = [pytest.mark.system, pytest.mark.timeout(300)]


def test_calls_on_a_remote_asterisk_reach_the_queue(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with asterisk_in_short_folder() as asterisk:
        for name, value in {
            "ARI_URL": f"http://127.0.0.1:{asterisk.http_port}",
            "ARI_USER": asterisk.ari_user,
            "ARI_PASSWORD": asterisk.ari_secret,
            "AMI_HOST": "127.0.0.1",
            "AMI_PORT": str(asterisk.ami_port),
            "AMI_USER": asterisk.ami_user,
            "AMI_PASSWORD": asterisk.ami_secret,
        }.items():
            monkeypatch.setenv(f"RINGDESK_{name}", value)
        (port,) = free_ports(1)
        with (tmp_path / "up.out").open("ab") as output:
            process = subprocess.Popen(
                (sys.executable, "-m", "app.cli", "up", "--data", str(tmp_path), "--port", str(port)),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                start_new_session=True,
            )
        site = RunningSite(folder=tmp_path, port=port, sip_port=asterisk.sip_port, database_url="", process=process)
        try:
            site.wait_ready()
            assert not (tmp_path / "asterisk" / "etc").exists(), "no Asterisk of our own was started"
            with calling(asterisk.sip_port, Plan(caller="15500000091", keys=((1.0, "2"),), stay=3)) as caller:
                assert caller.wait() == 0, caller.errors()
            assert [row.outcome for row in interactions_of(site, "15500000091")] == ["abandoned_in_queue"]
        finally:
            site.stop()
