"""A received fax: the TIFF that Asterisk wrote, its pages counted, and the same pages as a PDF."""

import io
import warnings
from collections.abc import Generator, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from recording.errors import RecordingNotFound

if TYPE_CHECKING:
    from PIL.TiffImagePlugin import TiffImageFile

MOST_PAGES = 500
MOST_PIXELS = 2_432 * 20_000
"""Of a page: the widest that machines send, ten times as long as a sheet."""
_TIFF = ("TIFF",)
_BROKEN = (OSError, EOFError, SyntaxError, ValueError, TypeError, KeyError, IndexError)
"""What the decoder raises for a file that was cut off; an unknown format is an `OSError` too."""
_RESOLUTION = (204.0, 196.0)


class FaxUnreadable(Exception):
    """The file holds no page that can be shown."""


def whole_pages(path: Path) -> int:
    """How many pages can be shown; what came of the one that was cut off does not count.

    Raises:
        FaxUnreadable: there is no file, or nothing in it.
    """
    with _opened(path) as image:
        pages = sum(1 for _ in _pages(image))
    if not pages:
        raise FaxUnreadable("no_page")
    return pages


def as_pdf(path: Path) -> bytes:
    """The whole pages as one document, each as large as it was on paper. Raises `RecordingNotFound` for what holds none."""
    target = io.BytesIO()
    try:
        with _opened(path) as image:
            # page after page, so that no more than one of them is unpacked at a time
            for page in _pages(image):
                behind = target.tell() > 0
                target.seek(0)
                page.copy().save(target, "PDF", append=behind, dpi=page.info.get("dpi", _RESOLUTION))
    except FaxUnreadable:
        raise RecordingNotFound from None
    if not target.tell():
        raise RecordingNotFound
    return target.getvalue()


@contextmanager
def _opened(path: Path) -> "Generator[TiffImageFile]":
    from PIL import Image  # here, because it would take time from an application that comes back
    from PIL.TiffImagePlugin import TiffImageFile

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of a file that was cut off
            with Image.open(path, formats=_TIFF) as image:
                assert isinstance(image, TiffImageFile), "nothing else was asked for"
                yield image
    except FileNotFoundError:
        raise FaxUnreadable("no_page") from None
    except (*_BROKEN, Image.DecompressionBombError) as error:
        raise FaxUnreadable("pages_unreadable") from error


def _pages(image: "TiffImageFile") -> "Iterator[TiffImageFile]":
    """Each page that is whole, up to the first that is not."""
    with suppress(*_BROKEN):
        for place in range(MOST_PAGES):
            image.seek(place)
            if image.width * image.height > MOST_PIXELS:
                return
            image.load()
            yield image
