"""What one look found."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Probe:
    """One part, whether it is there, and whether Ringdesk can work with it as it is."""

    name: str
    ok: bool
    """False stops Ringdesk or a part of it; something optional that is missing is still ok."""
    found: bool
    version: str = ""
    detail: str = ""
    mend: str = ""
    """What a person can do; empty where all is well."""
