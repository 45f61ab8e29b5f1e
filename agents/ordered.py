"""A persistent sorted set: adding and removing copy a few hundred references, whatever its size (up to some 100 000)."""

from bisect import bisect_left, insort
from collections.abc import Iterator
from typing import Generic, TypeVar

from msgspec import Struct

Item = TypeVar("Item", bound=tuple[object, ...])
_CHUNK = 128


class Ordered(Struct, Generic[Item], frozen=True, gc=False):
    """Sorted chunks of sorted items; no chunk is empty."""

    chunks: tuple[tuple[Item, ...], ...] = ()
    size: int = 0

    def __len__(self) -> int:
        return self.size

    def __iter__(self) -> Iterator[Item]:
        for chunk in self.chunks:
            yield from chunk

    def first(self) -> Item | None:
        """The smallest item."""
        return self.chunks[0][0] if self.chunks else None

    def add(self, item: Item) -> "Ordered[Item]":
        """The set with this item; the same set when it is there already."""
        at = self._chunk_of(item)
        if at == len(self.chunks):
            return (
                Ordered((*self.chunks, (item,)), self.size + 1) if not self._joins_last() else self._put(at - 1, item)
            )
        return self._put(at, item)

    def remove(self, item: Item) -> "Ordered[Item]":
        """The set without this item; the same set when it is not there."""
        at = self._chunk_of(item)
        if at == len(self.chunks):
            return self
        chunk = self.chunks[at]
        place = bisect_left(chunk, item)
        if place == len(chunk) or chunk[place] != item:
            return self
        rest = (*chunk[:place], *chunk[place + 1 :])
        kept = (rest,) if rest else ()
        return Ordered((*self.chunks[:at], *kept, *self.chunks[at + 1 :]), self.size - 1)

    def position(self, item: Item) -> int | None:
        """How many items come before this one; None when it is not there."""
        at = self._chunk_of(item)
        if at == len(self.chunks):
            return None
        chunk = self.chunks[at]
        place = bisect_left(chunk, item)
        if place == len(chunk) or chunk[place] != item:
            return None
        return sum(len(before) for before in self.chunks[:at]) + place

    def before(self, item: Item) -> int:
        """How many items come before this one, whether it is there or not."""
        at = self._chunk_of(item)
        if at == 0:
            return bisect_left(self.chunks[0], item) if self.chunks else 0
        if at == len(self.chunks):
            return self.size
        return sum(len(chunk) for chunk in self.chunks[:at]) + bisect_left(self.chunks[at], item)

    def _chunk_of(self, item: Item) -> int:
        """The first chunk whose last item is not smaller."""
        return bisect_left(self.chunks, item, key=lambda chunk: chunk[-1])

    def _joins_last(self) -> bool:
        return bool(self.chunks) and len(self.chunks[-1]) < _CHUNK

    def _put(self, at: int, item: Item) -> "Ordered[Item]":
        chunk = self.chunks[at]
        place = bisect_left(chunk, item)
        if place < len(chunk) and chunk[place] == item:
            return self
        grown = list(chunk)
        insort(grown, item)
        if len(grown) <= _CHUNK:
            return Ordered((*self.chunks[:at], tuple(grown), *self.chunks[at + 1 :]), self.size + 1)
        half = len(grown) // 2
        halves = (tuple(grown[:half]), tuple(grown[half:]))
        return Ordered((*self.chunks[:at], *halves, *self.chunks[at + 1 :]), self.size + 1)
