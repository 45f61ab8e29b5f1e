"""The routes of everything that is administered: one set per kind, made from its form."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Annotated, Any, cast
from uuid import UUID, uuid4

from fastapi import APIRouter, Depends, Header, Query
from fastapi.responses import JSONResponse
from pydantic import BaseModel

from app.accounts.user import Session
from app.administration.administration import Actor, Administration
from app.administration.bulk import BulkEdit, edited
from app.administration.errors import NoSuchThing, NotConsistent
from app.administration.forms import FORMS, Form, to_thing, to_values
from app.administration.listing import Wanted, listed
from app.administration.uses import uses_of
from app.administration.wire import (
    ChoicesEdit,
    DispositionsEdit,
    Item,
    ListQuery,
    Made,
    Named,
    NumbersEdit,
    Options,
    Page,
    PeopleEdit,
    QueuesEdit,
    Removal,
    Saved,
    UseView,
)
from app.administration.world import (
    Difference,
    Kind,
    Person,
    Thing,
    World,
    demand_version,
    key_of,
    put,
    things,
    version,
)

Permission = Callable[..., Session | Awaitable[Session]]
BULK: Mapping[Kind, type[BaseModel]] = {
    "people": PeopleEdit,
    "queues": QueuesEdit,
    "reasons": ChoicesEdit,
    "dispositions": DispositionsEdit,
    "numbers": NumbersEdit,
}
SUPERVISED = frozenset({"team", "skills", "queues"})
"""What supervisors may change of agents."""


def create_router(
    administration: Administration, *, may_read: Permission, may_lead: Permission, may_change: Permission
) -> APIRouter:
    """Routes below `/admin`.

    Args:
        administration: makes the changes.
        may_read: who may look.
        may_lead: who may change the teams, skills and queues of agents.
        may_change: who may change everything.
    """
    router = APIRouter(prefix="/admin", tags=["administration"])
    _add_options(router, administration, may_read)
    for kind in FORMS:
        _add_reading(router, administration, kind, may_read)
        _add_changing(router, administration, kind, may_lead if kind == "people" else may_change)
        if kind != "outgoing":
            _add_adding_and_removing(router, administration, kind, may_change)
        if kind in BULK:
            _add_bulk(router, administration, kind, may_lead if kind == "people" else may_change)
    return router


def actor_of(session: Session) -> Actor:
    """Administrators may do everything; supervisors what `SUPERVISED` says."""
    return Actor(id=session.user.id) if session.user.role == "admin" else Actor(id=session.user.id, may=_may_lead)


def _may_lead(difference: Difference) -> bool:
    before, after = difference.before, difference.after
    if not isinstance(before, Person) or not isinstance(after, Person) or before.role != "agent":
        return False
    return all(
        field in SUPERVISED or getattr(before, field) == getattr(after, field) for field in Person.__struct_fields__
    )


def _add_options(router: APIRouter, administration: Administration, may_read: Permission) -> None:
    @router.get("/options", dependencies=[Depends(may_read)])
    async def list_options() -> Options:
        """What the forms offer to choose from."""
        world = await administration.world()
        takers = [person for person in world.people.values() if person.number and not person.disabled]
        return Options(
            queues=_named(world, "queues"),
            teams=_named(world, "teams"),
            skills=_named(world, "skills"),
            flows=[Named(id=flow.id, name=flow.name) for flow in world.flows.values()],
            agents=[Named(id=str(person.id), name=f"{person.number} {person.name}") for person in takers],
            dispositions=_named(world, "dispositions"),
            calendars=[Named(id=key, name=name) for key, name in world.calendars.items()],
            prompts=[Named(id=key, name=name) for key, name in world.prompts.items()],
        )


def _named(world: World, kind: Kind) -> list[Named]:
    return [
        Named(id=key, name=str(getattr(thing, "name", "") or getattr(thing, "labels", {}).get("en", key)))
        for key, thing in things(world, kind).items()
    ]


def _add_reading(router: APIRouter, administration: Administration, kind: Kind, may_read: Permission) -> None:
    form = FORMS[kind]

    async def list_things(query: Annotated[ListQuery, Query()]) -> JSONResponse:
        """A page of the list."""
        world = await administration.world()
        found, total = listed(world, kind, Wanted(**query.model_dump()))
        return JSONResponse({"rows": [item(world, kind, thing) for thing in found], "total": total})

    async def get_thing(key: str) -> JSONResponse:
        """One of them."""
        world = await administration.world()
        thing = things(world, kind).get(key)
        if thing is None:
            raise NoSuchThing
        return JSONResponse(item(world, kind, thing))

    async def list_uses(key: str) -> list[UseView]:
        """What depends on it, live calls first."""
        return [UseView(**_plain(use)) for use in await administration.uses(kind, key)]

    permission = [Depends(may_read)]
    _route(router, "GET", f"/{kind}", list_things, f"list_{kind}", Page[form], permission)
    _route(router, "GET", f"/{kind}/{{key}}", get_thing, f"get_{kind}", Item[form], permission)
    _route(router, "GET", f"/{kind}/{{key}}/uses", list_uses, f"uses_of_{kind}", list[UseView], permission)


def _add_changing(router: APIRouter, administration: Administration, kind: Kind, may_change: Permission) -> None:
    form = FORMS[kind]

    async def change_thing(
        key: str,
        wanted: Form,
        if_match: Annotated[str, Header(max_length=64)],
        session: Annotated[Session, Depends(may_change)],
    ) -> JSONResponse:
        """Replace it, if it still is as it was seen."""

        def edit(world: World) -> World:
            before = demand_version(world, kind, key, if_match)
            after = to_thing(kind, wanted, before.id if isinstance(before, Person) else None)
            return _replaced(world, kind, key, after)

        change = await administration.change(actor_of(session), f"{kind}.changed", edit)
        after = to_thing(kind, wanted, UUID(key) if kind == "people" else None)
        return JSONResponse(saved(change.id, change.world, kind, after))

    change_thing.__annotations__["wanted"] = form
    _route(router, "PUT", f"/{kind}/{{key}}", change_thing, f"change_{kind}", Saved[form])


def _replaced(world: World, kind: Kind, key: str, after: Thing) -> World:
    """The thing under its key; only numbers may take another key, and not one that is taken."""
    renamed = key_of(after)
    if renamed == key:
        return put(world, kind, {key: after})
    place = {"numbers": "dialed_number", "reasons": "code", "dispositions": "code"}.get(kind, "id")
    if kind != "numbers":
        raise NotConsistent({place: "cannot_change"})
    if renamed in things(world, kind):
        raise NotConsistent({place: "taken"})
    return put(world, kind, {key: None, renamed: after})


def _add_adding_and_removing(
    router: APIRouter, administration: Administration, kind: Kind, may_change: Permission
) -> None:
    form = FORMS[kind]

    async def add_thing(wanted: Form, session: Annotated[Session, Depends(may_change)]) -> JSONResponse:
        """Add one. A new account has no password until one is made."""
        thing = to_thing(kind, wanted, uuid4() if kind == "people" else None)
        key = key_of(thing)

        def edit(world: World) -> World:
            if key in things(world, kind):
                raise NotConsistent({_key_place(kind): "taken"})
            return put(world, kind, {key: thing})

        change = await administration.change(actor_of(session), f"{kind}.added", edit)
        return JSONResponse(saved(change.id, change.world, kind, thing), status_code=201)

    async def remove_things(wanted: Removal, session: Annotated[Session, Depends(may_change)]) -> Made:
        """Remove those that were selected, unless something depends on them."""
        expected = {key: seen or None for key, seen in wanted.ids.items()}
        change = await administration.remove(actor_of(session), kind, expected, release=wanted.release)
        return Made(change=change.id, touched=len(change.differences))

    add_thing.__annotations__["wanted"] = form
    _route(router, "POST", f"/{kind}", add_thing, f"add_{kind}", Saved[form], status_code=201)
    _route(router, "POST", f"/{kind}/removal", remove_things, f"remove_{kind}", Made)


def _key_place(kind: Kind) -> str:
    return {"numbers": "dialed_number", "reasons": "code", "dispositions": "code"}.get(kind, "id")


def _add_bulk(router: APIRouter, administration: Administration, kind: Kind, may_change: Permission) -> None:
    async def edit_many(wanted: BaseModel, session: Annotated[Session, Depends(may_change)]) -> Made:
        """Change many at once, all of them or none."""
        change = await administration.change(
            actor_of(session), f"{kind}.edited", lambda world: edited(world, kind, cast("BulkEdit", wanted))
        )
        return Made(change=change.id, touched=len(change.differences))

    edit_many.__annotations__["wanted"] = BULK[kind]
    _route(router, "PATCH", f"/{kind}", edit_many, f"edit_{kind}", Made)


def _route(
    router: APIRouter,
    method: str,
    path: str,
    endpoint: Callable[..., Awaitable[object]],
    name: str,
    answer: object,
    dependencies: Sequence[Any] = (),
    status_code: int = 200,
) -> None:
    router.add_api_route(
        path,
        endpoint,
        methods=[method],
        name=name,
        operation_id=name,
        response_model=answer,
        dependencies=list(dependencies),
        status_code=status_code,
    )


def item(world: World, kind: Kind, thing: Thing) -> dict[str, object]:
    """A thing as the pages get it."""
    key = key_of(thing)
    return {
        "id": key,
        "version": version(thing),
        "used_by": len(uses_of(world, kind, key)),
        "value": to_values(kind, thing),
    }


def saved(change: int, world: World, kind: Kind, thing: Thing) -> dict[str, object]:
    """A thing that was saved, as the pages get it."""
    return {"change": change, "item": item(world, kind, thing)}


def _plain(use: object) -> dict[str, Any]:
    return {field: getattr(use, field) for field in ("kind", "key", "name", "how", "releasable")}
