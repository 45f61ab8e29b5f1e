"""When a calendar is open, and why."""

from datetime import UTC, date, datetime, timedelta

import pytest
from msgspec import structs
from pydantic import ValidationError

from ivr.calendar_wire import CalendarDraft, calendar_item
from ivr.hours import Calendar, DayKind, Manual, Opening, Span, SpecialDay, is_open, next_change, opening

NINE_TO_SIX = (Span(opens=9 * 60, closes=18 * 60),)
NIGHT = (Span(opens=22 * 60, closes=30 * 60),)
OFFICE = Calendar(id="office", name="Office", zone="Asia/Shanghai", week=(*(NINE_TO_SIX,) * 5, (), ()), country="CN")
BERLIN = Calendar(id="berlin", name="Berlin", zone="Europe/Berlin", week=(NIGHT,) * 7)


def shanghai(text: str) -> datetime:
    return datetime.fromisoformat(f"{text}+08:00")


@pytest.mark.parametrize(
    ("at", "is_so", "why"),
    [
        ("2026-11-20T08:59:59", False, "week"),
        ("2026-11-20T09:00", True, "week"),
        ("2026-11-20T17:59:59", True, "week"),
        ("2026-11-20T18:00", False, "week"),
        ("2026-11-21T10:00", False, "week"),
        ("2026-10-01T10:00", False, "holiday"),
        ("2026-02-14T10:00", True, "makeup_workday"),  # a Saturday worked for the Spring Festival
        ("2026-02-14T19:00", False, "makeup_workday"),
    ],
)
def test_the_week_and_chinas_holidays_with_their_makeup_workdays(at: str, is_so: bool, why: str) -> None:
    answer = opening(OFFICE, shanghai(at))
    assert (answer.open, answer.why) == (is_so, why)


def test_administrators_overrule_the_list_of_holidays() -> None:
    edited = structs.replace(
        OFFICE,
        day_kinds=(
            DayKind(day=date(2026, 10, 1), kind="workday"),
            DayKind(day=date(2026, 2, 14), kind="ordinary"),
            DayKind(day=date(2026, 11, 20), kind="holiday"),
        ),
    )
    assert is_open(edited, shanghai("2026-10-01T10:00"))
    assert not is_open(edited, shanghai("2026-02-14T10:00"))
    assert opening(edited, shanghai("2026-11-20T10:00")) == Opening(open=False, why="holiday")


def test_a_special_day_has_hours_of_its_own_and_says_why() -> None:
    special = SpecialDay(
        day=date(2026, 10, 1), name="Hotline week", spans=(Span(opens=600, closes=660),), text={"en": "Hello"}
    )
    edited = structs.replace(OFFICE, special_days=(special,))
    assert opening(edited, shanghai("2026-10-01T10:30")) == Opening(
        open=True, why="special_day", name="Hotline week", text={"en": "Hello"}
    )
    assert not is_open(edited, shanghai("2026-10-01T11:00"))


def test_closed_by_hand_holds_until_its_moment_and_then_the_hours_decide() -> None:
    until = shanghai("2026-11-20T15:00")
    closed = structs.replace(OFFICE, manual=Manual(text={"zh-CN": "系统维护"}, until=until))
    noon = shanghai("2026-11-20T12:00")
    assert opening(closed, noon) == Opening(open=False, why="set_by_hand", text={"zh-CN": "系统维护"})
    assert next_change(closed, noon) == until
    assert is_open(closed, until)
    for_good = structs.replace(OFFICE, manual=Manual())
    assert not is_open(for_good, noon)
    assert next_change(for_good, noon) is None


def test_opened_by_hand_beyond_the_hours() -> None:
    late = structs.replace(OFFICE, manual=Manual(open=True, until=shanghai("2026-11-20T20:00")))
    assert is_open(late, shanghai("2026-11-20T19:00"))
    assert next_change(late, shanghai("2026-11-20T19:00")) == shanghai("2026-11-20T20:00")


def test_a_night_that_begins_on_one_day_ends_on_the_next() -> None:
    saturday_night = structs.replace(BERLIN, week=((),) * 5 + (NIGHT, ()))
    assert is_open(saturday_night, datetime(2026, 11, 22, 4, 59, tzinfo=UTC))
    assert not is_open(saturday_night, datetime(2026, 11, 22, 5, 0, tzinfo=UTC))


def test_the_clock_is_set_back_and_the_night_is_an_hour_longer() -> None:
    opens, closes = datetime(2026, 10, 24, 20, 0, tzinfo=UTC), datetime(2026, 10, 25, 5, 0, tzinfo=UTC)
    assert next_change(BERLIN, opens) == closes
    assert closes - opens == timedelta(hours=9)


def test_hours_that_daylight_saving_skips_do_not_happen() -> None:
    skipped = structs.replace(BERLIN, week=((),) * 6 + ((Span(opens=130, closes=170),),))
    in_march = datetime(2026, 3, 28, 12, tzinfo=UTC)
    assert next_change(skipped, in_march) == datetime(2026, 4, 5, 0, 10, tzinfo=UTC)
    across = structs.replace(BERLIN, week=((),) * 6 + ((Span(opens=150, closes=240),),))
    assert next_change(across, in_march) == datetime(2026, 3, 29, 1, 0, tzinfo=UTC)  # when 02:00 turns into 03:00


def test_a_calendar_without_hours_never_changes() -> None:
    never = Calendar(id="never", name="Never", zone="UTC")
    assert next_change(never, shanghai("2026-11-20T10:00")) is None
    always = Calendar(id="always", name="Always", zone="UTC", week=((Span(opens=0, closes=1440),),) * 7)
    assert next_change(always, shanghai("2026-11-20T10:00")) is None


DRAFT: dict[str, object] = {
    "name": "Office",
    "zone": "Asia/Shanghai",
    "week": [[{"opens": "09:00", "closes": "18:00"}]] * 5 + [[], []],
    "country": "CN",
}


def test_a_calendar_comes_back_from_the_wire_as_it_was() -> None:
    night = structs.replace(OFFICE, holiday_spans=NIGHT, manual=Manual(text={"en": "Closed"}))
    item = calendar_item(night)
    assert item.holiday_spans[0].model_dump() == {"opens": "22:00", "closes": "06:00"}
    draft = CalendarDraft.model_validate(item.model_dump(mode="json", exclude={"id", "version", "manual"}))
    assert draft.calendar("office", night.manual) == night
    assert CalendarDraft.model_validate(DRAFT).calendar("office") == OFFICE


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"zone": "Mars/Olympus"}, "time zone"),
        ({"week": []}, "at least 7"),
        ({"week": [[{"opens": "9:00", "closes": "18:00"}]] * 7}, "match pattern"),
        ({"country": "XX"}, "not known"),
        ({"country": "CN", "region": "BY"}, "no part BY"),
        ({"special_days": [{"day": "2026-10-01"}, {"day": "2026-10-01"}]}, "two entries"),
        ({"colour": "red"}, "Extra inputs"),
    ],
)
def test_a_faulty_calendar_is_refused_with_a_sentence(change: dict[str, object], fault: str) -> None:
    with pytest.raises(ValidationError, match=fault):
        CalendarDraft.model_validate(DRAFT | change)
