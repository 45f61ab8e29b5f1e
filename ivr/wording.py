"""The few sentences that steps say by themselves, in every language."""

from collections.abc import Mapping

from ivr.value import Language

Texts = Mapping[Language, str]

YOU_ENTERED: Texts = {"en": "You entered", "zh-CN": "您输入的是"}
CONFIRM: Texts = {
    "en": "If this is right, press 1. To enter it again, press 2.",
    "zh-CN": "确认请按一，重新输入请按二。",
}
ENTER_AGAIN: Texts = {"en": "Please enter it once more.", "zh-CN": "请再输入一次。"}
KEEP_RECORDING: Texts = {
    "en": "To keep this recording, press 1. To record it again, press 2.",
    "zh-CN": "保留录音请按一，重新录音请按二。",
}
NOT_THE_SAME: Texts = {"en": "The two entries are not the same.", "zh-CN": "两次输入不一致。"}
NOT_SPOKEN: Texts = {
    "en": "We are sorry, this announcement cannot be played at the moment. Thank you for your patience.",
    "zh-CN": "对不起，这段语音暂时无法播放，感谢您的耐心等待。",
}
"""In place of a text that no engine can speak just now. It stands for questions and farewells alike, so that it names no key."""
ALL = (YOU_ENTERED, CONFIRM, ENTER_AGAIN, KEEP_RECORDING, NOT_THE_SAME, NOT_SPOKEN)
"""What is spoken ahead."""
