"""Two live sides become one file that plays, whatever state Asterisk left them in."""

import asyncio
import os
import resource
import signal
from uuid import UUID, uuid4

import numpy as np
import pytest

from recording.repository import of_interaction
from recording.sides import is_finished
from recording.store import StillGrowing, note_begin
from tests.integration.recording.room import NOON, RATE, Room, header, tone

pytestmark = pytest.mark.anyio


def strength(samples: "np.ndarray[tuple[int], np.dtype[np.int16]]", frequency: float) -> float:
    at = np.arange(len(samples)) / RATE
    return float(abs(np.mean(samples * np.exp(-2j * np.pi * frequency * at))))


async def test_the_caller_is_left_and_the_agent_right(room: Room) -> None:
    room.write("rx", tone(440, 2))
    room.write("tx", tone(1000, 2))
    await room.pending()

    await room.store.store(room.id)

    row = await room.row()
    assert (row.status, row.fault, row.duration_ms, row.segment) == ("ready", "", 2_000, 2)
    assert row.path == f"2026/03/{room.call}/{room.id}.wav"
    assert row.size == (room.folder / row.path).stat().st_size
    left, right = room.heard(row.path)
    assert strength(left, 440) > 20 * strength(left, 1000)
    assert strength(right, 1000) > 20 * strength(right, 440)
    assert not list(room.store.live.iterdir())


async def test_storing_again_changes_nothing(room: Room) -> None:
    room.write("rx", tone(440, 1))
    room.write("tx", tone(1000, 1))
    await room.pending()
    await asyncio.gather(*(room.store.store(room.id) for _ in range(5)))
    row = await room.row()
    inode = os.stat(room.folder / row.path).st_ino

    await room.store.store(room.id)

    assert await room.row() == row
    assert os.stat(room.folder / row.path).st_ino == inode


async def test_a_crashed_asterisk_leaves_headers_without_length_that_are_repaired(room: Room) -> None:
    room.write("rx", tone(440, 3), length=0)
    room.write("tx", tone(1000, 3) + b"\x01", length=0)
    await room.pending()

    await room.store.store(room.id)

    row = await room.row()
    assert (row.status, row.duration_ms) == ("partial", 3_000)
    assert row.fault == "caller_cut_off; agent_cut_off"
    left, right = room.heard(row.path)
    assert strength(left, 440) > 1_000
    assert strength(right, 1000) > 1_000


async def test_a_recording_that_nobody_wants_leaves_nothing_behind(room: Room) -> None:
    room.write("rx", tone(440, 1))
    room.write("tx", tone(1000, 1))
    await room.store.discard(room.id)
    await room.store.discard(room.id)
    await room.store.discard("../../somebody")
    assert not list(room.store.live.iterdir())
    assert await room.store.recover(frozenset[UUID]()) == 0


async def test_a_side_can_be_played_once_asterisk_has_closed_it(room: Room) -> None:
    assert not is_finished(room.side("rx"))
    room.write("rx", tone(440, 1), length=0)
    assert not is_finished(room.side("rx"))
    room.write("rx", tone(440, 1))
    assert is_finished(room.side("rx"))
    room.side("rx").write_bytes(b"nonsense of some length")
    assert not is_finished(room.side("rx"))


async def test_the_shorter_side_is_padded_with_silence(room: Room) -> None:
    room.write("rx", tone(440, 3))
    room.write("tx", tone(1000, 1))
    await room.pending()

    await room.store.store(room.id)

    left, right = room.heard((await room.row()).path)
    assert len(left) == len(right) == 3 * RATE
    assert not right[RATE:].any()
    assert right[:RATE].any()


async def test_a_missing_side_is_silence_and_said(room: Room) -> None:
    room.write("rx", tone(440, 1))
    await room.pending()

    await room.store.store(room.id)

    row = await room.row()
    assert (row.status, row.fault) == ("partial", "agent_missing")
    left, right = room.heard(row.path)
    assert left.any()
    assert not right.any()


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (None, "caller_missing; agent_missing"),
        (b"", "caller_missing; agent_missing"),
        (header(0), "caller_empty; agent_missing"),
        (b"<html>not a wave</html>", "caller_unreadable:it is no WAV file"),
        (header(8, channels=2) + b"12345678", "caller_unreadable:it is not 16-bit mono"),
        (header(8, rate=4_000_000) + b"12345678", "caller_unreadable:it is not 16-bit mono"),
    ],
)
async def test_without_any_sound_the_recording_failed_with_the_reason(
    room: Room, content: bytes | None, fault: str
) -> None:
    if content is not None:
        room.side("rx").write_bytes(content)
    await room.pending()

    await room.store.store(room.id)

    row = await room.row()
    assert row.status == "failed"
    assert fault in row.fault


async def test_files_that_asterisk_closes_a_moment_later_are_waited_for(room: Room) -> None:
    room.write("rx", tone(440, 1), length=0)
    room.write("tx", tone(1000, 1))
    await room.pending()
    storing = asyncio.create_task(room.store.store(room.id))
    await asyncio.sleep(0)
    room.write("rx", tone(440, 2))

    await storing

    row = await room.row()
    assert (row.status, row.duration_ms) == ("ready", 2_000)


