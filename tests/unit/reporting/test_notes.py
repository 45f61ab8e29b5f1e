"""Notes of an interaction that several agents had in hand."""

from reporting.notes import joined


def test_notes_that_a_colleague_took_over_stand_there_once() -> None:
    assert joined(["wants ten", "wants ten"]) == "wants ten"
    assert joined(["wants ten", "wants ten\ndelivered on Monday"]) == "wants ten\ndelivered on Monday"
    assert joined(["wants ten\ndelivered on Monday", "wants ten"]) == "wants ten\ndelivered on Monday"


def test_notes_of_different_agents_follow_each_other() -> None:
    assert joined(["wants ten", "", "calls again"]) == "wants ten\n\ncalls again"
    assert joined([]) == ""
