"""What tests of recordings begin with."""

from pathlib import Path

import pytest

from database.engine import Database
from tests.integration.recording.room import Room


@pytest.fixture
def room(tmp_path: Path, database: Database) -> Room:
    return Room(tmp_path / "recordings", database)
