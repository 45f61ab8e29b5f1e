"""What people looked for in vain, as it may be kept: folded, and without what could be somebody's number or address. Pure."""

import re

from knowledge_base.words import asked, folded

LONGEST = 80
MOST_KEPT = 1000
_ADDRESS = re.compile(r"\S+@\S+")
_NUMBER = re.compile(r"\d(?:[\s().+/-]*\d){4,}")
MASK = "…"


def kept_text(typed: str) -> str:
    """What is kept of a search; empty where nothing worth keeping is left."""
    text = _NUMBER.sub(MASK, _ADDRESS.sub(MASK, folded(typed)))
    text = " ".join(text.split())[:LONGEST].strip()
    return text if any(len(word.text) > 1 for word in asked(text)) else ""
