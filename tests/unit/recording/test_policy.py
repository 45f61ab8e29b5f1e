"""Names and places of recordings."""

from datetime import UTC, datetime
from uuid import UUID

import pytest

from recording.policy import interaction_of, live_name, recording_of, stored_path

CALL = UUID("3f0f9d3e-6f8e-5b64-8d3c-7a54d3c4f0aa")


def test_a_recording_names_its_interaction() -> None:
    assert interaction_of(f"{CALL}-r1") == CALL


@pytest.mark.parametrize(
    "text",
    ["", f"{CALL}", f"{CALL}-r", f"{CALL}-r1\n", f"../{CALL}-r1", f"{CALL}-r1/..", f"{CALL}-a1", "-" * 36 + "-r1",
     f"{CALL}-r1\x00.wav", f"/{CALL}-r1", f"{str(CALL).upper()}-r1", f"{CALL}-r١"],
)  # fmt: skip
def test_nothing_else_is_a_recording(text: str) -> None:
    assert interaction_of(text) is None


def test_files_are_found_back_by_their_names() -> None:
    assert recording_of(live_name(f"{CALL}-r2", "rx")) == f"{CALL}-r2"
    assert recording_of(live_name(f"{CALL}-r2", "tx")) == f"{CALL}-r2"
    assert recording_of(f"{CALL}-r2.mix.wav") is None
    assert recording_of("notes.txt") is None


def test_stored_files_lie_by_month_and_interaction() -> None:
    path = stored_path(f"{CALL}-r1", CALL, datetime(2026, 3, 1, tzinfo=UTC))

    assert str(path) == f"2026/03/{CALL}/{CALL}-r1.wav"
