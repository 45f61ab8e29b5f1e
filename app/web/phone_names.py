"""Names, secrets and addresses of the SIP accounts that browsers are given."""

import secrets

SIP_DOMAIN = "ringdesk"
SIP_PATH = "/sip"


def new_web_line() -> str:
    """The account of one visitor's page; cannot be guessed."""
    return f"w-{secrets.token_hex(12)}"


def new_secret() -> str:
    """A SIP password of 192 bits."""
    return secrets.token_urlsafe(24)


def sip_uri(user: str) -> str:
    """The address of an account or number. Asterisk knows its browser accounts by user name; the domain is only a label."""
    return f"sip:{user}@{SIP_DOMAIN}"
