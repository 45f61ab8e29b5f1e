"""Page ends as text."""

from datetime import UTC, datetime
from uuid import UUID, uuid4

import pytest

from reporting.cursor import Cursor, CursorNotValid, read, write


def test_a_cursor_comes_back_as_it_went() -> None:
    cursor = Cursor(datetime(2026, 3, 1, 8, 30, 0, 123456, tzinfo=UTC), UUID("b2f7a0c4-1f5d-4d8a-9d2e-0a1b2c3d4e5f"))

    assert read(write(cursor)) == cursor


@pytest.mark.parametrize(
    "text", ["x", "' OR 1=1 --", "AAAA", "/etc/passwd", "ü", "f" * 32, write(Cursor(datetime.now(UTC), uuid4()))[:-4]]
)
def test_any_other_text_is_refused(text: str) -> None:
    with pytest.raises(CursorNotValid):
        read(text)
