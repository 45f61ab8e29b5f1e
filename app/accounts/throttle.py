"""Sign-in under attack: failures make the next attempt wait, longer each time. Pure; the state lives in memory.

Three counts are kept: for a login from one address (strict), for a login from anywhere, and for an address with any
login (both lenient, against many addresses or many names). A restart forgets them, which gains an attacker a handful
of attempts per restart and cannot be provoked from outside. Unknown logins count like known ones.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from msgspec import Struct

_LONGEST_WAIT = timedelta(minutes=15)
_FORGET_AFTER = timedelta(hours=1)
_MOST_KEPT = 20_000


class Allowance(Struct, frozen=True):
    """How many failures are free before waiting begins."""

    pair: int = 5
    login: int = 30
    address: int = 60


class _Failures(Struct):
    count: int
    last: datetime


_Key = tuple[str, str, str]
_DEFAULT = Allowance()


class SignInThrottle:
    """Counts attempts as failures at once, so that parallel guesses cannot slip through; success takes them back."""

    def __init__(self, allowance: Allowance = _DEFAULT) -> None:
        self._allowance = allowance
        self._failures: dict[_Key, _Failures] = {}

    def attempt(self, login: str, address: str, at: datetime) -> timedelta:
        """How long to wait first: zero, then the attempt is counted; otherwise it is not to be made."""
        keys = self._keys(login, address)
        wait = max(self._wait(key, free, at) for key, free in keys)
        if wait > timedelta():
            return wait
        for key, _ in keys:
            self._count(key, at)
        return timedelta()

    def succeeded(self, login: str, address: str) -> None:
        """The right password: this login from this address starts anew, the wider counts lose this attempt."""
        (pair, _), *wider = self._keys(login, address)
        self._failures.pop(pair, None)
        for key, _ in wider:
            if (failures := self._failures.get(key)) is not None:
                failures.count = max(0, failures.count - 1)

    def _keys(self, login: str, address: str) -> Sequence[tuple[_Key, int]]:
        return (
            (("pair", login, address), self._allowance.pair),
            (("login", login, ""), self._allowance.login),
            (("address", "", address), self._allowance.address),
        )

    def _wait(self, key: _Key, free: int, at: datetime) -> timedelta:
        failures = self._failures.get(key)
        if failures is None or failures.count < free or at - failures.last > _FORGET_AFTER:
            return timedelta()
        delay = min(_LONGEST_WAIT, timedelta(seconds=2 ** min(failures.count - free, 20)))
        return max(timedelta(), failures.last + delay - at)

    def _count(self, key: _Key, at: datetime) -> None:
        failures = self._failures.pop(key, None)
        count = failures.count if failures is not None and at - failures.last <= _FORGET_AFTER else 0
        self._failures[key] = _Failures(count + 1, at)
        if len(self._failures) > _MOST_KEPT:
            # the one untouched for longest: `pop` above keeps the dictionary in order of use
            del self._failures[next(iter(self._failures))]