async def test_a_recording_that_goes_on_is_left_alone(room: Room) -> None:
    room.write("rx", tone(440, 1), length=0)
    room.write("tx", tone(1000, 1), length=0)
    await room.pending()

    async def talk() -> None:
        while True:
            with room.side("rx").open("ab") as file:
                file.write(tone(440, 0.02))
            await asyncio.sleep(0.02)

    talking = asyncio.create_task(talk())
    with pytest.raises(StillGrowing):
        await room.opened(patience=1).store(room.id)
    talking.cancel()

    assert (await room.row()).status == "pending"
    assert room.side("rx").exists()


async def test_a_full_disk_is_said_and_the_sides_are_kept_for_another_try(room: Room) -> None:
    room.write("rx", tone(440, 30))
    room.write("tx", tone(1000, 30))
    await room.pending()
    ignored = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (700_000, limits[1]))
    try:
        await room.store.store(room.id)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
        signal.signal(signal.SIGXFSZ, ignored)
    row = await room.row()
    assert row.status == "failed"
    assert row.fault.startswith("not_stored:")
    assert room.side("rx").exists()
    assert not list(room.folder.rglob("*.part"))

    assert await room.opened().recover(()) == 1

    assert ((await room.row()).status, (await room.row()).duration_ms) == ("ready", 30_000)


async def test_recovery_stores_what_a_killed_run_left_and_spares_live_calls(room: Room) -> None:
    room.write("rx", tone(440, 1))
    room.write("tx", tone(1000, 1))
    other = uuid4()
    for side in ("rx", "tx"):
        (room.store.live / f"{other}-r1.{side}.wav").write_bytes(header(0) + tone(440, 1))
    (room.store.live / "notes.txt").write_text("not a recording")

    assert await room.store.recover({other}) == 1

    row = await room.row()
    assert (row.status, row.interaction_id) == ("ready", room.call)
    assert sorted(file.name for file in room.store.live.iterdir()) == [
        *sorted(f"{other}-r1.{side}.wav" for side in ("rx", "tx")),
        "notes.txt",
    ]


async def test_a_failed_recording_whose_sides_are_gone_is_not_tried_for_ever(room: Room) -> None:
    await room.pending()

    assert [await room.store.recover(()) for _ in range(2)] == [1, 0]

    assert (await room.row()).status == "failed"


async def test_a_recording_stored_before_its_interaction_learns_its_place_later(room: Room) -> None:
    room.write("rx", tone(440, 1))
    room.write("tx", tone(1000, 1))
    await room.store.store(room.id)
    stored = await room.row()

    await room.pending()

    row = await room.row()
    assert (row.status, row.path, row.segment, row.started_at) == ("ready", stored.path, 2, NOON)
    assert await room.database.look(lambda connection: of_interaction(connection, room.call)) == [row]


async def test_what_a_kill_between_commit_and_cleaning_left_is_cleaned(room: Room) -> None:
    room.write("rx", tone(440, 1))
    room.write("tx", tone(1000, 1))
    await room.store.store(room.id)
    room.write("rx", tone(440, 1))

    await room.opened().recover(())

    assert not room.side("rx").exists()
    assert (await room.row()).status == "ready"


@pytest.mark.parametrize("name", ["../../etc/passwd", "", "x-r1", f"{UUID(int=0)}-r1/../x"])
async def test_only_ids_of_recordings_are_stored(room: Room, name: str) -> None:
    with pytest.raises(ValueError, match="not a recording"):
        await room.store.store(name)


async def test_a_long_recording_is_joined_in_blocks(room: Room) -> None:
    room.write("rx", tone(440, 600))
    room.write("tx", tone(1000, 599))
    await room.pending()

    await room.store.store(room.id)

    assert (await room.row()).duration_ms == 600_000


async def test_recording_that_is_shorter_than_its_writing_took_is_partial(room: Room) -> None:
    for name in ("rx", "tx"):
        room.write(name, tone(440, 4))
        os.utime(room.side(name), (NOON.timestamp() + 60, NOON.timestamp() + 60))
    await room.pending()

    await room.store.store(room.id)

    row = await room.row()
    assert (row.status, row.duration_ms) == ("partial", 4_000)
    assert row.fault == "missing:56"


@pytest.mark.parametrize(
    ("began_after", "fault"), [(0, "unwritten:56"), (56, "late:56"), (20, "late:20; unwritten:36")]
)
async def test_a_recording_that_began_late_is_told_from_one_that_could_not_be_written(
    room: Room, began_after: int, fault: str
) -> None:
    for name in ("rx", "tx"):
        room.write(name, tone(440, 4))
        os.utime(room.side(name), (NOON.timestamp() + 60, NOON.timestamp() + 60))
    note_begin(room.store.live, room.id)
    began = NOON.timestamp() + began_after
    (mark,) = room.store.live.glob("*.began")
    os.utime(mark, (began, began))
    note_begin(room.store.live, room.id)
    await room.pending()

    await room.store.store(room.id)

    row = await room.row()
    assert (row.status, row.fault) == ("partial", fault)
    assert not list(room.store.live.iterdir())
