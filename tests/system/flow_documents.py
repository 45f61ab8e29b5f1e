"""Flows that have every type of step, and the web service that they ask: well behaved, slow, failing, hostile."""

import http.server
import json
import threading
from collections.abc import Mapping, Sequence

ALWAYS = {
    "name": "Always",
    "zone": "Asia/Shanghai",
    "week": [[{"opens": "00:00", "closes": "24:00"}]] * 7,
}
ONE_QUESTION = "1550000007"
"""Numbers that begin so are asked at once which step they want."""
FAILURES: Mapping[str, tuple[str, ...]] = {
    "play": ("error",),
    "language": ("timeout", "no_match"),
    "hours": ("closed", "error"),
    "collect_digits": ("timeout", "no_match"),
    "branch": ("otherwise", "error"),
    "http": ("done", "refused", "timeout", "error"),
    "read_out": ("error",),
    "set": ("error",),
    "look_up": ("found", "not_found", "timeout"),
    "sub_flow": ("error",),
    "record": ("timeout", "error"),
    "send_message": ("error",),
    "wait": (),
    "goto": (),
    "tag": (),
    "survey": ("timeout", "no_match"),
    "menu": ("timeout", "no_match"),
}
Step = Mapping[str, object]


class Bank(http.server.BaseHTTPRequestHandler):
    """A web service that knows a balance, and misbehaves where its address says so."""

    asked: list[str] = []  # noqa: RUF012  (the server makes a new handler for each request)
    patience = threading.Event()
    """Slow answers come when it is set."""

    def do_GET(self) -> None:
        self.asked.append(self.path)
        match self.path:
            case "/slow":
                self.patience.wait(60)
                self._answer(200, b"{}")
            case "/late":
                self.patience.wait(2)
                self._answer(200, b"{}")
            case "/broken":
                self._answer(503, b"<html>")
            case "/elsewhere":
                self._answer(302, b"", ("location", "/0"))
            case "/huge":
                self._answer(200, b'{"a": "' + b"x" * 200_000 + b'"}')
            case "/refused":
                self._answer(404, b"{}")
            case "/nonsense":
                self.wfile.write(b"\x00\xff nonsense\r\n\r\n")
            case _:
                self._answer(200, json.dumps({"account": {"balance": 2.5}}).encode())

    def _answer(self, status: int, body: bytes, *headers: tuple[str, str]) -> None:
        try:
            self.send_response(status)
            for name, value in (*headers, ("content-length", str(len(body)))):
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)
        except OSError:
            self.close_connection = True

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


def say(chinese: str, english: str) -> list[object]:
    """One prompt in both languages."""
    return [{"say": {"zh-CN": chinese, "en": english}}]


def step(step_id: str, kind: str, parameters: Mapping[str, object], **exits: str) -> Step:
    """A step whose exits that are not named lead to `failed`."""
    first = "open" if kind == "hours" else "done"
    named = {first if name == "done" else name.removeprefix("key_"): target for name, target in exits.items()}
    failed = dict.fromkeys(FAILURES.get(kind, ("error",)), "failed")
    return {"id": step_id, "type": kind, "parameters": parameters, "next": {**failed, **named}}


def orders() -> dict[str, object]:
    """A sub-flow."""
    return _flow(
        "orders",
        [
            {"id": "told", "type": "play", "parameters": {"prompts": say("好。", "Yes.")}}
            | {"next": {"done": "back", "error": "back"}},
            {"id": "back", "type": "return", "parameters": {"outcome": "shipped"}},
        ],
    )


