"""Browser phones' SIP accounts, made in Asterisk's memory over ARI."""

from app.asterisk import ari_requests
from app.asterisk.ari import AriClient, AriError
from app.asterisk.ari_messages import AriRequest, Refused
from app.web.ports import PhoneLineUnavailable

CODECS = "opus,alaw,ulaw"


class AriPhoneLine:
    """The `PhoneLine` port on one Asterisk node."""

    def __init__(self, ari: AriClient) -> None:
        self._ari = ari

    async def open_line(self, name: str, secret: str, display_name: str, context: str) -> None:
        """A WebRTC endpoint of this name; an existing one gets the new secret."""
        for request in _requests(name, secret, display_name, context):
            await self._send(request)

    async def close_line(self, name: str) -> None:
        """Remove it; gone already is fine."""
        for kind in ("endpoint", "aor", "auth"):
            await self._send(ari_requests.delete_object(kind, name))

    async def _send(self, request: AriRequest) -> None:
        try:
            outcome = await self._ari.send(request)
        except AriError as error:
            raise PhoneLineUnavailable from error
        if isinstance(outcome, Refused):
            raise PhoneLineUnavailable


def _requests(name: str, secret: str, display_name: str, context: str) -> tuple[AriRequest, ...]:
    """The endpoint comes last, because it refers to the others."""
    del display_name  # the dialed leg sets what its phone shows; a caller's page is not believed
    return (
        ari_requests.put_object("auth", name, {"auth_type": "userpass", "username": name, "password": secret}),
        ari_requests.put_object("aor", name, {"max_contacts": "1", "remove_existing": "yes"}),
        ari_requests.put_object(
            "endpoint",
            name,
            {
                "webrtc": "yes",
                "dtls_auto_generate_cert": "yes",
                "transport": "transport-ws",
                "context": context,
                "disallow": "all",
                "allow": CODECS,
                "auth": name,
                "aors": name,
                "identify_by": "username",
                "rewrite_contact": "yes",
            },
        ),
    )
