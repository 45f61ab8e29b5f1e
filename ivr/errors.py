"""What can be wrong with a request about calendars and flows. Each has a stable code."""

from collections.abc import Mapping, Sequence


class CalendarNotFound(Exception):
    """There is no calendar with this id."""

    code = "calendar_not_found"


class CalendarChanged(Exception):
    """The calendar is not as it was seen, is there already, or is gone."""

    code = "calendar_changed"


class FlowNotFound(Exception):
    """There is no flow with this id, or no such revision or draft of it."""

    code = "flow_not_found"


class FlowFaulty(Exception):
    """The flow has faults; the check says which."""

    code = "flow_faulty"


class FlowInUse(Exception):
    """Numbers or other flows lead to the flow."""

    code = "flow_in_use"


class FlowIdNotValid(Exception):
    """The document has another id than its address, or one that the addresses need themselves."""

    code = "flow_id_not_valid"


class DraftChanged(Exception):
    """Somebody else has saved the draft meanwhile."""

    code = "draft_changed"


class CaseNotFound(Exception):
    """The flow has no such test case."""

    code = "case_not_found"


class CaseNameTaken(Exception):
    """Another test case of the flow has this name."""

    code = "case_name_taken"


class TooManyCases(Exception):
    """The flow has as many test cases as are replayed."""

    code = "too_many_cases"


class TestsFailed(Exception):
    """Test cases fail; `faults` says by name what differs. Publishing in spite of it needs a reason of its own."""

    code = "tests_failed"
    __test__ = False

    def __init__(self, faults: Mapping[str, str]) -> None:
        super().__init__()
        self.faults = faults


class TextsNotSpoken(Exception):
    """No engine could speak these `texts` of a flow; publishing in spite of it must be asked for."""

    code = "texts_not_spoken"

    def __init__(self, texts: Sequence[str]) -> None:
        super().__init__()
        self.texts = texts


class StillSpeaking(Exception):
    """A flow's texts are being spoken; `left` of them have no sound yet."""

    code = "still_speaking"

    def __init__(self, left: int) -> None:
        super().__init__()
        self.left = left


class CalendarInUse(Exception):
    """Queues or flows depend on the calendar."""

    code = "calendar_in_use"


class PromptNotFound(Exception):
    """There is no prompt with this id, or no such version or language of it."""

    code = "prompt_not_found"


class PromptInUse(Exception):
    """Flows or queues play the prompt."""

    code = "prompt_in_use"


class PromptChanged(Exception):
    """Somebody else has changed the prompt meanwhile."""

    code = "prompt_changed"


class SoundNotUsable(Exception):
    """What was sent is no sound that can be played; `reason` is a stable code."""

    code = "sound_not_usable"

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class SpeechNotPossible(Exception):
    """No engine speaks this now."""

    code = "speech_unavailable"


class SpeechChoiceNotValid(Exception):
    """There is no such engine here, or it has no such voice for the language."""

    code = "speech_choice_not_valid"


class PronunciationNotFound(Exception):
    """The dictionary has no such word."""

    code = "pronunciation_not_found"


class DictionaryFull(Exception):
    """The language has as many words as it may have."""

    code = "dictionary_full"


class RecordingNotThere(Exception):
    """There is no such call on which a prompt was recorded, or it goes on."""

    code = "recording_not_there"


class NothingRecorded(Exception):
    """Nothing was said on the call that should have been recorded."""

    code = "nothing_recorded"
