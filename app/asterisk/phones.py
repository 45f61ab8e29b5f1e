"""Agents' browser phones: SIP endpoints in Asterisk's memory, made at sign-in with a fresh secret."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from uuid import UUID

from app.asterisk import ari_requests
from app.asterisk.ari import AriClient
from app.asterisk.ari_messages import AriRequest, Done, Refused

_PREFIX = "agent-"


@dataclass(frozen=True, slots=True, kw_only=True)
class PhoneCredentials:
    """With what a browser registers: user part of its SIP address and password."""

    username: str
    password: str = field(repr=False)


class PhoneNotMade(Exception):
    """Asterisk refused the endpoint."""


async def open_phone(ari: AriClient, agent_id: UUID) -> PhoneCredentials:
    """Make an agent's endpoint, or give the one that exists a fresh secret; earlier credentials stop working.

    Raises:
        PhoneNotMade: refused.
        AriError: no answer.
    """
    credentials = PhoneCredentials(username=phone_name(agent_id), password=secrets.token_urlsafe(24))
    requests = phone_requests(credentials)
    if isinstance(await ari.send(ari_requests.get_endpoint(credentials.username)), Done):
        # Put again, an address of record in use would count as reachable for ever.
        requests = requests[:1]
    for request in requests:
        match await ari.send(request):
            case Refused(status=status):
                raise PhoneNotMade(f"status {status}")
            case _:
                pass
    return credentials


async def close_phone(ari: AriClient, agent_id: UUID) -> None:
    """Remove an agent's endpoint; gone already is fine. Raises AriError when there is no answer."""
    for kind in ("endpoint", "aor", "auth"):
        await ari.send(ari_requests.delete_object(kind, phone_name(agent_id)))


def phone_name(agent_id: UUID) -> str:
    """The endpoint's name, also its SIP user."""
    return f"{_PREFIX}{agent_id}"


def agent_of(name: str) -> UUID | None:
    """The agent whose endpoint this is, or None for other endpoints."""
    if not name.startswith(_PREFIX):
        return None
    try:
        return UUID(name.removeprefix(_PREFIX))
    except ValueError:
        return None


def phone_requests(credentials: PhoneCredentials) -> Sequence[AriRequest]:
    """What must exist for a browser to register: the secret, the address of record, the endpoint that uses both."""
    name = credentials.username
    return (
        ari_requests.put_object(
            "auth", name, {"auth_type": "userpass", "username": name, "password": credentials.password}
        ),
        ari_requests.put_object("aor", name, {"max_contacts": "1", "remove_existing": "yes"}),
        ari_requests.put_object(
            "endpoint",
            name,
            {
                "webrtc": "yes",
                "dtls_auto_generate_cert": "yes",
                "transport": "transport-ws",
                "context": "from-agents",
                "disallow": "all",
                "allow": "opus,ulaw",
                "auth": name,
                "aors": name,
                "identify_by": "username",
                "rewrite_contact": "yes",
            },
        ),
    )
