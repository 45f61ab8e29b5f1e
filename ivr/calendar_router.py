"""Business hours over HTTP: read, edit, open or close by hand, and ask whether a calendar is open at any moment."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Annotated, TypeVar

from fastapi import APIRouter, Depends, Header, Path, status
from msgspec import structs
from pydantic import AwareDatetime, BaseModel, ConfigDict
from sqlalchemy.ext.asyncio import AsyncConnection

from database.engine import Database
from ivr.calendar_repository import delete_calendar, load_calendar, load_calendars, save_calendar
from ivr.calendar_wire import (
    CalendarDraft,
    CalendarId,
    CalendarItem,
    ManualItem,
    OpeningItem,
    PreviewRequest,
    calendar_item,
    opening_item,
    version_of,
)
from ivr.errors import CalendarChanged, CalendarInUse, CalendarNotFound
from ivr.holidays import countries
from ivr.hours import Calendar, Manual, next_change, opening

UserT = TypeVar("UserT")
OneId = Annotated[CalendarId, Path()]


class CalendarUse(BaseModel):
    """What depends on a calendar: ids of queues and flows."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    queues: tuple[str, ...] = ()
    flows: tuple[str, ...] = ()


def create_router(
    database: Database,
    *,
    may_read: Callable[..., UserT | Awaitable[UserT]],
    may_set_by_hand: Callable[..., UserT | Awaitable[UserT]],
    may_edit: Callable[..., UserT | Awaitable[UserT]],
    now: Callable[[], datetime],
    use_of: Callable[[AsyncConnection, str], Awaitable[CalendarUse]],
    take_turn: Callable[[AsyncConnection], Awaitable[None]],
    audit: Callable[[AsyncConnection, UserT, str, str], Awaitable[None]],
    zone: str = "UTC",
) -> APIRouter:
    """Routes over calendars.

    Args:
        may_read: dependency that gives the signed-in user, or refuses; the next two likewise.
        may_set_by_hand: who may close or open at once.
        may_edit: who may change hours.
        now: the present moment.
        use_of: what would be without hours if a calendar were deleted.
        take_turn: makes other changes of calendars, and of what uses them, wait until this transaction ends.
        audit: notes who did what, in the transaction of the change.
        zone: the time zone of calendars that are saved without one.
    """
    router = APIRouter(tags=["calendars"])

    async def one(connection: AsyncConnection, calendar_id: str) -> Calendar:
        calendar = await load_calendar(connection, calendar_id)
        if calendar is None:
            raise CalendarNotFound
        return calendar

    async def set_by_hand(calendar_id: str, manual: Manual | None, user: UserT, what: str) -> CalendarItem:
        async with database.write() as connection:
            await take_turn(connection)
            calendar = structs.replace(await one(connection, calendar_id), manual=manual)
            await save_calendar(connection, calendar)
            await audit(connection, user, what, calendar_id)
        return calendar_item(calendar)

    @router.get("/calendars")
    async def calendars(user: Annotated[UserT, Depends(may_read)]) -> list[CalendarItem]:
        """Every calendar."""
        del user
        async with database.read() as connection:
            return [calendar_item(calendar) for calendar in await load_calendars(connection)]

    @router.get("/calendars/countries")
    async def known_countries(user: Annotated[UserT, Depends(may_read)]) -> dict[str, list[str]]:
        """Countries whose holidays are known, with their parts."""
        del user
        return {country: list(parts) for country, parts in countries().items()}

    @router.post("/calendars/preview")
    async def preview(asked: PreviewRequest, user: Annotated[UserT, Depends(may_read)]) -> OpeningItem:
        """Whether a calendar as it is being written would be open at a moment."""
        del user
        return _opening(asked.calendar.calendar("preview", zone=zone), asked.at)

    @router.get("/calendars/{calendar_id}")
    async def calendar_of(calendar_id: OneId, user: Annotated[UserT, Depends(may_read)]) -> CalendarItem:
        """One calendar."""
        del user
        async with database.read() as connection:
            return calendar_item(await one(connection, calendar_id))

    @router.get("/calendars/{calendar_id}/opening")
    async def opening_of(
        calendar_id: OneId, user: Annotated[UserT, Depends(may_read)], at: AwareDatetime | None = None
    ) -> OpeningItem:
        """Whether a calendar is open, now or at any moment."""
        del user
        async with database.read() as connection:
            return _opening(await one(connection, calendar_id), at or now())

    @router.get("/calendars/{calendar_id}/use")
    async def dependents_of(calendar_id: OneId, user: Annotated[UserT, Depends(may_read)]) -> CalendarUse:
        """What depends on a calendar."""
        del user
        async with database.read() as connection:
            return await use_of(connection, calendar_id)

    @router.put("/calendars/{calendar_id}")
    async def save(
        calendar_id: OneId,
        draft: CalendarDraft,
        user: Annotated[UserT, Depends(may_edit)],
        if_match: Annotated[str, Header(max_length=64)] = "",
    ) -> CalendarItem:
        """Add a calendar, or change the one whose `version` is sent as `If-Match`. Whether it is closed by hand stays as it is."""
        async with database.write() as connection:
            await take_turn(connection)
            before = await load_calendar(connection, calendar_id)
            if if_match != ("" if before is None else version_of(before)):
                raise CalendarChanged
            calendar = draft.calendar(calendar_id, None if before is None else before.manual, zone=zone)
            await save_calendar(connection, calendar)
            await audit(connection, user, "calendar_saved", calendar_id)
        return calendar_item(calendar)

    @router.delete("/calendars/{calendar_id}", status_code=status.HTTP_204_NO_CONTENT)
    async def remove(calendar_id: OneId, user: Annotated[UserT, Depends(may_edit)]) -> None:
        """Delete a calendar that nothing uses."""
        async with database.write() as connection:
            await take_turn(connection)
            await one(connection, calendar_id)
            if await use_of(connection, calendar_id) != CalendarUse():
                raise CalendarInUse
            await delete_calendar(connection, calendar_id)
            await audit(connection, user, "calendar_deleted", calendar_id)

    @router.put("/calendars/{calendar_id}/manual")
    async def open_or_close(
        calendar_id: OneId, item: ManualItem, user: Annotated[UserT, Depends(may_set_by_hand)]
    ) -> CalendarItem:
        """Close or open at once, with what callers hear, until a moment or until it is taken back."""
        return await set_by_hand(
            calendar_id, item.manual(), user, "calendar_opened_by_hand" if item.open else "calendar_closed_by_hand"
        )

    @router.delete("/calendars/{calendar_id}/manual")
    async def take_back(calendar_id: OneId, user: Annotated[UserT, Depends(may_set_by_hand)]) -> CalendarItem:
        """Let the hours decide again."""
        return await set_by_hand(calendar_id, None, user, "calendar_by_its_hours_again")

    return router


def _opening(calendar: Calendar, at: datetime) -> OpeningItem:
    return opening_item(opening(calendar, at), at, next_change(calendar, at))
