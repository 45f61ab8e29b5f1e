"""SIP accounts of browser phones: what is asked for, what an agent's is called, and who makes them."""

import ipaddress
from dataclasses import dataclass, field
from typing import Protocol
from uuid import UUID

AGENTS_CONTEXT = "from-agents"
WEB_CONTEXT = "from-web"
BROWSERS_ADDRESS = "127.0.0.2"
"""Where browsers' SIP comes from when Asterisk is on this machine: not from where callers of this machine do, who need no secret."""
_PREFIX = "a-"


@dataclass(frozen=True, slots=True, kw_only=True)
class PhoneLine:
    """An account with which one browser registers."""

    name: str
    """Its user, and what Asterisk's endpoint, auth and aor are called."""
    secret: str = field(repr=False)
    context: str
    """Where in the dialplan its calls begin."""
    dialed_number: str = ""
    """What its calls are for, whatever the browser dials; empty: it cannot call."""
    caller_number: str = ""
    """Digits and a plus: where its calls come from, whatever the browser says."""


class PhoneLineUnavailable(Exception):
    """Asterisk cannot be asked for a line now."""

    code = "phone_line_unavailable"


class PhoneLines(Protocol):
    """Makes and removes the accounts."""

    async def open_line(self, line: PhoneLine) -> None:
        """Make it; an existing one gets the new secret. Raises `PhoneLineUnavailable`."""
        ...

    async def close_line(self, name: str) -> None:
        """Remove it; gone already is fine. Raises `PhoneLineUnavailable`."""
        ...


def phone_name(agent_id: UUID) -> str:
    """The account of an agent's desk."""
    return f"{_PREFIX}{agent_id.hex}"


def agent_of(name: str) -> UUID | None:
    """The agent whose account this is, or None for other accounts."""
    if not name.startswith(_PREFIX):
        return None
    try:
        agent_id = UUID(name.removeprefix(_PREFIX))
    except ValueError:
        return None
    return agent_id if phone_name(agent_id) == name else None


def is_loopback(host: str) -> bool:
    """Whether Asterisk at this address is on our own machine, reached over IPv4."""
    try:
        return ipaddress.IPv4Address(host).is_loopback
    except ValueError:
        return host == "localhost"
