"""Browser phones' SIP accounts, as the web side asks for them, made in Asterisk's memory over ARI."""

from app.asterisk.ari import AriClient, AriError
from app.asterisk.phones import PhoneCredentials, PhoneNotMade, close_line, open_line
from app.web.ports import PhoneLineUnavailable


class AriPhoneLine:
    """The `PhoneLine` port on one Asterisk node."""

    def __init__(self, ari: AriClient) -> None:
        self._ari = ari

    async def open_line(
        self,
        name: str,
        secret: str,
        display_name: str,
        context: str,
        dialed_number: str = "",
        caller_number: str = "",
    ) -> None:
        """A WebRTC endpoint of this name; an existing one gets the new secret."""
        del display_name  # the dialed leg sets what its phone shows; a caller's page is not believed
        try:
            credentials = PhoneCredentials(username=name, password=secret)
            await open_line(self._ari, credentials, context, dialed_number, caller_number)
        except (AriError, PhoneNotMade) as error:
            raise PhoneLineUnavailable from error

    async def close_line(self, name: str) -> None:
        """Remove it; gone already is fine."""
        try:
            await close_line(self._ari, name)
        except AriError as error:
            raise PhoneLineUnavailable from error
