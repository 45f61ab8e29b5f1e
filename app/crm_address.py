"""Where an outside CRM is: one address with places for what a call is about. It decides which origin pages may show in a frame."""

import re
from collections.abc import Collection
from ipaddress import IPv4Address
from string import Formatter
from urllib.parse import urlsplit

from msgspec import Struct

PLACES = ("number", "customer", "interaction", "queue", "agent", "language")
LONGEST = 2_000
_HOST = re.compile(r"[a-z0-9]([a-z0-9.-]*[a-z0-9])?")
_SCHEME = re.compile(r"https?://", re.IGNORECASE)
_BEGINNING = "must begin with https:// and the name of a host (in ASCII: xn--...), without a user's name or password"
_PORTS = {"https": 443, "http": 80}


class CrmAddress(Struct, frozen=True, kw_only=True):
    """`template` holds places such as `{number}`, which the console fills in, percent-encoded. `origin` is as browsers write it."""

    template: str
    origin: str


class CrmAddressNotValid(ValueError):
    """It cannot be used; the message says how to mend it."""


def crm_address(template: str, own: Collection[str] = ()) -> CrmAddress:
    """The address. Raises `CrmAddressNotValid`, also for one of our `own` origins: a page of ours needs no sandbox."""
    if len(template) > LONGEST or any(letter.isspace() or not letter.isprintable() for letter in template):
        raise CrmAddressNotValid(f"must be one address without spaces, of at most {LONGEST} characters")
    beginning = _SCHEME.match(template)
    if beginning is None:
        raise CrmAddressNotValid(_BEGINNING)
    start = beginning.end()
    end = next((place for place in range(start, len(template)) if template[place] in "/?#\\{}"), len(template))
    if template[end : end + 1] in ("\\", "{", "}"):
        raise CrmAddressNotValid("must name scheme, host and port itself: places such as {number} stand after them")
    address = CrmAddress(template=template, origin=_origin(template[:end]))
    _demand_known(template)
    if address.origin in {one.lower().rstrip("/") for one in own}:
        raise CrmAddressNotValid("must not be an address of Ringdesk itself")
    return address


def _origin(beginning: str) -> str:
    """Scheme, host and port, as they may stand in a header."""
    try:
        parts = urlsplit(beginning)
        host, port = parts.hostname or "", parts.port
    except ValueError as error:
        raise CrmAddressNotValid("must be an address such as https://crm.example.com/call?number={number}") from error
    if "@" in parts.netloc or not _HOST.fullmatch(host):
        raise CrmAddressNotValid(_BEGINNING)
    if parts.scheme == "http" and not _is_loopback(host):
        raise CrmAddressNotValid("must begin with https://; http:// is for this machine alone (localhost, 127.0.0.1)")
    return f"{parts.scheme}://{host}" + ("" if port in (None, _PORTS[parts.scheme]) else f":{port}")


def _is_loopback(host: str) -> bool:
    try:
        return host == "localhost" or IPv4Address(host).is_loopback
    except ValueError:
        return False


def _demand_known(template: str) -> None:
    known = ", ".join(f"{{{place}}}" for place in PLACES)
    try:
        fields = [parts[1:] for parts in Formatter().parse(template)]
    except ValueError as error:
        raise CrmAddressNotValid(f"has a brace that belongs to nothing; the places are {known}") from error
    doubled = "{{" in template or "}}" in template
    if doubled or any(name is not None and (name not in PLACES or form or way) for name, form, way in fields):
        raise CrmAddressNotValid(f"has a place that is not known; the places are {known}")
