"""What follows when a caller's words are not recorded, or nobody can tell when they end."""

from app.calls import menu, menu_recording, waiting
from app.calls.edit import Result
from app.calls.events import ActionFailed
from app.calls.state import Call, CallCenter, InMenu, Taking


def failed(center: CallCenter, call: Call | None, event: ActionFailed) -> Result:
    """Asterisk did not begin to record, or does not tell speech from silence."""
    recorded = event.action != "StartRecording"
    match call:
        case Call(phase=InMenu(taking=Taking() as taking) as phase):
            if recorded:
                return menu_recording.unwatched(center, call, phase, taking)
            return menu.not_recorded(center, call, phase, event.at)
        case _:
            return waiting.speech_not_watched(center, call) if recorded else (center, ())
