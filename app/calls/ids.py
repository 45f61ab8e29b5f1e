"""Ids of ours, all derived from the call's id, so that a repeated command meets the same thing."""

from uuid import UUID, uuid5

_NAMESPACE = UUID("5b0d7c1e-52f3-5d3b-9a51-0d3f6c2f7f10")


def call_id(entity: str, started: str, channel_id: str) -> UUID:
    """The interaction's id from Asterisk's entity id, the channel's `creationtime` text and the channel's id."""
    return uuid5(_NAMESPACE, f"{entity}|{started}|{channel_id}")


def callback(origin: UUID, attempt: int) -> UUID:
    """The call that makes an attempt to call somebody back who asked for it on the call `origin`."""
    return uuid5(_NAMESPACE, f"{origin}|callback|{attempt}")


def agent_leg(call: UUID, number: int) -> str:
    """The `number`-th leg dialed for a call."""
    return f"{call}-a{number}"


def playback(call: UUID, number: int) -> str:
    """The `number`-th playback of a call."""
    return f"{call}-p{number}"


def bridge(call: UUID) -> str:
    """The bridge in which the customer is talked with."""
    return f"{call}-b"


def consult_bridge(call: UUID) -> str:
    """The bridge in which agents talk while the customer is on hold."""
    return f"{call}-bc"


def recording(call: UUID, number: int) -> str:
    """The `number`-th recording of a call."""
    return f"{call}-r{number}"


def fax(call: UUID, number: int) -> str:
    """The `number`-th fax of a call."""
    return f"{call}-f{number}"


def message(call: UUID, number: int) -> UUID:
    """The `number`-th message of a call."""
    return uuid5(call, f"message-{number}")


def owner(ours: str) -> UUID | None:
    """The call that an id of ours belongs to, or None for a foreign id."""
    head, _, tail = ours.rpartition("-")
    if not tail or tail[0] not in "aprb":
        return None
    try:
        return UUID(head)
    except ValueError:
        return None
