"""Why an interaction is not shown."""


class InteractionNotFound(Exception):
    """There is no such interaction, or it has not ended yet."""

    code = "interaction_not_found"


class InteractionNotYours(Exception):
    """The agent took no part in this interaction."""

    code = "interaction_not_yours"


class SpellsNotYours(Exception):
    """The states of another agent."""

    code = "spells_not_yours"
