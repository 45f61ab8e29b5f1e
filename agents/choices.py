"""What agents pick from (reasons for being Not Ready, dispositions), and the words that agents are described by."""

from msgspec import Struct


class Choice(Struct, frozen=True, kw_only=True):
    """One entry of a list that agents pick from.

    `labels` are per language code; `category` groups entries for figures. An inactive entry is no longer offered but keeps its
    label for what was recorded with it. `queues` narrows a disposition to calls of these queues; none means all.
    """

    code: str
    labels: dict[str, str] = {}
    position: int = 0
    active: bool = True
    category: str = ""
    queues: tuple[str, ...] = ()


class Group(Struct, frozen=True, kw_only=True):
    """A team, or a skill. `id` is a stable short name such as `english`."""

    id: str
    name: str
    description: str = ""
