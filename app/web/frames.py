"""Frames of the live socket as bytes. An item is encoded once, however many browsers get it; only numbers differ."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from msgspec import Struct
from pydantic_core import to_json

from app.web.wire_frames import Item, Pong, Snapshot


class Body(Struct, frozen=True):
    """What a change frame says, without its number: encoded items, and the keys that are gone."""

    put: tuple[bytes, ...]
    drop: tuple[str, ...]

    def __bool__(self) -> bool:
        return bool(self.put or self.drop)

    def tail(self) -> str:
        """The frame from `put` to its end."""
        return (b'"put":[' + b",".join(self.put) + b'],"drop":' + to_json(self.drop) + b"}").decode()


def body(put: Sequence[Item], drop: Sequence[str]) -> Body:
    """Encode a difference."""
    return Body(tuple(encoded(item) for item in put), tuple(drop))


def joined(parts: Iterable[Body]) -> Body:
    """Several differences as one."""
    put, drop = list[bytes](), list[str]()
    for part in parts:
        put += part.put
        drop += part.drop
    return Body(tuple(put), tuple(drop))


def encoded(item: Item) -> bytes:
    """One item."""
    return item.__pydantic_serializer__.to_json(item)


def change_frame(seq: int, tail: str) -> str:
    """A `Change`."""
    return f'{{"type":"change","seq":{seq},{tail}'


def snapshot_frame(seq: int, now: datetime, items: Iterable[bytes]) -> str:
    """A `Snapshot`."""
    head = Snapshot(seq=seq, now=now, items=[]).model_dump_json(exclude={"items"})
    return f'{head[:-1]},"items":[{b",".join(items).decode()}]}}'


def pong_frame(now: datetime) -> str:
    """A `Pong`."""
    return Pong(now=now).model_dump_json()
