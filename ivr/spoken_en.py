"""Numbers, money, dates and times in English words."""

from datetime import date, time
from decimal import Decimal

_SMALL = (
    *("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"),
    *("ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"),
)
_TENS = ("", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_SCALES = ((10**12, "trillion"), (10**9, "billion"), (10**6, "million"), (10**3, "thousand"))
_ORDINALS = {
    "one": "first",
    "two": "second",
    "three": "third",
    "five": "fifth",
    "eight": "eighth",
    "nine": "ninth",
    "twelve": "twelfth",
}
_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
_CURRENCIES = {
    "CNY": ("yuan", "yuan", "fen", "fen"),
    "USD": ("dollar", "dollars", "cent", "cents"),
    "EUR": ("euro", "euros", "cent", "cents"),
    "HKD": ("Hong Kong dollar", "Hong Kong dollars", "cent", "cents"),
}


def digits(text: str) -> str:
    """One by one."""
    return " ".join(_SMALL[int(character)] if character.isdecimal() else character for character in text)


def number(value: Decimal) -> str:
    """A number, decimals digit by digit."""
    sign = "minus " if value < 0 else ""
    whole, _, fraction = format(abs(value), "f").partition(".")
    fraction = fraction.rstrip("0")
    spoken = _whole(int(whole))
    return sign + spoken + (f" point {digits(fraction)}" if fraction else "")


def money(amount: Decimal, currency: str) -> str:
    """An amount, rounded to hundredths, with its units."""
    one, many, small, smalls = _CURRENCIES[currency]
    cents = int((abs(amount) * 100).to_integral_value())
    whole, rest = divmod(cents, 100)
    parts: list[str] = []
    if whole or not rest:
        parts.append(f"{_whole(whole)} {one if whole == 1 else many}")
    if rest:
        parts.append(f"{_whole(rest)} {small if rest == 1 else smalls}")
    return ("minus " if amount < 0 and cents else "") + " and ".join(parts)


def day(value: date) -> str:
    """Month, day, year."""
    return f"{_MONTHS[value.month - 1]} {ordinal(value.day)}, {_year(value.year)}"


def clock(value: time) -> str:
    """By the twelve-hour clock."""
    hour = value.hour % 12 or 12
    half = "a.m." if value.hour < 12 else "p.m."
    if value.minute == 0:
        return f"{_SMALL[hour]} {half}"
    minute = f"oh {_SMALL[value.minute]}" if value.minute < 10 else _whole(value.minute)
    return f"{_SMALL[hour]} {minute} {half}"


def ordinal(value: int) -> str:
    """First, second, third."""
    words = _whole(value)
    cut = max(words.rfind(" "), words.rfind("-")) + 1
    last = words[cut:]
    if last in _ORDINALS:
        return words[:cut] + _ORDINALS[last]
    return words[:-1] + "ieth" if last.endswith("y") else words + "th"


def _year(value: int) -> str:
    century, rest = divmod(value, 100)
    if value < 1000 or (century % 10 == 0 and rest < 10):
        return _whole(value)
    if rest == 0:
        return f"{_whole(century)} hundred"
    return f"{_whole(century)} {'oh-' + _SMALL[rest] if rest < 10 else _whole(rest)}"


def _whole(value: int) -> str:
    for size, name in _SCALES:
        if value >= size:
            high, low = divmod(value, size)
            joined = "" if low == 0 else (" and " if low < 100 else " ") + _whole(low)
            return f"{_whole(high)} {name}{joined}"
    if value >= 100:
        high, low = divmod(value, 100)
        return f"{_SMALL[high]} hundred" + (f" and {_whole(low)}" if low else "")
    if value >= 20:
        tens, ones = divmod(value, 10)
        return _TENS[tens] + (f"-{_SMALL[ones]}" if ones else "")
    return _SMALL[value]
