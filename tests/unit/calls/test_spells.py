"""What an agent did all day, written down state by state."""

from datetime import timedelta
from uuid import UUID

from app.calls.events import (
    AgentSignedIn,
    AgentSignedOut,
    ConfigurationChanged,
    LegAnswered,
    PhoneChanged,
    StateRequested,
    WrapUpEnded,
    WrapUpExtended,
)
from app.calls.interaction import AgentSpell
from app.calls.recovery import restore
from tests.center import ANA, BEN, CAI, Scene, configuration


def told(spells: list[AgentSpell], agent_id: UUID = ANA) -> list[tuple[str, UUID | None, str]]:
    """State, call, and what followed."""
    return [
        (spell.state, spell.call_id, f"{spell.next_state}:{spell.next_reason}".rstrip(":"))
        for spell in spells
        if spell.agent_id == agent_id
    ]


def test_each_state_of_a_call_is_written_down_when_it_ends() -> None:
    scene = Scene()
    scene.ready(ANA)
    call_id = scene.queue()
    scene.answer()
    scene.hang_up(scene.call(call_id).leg_id)
    assert told(scene.spells) == [
        ("not_ready", None, "ready"),
        ("ready", None, "reserved"),
        ("reserved", call_id, "busy"),
        ("busy", call_id, "after_call_work"),
    ]
    scene.happen(WrapUpEnded(at=scene.tick(9), agent_id=ANA))
    wrap_up = scene.spells[-1]
    assert told([wrap_up]) == [("after_call_work", call_id, "ready")]
    assert wrap_up.ended_at - wrap_up.started_at == timedelta(seconds=9)


def test_missed_call_names_the_state_that_it_led_to() -> None:
    scene = Scene()
    scene.ready(ANA)
    call_id = scene.queue()
    scene.timer(call_id)
    assert told(scene.spells[-1:]) == [("reserved", call_id, "not_ready:missed")]


def test_reason_of_a_break_is_kept() -> None:
    scene = Scene()
    scene.ready(ANA)
    scene.happen(StateRequested(at=scene.tick(), agent_id=ANA, wanted="not_ready", reason="break"))
    scene.happen(StateRequested(at=scene.tick(60), agent_id=ANA, wanted="not_ready", reason="training"))
    scene.happen(AgentSignedOut(at=scene.tick(60), agent_id=ANA))
    assert [(spell.state, spell.reason, spell.next_reason) for spell in scene.spells[-2:]] == [
        ("not_ready", "break", "training"),
        ("not_ready", "training", ""),
    ]


def test_more_time_for_paperwork_is_the_same_spell() -> None:
    scene = Scene()
    scene.ready(ANA)
    call_id = scene.queue()
    scene.answer()
    scene.hang_up(scene.call(call_id).leg_id)
    before = len(scene.spells)
    scene.happen(WrapUpExtended(at=scene.tick(), agent_id=ANA, by=timedelta(minutes=1)))
    assert len(scene.spells) == before


def test_repeated_event_writes_no_spell_again() -> None:
    scene = Scene()
    scene.ready(ANA)
    scene.queue()
    answered = LegAnswered(at=scene.tick(), leg_id=scene.ringing_leg())
    scene.happen(answered)
    before = list(scene.spells)
    scene.happen(answered)
    scene.happen(AgentSignedIn(at=scene.tick(), agent_id=ANA))
    assert scene.spells == before


def test_event_from_a_clock_that_is_behind_leaves_neither_gap_nor_overlap() -> None:
    scene = Scene()
    scene.ready(ANA)
    call_id = scene.queue()
    reserved_at = scene.agent(ANA).since
    scene.now -= timedelta(seconds=30)
    scene.answer()
    assert scene.agent(ANA).since == reserved_at
    scene.now += timedelta(seconds=60)
    scene.hang_up(scene.call(call_id).leg_id)
    assert told(scene.spells)[-2:] == [("ready", None, "reserved"), ("busy", call_id, "after_call_work")]
    assert [spell.started_at for spell in scene.spells[1:]] == [spell.ended_at for spell in scene.spells[:-1]]


def test_spell_goes_on_over_a_restart() -> None:
    scene = Scene()
    scene.ready(ANA)
    since = scene.agent(ANA).since
    scene.center = restore(configuration(), scene.center.calls.values(), scene.center.agents.values())
    scene.happen(PhoneChanged(at=scene.tick(60), agent_id=ANA, reachable=True))
    scene.queue()
    ended = [spell for spell in scene.spells if spell.state == "ready"]
    assert [spell.started_at for spell in ended] == [since]


def test_agent_who_is_taken_off_the_list_leaves_a_last_spell() -> None:
    scene = Scene()
    scene.ready(ANA)
    scene.happen(AgentSignedOut(at=scene.tick(), agent_id=ANA))
    without = configuration()
    scene.happen(
        ConfigurationChanged(
            at=scene.tick(5),
            configuration=type(without)(
                queues=without.queues, agents=without.agents.delete(ANA), flows=without.flows, numbers=without.numbers
            ),
        )
    )
    assert told(scene.spells[-1:]) == [("logged_off", None, "logged_off")]


def test_agents_of_one_event_are_told_in_one_order() -> None:
    scene = Scene()
    scene.ready(ANA, BEN, CAI)
    calls = [scene.queue(f"call-{n}") for n in range(2)]
    scene.answer()
    assert {spell.call_id for spell in scene.spells} <= {None, *calls}
    assert {agent.id for agent in scene.center.agents.values() if told(scene.spells, agent.id)} == {ANA, BEN, CAI}
