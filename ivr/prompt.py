"""What can be played to a caller."""

from msgspec import Struct


class Sound(Struct, frozen=True, kw_only=True, gc=False, tag=True):
    """A recorded sound by its name, without folder and extension."""

    name: str


class Speech(Struct, frozen=True, kw_only=True, gc=False, tag=True):
    """Text to be spoken; `language` is `en` or `zh-CN`."""

    text: str
    language: str


class OwnWords(Struct, frozen=True, kw_only=True, gc=False, tag=True):
    """What the caller has just recorded; `recording_id` is filled in where the call is known."""

    recording_id: str = ""


Prompt = Sound | Speech | OwnWords
