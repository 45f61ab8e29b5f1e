"""Asterisk died and was started again: its calls are over, and nobody is blamed for it."""

from datetime import timedelta

import pytest

from agents.state import AfterCallWork, Ready
from app.asterisk.restore import entity_of, start_of
from app.calls.actions import StoreRecording
from app.calls.events import TelephonyRestored
from tests.center import ANA, BEN, START, Scene


def asterisk_starts(scene: Scene, *, started_at_offset: float = -1) -> None:
    at = scene.tick(5)
    scene.happen(
        TelephonyRestored(
            at=at,
            legs=frozenset(),
            answered_legs=frozenset(),
            bridges=frozenset(),
            started_at=at + timedelta(seconds=started_at_offset),
        )
    )


def test_calls_of_an_asterisk_that_died_are_closed_as_lost_with_it() -> None:
    scene = Scene()
    scene.ready(ANA)
    talk = scene.queue("talk")
    scene.answer()
    menu, waiting = scene.arrive("menu"), scene.queue("waiting")
    asterisk_starts(scene)
    told = {interaction.id: interaction for interaction in scene.interactions()}
    assert {each.ended_by for each in told.values()} == {"node_lost"}
    assert all(each.reconciled for each in told.values())
    assert [told[key].outcome for key in (talk, menu, waiting)] == [
        "answered", "abandoned_in_menu", "abandoned_in_queue",
    ]  # fmt: skip
    assert "caller_hung_up" not in {moment.what for each in told.values() for moment in each.timeline}
    assert told[waiting].segments[-1].outcome == "node_lost"
    assert [action.call_id for action in scene.asked if isinstance(action, StoreRecording)] == [talk]
    assert not scene.center.calls


def test_agents_of_lost_calls_are_free_again() -> None:
    scene = Scene()
    scene.ready(ANA, BEN)
    scene.queue("talk")
    scene.answer()
    scene.queue("ringing")
    asterisk_starts(scene)
    states = {type(scene.agent(agent).state) for agent in (ANA, BEN)}
    assert states == {AfterCallWork, Ready}, "the one who talked has paperwork, the other is ready"


def test_caller_who_left_an_asterisk_that_goes_on_has_hung_up() -> None:
    scene = Scene()
    scene.queue()
    asterisk_starts(scene, started_at_offset=-3600)
    (interaction,) = scene.interactions()
    assert (interaction.ended_by, interaction.reconciled) == ("caller", True)


@pytest.mark.parametrize("told", ["", "yesterday", "2026-11-22T08:00:00", None, 5])
def test_start_that_is_not_told_is_none(told: object) -> None:
    assert start_of({"status": {"startup_time": told}}) is None
    assert start_of({"status": told}) is None


def test_node_tells_its_id_and_its_start() -> None:
    node = {"system": {"entity_id": "02:fc"}, "status": {"startup_time": "2026-11-22T08:00:00.000+0000"}}
    assert (entity_of(node), start_of(node)) == ("02:fc", START)
    assert (entity_of({}), start_of({})) == ("", None)
