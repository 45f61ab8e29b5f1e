"""The Asterisk we find or fetch, started with the configuration we render."""

import hashlib
import json
import re
import socket
import time
from collections.abc import Generator
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

import pytest
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Subprotocol

from app.asterisk import modules
from app.asterisk.ari import AriAddress, AriClient
from app.asterisk.config import Emergency, running
from app.asterisk.phones import AriPhoneLines
from app.calls.phone_lines import BROWSERS_ADDRESS, PhoneLine
from tests.system.asterisk_fixture import PATIENCE, RunningAsterisk, asterisk_in_short_folder
from tests.system.caller_phone import caller_phone
from tests.system.tones import AUDIBLE, loudness

pytestmark = pytest.mark.system


@pytest.fixture(scope="module")
def asterisk() -> Generator[RunningAsterisk]:
    with asterisk_in_short_folder(guard_seconds=1, emergency=Emergency(announcement=("beep",))) as running_asterisk:
        yield running_asterisk


def test_asterisk_starts_without_a_complaint(asterisk: RunningAsterisk) -> None:
    assert asterisk.complaints() == []
    assert running(asterisk.folder) == asterisk.pid


def test_only_the_listed_modules_run_and_each_does_what_it_is_listed_for(asterisk: RunningAsterisk) -> None:
    folder = asterisk.installation.modules
    listed = set(modules.present(folder))
    rows = [line.split() for line in asterisk.console("module show").splitlines()]
    assert {row[0] for row in rows if row and row[0].endswith(".so")} == listed
    assert not [row[0] for row in rows if row and row[0].endswith(".so") and "Running" not in row]
    reasons = {name: reason for name, reason in {**modules.REQUIRED, **modules.WELCOME}.items() if name in listed}
    shown = {
        modules.Application: "core show application",
        modules.Function: "core show function",
        modules.Action: "manager show command",
    }
    for name, reason in reasons.items():
        match reason:
            case modules.Needed(by):
                # what a module declares it needs stands in it as one text, its names parted by commas
                assert re.search(rb"[,\0]%s[,\0]" % name.removesuffix(".so").encode(), (folder / by).read_bytes())
            case modules.Application(what) | modules.Function(what) | modules.Action(what):
                answer = asterisk.console(f"{shown[type(reason)]} {what}")
                assert what in answer, name
                assert "(s) is (are) not registered" not in answer, name
                assert "No function by that name" not in answer, name
            case _:
                pass


def test_ari_answers_to_its_secret_alone(asterisk: RunningAsterisk) -> None:
    status, answer = asterisk.ari("GET", "/asterisk/info")
    assert (status, answer["config"]["name"]) == (200, asterisk.config.system_name)
    status, _ = asterisk.ari("GET", "/asterisk/info", secret="guessed")
    assert status == 401


def test_an_endpoint_made_over_ari_exists_at_once(asterisk: RunningAsterisk) -> None:
    for kind, fields in {
        "auth": {"auth_type": "userpass", "username": "agent-8001", "password": "fresh"},
        "aor": {"max_contacts": "1", "remove_existing": "yes"},
        "endpoint": {
            "webrtc": "yes",
            "dtls_auto_generate_cert": "yes",
            "transport": "transport-ws",
            "context": "from-agents",
            "identify_by": "username",
            "auth": "agent-8001",
            "aors": "agent-8001",
            "disallow": "all",
            "allow": "opus,ulaw",
        },
    }.items():
        body = {"fields": [{"attribute": name, "value": value} for name, value in fields.items()]}
        status, _ = asterisk.ari("PUT", f"/asterisk/config/dynamic/res_pjsip/{kind}/agent-8001", body)
        assert status == 200, kind
    assert asterisk.ari("GET", "/endpoints/PJSIP/agent-8001")[1]["state"] == "offline"


@pytest.mark.anyio
async def test_a_browsers_account_is_taken_from_the_application_alone(asterisk: RunningAsterisk) -> None:
    address = AriAddress(
        host="127.0.0.1", port=asterisk.http_port, username=asterisk.ari_user, password=asterisk.ari_secret
    )
    line = PhoneLine(name="a-known", secret="kept after signing out", context="from-agents")
    async with AriClient(address, on_event=lambda event: None) as ari:
        await ari.wait_connected()
        await AriPhoneLines(ari, address.host).open_line(line)
    assert _register(asterisk, line, BROWSERS_ADDRESS) == 200
    assert _register(asterisk, line, "127.0.0.1") == 401
    assert _register(asterisk, replace(line, secret="guessed"), BROWSERS_ADDRESS) == 401


def test_a_browser_without_an_account_is_no_carrier_although_both_come_from_this_machine(
    asterisk: RunningAsterisk,
) -> None:
    assert "401" in _invite_by_websocket(asterisk, BROWSERS_ADDRESS)
    # what keeps them apart: from a carrier's address the same words are a call
    assert "100" in _invite_by_websocket(asterisk, "127.0.0.1")


def test_call_while_no_app_is_there_hears_the_emergency_announcement(asterisk: RunningAsterisk) -> None:
    _dial(asterisk, "4008001000")


def test_call_that_the_app_leaves_unserved_hears_the_emergency_announcement(asterisk: RunningAsterisk) -> None:
    with _silent_app(asterisk) as events:
        _dial(asterisk, "4008001000")
        assert _arguments(events) == ["inbound", "4008001000", "trunk"]


