"""What the rendered configuration says, and what it refuses to say."""

import configparser
import os
from dataclasses import replace
from pathlib import Path

import pytest

from app.asterisk.config import (
    Account,
    AsteriskConfig,
    ConfigurationRefused,
    Emergency,
    Registration,
    Trunk,
    render,
    running,
    start,
)
from app.asterisk.installation import Installation, Kind
from app.asterisk.secrets import read_or_make

INSTALLATION = Installation(
    kind=Kind.SYSTEM,
    version="22.10.1",
    asterisk=("/usr/sbin/asterisk",),
    sipp=None,
    environment=(("OPENSSL_CONF", "/dev/null"),),
    modules=Path("/usr/lib/asterisk/modules"),
    share=Path("/usr/share/asterisk"),
    sounds=Path("/usr/share/asterisk/sounds/en"),
    music=Path("/usr/share/asterisk/moh"),
)

CONFIG = AsteriskConfig(
    installation=INSTALLATION,
    system_name="north",
    http_port=8088,
    ami_port=5038,
    ari=Account(name="ringdesk", secret="ari-secret"),
    ami=Account(name="ringdesk", secret="ami-secret"),
    trunks=(Trunk(name="carrier", match=("192.0.2.10", "198.51.100.0/24")),),
)


def rendered(config: AsteriskConfig, folder: Path, name: str) -> str:
    render(config, folder)
    return (folder / "etc" / name).read_text()


def sections(text: str) -> configparser.ConfigParser:
    """Read sections with distinct names and keys as Asterisk would."""
    parser = configparser.ConfigParser(strict=False, interpolation=None, inline_comment_prefixes=(";",))
    parser.read_string(text)
    return parser


@pytest.mark.parametrize("name", ["http.conf", "manager.conf"])
def test_control_sockets_listen_on_loopback_alone(tmp_path: Path, name: str) -> None:
    assert sections(rendered(CONFIG, tmp_path, name))["general"]["bindaddr"] == "127.0.0.1"


def test_dialplan_functions_that_reach_the_system_are_off(tmp_path: Path) -> None:
    assert sections(rendered(CONFIG, tmp_path, "asterisk.conf"))["options"]["live_dangerously"] == "no"


def test_trunk_is_known_by_its_addresses_and_by_nothing_a_caller_can_claim(tmp_path: Path) -> None:
    text = rendered(CONFIG, tmp_path, "pjsip.conf")
    assert sections(text)["carrier"]["identify_by"] == "ip"
    assert "match = 192.0.2.10\nmatch = 198.51.100.0/24\n" in text
    assert "anonymous" not in text


def test_registered_trunk_signs_in_with_its_password(tmp_path: Path) -> None:
    registration = Registration(server="sip.example.net", username="4008001000", password="s;e\\cret")
    config = replace(CONFIG, trunks=(Trunk(name="carrier", registration=registration),))
    text = rendered(config, tmp_path, "pjsip.conf")
    assert "password = s\\;e\\cret\n" in text
    assert sections(text)["carrier-registration"]["client_uri"] == "sip:4008001000@sip.example.net"


def test_browsers_are_told_the_outer_address_where_there_is_one(tmp_path: Path) -> None:
    assert "ice_host_candidates" not in rendered(CONFIG, tmp_path, "rtp.conf")
    text = rendered(replace(CONFIG, external_address="127.0.0.9"), tmp_path, "rtp.conf")
    assert "\n127.0.0.1 => 127.0.0.9,include_local_address\n" in text


def test_every_incoming_context_is_guarded_before_the_app_is_asked(tmp_path: Path) -> None:
    text = rendered(replace(CONFIG, guard_seconds=5), tmp_path, "extensions.conf")
    for context in ("trunk", "web"):
        lines = text.split(f"[from-{context}]\n")[1].split("\n[")[0].splitlines()
        guard = next(number for number, line in enumerate(lines) if "TIMEOUT(absolute)=5" in line)
        asked = next(number for number, line in enumerate(lines) if "Stasis(ringdesk,inbound," in line)
        assert guard < asked
        assert "exten => T,1,Goto(emergency,s,1)" in lines


def test_emergency_path_plays_its_announcement_and_dials_nobody(tmp_path: Path) -> None:
    text = rendered(
        replace(CONFIG, emergency=Emergency(announcement=("/srv/sorry", "beep"))), tmp_path, "extensions.conf"
    )
    assert "Playback(/srv/sorry&beep)\n same => n,Hangup()" in text.split("[emergency]")[1]
    assert "Dial(" not in text


