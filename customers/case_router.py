"""Cases over HTTP: finding them, making them, and taking them along their way."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Annotated, Generic, TypeVar
from uuid import UUID, uuid4

from fastapi import APIRouter, Depends, Query, status
from msgspec import Struct
from sqlalchemy.ext.asyncio import AsyncConnection

from customers.case import Case, Entry, Fields, change, due_after, move
from customers.case_errors import CaseChanged, CaseContactNotYours, CaseOwnerUnknown
from customers.case_repository import (
    CaseSearch,
    CaseSight,
    Found,
    add_case,
    add_entry,
    contacts_of,
    find_case,
    find_cases,
    history_of,
    link,
    save_case,
    unlink,
)
from customers.case_shown import detail_of, line_of, step_of
from customers.case_wire import CaseChange, CaseComment, CaseDetail, CaseDraft, CaseMove, CasePage, CaseQuery
from customers.errors import CustomerNotFound, CustomerNumberNotValid
from customers.numbers import read_number
from customers.person import Person
from customers.repository import find_by_id, find_by_number
from customers.work_wire import read_cursor, write_cursor
from database.engine import Database

UserT = TypeVar("UserT")


class CaseDoor(Struct, Generic[UserT], frozen=True):
    """What the app answers about who asks.

    `sight` is None for those who see every case. `agent` finds whom a case may be given to. `took_part`: whether a user may
    say that a contact touched a case. `audit` and `tell` note in the same transaction what was done, and what the CRM is to hear.
    """

    person: Callable[[UserT], Person]
    sight: Callable[[UserT], CaseSight | None]
    agent: Callable[[UUID], Person | None]
    took_part: Callable[[AsyncConnection, UserT, UUID], Awaitable[bool]]
    audit: Callable[[AsyncConnection, UserT, str, UUID], Awaitable[None]]
    tell: Callable[[AsyncConnection, Found, str, datetime], Awaitable[None]]


def create_router(
    database: Database,
    *,
    region: str,
    permission: Callable[..., UserT | Awaitable[UserT]],
    door: CaseDoor[UserT],
    now: Callable[[], datetime],
) -> APIRouter:
    """Routes over cases. `region` is where national and short numbers are at home, ISO 3166 alpha-2."""
    router = APIRouter(prefix="/cases", tags=["cases"])

    async def shown(connection: AsyncConnection, case_id: UUID) -> CaseDetail:
        """The case as it is now, for somebody who was just let in."""
        found = await find_case(connection, case_id, None)
        history, contacts = await history_of(connection, case_id), await contacts_of(connection, case_id)
        return detail_of(found, history, contacts, now())

    async def read_at(connection: AsyncConnection, user: UserT, case_id: UUID, version: int) -> Case:
        """The case that the user has read, if it still is the same."""
        case = (await find_case(connection, case_id, door.sight(user))).case
        if case.version != version:
            raise CaseChanged
        return case

    async def changed(connection: AsyncConnection, user: UserT, what: str, case_id: UUID) -> CaseDetail:
        """The case after a deed, which is audited."""
        await door.audit(connection, user, what, case_id)
        return await shown(connection, case_id)

    async def told(connection: AsyncConnection, case_id: UUID, what: str, at: datetime) -> None:
        await door.tell(connection, await find_case(connection, case_id, None), what, at)

    async def demand_part(connection: AsyncConnection, user: UserT, interaction_id: UUID) -> None:
        if not await door.took_part(connection, user, interaction_id):
            raise CaseContactNotYours

    @router.get("")
    async def list_cases(query: Annotated[CaseQuery, Query()], user: Annotated[UserT, Depends(permission)]) -> CasePage:
        """Cases, oldest promise first."""
        at, number = now(), read_number(query.number, region) if query.number else None
        if query.number and number is None:
            return CasePage(rows=[], total=0, next="")
        search = CaseSearch(
            state=query.state,
            kind=query.kind,
            owner_id=door.person(user).id if query.mine else None,
            customer_id=query.customer,
            caller_number="" if number is None else number.number,
            interaction_id=query.interaction,
            overdue_at=at if query.overdue else None,
            text=query.text,
            sight=door.sight(user),
            after=read_cursor(query.cursor),
            limit=query.limit,
        )
        async with database.read() as connection:
            page = await find_cases(connection, search)
        return CasePage(
            rows=[line_of(found, at) for found in page.rows],
            total=page.total,
            next="" if page.next is None else write_cursor(page.next),
        )

    @router.post("", status_code=status.HTTP_201_CREATED)
    async def report(draft: CaseDraft, user: Annotated[UserT, Depends(permission)]) -> CaseDetail:
        """Write down a complaint or a request."""
        at, person = now(), door.person(user)
        async with database.write() as connection:
            if draft.interaction_id is not None:
                await demand_part(connection, user, draft.interaction_id)
            customer_id, number = await _whose(connection, draft, region)
            case = Case(
                id=uuid4(),
                number=0,
                customer_id=customer_id,
                caller_number=number,
                fields=Fields(
                    subject=draft.subject,
                    kind=draft.kind,
                    priority=draft.priority,
                    text=draft.text,
                    due_at=draft.due_at or due_after(draft.priority, at),
                    owner=person if draft.own and door.agent(person.id) is not None else None,
                ),
                created_at=at,
            )
            await add_case(connection, case, by=person)
            if draft.interaction_id is not None:
                await link(connection, case.id, draft.interaction_id, by=person, at=at)
            await told(connection, case.id, "created", at)
            return await changed(connection, user, "case_created", case.id)

    @router.get("/{case_id}")
    async def get_case(case_id: UUID, user: Annotated[UserT, Depends(permission)]) -> CaseDetail:
        """One case with its history."""
        async with database.read() as connection:
            await find_case(connection, case_id, door.sight(user))
            return await shown(connection, case_id)

    @router.put("/{case_id}")
    async def change_case(case_id: UUID, wanted: CaseChange, user: Annotated[UserT, Depends(permission)]) -> CaseDetail:
        """Change what a case says and whose it is. Whoever read an older version is refused."""
        async with database.write() as connection:
            case = await read_at(connection, user, case_id, wanted.version)
            after, entry = change(
                case,
                Fields(
                    subject=wanted.subject,
                    kind=wanted.kind,
                    priority=wanted.priority,
                    text=wanted.text,
                    due_at=wanted.due_at,
                    owner=_owner(case, wanted.owner_id, door.agent),
                ),
                by=door.person(user),
                at=now(),
            )
            if entry is None:
                return await shown(connection, case_id)
            await save_case(connection, after, entry, version=wanted.version)
            return await changed(connection, user, "case_changed", case_id)

    @router.post("/{case_id}/comments", status_code=status.HTTP_201_CREATED)
    async def comment(case_id: UUID, said: CaseComment, user: Annotated[UserT, Depends(permission)]) -> CaseDetail:
        """Add words to the history."""
        async with database.write() as connection:
            await find_case(connection, case_id, door.sight(user))
            words = Entry(at=now(), by=door.person(user), what="comment", text=said.text)
            await add_entry(connection, case_id, words)
            return await changed(connection, user, "case_commented", case_id)

    @router.post("/{case_id}/steps")
    async def take_step(case_id: UUID, wanted: CaseMove, user: Annotated[UserT, Depends(permission)]) -> CaseDetail:
        """Take the case one step along. Closing is refused as long as something is missing."""
        at = now()
        async with database.write() as connection:
            case = await read_at(connection, user, case_id, wanted.version)
            moved, entry = move(case, step_of(wanted.step, at), by=door.person(user), at=at)
            await save_case(connection, moved, entry, version=wanted.version)
            await told(connection, case_id, entry.what, at)
            return await changed(connection, user, "case_moved", case_id)

    @router.put("/{case_id}/contacts/{interaction_id}")
    async def link_contact(
        case_id: UUID, interaction_id: UUID, user: Annotated[UserT, Depends(permission)]
    ) -> CaseDetail:
        """Say that a contact touched the case; it may still go on."""
        async with database.write() as connection:
            await find_case(connection, case_id, door.sight(user))
            await demand_part(connection, user, interaction_id)
            if not await link(connection, case_id, interaction_id, by=door.person(user), at=now()):
                return await shown(connection, case_id)
            return await changed(connection, user, "case_linked", case_id)

    @router.delete("/{case_id}/contacts/{interaction_id}")
    async def unlink_contact(
        case_id: UUID, interaction_id: UUID, user: Annotated[UserT, Depends(permission)]
    ) -> CaseDetail:
        """Undo that; the history keeps both."""
        async with database.write() as connection:
            await find_case(connection, case_id, door.sight(user))
            await demand_part(connection, user, interaction_id)
            if not await unlink(connection, case_id, interaction_id, by=door.person(user), at=now()):
                return await shown(connection, case_id)
            return await changed(connection, user, "case_unlinked", case_id)

    return router


async def _whose(connection: AsyncConnection, draft: CaseDraft, region: str) -> tuple[UUID | None, str]:
    """The customer and the number of a new case; the number of a known customer finds that customer."""
    number = read_number(draft.number, region) if draft.number else None
    if draft.number and number is None:
        raise CustomerNumberNotValid
    if draft.customer_id is not None:
        customer = await find_by_id(connection, draft.customer_id)
        if customer is None:
            raise CustomerNotFound
        return customer.id, customer.number if number is None else number.number
    if number is None:
        return None, ""
    known = await connection.run_sync(find_by_number, number)
    return known[0].id if len(known) == 1 else None, number.number


def _owner(case: Case, wanted: UUID | None, agent: Callable[[UUID], Person | None]) -> Person | None:
    """Who has the case from now on. An owner who is no agent any more may keep it."""
    if wanted is None or (case.fields.owner is not None and case.fields.owner.id == wanted):
        return None if wanted is None else case.fields.owner
    owner = agent(wanted)
    if owner is None:
        raise CaseOwnerUnknown
    return owner
