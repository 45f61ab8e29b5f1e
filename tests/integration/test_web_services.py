"""What flows ask of web services, against services that are slow, broken, too talkative or up to no good."""

import asyncio
import json
from collections.abc import AsyncGenerator, Sequence
from datetime import timedelta
from pathlib import Path

import pytest

from app.web_services import LARGEST_ANSWER, WebClient
from ivr.dialog import Request

pytestmark = pytest.mark.anyio
ORDER = {
    "order": {"status": "sent", "items": [{"name": "Lamp", "count": 2}], "paid": True, "total": 12.5, "none": None}
}


class Service:
    """Answers each path with bytes; `silent` never answers."""

    def __init__(self) -> None:
        self.answers: dict[str, bytes] = {}
        self.heard: list[str] = []
        self.port = 0

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        length = next(
            (int(line[15:]) for line in head.split(b"\r\n") if line.lower().startswith(b"content-length:")), 0
        )
        body = await reader.readexactly(length)
        self.heard.append((head + body).decode())
        answer = self.answers.get(head.split()[1].decode().partition("?")[0])
        try:
            if answer is None:
                await reader.read()
            else:
                writer.write(answer)
                await writer.drain()
        except ConnectionError:
            pass
        finally:
            writer.close()


def http(status: int, body: bytes, *headers: str) -> bytes:
    lines = [f"HTTP/1.1 {status} X", f"content-length: {len(body)}", *headers]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


@pytest.fixture
async def service() -> AsyncGenerator[Service]:
    made = Service()
    server = await asyncio.start_server(made.serve, "127.0.0.1", 0)
    made.port = server.sockets[0].getsockname()[1]
    async with server:
        yield made


def client(service: Service, tmp_path: Path, *allowed: str, addresses: Sequence[str] = ("127.0.0.1",)) -> WebClient:
    async def lookup(host: str, port: int) -> Sequence[str]:
        del host, port
        return addresses

    return WebClient(allowed=allowed or (f"shop:{service.port}",), secrets=tmp_path, lookup=lookup)


def request(service: Service, path: str, **changed: object) -> Request:
    given: dict[str, object] = {
        "request_id": "1.0",
        "method": "GET",
        "url": f"http://shop:{service.port}{path}",
        "headers": {},
        "body": None,
        "answers": {},
        "timeout": timedelta(seconds=5),
    }
    return Request(**(given | changed))  # pyright: ignore[reportArgumentType]


async def test_wanted_values_are_taken_out_of_the_answer(service: Service, tmp_path: Path) -> None:
    service.answers["/orders"] = http(200, json.dumps(ORDER).encode())
    wanted = {
        "status": "order.status",
        "name": "order.items.0.name",
        "count": "order.items.0.count",
        "paid": "order.paid",
        "total": "order.total",
        "none": "order.none",
        "missing": "order.items.7.name",
        "whole": "order",
    }
    answer = await client(service, tmp_path).ask(request(service, "/orders?q=1", answers=wanted))
    assert (answer.status, answer.problem) == (200, "")
    assert answer.values == {
        "status": "sent",
        "name": "Lamp",
        "count": 2,
        "paid": True,
        "total": 12.5,
        "none": None,
        "missing": None,
        "whole": None,
    }
    assert f"host: shop:{service.port}" in service.heard[0].lower()


async def test_a_body_and_a_secret_header_are_sent(service: Service, tmp_path: Path) -> None:
    (tmp_path / "shop_key").write_text("s3cret\n")
    service.answers["/check"] = http(204, b"")
    asked = request(service, "/check", method="POST", body={"pin": "1234"}, headers={"X-Key": "Bearer secret:shop_key"})
    assert (await client(service, tmp_path).ask(asked)).status == 204
    assert "Bearer s3cret" in service.heard[0]
    assert json.loads(service.heard[0].partition("\r\n\r\n")[2]) == {"pin": "1234"}
    unknown = request(service, "/check", headers={"X-Key": "secret:other"})
    assert (await client(service, tmp_path).ask(unknown)).problem == "secret_unknown"


