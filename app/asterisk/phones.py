"""Browser phones of agents and of callers on the web: SIP endpoints in Asterisk's memory, made at sign-in with a fresh secret."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from uuid import UUID

from app.asterisk import ari_requests
from app.asterisk.ari import AriClient
from app.asterisk.ari_messages import AriRequest, Done, Refused

_PREFIX = "a-"


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
    await open_line(ari, credentials, "from-agents")
    return credentials


async def open_line(
    ari: AriClient, credentials: PhoneCredentials, context: str, dialed_number: str = "", caller_number: str = ""
) -> None:
    """Make a browser's endpoint, whose calls enter the dialplan's `context` for `dialed_number`. Raises like `open_phone`.

    With a `caller_number` (digits and a plus) its calls come from there.
    """
    requests = phone_requests(credentials, context, dialed_number, caller_number)
    if isinstance(await ari.send(ari_requests.get_endpoint(credentials.username)), Done):
        # Put again, an address of record in use would count as reachable for ever.
        requests = requests[:1]
    for request in requests:
        match await ari.send(request):
            case Refused(status=status):
                raise PhoneNotMade(f"status {status}")
            case _:
                pass


async def close_phone(ari: AriClient, agent_id: UUID) -> None:
    """Remove an agent's endpoint; gone already is fine. Raises AriError when there is no answer."""
    await close_line(ari, phone_name(agent_id))


async def close_line(ari: AriClient, name: str) -> None:
    """Remove an endpoint by its name; gone already is fine. Raises AriError when there is no answer."""
    for kind in ("endpoint", "aor", "auth"):
        await ari.send(ari_requests.delete_object(kind, name))


def phone_name(agent_id: UUID) -> str:
    """The endpoint's name, also its SIP user."""
    return f"{_PREFIX}{agent_id.hex}"


def agent_of(name: str) -> UUID | None:
    """The agent whose endpoint this is, or None for other endpoints."""
    if not name.startswith(_PREFIX):
        return None
    try:
        agent_id = UUID(name.removeprefix(_PREFIX))
    except ValueError:
        return None
    return agent_id if phone_name(agent_id) == name else None


def phone_requests(
    credentials: PhoneCredentials, context: str, dialed_number: str, caller_number: str = ""
) -> Sequence[AriRequest]:
    """What must exist for a browser to register: the secret, the address of record, the endpoint that uses both."""
    name = credentials.username
    seems = {"callerid": f"<{caller_number}>"} if caller_number else {}
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
                "context": context,
                "set_var": f"RINGDESK_DIALED={dialed_number}",
                "disallow": "all",
                "allow": "opus,alaw,ulaw",
                "auth": name,
                "aors": name,
                "identify_by": "username",
                "rewrite_contact": "yes",
                # a browser that died says no goodbye
                "rtp_timeout": "20",
                "rtp_timeout_hold": "20",
                **seems,
            },
        ),
    )
