"""Reading the audit, taking changes back, and making passwords."""

from collections.abc import Mapping
from typing import Annotated, Any, cast
from uuid import UUID

from fastapi import APIRouter, Depends, Query

from app.accounts.audit import AuditDetail
from app.accounts.audit_repository import AuditLine, AuditQuery
from app.accounts.passwords import hash_password, make_password
from app.accounts.user import Session
from app.administration.administration import Administration
from app.administration.errors import NoSuchThing
from app.administration.router import Permission, actor_of
from app.administration.wire import (
    AuditChange,
    AuditFilter,
    AuditPageView,
    AuditRowView,
    Made,
    NewPassword,
    Password,
    PasswordsWanted,
)


def create_router(administration: Administration, *, may_change: Permission) -> APIRouter:
    """Routes below `/admin` for administrators alone."""
    router = APIRouter(prefix="/admin", tags=["administration"])
    admin = Depends(may_change)

    @router.get("/audit", dependencies=[admin])
    async def read_audit(wanted: Annotated[AuditFilter, Query()]) -> AuditPageView:
        """Who changed what, when, from what to what; newest first."""
        lines, names = await administration.audit_page(AuditQuery(**wanted.model_dump()))
        following = lines[-1].id if len(lines) == wanted.limit else None
        return AuditPageView(rows=[_row(line, names) for line in lines], next=following)

    @router.post("/audit/{entry_id}/restore")
    async def restore(entry_id: int, session: Annotated[Session, admin]) -> Made:
        """Take a change back, as long as what it changed is still as it left it."""
        change = await administration.restore(actor_of(session), entry_id)
        return Made(change=change.id, touched=len(change.differences))

    @router.post("/people/{key}/password")
    async def set_password(key: UUID, wanted: NewPassword, session: Annotated[Session, admin]) -> Password:
        """Give a person a new password; all sessions of this person end."""
        (made,) = await _give(administration, session, {key: wanted.password or make_password()})
        return made

    @router.post("/people/passwords")
    async def make_passwords(wanted: PasswordsWanted, session: Annotated[Session, admin]) -> list[Password]:
        """Make new passwords for many people; they are shown this once."""
        return await _give(administration, session, {key: make_password() for key in wanted.ids})

    return router


async def _give(administration: Administration, session: Session, passwords: Mapping[UUID, str]) -> list[Password]:
    people = (await administration.world()).people
    if any(str(key) not in people for key in passwords):
        raise NoSuchThing
    hashes = {key: await hash_password(password) for key, password in passwords.items()}
    await administration.set_passwords(actor_of(session), hashes)
    return [Password(id=key, login=people[str(key)].login, password=made) for key, made in passwords.items()]


def _row(line: AuditLine, names: Mapping[str, str]) -> AuditRowView:
    return AuditRowView(
        id=line.id,
        at=line.at,
        actor=line.actor,
        actor_name=names.get(line.actor, ""),
        what=line.what,
        subject=line.subject,
        subject_name=names.get(line.subject, ""),
        touched=line.touched,
        changes=[_change(detail) for detail in line.details],
    )


def _change(detail: AuditDetail) -> AuditChange:
    before, after = cast("dict[str, Any] | None", detail.before), cast("dict[str, Any] | None", detail.after)
    shown = after or before or {}
    name = shown.get("name") or shown.get("dialed_number") or detail.subject
    return AuditChange(kind=detail.kind, key=detail.subject, name=str(name), before=before, after=after)
