"""Browser phones of agents and of callers on the web: SIP endpoints in Asterisk's memory, made over ARI."""

from collections.abc import Sequence

from app.asterisk import ari_requests
from app.asterisk.ari import AriClient, AriError
from app.asterisk.ari_messages import AriRequest, Done, Refused
from app.calls.phone_lines import BROWSERS_ADDRESS, PhoneLine, PhoneLineUnavailable, is_loopback

_NOBODY = "0.0.0.0/0.0.0.0,::/0"


class AriPhoneLines:
    """The `PhoneLines` port on one Asterisk node, reached at `host`.

    Browsers speak SIP through the application alone, which asks who they are. Beside Asterisk on one machine it comes from an
    address of its own, and whoever knows a secret is refused from anywhere else.
    """

    def __init__(self, ari: AriClient, host: str) -> None:
        self._ari = ari
        self._near = is_loopback(host)

    async def open_line(self, line: PhoneLine) -> None:
        """Make it; an existing one gets the new secret."""
        requests = _requests(line, near=self._near)
        try:
            if isinstance(await self._ari.send(ari_requests.get_endpoint(line.name)), Done):
                # Put again, an address of record in use would count as reachable for ever.
                requests = requests[:1]
            for request in requests:
                if isinstance(await self._ari.send(request), Refused):
                    raise PhoneLineUnavailable
        except AriError as error:
            raise PhoneLineUnavailable from error

    async def close_line(self, name: str) -> None:
        """Remove it; gone already is fine."""
        try:
            for kind in ("endpoint", "aor", "auth"):
                await self._ari.send(ari_requests.delete_object(kind, name))
        except AriError as error:
            raise PhoneLineUnavailable from error


def _requests(line: PhoneLine, *, near: bool) -> Sequence[AriRequest]:
    """What must exist for a browser to register: the secret, the address of record, the endpoint that uses both."""
    name = line.name
    return (
        ari_requests.put_object("auth", name, {"auth_type": "userpass", "username": name, "password": line.secret}),
        ari_requests.put_object("aor", name, {"max_contacts": "1", "remove_existing": "yes"}),
        ari_requests.put_object(
            "endpoint",
            name,
            {
                "webrtc": "yes",
                "dtls_auto_generate_cert": "yes",
                "transport": "transport-ws",
                "context": line.context,
                "set_var": f"RINGDESK_DIALED={line.dialed_number}",
                "disallow": "all",
                "allow": "opus,alaw,ulaw",
                "auth": name,
                "aors": name,
                "identify_by": "username",
                # the machine's own name, which would stand in From, may be none to SIP (RFC 3261, 25.1) and then no browser rings
                "from_domain": "ringdesk",
                "rewrite_contact": "yes",
                # a browser that died says no goodbye
                "rtp_timeout": "20",
                "rtp_timeout_hold": "20",
                **({"deny": _NOBODY, "permit": BROWSERS_ADDRESS} if near else {}),
                **({"callerid": f"<{line.caller_number}>"} if line.caller_number else {}),
            },
        ),
    )
