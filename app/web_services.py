"""Requests of flows to web services: bounded in time and size, and kept away from what is not meant to be reached.

A host's addresses are looked up here and judged, and the connection goes to an address that was judged: a name that
turns into another address between the two (rebinding) gains nothing. Redirects are not followed. Proxies of the
environment are not used.
"""

import asyncio
import logging
import re
import socket
import ssl
from collections.abc import Awaitable, Callable, Mapping, Sequence
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address, ip_network
from pathlib import Path
from types import MappingProxyType
from typing import cast
from urllib.parse import urlsplit

import httpx
import msgspec
import structlog

from app.calls.ports import Answer
from ivr.dialog import Request
from ivr.value import LONGEST_TEXT, Value

LARGEST_ANSWER = 64 * 1024
_SECRET = re.compile(r"secret:([a-z][a-z0-9_]{0,63})")
_NAT64 = IPv6Network("64:ff9b::/96")
_LARGEST_INTEGER = 2**63 - 1

Address = IPv4Address | IPv6Address
Resolve = Callable[[str, int], Awaitable[Sequence[str]]]

_log = structlog.stdlib.get_logger(__name__)
# the libraries log addresses, and those may hold what a caller typed in secret
for _library in ("httpx", "httpcore"):
    logging.getLogger(_library).setLevel(logging.CRITICAL)


class Unanswered(Exception):
    """There is no answer; the message is a stable word for the timeline and the log."""


async def resolve(host: str, port: int) -> Sequence[str]:
    """The addresses of a name."""
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [str(address[0]) for *_, address in found]


class WebClient:
    """The `WebServices` port.

    Args:
        allowed: what may be reached although it is not on the public internet: `host`, `host:port` or a network such as
            `10.1.0.0/16`.
        secrets: the folder with one file per secret.
        lookup: finds the addresses of a name.
        own: names that this site answers itself, each with its address and port.
    """

    def __init__(
        self,
        *,
        allowed: Sequence[str],
        secrets: Path,
        lookup: Resolve = resolve,
        own: Mapping[str, tuple[str, int]] = MappingProxyType({}),
    ) -> None:
        self._hosts = frozenset(entry.lower() for entry in allowed if "/" not in entry)
        self._networks = tuple(ip_network(entry) for entry in allowed if "/" in entry)
        self._secrets = secrets
        self._lookup = lookup
        self._own = own
        self._tls = ssl.create_default_context()

    async def ask(self, request: Request) -> Answer:
        """Send one request and take what was wanted out of its answer."""
        try:
            async with asyncio.timeout(request.timeout.total_seconds()):
                return await self._ask(request)
        except (TimeoutError, httpx.TimeoutException):
            problem = "timeout"
        except Unanswered as error:
            problem = str(error)
        except (httpx.HTTPError, httpx.InvalidURL, OSError, ValueError) as error:
            problem = "not_reachable"
            _log.info("web_service_not_reachable", error=type(error).__name__)
        return Answer(problem=problem)

    async def _ask(self, request: Request) -> Answer:
        url = urlsplit(request.url)
        host, port = (url.hostname or "").lower(), url.port or (443 if url.scheme == "https" else 80)
        if url.scheme not in ("http", "https") or not host or url.username is not None:
            raise Unanswered("address_refused")
        if host in self._own:
            address, port = self._own[host]
            target = httpx.URL(request.url).copy_with(host=address, port=port)
        else:
            target = httpx.URL(request.url).copy_with(host=str(await self._address_of(host, port)))
        headers = {name: await self._with_secrets(value) for name, value in request.headers.items()}
        headers |= {"host": url.netloc, "accept-encoding": "identity", "connection": "close"}
        async with (
            httpx.AsyncClient(verify=self._tls, trust_env=False, follow_redirects=False, timeout=None) as client,  # noqa: S113 -- the whole exchange has a deadline
            client.stream(
                request.method, target, headers=headers, json=request.body, extensions={"sni_hostname": host}
            ) as response,
        ):
            body = await _small(response)
        return Answer(status=response.status_code, values=_values(response, body, request.answers))

    async def _address_of(self, host: str, port: int) -> Address:
        """An address that may be reached."""
        literal = _literal(host)
        found = [literal] if literal is not None else [ip_address(text) for text in await self._lookup(host, port)]
        if not self._hosts.isdisjoint({host, f"{host}:{port}"}):
            return found[0]
        for address in found:
            if _is_public(address) or any(address in network for network in self._networks):
                return address
        raise Unanswered("address_refused")

    async def _with_secrets(self, header: str) -> str:
        for name in _SECRET.findall(header):
            try:
                secret = await asyncio.to_thread((self._secrets / name).read_text)
            except OSError as error:
                raise Unanswered("secret_unknown") from error
            header = header.replace(f"secret:{name}", secret.strip())
        return header


def _literal(host: str) -> Address | None:
    try:
        return ip_address(host.partition("%")[0])
    except ValueError:
        return None


def _is_public(address: Address) -> bool:
    """Whether an address is out on the internet, also when it wraps another one."""
    if isinstance(address, IPv6Address):
        wrapped = [address.ipv4_mapped, address.sixtofour, *(address.teredo or ())]
        if address in _NAT64:
            wrapped.append(IPv4Address(int(address) & 0xFFFFFFFF))
        if any(inner is not None and not _is_public(inner) for inner in wrapped):
            return False
        if address.ipv4_mapped is not None:
            return True
        if address in _NAT64:
            return True
    return address.is_global and not address.is_multicast and not address.is_reserved


async def _small(response: httpx.Response) -> bytes:
    """The body, which must be small and not packed."""
    if response.headers.get("content-encoding", "identity") != "identity":
        raise Unanswered("answer_not_understood")
    body = b""
    async for part in response.aiter_raw():
        body += part
        if len(body) > LARGEST_ANSWER:
            raise Unanswered("answer_too_large")
    return body


def _values(response: httpx.Response, body: bytes, wanted: dict[str, str]) -> dict[str, Value]:
    if not wanted or not response.is_success:
        return {}
    try:
        document: object = msgspec.json.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise Unanswered("answer_not_understood") from error
    return {name: _value(document, place) for name, place in wanted.items()}


def _value(document: object, place: str) -> Value:
    """The single value at a place, None when there is none."""
    for part in place.split("."):
        if isinstance(document, dict):
            document = cast("dict[str, object]", document).get(part)
        elif isinstance(document, list) and part.isdecimal():
            items = cast("list[object]", document)
            document = items[int(part)] if int(part) < len(items) else None
        else:
            return None
    match document:
        case bool() | None:
            return document
        case int():
            return document if abs(document) <= _LARGEST_INTEGER else str(document)
        case float():
            return document
        case str():
            return document[:LONGEST_TEXT]
        case _:
            return None