@pytest.mark.parametrize("value", ["a\nallow = all", "a\r\n[evil]", "${SHELL(id)}", "$[1+1]", "a\0b"])
def test_value_that_could_change_a_lines_meaning_is_refused(tmp_path: Path, value: str) -> None:
    with pytest.raises(ConfigurationRefused):
        render(replace(CONFIG, system_name=value), tmp_path)


@pytest.mark.parametrize("name", ["", "a b", "a]", "a\n", "1st", "from:me"])
def test_trunk_name_that_could_not_stand_in_a_heading_is_refused(name: str) -> None:
    with pytest.raises(ConfigurationRefused):
        Trunk(name=name)


def test_rendered_files_are_their_owners_alone_whatever_stood_there(tmp_path: Path) -> None:
    (tmp_path / "etc").mkdir()
    (tmp_path / "etc/ari.conf").touch(mode=0o644)
    render(CONFIG, tmp_path)
    assert {path.stat().st_mode & 0o777 for path in (tmp_path / "etc").iterdir()} == {0o600}
    assert (tmp_path / "etc").stat().st_mode & 0o777 == 0o700


def test_rendering_again_changes_nothing(tmp_path: Path) -> None:
    render(CONFIG, tmp_path)
    before = {path: path.read_text() for path in (tmp_path / "etc").iterdir()}
    render(CONFIG, tmp_path)
    assert {path: path.read_text() for path in (tmp_path / "etc").iterdir()} == before


def test_hold_music_of_our_own_plays_where_the_installation_has_none(tmp_path: Path) -> None:
    text = rendered(replace(CONFIG, installation=replace(INSTALLATION, music=None)), tmp_path, "musiconhold.conf")
    assert sections(text)["default"]["directory"] == str(tmp_path / "music")
    assert (tmp_path / "music/ringdesk.wav").stat().st_size > 100_000


def test_asterisk_stays_in_the_foreground_of_whoever_starts_it(tmp_path: Path) -> None:
    command = start(INSTALLATION, tmp_path)
    assert command.arguments == ("/usr/sbin/asterisk", "-f", "-C", str(tmp_path / "etc/asterisk.conf"))
    assert command.environment["OPENSSL_CONF"] == "/dev/null"


def test_another_process_that_reused_the_id_is_not_taken_for_asterisk(tmp_path: Path) -> None:
    (tmp_path / "run").mkdir()
    (tmp_path / "run/asterisk.pid").write_text(str(os.getpid()))
    assert running(tmp_path) is None


def test_secrets_are_made_once_and_differ_between_sites(tmp_path: Path) -> None:
    first, other = read_or_make(tmp_path / "a"), read_or_make(tmp_path / "b")
    assert read_or_make(tmp_path / "a") == first
    assert len({first.ari.secret, first.ami.secret, other.ari.secret, other.ami.secret}) == 4
    assert (tmp_path / "a/secrets.json").stat().st_mode & 0o777 == 0o600
    assert first.ari.secret not in repr(first)


def test_the_demos_people_outside_are_known_by_a_secret_and_from_this_machine_alone(tmp_path: Path) -> None:
    config = replace(CONFIG, sip_host="0.0.0.0", outside=Account(name="demo", secret="random"))  # noqa: S104 -- rendered
    pjsip = rendered(config, tmp_path, "pjsip.conf")
    trunk, _, party = pjsip.partition("[demo-party]")
    assert "contact = sip:127.0.0.1:5060\n" in trunk
    assert "password = random\n" in trunk
    assert "deny = 0.0.0.0/0.0.0.0,::/0\npermit = 127.0.0.1\n" in party
    assert "context = demo-outside\n" in party
    assert "[demo-outside]\n" in rendered(config, tmp_path, "extensions.conf")


def test_without_demo_data_nobody_is_outside(tmp_path: Path) -> None:
    for name in ("pjsip.conf", "extensions.conf"):
        assert "demo" not in rendered(CONFIG, tmp_path, name)


@pytest.mark.parametrize("origin", ["trunk", "web"])
def test_a_caller_who_finds_no_application_rings_until_the_guard_timer_ends(tmp_path: Path, origin: str) -> None:
    dialplan = rendered(CONFIG, tmp_path, "extensions.conf").partition(f"[from-{origin}]")[2].partition("\n[")[0]
    steps = [line.split(",", 1)[1] for line in dialplan.splitlines() if line.startswith(" same")]
    assert steps[1:] == [
        'GotoIf($["${STASISSTATUS}" != "FAILED"]?served)',
        "Ringing()",
        "Wait(1)",
        "Goto(serve)",
        "Hangup()",
    ]
    assert "Set(TIMEOUT(absolute)=8)" in dialplan
    assert "exten => T,1,Goto(emergency,s,1)" in dialplan
