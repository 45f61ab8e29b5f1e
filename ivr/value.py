"""What a flow's variable can hold, and the languages that callers hear."""

from typing import Literal

Value = None | bool | int | float | str
Language = Literal["en", "zh-CN"]

LONGEST_TEXT = 2_000
"""Characters of a variable, a spoken text or an address after its gaps are filled."""
