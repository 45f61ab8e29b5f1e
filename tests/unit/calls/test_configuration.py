"""What is derived from the configuration is true of every one."""

from msgspec import structs

from tests.center import ANA, BEN, CAI, configuration


def test_agents_are_found_by_their_numbers_after_every_change() -> None:
    usual = configuration()
    assert dict(usual.agent_numbers) == {"8001": ANA, "8002": BEN, "8003": CAI}
    renumbered = usual.agents.set(ANA, structs.replace(usual.agents[ANA], number="8100")).delete(BEN)
    changed = structs.replace(usual, agents=renumbered)
    assert dict(changed.agent_numbers) == {"8100": ANA, "8003": CAI}
    assert structs.replace(usual, zone="Europe/Berlin").agent_numbers == usual.agent_numbers
