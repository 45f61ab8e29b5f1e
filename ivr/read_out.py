"""Values read out to callers in their language: numbers, digits, money, dates and times."""

from datetime import date, datetime, time
from decimal import Decimal, InvalidOperation
from typing import Literal

from ivr import spoken_en, spoken_zh
from ivr.prompt import Speech
from ivr.value import Value

Form = Literal["number", "digits", "money", "date", "time", "text"]
Currency = Literal["CNY", "USD", "EUR", "HKD"]

BEYOND = Decimal(10) ** 15
"""Numbers from here on are read digit by digit."""
LONGEST_DIGITS = 40


class NotReadable(Exception):
    """The value does not have the form in which it should be read."""


def read_out(value: Value, form: Form, language: str, currency: Currency = "CNY") -> Speech:
    """The words for a value. Raises `NotReadable`."""
    words = spoken_zh if language == "zh-CN" else spoken_en
    text = str(value).strip() if value is not None and not isinstance(value, bool) else ""
    if not text:
        raise NotReadable
    match form:
        case "digits":
            spoken = words.digits(_typed(text))
        case "number":
            amount = _decimal(text)
            spoken = words.number(amount) if abs(amount) < BEYOND else words.digits(_typed(text.partition(".")[0]))
        case "money":
            amount = _decimal(text)
            if abs(amount) >= BEYOND:
                raise NotReadable
            spoken = words.money(amount, currency)
        case "date":
            spoken = words.day(_date(text))
        case "time":
            spoken = words.clock(_time(text))
        case "text":
            spoken = text
    return Speech(text=spoken, language="zh-CN" if language == "zh-CN" else "en")


def _typed(text: str) -> str:
    typed = "".join(character for character in text if character.isascii() and character.isdecimal())
    if not typed or len(typed) > LONGEST_DIGITS:
        raise NotReadable
    return typed


def _decimal(text: str) -> Decimal:
    try:
        value = Decimal(text)
    except InvalidOperation as error:
        raise NotReadable from error
    if not value.is_finite() or value.adjusted() > 40 or value.adjusted() < -10:
        raise NotReadable
    return round(value, 6)


def _date(text: str) -> date:
    try:
        return datetime.fromisoformat(text).date()
    except ValueError as error:
        raise NotReadable from error


def _time(text: str) -> time:
    try:
        return time.fromisoformat(text) if ":" in text[:3] else datetime.fromisoformat(text).time()
    except ValueError as error:
        raise NotReadable from error
