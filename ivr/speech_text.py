"""What of a text can be spoken."""

import unicodedata

LONGEST_TEXT = 2_000


def speakable(text: str) -> str:
    """The text without control, formatting and private characters, on one line, at most 2 000 characters long.

    What is left is spoken literally: espeak-ng is asked for neither SSML nor phonemes, and its own commands begin with
    a control character.
    """
    visible = "".join(
        " " if unicodedata.category(character)[0] == "C" else character for character in text[: 2 * LONGEST_TEXT]
    )
    return " ".join(unicodedata.normalize("NFC", visible).split())[:LONGEST_TEXT].strip()
