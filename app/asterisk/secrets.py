"""The passwords between the app and its Asterisk: random, made at first start, readable by their owner alone."""

import json
import os
import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from app.asterisk.config import Account


@dataclass(frozen=True, slots=True, kw_only=True)
class Secrets:
    """The accounts for the two control sockets."""

    ari: Account
    ami: Account


def read_or_make(folder: Path) -> Secrets:
    """Read `folder`/secrets.json; the first of several processes to ask makes it."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    path = folder / "secrets.json"
    if not path.exists():
        _make(path)
    read = cast("dict[str, str]", json.loads(path.read_text()))
    return Secrets(ari=Account(name="ringdesk", secret=read["ari"]), ami=Account(name="ringdesk", secret=read["ami"]))


def _make(path: Path) -> None:
    fresh = path.with_name(f".{path.name}.{os.getpid()}")
    with open(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
        json.dump({"ari": secrets.token_urlsafe(32), "ami": secrets.token_urlsafe(32)}, file)
    try:
        path.hardlink_to(fresh)
    except FileExistsError:
        pass  # another process was first: its secrets hold
    finally:
        fresh.unlink()
