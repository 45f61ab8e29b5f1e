"""Where recordings lie and which names they may have. Pure: nothing here touches a file."""

import re
from datetime import datetime
from pathlib import PurePosixPath
from uuid import UUID

_RECORDING_ID = re.compile(
    r"(?P<interaction>[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})-(?P<kind>[rf])[0-9]{1,6}", re.ASCII
)

CALLER_SIDE = "rx"
AGENT_SIDE = "tx"


def interaction_of(recording_id: str) -> UUID | None:
    """The interaction that a recording belongs to, or None for what is not a recording's id."""
    match = _RECORDING_ID.fullmatch(recording_id)
    return UUID(match["interaction"]) if match else None


def is_fax(recording_id: str) -> bool:
    """Whether the id is one of received pages, and not of sound."""
    match = _RECORDING_ID.fullmatch(recording_id)
    return match is not None and match["kind"] == "f"


def fax_name(fax_id: str) -> str:
    """The file that Asterisk writes received pages to, inside the folder of running recordings."""
    return f"{fax_id}.tif"


def live_name(recording_id: str, side: str) -> str:
    """The file that Asterisk writes one side to, inside the folder of running recordings."""
    return f"{recording_id}.{side}.wav"


def mark_name(recording_id: str) -> str:
    """The empty file, beside the sides, whose time says when Asterisk began to write them."""
    return f"{recording_id}.began"


def recording_of(live_name: str) -> str | None:
    """The recording to which a file of the folder of running recordings belongs, or None for a foreign file."""
    if live_name.endswith(".tif"):
        fax_id = live_name.removesuffix(".tif")
        return fax_id if is_fax(fax_id) else None
    head, _, side = live_name.removesuffix(".wav").rpartition(".")
    if not live_name.endswith(".wav") or side not in (CALLER_SIDE, AGENT_SIDE) or interaction_of(head) is None:
        return None
    return head


def stored_path(recording_id: str, interaction_id: UUID, started_at: datetime) -> PurePosixPath:
    """Where the stored file lies, below the folder of recordings."""
    return PurePosixPath(
        f"{started_at:%Y}",
        f"{started_at:%m}",
        str(interaction_id),
        f"{recording_id}.{'tif' if is_fax(recording_id) else 'wav'}",
    )
