"""Why a recording is not given out."""


class RecordingNotFound(Exception):
    """There is no such recording, it is not stored yet, or the id is not one."""

    code = "recording_not_found"


class RecordingNotYours(Exception):
    """The person may not hear this recording."""

    code = "recording_not_yours"
