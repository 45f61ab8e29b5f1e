"""Argon2id, off the event loop and never more than two at a time: each takes 64 MiB."""

import secrets
from base64 import b64encode

import anyio.to_thread
from anyio import CapacityLimiter
from anyio.lowlevel import RunVar
from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher

from app.accounts.errors import PasswordTooEasy, PasswordTooShort

SHORTEST_PASSWORD = 10
FEWEST_CHARACTERS = 5
"""Different ones."""
_AT_ONCE = 2
_ALPHABET = "abcdefghijkmnpqrstuvwxyz23456789"

# RFC 9106, second recommended option
_PASSES, _MEMORY_KIB, _LANES, _HASH_BYTES, _SALT_BYTES = 3, 65_536, 4, 32, 16

_hashing = PasswordHash(
    (
        Argon2Hasher(
            time_cost=_PASSES,
            memory_cost=_MEMORY_KIB,
            parallelism=_LANES,
            hash_len=_HASH_BYTES,
            salt_len=_SALT_BYTES,
        ),
    )
)
_limiter: RunVar[CapacityLimiter] = RunVar("argon2")


def demand_hard(password: str, login: str, before: str) -> None:
    """What somebody chooses must be worth something. Raises `PasswordTooShort` or `PasswordTooEasy`."""
    if len(password) < SHORTEST_PASSWORD:
        raise PasswordTooShort
    easy = login.casefold() in password.casefold() or len(set(password)) < FEWEST_CHARACTERS
    if easy or password == before:
        raise PasswordTooEasy


async def hash_password(password: str) -> str:
    """The text to store. Raises `PasswordTooShort`."""
    if len(password) < SHORTEST_PASSWORD:
        raise PasswordTooShort
    return await anyio.to_thread.run_sync(_hashing.hash, password, limiter=_one_of_few())


async def password_fits(password: str, password_hash: str | None) -> bool:
    """Whether it is the password. Without a hash (unknown login) the same work is done for nothing."""
    fits = await anyio.to_thread.run_sync(_hashing.verify, password, password_hash or _decoy, limiter=_one_of_few())
    return fits and password_hash is not None


def make_password() -> str:
    """A random password of 16 letters and digits that cannot be misread: 79 bits."""
    return "".join(secrets.choice(_ALPHABET) for _ in range(16))


def closed_hash() -> str:
    """A hash that no password fits, for an account that has none yet; made up, because hashing takes its time."""
    salt, digest = (b64encode(secrets.token_bytes(size)).rstrip(b"=").decode() for size in (_SALT_BYTES, _HASH_BYTES))
    return f"$argon2id$v=19$m={_MEMORY_KIB},t={_PASSES},p={_LANES}${salt}${digest}"


_decoy = closed_hash()


def _one_of_few() -> CapacityLimiter:
    limiter = _limiter.get(None)
    if limiter is None:
        limiter = CapacityLimiter(_AT_ONCE)
        _limiter.set(limiter)
    return limiter
