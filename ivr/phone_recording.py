"""The flow of somebody who records a prompt by telephone: a tone, the words, and hearing them again."""

from functools import cache

from ivr.flow import Flow

FLOW_ID = "phone-recording"
STEP_ID = "record"
LONGEST_SECONDS = 590
_SPEAK = {
    "en": "Please speak after the tone. When you are done, press the hash key.",
    "zh-CN": "请在提示音后讲话，结束后请按井号键。",
}
_NOTHING = {"en": "We heard nothing.", "zh-CN": "没有听到声音。"}
_KEPT = {"en": "Thank you. Goodbye.", "zh-CN": "录音完成，再见。"}


@cache
def phone_recording() -> Flow:
    """The tone comes before the recording, so that it is not in the prompt."""
    return Flow.model_validate(
        {
            "version": 2,
            "id": FLOW_ID,
            "name": "Recording by phone",
            "languages": ["en", "zh-CN"],
            "start": STEP_ID,
            "steps": [
                {
                    "id": STEP_ID,
                    "type": "record",
                    "parameters": {
                        "prompts": [{"say": _SPEAK}, {"sound": "beep"}],
                        "beep": False,
                        "silence_seconds": 0,
                        "maximum_seconds": LONGEST_SECONDS,
                        "review": True,
                    },
                    "next": {"done": "kept", "timeout": "nothing", "error": "end"},
                },
                {
                    "id": "nothing",
                    "type": "play",
                    "parameters": {"prompts": [{"say": _NOTHING}]},
                    "next": {"done": "end", "error": "end"},
                },
                {
                    "id": "kept",
                    "type": "play",
                    "parameters": {"prompts": [{"say": _KEPT}]},
                    "next": {"done": "end", "error": "end"},
                },
                {"id": "end", "type": "hang_up"},
            ],
        }
    )
