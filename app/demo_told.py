"""What is told of the demo: who can sign in, which number to ring, whom to call. Apart from making it, which takes all parts."""

from msgspec import Struct, json

from app.site import Site

HOTLINE = "4000"


class OutsideNumber(Struct, frozen=True, kw_only=True):
    """A telephone outside that the demo can call; the last digit decides what happens, see `demo-outside` in the dialplan."""

    number: str
    happens: str


OUTSIDE = (
    OutsideNumber(number="138 0013 8000", happens="answers after three seconds, and repeats what you say"),
    OutsideNumber(number="138 0013 8005", happens="answers, and hangs up soon"),
    OutsideNumber(number="138 0013 8006", happens="an answering machine"),
    OutsideNumber(number="138 0013 8007", happens="is busy"),
    OutsideNumber(number="138 0013 8008", happens="rings, and nobody answers"),
    OutsideNumber(number="138 0013 8009", happens="does not exist"),
    OutsideNumber(number="138 0013 8444", happens="does not want to be called: refused by the rules"),
    OutsideNumber(number="+44 20 7946 0000", happens="a country that the rules do not allow"),
)
"""What to try; any other number with an allowed prefix does what its last digit says."""


class SignIn(Struct, frozen=True, kw_only=True):
    """A demo account with its password, as `ringdesk demo` shows it."""

    login: str
    password: str
    role: str
    name: str
    number: str


def sign_ins(site: Site) -> list[SignIn]:
    """The demo's accounts; none when this site has no demo data."""
    if not site.demo_sign_ins.exists():
        return []
    return json.decode(site.demo_sign_ins.read_bytes(), type=list[SignIn])
