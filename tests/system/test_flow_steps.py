"""A caller walks through the steps of a flow on a real Asterisk, with keys as telephone events and as SIP INFO."""

import http.server
import json
import threading
from collections.abc import Generator
from pathlib import Path

import msgspec
import pytest

from app.calls.state import Call, InMenu
from tests.system.caller_phone import CallerPhone, caller_phone
from tests.system.running_site import RunningSite, running_site
from tests.system.stored import interaction_of
from tests.waiting import until

pytestmark = [pytest.mark.system, pytest.mark.timeout(300)]

SECRETS = ("918273640546", "604953728194")
OFFICE = {
    "name": "Always",
    "zone": "Asia/Shanghai",
    "week": [[{"opens": "00:00", "closes": "24:00"}]] * 7,
}


class Bank(http.server.BaseHTTPRequestHandler):
    """A web service that knows a balance."""

    asked: list[str] = []  # noqa: RUF012  (the server makes a new handler for each request)

    def do_GET(self) -> None:
        self.asked.append(self.path)
        body = json.dumps({"account": {"balance": 2.5}}).encode()
        self.send_response(200)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def bank() -> Generator[int]:
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Bank)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield server.server_port
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture(scope="module")
def site(bank: int) -> Generator[RunningSite]:
    """A site whose hotline is the flow below."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("RINGDESK_SERVICE_ADDRESSES", json.dumps([f"127.0.0.1:{bank}"]))
        with running_site() as running:
            publish(running, bank)
            yield running


def say(chinese: str, english: str) -> list[object]:
    return [{"say": {"zh-CN": chinese, "en": english}}]


def document(bank: int) -> dict[str, object]:
    asked = {"retries": 0, "first_digit_seconds": 20}
    steps = [
        (
            "language",
            {"prompts": say("中文请按一。", "For English, press 2."), "choices": {"1": "zh-CN", "2": "en"}, **asked},
            "hours",
        ),
        ("hours", {"calendar": "always"}, "card"),
        (
            "collect_digits",
            {
                "prompts": say("请输入卡号。", "Your card?"),
                "variable": "card",
                "minimum": 12,
                "maximum": 12,
                "secret": True,
                **asked,
            },
            "known",
        ),
        ("branch", {"cases": [{"outcome": "done", "when": "card.size() == 12"}]}, "bank"),
        ("http", {"url": f"http://127.0.0.1:{bank}/{{card}}", "answers": {"balance": "account.balance"}}, "balance"),
        ("read_out", {"value": "balance", "form": "money"}, "tag"),
        ("tag", {"tags": ["bank"]}, "wait"),
        ("wait", {"seconds": 0.5}, "csat"),
        ("survey", {"prompts": say("一到五分。", "One to five?"), "question": "csat", **asked}, "support"),
    ]
    names = ["language", "hours", "card", "known", "bank", "balance", "tag", "wait", "csat"]
    failures = {
        "language": ("timeout", "no_match"),
        "hours": ("closed", "error"),
        "collect_digits": ("timeout", "no_match"),
        "branch": ("otherwise", "error"),
        "http": ("refused", "timeout", "error"),
        "read_out": ("error",),
        "survey": ("timeout", "no_match"),
    }
    return {
        "version": 2,
        "id": "hotline",
        "name": "Hotline",
        "languages": ["zh-CN", "en"],
        "start": "language",
        "steps": [
            *(
                {
                    "id": name,
                    "type": kind,
                    "parameters": parameters,
                    "next": {
                        "open" if kind == "hours" else "done": target,
                        **dict.fromkeys(failures.get(kind, ()), "failed"),
                    },
                }
                for name, (kind, parameters, target) in zip(names, steps, strict=True)
            ),
            {"id": "support", "type": "queue", "parameters": {"queue": "support"}, "next": {"error": "failed"}},
            {"id": "failed", "type": "hang_up"},
        ],
    }


def publish(site: RunningSite, bank: int) -> None:
    """Put the flow in the place of the demo's, and wait until live calls know it."""
    before = _configurations(site)
    with site.client("admin") as browser:
        browser.put("/api/v1/calendars/always", json=OFFICE).raise_for_status()
        saved = browser.put("/api/v1/flows/hotline/draft", json={"document": document(bank), "serial": 0})
        assert saved.raise_for_status().json()["faults"] == []
        published = browser.post("/api/v1/flows/hotline/publish", json={"reason": "test", "serial": 1})
        assert published.raise_for_status().json()["revision"] == 2
    until(lambda: _configurations(site) > before, "live calls know the flow")


