"""What the segments of an interaction add up to."""

from datetime import UTC, datetime, timedelta

from reporting.measures import Judgement, last_agent, last_queue, score, talk_ms, wait_ms
from reporting.record import SegmentRecord

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


def at(seconds: float) -> datetime:
    return NOON + timedelta(seconds=seconds)


MENU = SegmentRecord(kind="ivr", started_at=at(0), ended_at=at(10), flow_id="hotline")
QUEUE = SegmentRecord(kind="queue", started_at=at(10), ended_at=at(25.5), queue_id="support", outcome="answered")
ANA = SegmentRecord(
    kind="agent", started_at=at(25.5), ended_at=at(60), queue_id="support", agent_number="8001", agent_name="Ana",
    talk_ms=30_000, hold_ms=4_500,
)  # fmt: skip
AGAIN = SegmentRecord(kind="queue", started_at=at(60), ended_at=at(62), queue_id="support")
BO = SegmentRecord(
    kind="agent",
    started_at=at(62),
    ended_at=at(70),
    queue_id="support",
    agent_number="8002",
    agent_name="Bo",
    talk_ms=8_000,
)


def test_waiting_counts_every_stay_in_a_queue_and_nothing_else() -> None:
    assert wait_ms((MENU, QUEUE, ANA, AGAIN, BO), at(70)) == 17_500


def test_a_caller_who_leaves_waited_until_then() -> None:
    open_ended = SegmentRecord(kind="queue", started_at=at(10), queue_id="support")

    assert wait_ms((MENU, open_ended), at(14)) == 4_000


def test_talk_is_the_time_with_agents_without_hold() -> None:
    assert talk_ms((MENU, QUEUE, ANA, AGAIN, BO)) == 38_000


def test_the_last_agent_and_queue_stand_in_the_list() -> None:
    assert last_agent((MENU, QUEUE, ANA, AGAIN, BO)) == ("8002", "Bo")
    assert last_queue((MENU, QUEUE, ANA, AGAIN)) == "support"
    assert (last_agent((MENU,)), last_queue((MENU,))) == (("", ""), "")


def judged(real: float | None, shortest_ms: int = 60_000, longest_ms: int = 120_000) -> Judgement:
    return Judgement(
        shortest_ms=shortest_ms, longest_ms=longest_ms, real=None if real is None else timedelta(seconds=real)
    )


def test_told_waits_are_judged_by_those_who_were_answered() -> None:
    told = score([judged(60), judged(120), judged(59.999), judged(120.001), judged(None)])
    assert (told.told, told.judged, told.within, told.within_share) == (5, 4, 2, 0.5), "both ends belong to the range"
    assert (told.bias_ms, told.mean_width_ms) == (0, 60_000)


def test_the_bias_is_how_much_longer_than_the_middle_of_the_range_people_waited() -> None:
    assert score([judged(100), judged(110)]).bias_ms == 15_000
    assert score([judged(10)]).bias_ms == -80_000
    assert score([judged(90), judged(30, 0, 30_000)]).mean_width_ms == 45_000


def test_nothing_is_said_of_waits_that_nobody_was_told_or_nobody_saw_the_end_of() -> None:
    assert score([]).within_share is None
    unseen = score([judged(None)])
    assert (unseen.told, unseen.judged, unseen.within_share, unseen.bias_ms) == (1, 0, None, 0)
