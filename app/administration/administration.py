"""Makes changes: read the world, let the change be decided, check it, write and audit it, and tell the live calls."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from msgspec import Struct

from app.accounts.audit import AuditDetail
from app.accounts.audit_repository import AuditLine, AuditQuery, audit, read_audit, read_audit_line
from app.accounts.passwords import closed_hash
from app.accounts.repository import delete_sessions_of, names_of, set_password_hash
from app.administration import repository
from app.administration.checks import faults_of
from app.administration.errors import (
    CannotBeRestored,
    ChangedMeanwhile,
    NoSuchThing,
    NotConsistent,
    NotYourPart,
    StillInUse,
    Use,
)
from app.administration.uses import released, uses_of
from app.administration.world import (
    KINDS,
    Difference,
    Kind,
    Person,
    World,
    demand_version,
    differences,
    document,
    from_document,
    put,
    things,
)
from database.engine import Database

Edit = Callable[[World], World]
Allowed = Callable[[Difference], bool]
_SHOWN = 20


class Change(Struct, frozen=True, kw_only=True):
    """A change that was made; `id` is 0 when nothing was different."""

    id: int
    world: World
    differences: Sequence[Difference]


class Actor(Struct, frozen=True, kw_only=True):
    """Who asks, and which differences this person may bring about."""

    id: UUID
    may: Allowed = lambda _: True


class Administration:
    """The one way to change what administrators decide.

    `live_uses` tells which live calls hold on to a thing. `announce` is called after each commit.
    """

    def __init__(
        self,
        database: Database,
        *,
        now: Callable[[], datetime],
        live_uses: Callable[[Kind, str], Sequence[Use]],
        announce: Callable[[], Awaitable[None]],
    ) -> None:
        self._database = database
        self._now = now
        self._live_uses = live_uses
        self._announce = announce

    async def world(self) -> World:
        """Everything as it is stored now."""
        async with self._database.read() as connection:
            return await repository.load_world(connection)

    async def change(
        self, actor: Actor, what: str, edit: Edit, password_hashes: Mapping[UUID, str] | None = None
    ) -> Change:
        """Make one change, whole or not at all. `edit` may get a newer world than the caller has seen, and runs in a thread.

        Raises:
            NotConsistent: with a code per place.
            NotYourPart: the actor may not bring this about.
            StillInUse: something that is removed is used by live calls or by what stays.
        """
        async with self._database.write() as connection:
            await repository.take_turn(connection)
            before = await repository.load_world(connection)
            # a file's thousands of rows take a while, and calls must not wait for them
            after = await asyncio.to_thread(edit, before)
            changed = await asyncio.to_thread(differences, before, after)
            if not changed:
                return Change(id=0, world=before, differences=())
            self._check(actor, after, changed)
            people = [one.after for one in changed if isinstance(one.after, Person) and one.before is None]
            filled = {person.id: closed_hash() for person in people}
            at = self._now()
            await repository.write(connection, changed, filled | dict(password_hashes or {}), at)
            entry = await audit(
                connection,
                at=at,
                actor=str(actor.id),
                what=what,
                subject=_subject(changed),
                details=[_detail(one) for one in changed],
            )
        await self._announce()
        return Change(id=entry, world=after, differences=changed)

    async def remove(
        self, actor: Actor, kind: Kind, expected: Mapping[str, str | None], *, release: bool = False
    ) -> Change:
        """Remove things of the versions that were seen. With `release`, what depends on them lets go of them."""
        recorded: Sequence[Use] = () if release else await self._recorded_uses(kind, tuple(expected))

        def edit(world: World) -> World:
            for key, seen in expected.items():
                demand_version(world, kind, key, seen)
            if release:
                for key in expected:
                    world = released(world, kind, key)
            left = put(world, kind, dict.fromkeys(expected))
            uses = [use for key in expected for use in uses_of(left, kind, key, things(world, kind).get(key))]
            if uses or recorded:
                raise StillInUse([*uses, *recorded])
            return left

        return await self.change(actor, f"{kind}.removed", edit)

    async def restore(self, actor: Actor, entry_id: int) -> Change:
        """Undo the change of an audit entry, as long as nothing of it was changed again since.

        Raises:
            NoSuchThing, CannotBeRestored: there is no such change.
            ChangedMeanwhile: a thing is no longer as the change left it.
        """
        async with self._database.read() as connection:
            line = await read_audit_line(connection, entry_id)
        if line is None:
            raise NoSuchThing
        details = [one for one in line.details if one.kind in KINDS]
        if not details or all(one.before is None and one.after is None for one in details):
            raise CannotBeRestored

        def edit(world: World) -> World:
            for detail in details:
                kind: Kind = detail.kind  # pyright: ignore[reportAssignmentType]  -- filtered above
                stands = things(world, kind).get(detail.subject)
                left = None if detail.after is None else from_document(kind, detail.after)
                if stands != left:
                    raise ChangedMeanwhile
                before = None if detail.before is None else from_document(kind, detail.before)
                world = put(world, kind, {detail.subject: before})
            gone = [one for one in details if one.before is None]
            uses = [use for one in gone for use in _uses_of_added(world, one)]
            if uses:
                raise StillInUse(uses)
            return world

        return await self.change(actor, "change_restored", edit)

    async def uses(self, kind: Kind, key: str) -> Sequence[Use]:
        """Everything that depends on a thing, live calls first."""
        world = await self.world()
        if key not in things(world, kind):
            raise NoSuchThing
        return [*self._live_uses(kind, key), *uses_of(world, kind, key), *await self._recorded_uses(kind, (key,))]

    async def _recorded_uses(self, kind: Kind, keys: Sequence[str]) -> Sequence[Use]:
        """Contacts of the past whose label would be lost; an entry that is switched off keeps it for them."""
        async with self._database.read() as connection:
            return [
                Use(kind="contacts", key=key, name="", how="recorded_with", releasable=True)
                for key in keys
                if await repository.was_recorded(connection, kind, key)
            ]

    async def set_passwords(self, actor: Actor, password_hashes: Mapping[UUID, str]) -> None:
        """Give people new passwords; their sessions end."""
        async with self._database.write() as connection:
            await repository.take_turn(connection)
            people = (await repository.load_world(connection)).people
            for user_id, password_hash in password_hashes.items():
                if str(user_id) not in people:
                    raise NoSuchThing
                await set_password_hash(connection, user_id, password_hash)
                await delete_sessions_of(connection, user_id)
                await audit(
                    connection, at=self._now(), actor=str(actor.id), what="password_changed", subject=str(user_id)
                )

    async def audit_page(self, query: AuditQuery) -> tuple[Sequence[AuditLine], Mapping[str, str]]:
        """Lines of the audit, newest first, and the names of the people in them who are still here."""
        async with self._database.read() as connection:
            lines = await read_audit(connection, query, _SHOWN)
            named = [word for line in lines for word in (line.actor, line.subject)]
            ids = {identity for word in named if (identity := _uuid(word)) is not None}
            return lines, {str(key): name for key, name in (await names_of(connection, ids)).items()}

    def _check(self, actor: Actor, after: World, changed: Sequence[Difference]) -> None:
        if not all(actor.may(one) for one in changed):
            raise NotYourPart
        faults = faults_of(after, changed, str(actor.id))
        if faults:
            many = len({(fault.kind, fault.key) for fault in faults}) > 1
            raise NotConsistent(
                {f"{fault.key}/{fault.place}" if many else fault.place: fault.code for fault in reversed(faults)}
            )
        uses = [use for one in changed if one.after is None for use in self._live_uses(one.kind, one.key)]
        if uses:
            raise StillInUse(uses)


def _uses_of_added(world: World, one: AuditDetail) -> Sequence[Use]:
    """What depends by now on a thing that a change has added."""
    kind: Kind = one.kind  # pyright: ignore[reportAssignmentType]  -- only details of things come here
    return uses_of(world, kind, one.subject, None if one.after is None else from_document(kind, one.after))


def _subject(changed: Sequence[Difference]) -> str:
    return changed[0].key if len(changed) == 1 else ""


def _detail(one: Difference) -> AuditDetail:
    return AuditDetail(
        kind=one.kind,
        subject=one.key,
        before=None if one.before is None else document(one.before),
        after=None if one.after is None else document(one.after),
    )


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
