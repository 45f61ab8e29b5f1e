"""Numbers, money, dates and times in Mandarin words, as they are said on the telephone."""

from datetime import date, time
from decimal import Decimal

DIGITS = "零一二三四五六七八九"
ON_THE_PHONE = "零幺二三四五六七八九"
_PLACES = ("", "十", "百", "千")
_CURRENCIES = {
    "CNY": ("元", "角", "分"),
    "USD": ("美元", "", "美分"),
    "EUR": ("欧元", "", "欧分"),
    "HKD": ("港元", "", "港仙"),
}


def digits(text: str) -> str:
    """One by one; 1 is yāo, so that nobody hears a seven."""
    return " ".join(ON_THE_PHONE[int(character)] if character.isdecimal() else character for character in text)


def number(value: Decimal) -> str:
    """A number; 2 is liǎng where it counts hundreds and more."""
    sign = "负" if value < 0 else ""
    whole, _, fraction = format(abs(value), "f").partition(".")
    spoken = _whole(int(whole))
    fraction = fraction.rstrip("0")
    return sign + spoken + ("点" + "".join(DIGITS[int(digit)] for digit in fraction) if fraction else "")


def money(amount: Decimal, currency: str) -> str:
    """An amount, rounded to hundredths, with its units."""
    unit, tenth, hundredth = _CURRENCIES[currency]
    cents = int((abs(amount) * 100).to_integral_value())
    whole, rest = divmod(cents, 100)
    parts: list[str] = []
    if whole or not rest:
        parts.append(_counted(whole) + unit)
    if rest and tenth:
        jiao, fen = divmod(rest, 10)
        if jiao:
            parts.append(_counted(jiao) + tenth)
        elif parts:
            parts.append("零")
        if fen:
            parts.append(_counted(fen) + hundredth)
    elif rest:
        parts.append(_counted(rest) + hundredth)
    return ("负" if amount < 0 and cents else "") + "".join(parts)


def day(value: date) -> str:
    """The year digit by digit, then month and day."""
    year = "".join(DIGITS[int(digit)] for digit in str(value.year))
    return f"{year}年{_whole(value.month)}月{_whole(value.day)}日"


def clock(value: time) -> str:
    """By the twelve-hour clock with the part of the day."""
    part = next(name for until, name in _PARTS if value.hour < until)
    hour = value.hour if value.hour <= 12 else value.hour - 12
    if value.hour == 0:
        hour = 12
    minute = "整" if value.minute == 0 else ("零" if value.minute < 10 else "") + _whole(value.minute) + "分"
    return f"{part}{_counted(hour)}点{minute}"


_PARTS = ((6, "凌晨"), (12, "上午"), (13, "中午"), (18, "下午"), (24, "晚上"))


def _counted(value: int) -> str:
    """Before a unit, 2 alone is liǎng."""
    return "两" if value == 2 else _whole(value)


def _whole(value: int) -> str:
    spoken = _grouped(value)
    if spoken.startswith("一十"):
        return spoken[1:]
    return "两" + spoken[1:] if len(spoken) > 1 and spoken[0] == "二" and spoken[1] != "十" else spoken


def _grouped(value: int) -> str:
    for size, unit in ((10**8, "亿"), (10**4, "万")):
        if value >= size:
            high, low = divmod(value, size)
            middle = "" if low == 0 or low >= size // 10 else "零"
            return _grouped(high) + unit + middle + (_grouped(low) if low else "")
    return _section(value)


def _section(value: int) -> str:
    """Below ten thousand."""
    if value == 0:
        return DIGITS[0]
    spoken, gap = "", False
    text = str(value)
    for place, digit in enumerate(text):
        if digit == "0":
            gap = True
            continue
        spoken += ("零" if gap else "") + DIGITS[int(digit)] + _PLACES[len(text) - 1 - place]
        gap = False
    return spoken