def _configurations(site: RunningSite) -> int:
    [(count,)] = site.rows("SELECT count(*) FROM journal WHERE type = 'ConfigurationChanged'")
    assert isinstance(count, int)
    return count


def wait_at(site: RunningSite, step_id: str) -> None:
    """Wait until the one live caller is at a step."""

    def there() -> bool:
        for (state,) in site.rows("SELECT state FROM live_calls"):
            call = (
                msgspec.json.decode(str(state), type=Call) if isinstance(state, str) else msgspec.convert(state, Call)
            )
            return isinstance(call.phase, InMenu) and call.phase.session.step_id == step_id
        return False

    until(there, f"the caller is at '{step_id}'")


def press(site: RunningSite, phone: CallerPhone, keys: str) -> None:
    """Keys one after the other, as a person presses them."""
    for key in keys:
        before = len(_keys(site))
        phone.press(key)
        until(lambda before=before: len(_keys(site)) > before, "the key has arrived")


def _keys(site: RunningSite) -> list[str]:
    """Every key in the journal."""
    rows = site.rows("SELECT event FROM journal WHERE type = 'DigitReceived' ORDER BY seq")
    return [
        (json.loads(event) if isinstance(event, str) else msgspec.convert(event, dict[str, str]))["digit"]
        for (event,) in rows
    ]


@pytest.mark.parametrize(
    ("number", "language", "info", "secret"),
    [("15500000061", "2", False, SECRETS[0]), ("15500000062", "1", True, SECRETS[1])],
    ids=["English, telephone events", "Chinese, SIP INFO"],
)
def test_a_caller_walks_through_every_step_and_the_secret_stays_one(
    site: RunningSite, number: str, language: str, info: bool, secret: str
) -> None:
    with caller_phone(site.sip_port, number=number, info=info) as caller:
        wait_at(site, "language")
        caller.wait_answered()
        press(site, caller, language)
        wait_at(site, "card")
        press(site, caller, secret)
        wait_at(site, "csat")
        press(site, caller, "4")
        until(lambda: "Waiting" in str(site.rows("SELECT state FROM live_calls")), "the caller waits in the queue")
        caller.hang_up()
        caller.wait_ended()
    assert f"/{secret}" in Bank.asked
    detail = interaction_of(site, number)
    assert detail.language == {"1": "zh-CN", "2": "en"}[language]
    told = [
        (moment.what, moment.detail) for moment in detail.timeline if moment.what in ("step", "tag", "survey", "digit")
    ]
    assert told == [
        ("step", "language"),
        ("digit", language),
        ("step", "hours"),
        ("step", "card"),
        ("step", "known"),
        ("step", "bank"),
        ("step", "balance"),
        ("step", "tag"),
        ("tag", "bank"),
        ("step", "wait"),
        ("step", "csat"),
        ("digit", "4"),
        ("survey", "csat=4"),
        ("step", "support"),
    ]


def test_no_file_of_the_site_holds_a_secret(site: RunningSite) -> None:
    keys = _keys(site)
    assert [key for key in keys if key != "x"] == ["2", "4", "1", "4"]
    assert keys.count("x") >= len("".join(SECRETS))
    files = [file for file in Path(site.folder).rglob("*") if file.is_file()]
    assert any(file.name == "ringdesk.db" for file in files)
    for file in files:
        held = file.read_bytes()
        assert not any(secret.encode() in held for secret in SECRETS), file
