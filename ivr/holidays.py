"""Public holidays by country, and the weekend days on which people work to make up for them."""

from datetime import date
from functools import lru_cache
from typing import Final

import holidays
from msgspec import Struct


class _Year(Struct, frozen=True):
    names: dict[date, str]
    makeup_workdays: frozenset[date]


_NONE: Final = _Year({}, frozenset())


def countries() -> dict[str, tuple[str, ...]]:
    """The countries whose holidays are known, each with its parts that have holidays of their own."""
    return {code: tuple(parts) for code, parts in holidays.list_supported_countries(include_aliases=False).items()}


def holiday_name(country: str, region: str, day: date) -> str | None:
    """The holiday's name in English, or None on any other day."""
    return _year(country, region, day.year).names.get(day)


def is_makeup_workday(country: str, region: str, day: date) -> bool:
    """Whether this weekend day is worked to make up for a holiday (China, Russia and others)."""
    return day in _year(country, region, day.year).makeup_workdays


@lru_cache(maxsize=128)
def _year(country: str, region: str, year: int) -> _Year:
    try:
        known = holidays.country_holidays(country, subdiv=region or None, years=year, language="en_US")
    except NotImplementedError:  # so the library says that it does not know the country or its part
        return _NONE
    names = {day: known[day] for day in known if day.year == year}
    return _Year(names, frozenset(day for day in known.weekend_workdays if day.year == year))