async def test_no_log_holds_what_was_asked(service: Service, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    service.answers["/4711"] = http(200, b"{}")
    with caplog.at_level("DEBUG"):
        assert (await client(service, tmp_path).ask(request(service, "/4711"))).status == 200
    assert "4711" not in caplog.text


@pytest.mark.parametrize(
    ("answer", "problem", "status"),
    [
        (http(500, b"oops"), "", 500),
        (http(302, b"", "location: http://127.0.0.1/"), "", 302),
        (http(200, b"x" * (LARGEST_ANSWER + 1)), "answer_too_large", 0),
        (http(200, b"\x1f\x8b", "content-encoding: gzip"), "answer_not_understood", 0),
        (http(200, b"<html>"), "answer_not_understood", 0),
        (http(200, b"[" * 60_000), "answer_not_understood", 0),
        (b"\x00\x01 nonsense\r\n\r\n", "not_reachable", 0),
        (b"", "not_reachable", 0),
        (None, "timeout", 0),
    ],
)
async def test_a_service_that_misbehaves_is_an_answer_too(
    service: Service, tmp_path: Path, answer: bytes | None, problem: str, status: int
) -> None:
    if answer is not None:
        service.answers["/"] = answer
    patience = timedelta(seconds=0.3 if answer is None else 5)
    got = await client(service, tmp_path).ask(request(service, "/", answers={"a": "b"}, timeout=patience))
    assert (got.problem, got.status) == (problem, status)
    assert len(service.heard) == 1, "nothing is followed"


@pytest.mark.parametrize(
    "addresses",
    [
        ["127.0.0.1"],
        ["10.0.0.1"],
        ["192.168.1.1", "169.254.169.254"],
        ["0.0.0.0"],  # noqa: S104  (an address, not something to listen on)
        ["::1"],
        ["fe80::1"],
        ["::ffff:127.0.0.1"],
        ["64:ff9b::7f00:1"],
        ["2002:7f00:1::"],
        ["224.0.0.1"],
        ["100.64.0.1"],
    ],
)
async def test_what_is_not_public_is_not_reached(service: Service, tmp_path: Path, addresses: list[str]) -> None:
    outside = client(service, tmp_path, "elsewhere", addresses=addresses)
    assert (await outside.ask(request(service, "/"))).problem == "address_refused"
    assert service.heard == []


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::1]", "0177.0.0.1", "2130706433"])
async def test_loopback_is_refused_however_it_is_written(service: Service, tmp_path: Path, host: str) -> None:
    outside = WebClient(allowed=(), secrets=tmp_path)
    answer = await outside.ask(request(service, "/", url=f"http://{host}:{service.port}/"))
    assert answer.problem in ("address_refused", "not_reachable")
    assert service.heard == []


async def test_a_network_may_be_allowed(service: Service, tmp_path: Path) -> None:
    service.answers["/"] = http(200, b"{}")
    inside = client(service, tmp_path, "127.0.0.0/8")
    assert (await inside.ask(request(service, "/"))).status == 200


async def test_a_name_that_the_site_answers_itself_is_reached_without_being_allowed(
    service: Service, tmp_path: Path
) -> None:
    service.answers["/demo/orders/10001"] = http(200, json.dumps(ORDER).encode())
    own = WebClient(allowed=(), secrets=tmp_path, own={"shop.demo": ("127.0.0.1", service.port)})
    asked = request(service, "", url="http://shop.demo/demo/orders/10001", answers={"status": "order.status"})
    assert (await own.ask(asked)).values == {"status": "sent"}
    assert "host: shop.demo" in service.heard[0].lower()
    other = request(service, "", url=f"http://127.0.0.1:{service.port}/demo/orders/10001")
    assert (await own.ask(other)).problem == "address_refused"