def hotline(bank: int, *, again: str = "again") -> dict[str, object]:
    """The flow of the hotline; `again` is the step to which every one of the single steps leads."""
    service = f"http://127.0.0.1:{bank}"
    asked = {"retries": 2, "first_digit_seconds": 60}
    secret = {"variable": "pin", "minimum": 4, "maximum": 4, "secret": True, "prompts": say("密码。", "Code?"), **asked}
    secret["inter_digit_seconds"] = 60
    long = say("这段话很长。" * 40, "This text is long. " * 40)
    choices = dict(
        zip("12345678", ("long", "slow", "spoken", "pause", "pin", "broken", "answers", "later"), strict=True)
    )
    return _flow(
        "hotline",
        [
            step(
                "first",
                "branch",
                {"cases": [{"outcome": "one", "when": f"caller.number.startsWith('{ONE_QUESTION}')"}]},
                one="which",
                otherwise="language",
            ),
            step(
                "language",
                "language",
                {
                    "prompts": say("中文请按一。", "For English, press 2."),
                    "choices": {"1": "zh-CN", "2": "en"},
                    **asked,
                },
                done="hours",
            ),
            step("hours", "hours", {"calendar": "always"}, done="card"),
            step(
                "card",
                "collect_digits",
                secret | {"variable": "card", "minimum": 12, "maximum": 12},
                done="known",
            ),
            step("known", "branch", {"cases": [{"outcome": "done", "when": "card.size() == 12"}]}, done="bank"),
            step(
                "bank",
                "http",
                {"url": f"{service}/{{card}}", "answers": {"balance": "account.balance"}},
                done="balance",
            ),
            step("balance", "read_out", {"value": "balance", "form": "money"}, done="total"),
            step("total", "set", {"variables": {"total": "balance + 1.0"}}, done="who"),
            step("who", "look_up", {}, not_found="hello"),
            step("hello", "play", {"prompts": [{"read": "number", "value": "total"}]}, done="order"),
            step("order", "sub_flow", {"flow": "orders", "outcomes": ["shipped"]}, shipped="tag"),
            step("tag", "tag", {"tags": ["bank"]}, done="wait"),
            step("wait", "wait", {"seconds": 0.5}, done="on"),
            step("on", "goto", {}, done="words"),
            step("words", "record", {"variable": "length", "beep": False, "review": True}, done="sms"),
            step("sms", "send_message", {"text": {"zh-CN": "余额{balance}", "en": "You have {balance}."}}, done="csat"),
            step(
                "csat",
                "survey",
                {"prompts": say("一到五分。", "One to five?"), "question": "csat", **asked},
                done="nobody",
            ),
            step("nobody", "agent", {"agent": "'8999'"}, error="abroad"),
            step("abroad", "outside", {"number": "+442079460000"}, error="busy"),
            step("busy", "outside", {"number": "13800138007"}, busy="line"),
            step("line", "queue", {"queue": "support"}, nobody="recall"),
            step("recall", "callback", {"queue": "support"}, declined="short"),
            step("short", "queue", {"queue": "support", "longest_seconds": 1}, timeout="keyed"),
            step("keyed", "queue", {"queue": "support", "key": "9"}, key="end"),
            step(
                "end",
                "menu",
                {"prompts": say("请按键。", "Press a key."), "choices": {"1": "", "2": ""}, **asked},
                key_1="support",
                key_2="message",
            ),
            step(
                "which",
                "menu",
                {"prompts": say("请按键。", "Press a key."), "choices": dict.fromkeys(choices, ""), **asked},
                **{f"key_{key}": name for key, name in choices.items()},
            ),
            step("long", "play", {"prompts": long, "barge_in": True}, done=again),
            step("slow", "http", {"url": f"{service}/slow", "timeout_seconds": 15, "prompts": long}, done=again),
            step("spoken", "record", {"prompts": say("请说。", "Speak."), "silence_seconds": 0}, done=again),
            step("pause", "wait", {"seconds": 60}, done=again),
            step("pin", "collect_digits", secret, done=again),
            step("broken", "http", {"url": f"{service}/broken"}, error="elsewhere"),
            step("elsewhere", "http", {"url": f"{service}/elsewhere"}, error="huge"),
            step("huge", "http", {"url": f"{service}/huge", "answers": {"x": "a"}}, error="nonsense"),
            step("nonsense", "http", {"url": f"{service}/nonsense"}, error="private"),
            step("private", "http", {"url": "http://169.254.169.254/latest"}, error="refused"),
            step("refused", "http", {"url": f"{service}/refused"}, refused="late"),
            step("late", "http", {"url": f"{service}/late", "timeout_seconds": 0.3}, timeout=again),
            step("answers", "outside", {"number": "13800138000"}, busy=again),
            step("later", "callback", {"queue": "support"}, declined=again),
            step(
                again,
                "menu",
                {"prompts": say("请按一。", "Press 1."), "choices": {"1": ""}, **asked},
                key_1="support",
            ),
            step("support", "queue", {"queue": "support"}),
            step("message", "voicemail", {"queue": "support"}),
            {"id": "failed", "type": "hang_up"},
        ],
    ) | {"variables": {"x": "", "length": 0, "balance": 0.0, "total": 0.0}}


def _flow(flow_id: str, steps: Sequence[Step]) -> dict[str, object]:
    return {
        "version": 2,
        "id": flow_id,
        "name": flow_id.title(),
        "languages": ["zh-CN", "en"],
        "start": steps[0]["id"],
        "steps": steps,
    }
