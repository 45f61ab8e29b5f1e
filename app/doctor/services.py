"""The services Ringdesk speaks to: do they answer, and to us?"""

import asyncio
import base64
import contextlib
import json
from collections.abc import Awaitable, Callable
from typing import cast

from app.asterisk.config import Account
from app.doctor.probe import Probe

PATIENCE = 5.0
"""Seconds; a service on the same site answers in milliseconds."""


async def ari(host: str, port: int, account: Account) -> Probe:
    """Does Asterisk's REST interface answer to our secret?"""
    login = base64.b64encode(f"{account.name}:{account.secret}".encode()).decode()
    request = (
        f"GET /ari/asterisk/info HTTP/1.1\r\nHost: {host}\r\nAuthorization: Basic {login}\r\nConnection: close\r\n\r\n"
    )
    answer = await _asked(host, port, request)
    if answer is None:
        return _silent("ari", host, port)
    head, _, body = answer.partition("\r\n\r\n")
    status = head.split(" ", 2)[1] if head.startswith("HTTP/") else ""
    match status:
        case "200":
            return Probe(name="ari", ok=True, found=True, version=_version_in(body), detail=f"{host}:{port}")
        case "401" | "403":
            return _refused("ari", "RINGDESK_ARI_USER and RINGDESK_ARI_PASSWORD")
        case _:
            return Probe(
                name="ari",
                ok=False,
                found=True,
                detail=f"{host}:{port} answers with status {status or 'unknown'}",
                mend="Load res_ari and its modules in that Asterisk, or mend RINGDESK_ARI_URL.",
            )


async def ami(host: str, port: int, account: Account) -> Probe:
    """Does Asterisk's manager interface let us in?"""
    if any(mark in f"{account.name}{account.secret}" for mark in "\r\n"):
        return _refused("ami", "RINGDESK_AMI_USER and RINGDESK_AMI_PASSWORD, which must be one line each")
    request = (
        f"Action: Login\r\nUsername: {account.name}\r\nSecret: {account.secret}\r\nEvents: off\r\n\r\n"
        "Action: CoreSettings\r\n\r\nAction: Logoff\r\n\r\n"
    )
    answer = await _asked(host, port, request)
    if answer is None:
        return _silent("ami", host, port)
    if "Authentication accepted" not in answer:
        return _refused("ami", "RINGDESK_AMI_USER and RINGDESK_AMI_PASSWORD")
    version = answer.partition("AsteriskVersion: ")[2].partition("\r\n")[0]
    return Probe(name="ami", ok=True, found=True, version=version, detail=f"{host}:{port}")


async def answering(name: str, ask: Callable[[], Awaitable[str]], mend: str) -> Probe:
    """Ask a service of our own; `ask` gives what to show, or raises whatever is wrong."""
    try:
        detail = await asyncio.wait_for(ask(), PATIENCE * 2)
    except TimeoutError:
        return Probe(name=name, ok=False, found=False, detail="no answer in time", mend=mend)
    except Exception as error:  # noqa: BLE001 -- a doctor reports every ailment, also one not thought of
        return Probe(name=name, ok=False, found=False, detail=_first_line_of(error), mend=mend)
    return Probe(name=name, ok=True, found=True, detail=detail)


async def _asked(host: str, port: int, request: str) -> str | None:
    """Send `request` and read until the other side closes; None where nobody listens or answers."""
    try:
        async with asyncio.timeout(PATIENCE):
            reader, writer = await asyncio.open_connection(host, port)
            try:
                writer.write(request.encode())
                return (await reader.read(-1)).decode(errors="replace")
            finally:
                writer.close()
                with contextlib.suppress(OSError):
                    await writer.wait_closed()
    except (OSError, TimeoutError):
        return None


def _version_in(body: str) -> str:
    with contextlib.suppress(ValueError, KeyError, TypeError):
        answer = cast("dict[str, dict[str, str]]", json.loads(body))
        return answer["system"]["version"]
    return ""


def _silent(name: str, host: str, port: int) -> Probe:
    mend = "Start Asterisk, or mend its address in the settings."
    return Probe(name=name, ok=False, found=False, detail=f"{host}:{port} does not answer", mend=mend)


def _refused(name: str, settings: str) -> Probe:
    return Probe(name=name, ok=False, found=True, detail="our name or secret is refused", mend=f"Mend {settings}.")


def _first_line_of(error: Exception) -> str:
    """Name the error; the rest of a driver's message may quote statements and values."""
    lines = str(error).splitlines()
    return f"{type(error).__name__}: {lines[0]}" if lines else type(error).__name__
