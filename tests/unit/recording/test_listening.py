"""When somebody begins to listen to a recording."""

from datetime import UTC, datetime, timedelta

from recording.listening import PAUSE, Listenings

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


def test_a_player_that_asks_again_goes_on_with_one_listening() -> None:
    now = [NOON]
    listenings = Listenings(lambda: now[0])
    assert listenings.begins("ana", "r1")
    for _ in range(30):
        now[0] += PAUSE - timedelta(seconds=1)
        assert not listenings.begins("ana", "r1")


def test_each_person_recording_and_later_day_is_a_listening_of_its_own() -> None:
    now = [NOON]
    listenings = Listenings(lambda: now[0])
    assert all(listenings.begins(who, what) for who in ("ana", "ben") for what in ("r1", "r2"))
    now[0] += PAUSE
    assert listenings.begins("ana", "r1")
