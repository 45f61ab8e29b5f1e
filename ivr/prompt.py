"""What can be played to a caller."""

from msgspec import Struct


class Sound(Struct, frozen=True, kw_only=True, gc=False, tag=True):
    """A recorded sound by its name, without folder and extension."""

    name: str


class Speech(Struct, frozen=True, kw_only=True, gc=False, tag=True):
    """Text to be spoken; `language` is `en` or `zh-CN`."""

    text: str
    language: str


class Recorded(Struct, frozen=True, kw_only=True, gc=False, tag=True):
    """A sound of the prompt library, named by what is in it; `prompt_id` says whose it is."""

    content: str
    prompt_id: str


class OwnWords(Struct, frozen=True, kw_only=True, gc=False, tag=True):
    """What the caller has just recorded; `recording_id` is filled in where the call is known."""

    recording_id: str = ""


Prompt = Sound | Speech | Recorded | OwnWords


def shown(prompt: Prompt) -> str:
    """The prompt for people to read: its text, a sound's name, or `prompt:ID`."""
    match prompt:
        case Speech(text=text):
            return text
        case Sound(name=name):
            return name
        case Recorded(prompt_id=prompt_id):
            return f"prompt:{prompt_id}"
        case OwnWords():
            return "..."
