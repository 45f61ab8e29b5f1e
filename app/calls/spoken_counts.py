"""Counts in Chinese words, as they are spoken before a measure word: 两 for two alone, 二 inside larger numbers."""

_DIGITS = "零一二三四五六七八九"
_UNITS = ("", "十", "百", "千")


def chinese(count: int) -> str:
    """A count from 0 to 9999: `2` is 两, `12` is 十二, `105` is 一百零五."""
    if count == 2:
        return "两"
    return ordinal(count)


def ordinal(count: int) -> str:
    """As `chinese`, but two is 二, as after 第."""
    if not 0 <= count <= 9999:
        return str(count)
    if count == 0:
        return _DIGITS[0]
    words, gap = "", False
    for place in (3, 2, 1, 0):
        digit = count // 10**place % 10
        if digit == 0:
            gap = bool(words)
            continue
        words += (_DIGITS[0] if gap else "") + _DIGITS[digit] + _UNITS[place]
        gap = False
    return words.removeprefix("一") if 10 <= count < 20 else words
