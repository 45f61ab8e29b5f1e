"""Argon2id, off the event loop and never more than two at a time: each takes 64 MiB."""

import secrets

import anyio.to_thread
from anyio import CapacityLimiter
from anyio.lowlevel import RunVar
from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher

from app.accounts.errors import PasswordTooShort

SHORTEST_PASSWORD = 10
_AT_ONCE = 2
_ALPHABET = "abcdefghijkmnpqrstuvwxyz23456789"

_hashing = PasswordHash((Argon2Hasher(),))
_decoy = _hashing.hash(secrets.token_urlsafe())
_limiter: RunVar[CapacityLimiter] = RunVar("argon2")


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


def _one_of_few() -> CapacityLimiter:
    limiter = _limiter.get(None)
    if limiter is None:
        limiter = CapacityLimiter(_AT_ONCE)
        _limiter.set(limiter)
    return limiter
