"""Telephone numbers as callers present them and people type them, in one form that can be compared."""

import re
import unicodedata

import phonenumbers
from msgspec import Struct

LONGEST_NUMBER = 32
LONGEST_EXTENSION = 6
_DIGITS = re.compile(r"\+?[0-9]{1,20}", re.ASCII)
_SEPARATORS = str.maketrans("", "", " -.()/")


class TelephoneNumber(Struct, frozen=True, kw_only=True):
    """A number to be compared: `number` is E.164 where it is a valid one, else the bare `digits` (short codes such as 10086)."""

    number: str
    digits: str


def read_number(raw: str, region: str) -> TelephoneNumber | None:
    """Understand a number as someone dialing in `region` (ISO 3166 alpha-2) would mean it; None for what is no number."""
    text = _plain(raw)
    if text is None:
        return None
    digits = text.removeprefix("+")
    parsed = _parsed(text, region)
    if parsed is None:
        return TelephoneNumber(number=digits, digits=digits)
    # asked first: some short codes (95588) are valid long numbers too
    if phonenumbers.is_valid_short_number_for_region(parsed, region):
        code = phonenumbers.national_significant_number(parsed)
        return TelephoneNumber(number=code, digits=code)
    if not phonenumbers.is_valid_number(parsed):
        return TelephoneNumber(number=digits, digits=digits)
    number = phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)
    return TelephoneNumber(number=number, digits=number.removeprefix("+"))


def dialable(typed: str, region: str) -> str | None:
    """The number to dial for what somebody typed: E.164, or a short code or extension as it is; None for anything else."""
    known = read_number(typed, region)
    if known is None:
        return None
    return known.number if known.number.startswith("+") or len(known.digits) <= LONGEST_EXTENSION else None


def presentable(raw: str, region: str) -> str:
    """The number grouped for reading, as in `+86 138 0013 8000`; short codes as they are; nothing for what is no number."""
    known = read_number(raw, region)
    if known is None:
        return ""
    if not known.number.startswith("+"):
        return known.number
    parsed = phonenumbers.parse(known.number)
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.INTERNATIONAL)


def digits_of(raw: str) -> str:
    """The digits of a number, or of its beginning or end, without what only says from where it is dialed; empty for anything else."""
    text = _plain(raw)
    return "" if text is None else text.removeprefix("+").lstrip("0")


def forms(raw: str, region: str) -> tuple[str, ...]:
    """The ways in which trunks may present this number; the text itself comes first, cut to the length of a number."""
    known = read_number(raw, region)
    typed = raw.strip()[:LONGEST_NUMBER]
    if known is None:
        return (typed,)
    ways = [typed, known.number, known.digits]
    if known.number.startswith("+"):
        parsed = phonenumbers.parse(known.number)
        national = phonenumbers.national_significant_number(parsed)
        ways.append(f"00{known.digits}")
        if parsed.country_code == phonenumbers.country_code_for_region(region):
            ways += [national, f"0{national}"]
    return tuple(dict.fromkeys(ways))


def _plain(raw: str) -> str | None:
    """Digits with an optional plus, or None. The length is checked first: hostile caller ids may be long."""
    if len(raw) > 2 * LONGEST_NUMBER:
        return None
    visible = "".join(character for character in raw if unicodedata.category(character)[0] != "C")
    text = unicodedata.normalize("NFKC", visible).translate(_SEPARATORS)
    return text if _DIGITS.fullmatch(text) else None


def _parsed(text: str, region: str) -> phonenumbers.PhoneNumber | None:
    try:
        return phonenumbers.parse(text, region)
    except phonenumbers.NumberParseException:
        return None
