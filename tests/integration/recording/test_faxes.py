"""Pages that came by fax are kept as they came, whatever state Asterisk left them in."""

import asyncio
import re
from pathlib import Path

import pytest
from PIL import Image
from PIL.TiffImagePlugin import TiffImageFile

from recording.faxes import as_pdf
from tests.integration.recording.room import Room

pytestmark = pytest.mark.anyio


def fax(path: Path, pages: int) -> None:
    """Pages as a fax machine sends them."""
    first, *rest = [Image.new("1", (1_728, 400), 1) for _ in range(pages)]
    for place, page in enumerate((first, *rest)):
        page.paste(0, (100, 50, 400 + 100 * place, 120))
    first.save(path, format="TIFF", save_all=True, append_images=rest, compression="group4", dpi=(204, 98))


def pages_of(document: bytes) -> int:
    """How many pages a PDF has; pages are added to it one after the other, and the last count holds."""
    return int(re.findall(rb"/Count (\d+)", document)[-1])


async def test_the_pages_of_a_fax_are_kept_counted_and_shown_as_they_were(room: Room) -> None:
    room.id = f"{room.call}-f1"
    fax(room.store.live / f"{room.id}.tif", 3)
    await room.pending()
    await asyncio.gather(room.store.store(room.id), room.store.store(room.id))
    row = await room.row()
    assert (row.status, row.pages, row.path) == ("ready", 3, f"2026/03/{room.call}/{room.id}.tif")
    assert not list(room.store.live.iterdir())
    file = await room.store.file_of(room.id)
    assert file is not None
    shown = as_pdf(file)
    assert shown.startswith(b"%PDF-")
    assert pages_of(shown) == 3


async def test_of_a_fax_that_was_cut_off_the_whole_pages_are_kept(room: Room) -> None:
    room.id = f"{room.call}-f1"
    file = room.store.live / f"{room.id}.tif"
    fax(file, 2)
    with Image.open(file) as image:
        image.seek(1)
        assert isinstance(image, TiffImageFile)
        second = image.tag_v2[273][0]
    file.write_bytes(file.read_bytes()[: second + 5])
    assert await room.store.recover(set[object]()) == 1
    row = await room.row()
    assert (row.status, row.pages) == ("ready", 1)
    kept = await room.store.file_of(room.id)
    assert kept is not None
    assert pages_of(as_pdf(kept)) == 1


@pytest.mark.parametrize("content", [None, b"", b"II*\x00", b"\x89PNG\r\n", bytes(500)])
async def test_what_holds_no_page_is_told_and_shown_to_nobody(room: Room, content: bytes | None) -> None:
    room.id = f"{room.call}-f1"
    if content is not None:
        (room.store.live / f"{room.id}.tif").write_bytes(content)
    await room.pending()
    await room.store.store(room.id)
    row = await room.row()
    assert (row.status, row.pages) == ("failed", 0)
    assert row.fault in ("no_page", "pages_unreadable")
    assert await room.store.file_of(room.id) is None
