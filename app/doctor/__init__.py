"""What a machine has of all that Ringdesk needs, and how to mend the rest."""

from app.doctor.examine import ControlSockets, Subject, examine
from app.doctor.probe import Probe

__all__ = ["ControlSockets", "Probe", "Subject", "examine"]
