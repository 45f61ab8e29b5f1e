"""Customers as browsers see them."""

import unicodedata
from typing import Annotated, Literal
from uuid import UUID

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints


def one_line(text: str) -> str:
    """The text without control, formatting and bidirectional marks, on one line."""
    visible = (" " if unicodedata.category(character)[0] == "C" else character for character in text)
    return " ".join("".join(visible).split())


def lines(text: str) -> str:
    """As `one_line`, but line breaks stay."""
    return "\n".join(one_line(line) for line in text.splitlines()).strip()


class _Wire(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class CustomerCard(_Wire):
    """The profile shown beside a call. `number` is E.164, or the bare digits of a short or unusual number."""

    id: UUID
    name: str
    tier: str
    company: str
    number: str
    note: str


class CustomerDraft(_Wire):
    """A caller to be saved. `call_id` links the profile to the call in hand."""

    name: Annotated[str, StringConstraints(max_length=120), AfterValidator(one_line), Field(min_length=1)]
    number: Annotated[str, StringConstraints(min_length=2, max_length=32)]
    company: Annotated[str, StringConstraints(max_length=120), AfterValidator(one_line)] = ""
    tier: Literal["standard", "silver", "gold", "vip"] = "standard"
    note: Annotated[str, StringConstraints(max_length=2000), AfterValidator(lines)] = ""
    call_id: UUID | None = None