def test_dialled_number_cannot_add_an_argument(asterisk: RunningAsterisk) -> None:
    with _silent_app(asterisk) as events:
        _dial(asterisk, "4008001000,agent,$%7BSYSTEM(id)%7D")
        assert _arguments(events) == ["inbound", "4008001000", "trunk"]


def test_stopped_asterisk_leaves_no_process() -> None:
    with asterisk_in_short_folder() as asterisk:
        group = asterisk.pid
        asterisk.stop()
        assert running(asterisk.folder) is None
        assert not Path(f"/proc/{group}").exists()


def test_every_file_that_holds_a_secret_is_its_owners_alone(asterisk: RunningAsterisk) -> None:
    for path in (asterisk.folder / "secrets.json", *(asterisk.folder / "etc").iterdir()):
        assert path.stat().st_mode & 0o077 == 0, path.name
    assert asterisk.folder.stat().st_mode & 0o077 == 0


def _dial(asterisk: RunningAsterisk, number: str) -> None:
    """Call `number` as a carrier would; the other side answers, plays the announcement and hangs up."""
    with caller_phone(asterisk.sip_port, number="15500001111", dialed=number) as caller:
        caller.wait_answered()
        caller.wait_ended()
        assert loudness(caller.since(0)) > AUDIBLE


def _invite_by_websocket(asterisk: RunningAsterisk, own_address: str) -> str:
    """Call under no name that Asterisk knows, from one of this machine's addresses; the first line of the answer."""
    url = f"ws://127.0.0.1:{asterisk.http_port}/ws"
    with connect(url, subprotocols=[Subprotocol("sip")], compression=None, source_address=(own_address, 0)) as socket_:
        body = "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio 9 RTP/AVP 0\r\n"
        lines = (
            "INVITE sip:4008001000@ringdesk SIP/2.0",
            f"Via: SIP/2.0/WS visitor.invalid;branch=z9hG4bK{own_address}",
            "Max-Forwards: 70",
            "From: <sip:13800138000@ringdesk>;tag=visitor",
            "To: <sip:4008001000@ringdesk>",
            f"Call-ID: visitor-{own_address}",
            "CSeq: 1 INVITE",
            "Contact: <sip:visitor@visitor.invalid;transport=ws>",
            "Content-Type: application/sdp",
            f"Content-Length: {len(body)}",
        )
        socket_.send("".join(f"{line}\r\n" for line in (*lines, "")) + body)
        return str(socket_.recv(PATIENCE)).splitlines()[0]


def _silent_app(asterisk: RunningAsterisk) -> ClientConnection:
    """Connect an application that takes calls and never does a thing with them."""
    login = f"{asterisk.ari_user}:{asterisk.ari_secret}"
    return connect(f"ws://127.0.0.1:{asterisk.http_port}/ari/events?app=ringdesk&api_key={login}", compression=None)


def _arguments(events: ClientConnection) -> list[str]:
    deadline = time.monotonic() + PATIENCE
    while True:
        event = cast("dict[str, Any]", json.loads(events.recv(deadline - time.monotonic())))
        if event["type"] == "StasisStart":
            return event["args"]


def _register(asterisk: RunningAsterisk, line: PhoneLine, own_address: str) -> int:
    """Register over UDP, answering the challenge (RFC 3261, 22.4); the status of the second answer."""
    server = f"sip:127.0.0.1:{asterisk.sip_port}"
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as phone:
        phone.bind((own_address, 0))
        phone.settimeout(5)
        port = phone.getsockname()[1]

        def ask(sequence: int, authorization: str) -> str:
            lines = (
                f"REGISTER {server} SIP/2.0",
                f"Via: SIP/2.0/UDP {own_address}:{port};rport;branch=z9hG4bK{port}{sequence}",
                "Max-Forwards: 70",
                f"From: <sip:{line.name}@ringdesk>;tag=t{port}",
                f"To: <sip:{line.name}@ringdesk>",
                f"Call-ID: r{port}",
                f"CSeq: {sequence} REGISTER",
                f"Contact: <sip:{line.name}@{own_address}:{port}>",
                "Expires: 60",
                *((authorization,) if authorization else ()),
                "Content-Length: 0",
            )
            phone.sendto("".join(f"{text}\r\n" for text in (*lines, "")).encode(), ("127.0.0.1", asterisk.sip_port))
            while True:
                answer = phone.recv(4096).decode()
                if answer.startswith("SIP/2.0") and f"CSeq: {sequence} REGISTER" in answer:
                    return answer

        challenge = dict(re.findall(r'(\w+)="([^"]*)"', ask(1, "").split("WWW-Authenticate:")[1].splitlines()[0]))
        known = _digest(line.name, challenge["realm"], line.secret)
        count = f"{challenge['nonce']}:00000001:{port}:auth"
        response = _digest(known, count, _digest("REGISTER", server))
        answer = ask(
            2,
            f'Authorization: Digest username="{line.name}", realm="{challenge["realm"]}", nonce="{challenge["nonce"]}",'
            f' uri="{server}", response="{response}", algorithm=MD5, qop=auth, nc=00000001, cnonce="{port}",'
            f' opaque="{challenge.get("opaque", "")}"',
        )
        return int(answer.split()[1])


def _digest(*parts: str) -> str:
    return hashlib.md5(":".join(parts).encode()).hexdigest()  # noqa: S324 -- what SIP's digest asks for
