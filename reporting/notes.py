"""What several agents wrote about one interaction, as one text."""

from collections.abc import Sequence


def joined(texts: Sequence[str]) -> str:
    """The notes one after the other; what somebody took over from a colleague and wrote on stands there once."""
    written = list(dict.fromkeys(text for text in texts if text))
    return "\n\n".join(
        text for text in written if not any(other != text and other.startswith(text) for other in written)
    )
