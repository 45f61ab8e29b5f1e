"""The small site with other rules for its queues."""

from collections.abc import Mapping

from msgspec import structs

from app.calls.configuration import Configuration
from app.calls.recovery import restore
from tests.center import Scene, configuration


def with_rules(**queues: Mapping[str, object]) -> Configuration:
    """The configuration with some rules of some queues replaced: `with_rules(support={"overflow": Overflow(...)})`."""
    plain = configuration()
    changed = plain.queues
    for queue_id, rules in queues.items():
        changed = changed.set(queue_id, structs.replace(changed[queue_id], **rules))
    return structs.replace(plain, queues=changed)


def scene(**queues: Mapping[str, object]) -> Scene:
    """A scene on such a site."""
    made = Scene()
    made.center = restore(with_rules(**queues), (), ())
    return made


def restarted(played: Scene) -> None:
    """The application was killed and came back with what was stored."""
    center = played.center
    played.center = restore(center.configuration, center.calls.values(), center.agents.values(), center.memories)
