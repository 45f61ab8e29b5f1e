"""Whether digits that a caller typed can be right."""


def passes_luhn(digits: str) -> bool:
    """The check digit of payment cards and many account numbers (ISO/IEC 7812-1)."""
    if not digits.isascii() or not digits.isdecimal():
        return False
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * (1 + place % 2)
        total += value - 9 if value > 9 else value
    return total % 10 == 0
