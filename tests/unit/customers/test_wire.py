"""What the desk may save of a caller."""

import pytest
from pydantic import ValidationError

from customers.wire import CustomerDraft


def test_invisible_characters_never_reach_a_profile() -> None:
    draft = CustomerDraft(
        name=" Li\x00 \u202eMei\n ", number="13800138000", company="A\tB", note="one\r\ntwo\u200b\n\x07three"
    )

    assert (draft.name, draft.company, draft.note) == ("Li Mei", "A B", "one\ntwo\nthree")


def test_markup_is_kept_as_text() -> None:
    assert CustomerDraft(name="<b>$(id)</b> {{7*7}}", number="1001").name == "<b>$(id)</b> {{7*7}}"


@pytest.mark.parametrize("name", ["", "  ", "\u202e\x00", "x" * 121])
def test_a_customer_needs_a_name(name: str) -> None:
    with pytest.raises(ValidationError):
        CustomerDraft(name=name, number="13800138000")
