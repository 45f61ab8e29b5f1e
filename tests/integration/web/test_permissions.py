"""Who may do what, route by route: a route that is not in this table, or declares something else, fails."""

from collections.abc import Sequence
from pathlib import Path
from typing import get_args

import pytest
from fastapi import FastAPI
from pydantic import BaseModel
from websockets.exceptions import InvalidStatus

from app.main import create_app
from app.settings import Settings
from app.web.permissions import FRAMES, OPEN_PATHS, Gate, UndeclaredRoutes, declared
from app.web.wire_frames import ClientFrame
from tests.integration.web.conftest import Site

EVERYBODY: frozenset[str] = frozenset()
SIGNED_IN = frozenset({"agent", "supervisor", "admin"})
AGENTS = frozenset({"agent"})
LEADS = frozenset({"supervisor", "admin"})
ADMINS = frozenset({"admin"})
ADMINISTERED = ("queues", "people", "teams", "skills", "reasons", "dispositions", "numbers")
EDITED_AT_ONCE = ("queues", "reasons", "dispositions", "numbers")

ROUTES: dict[tuple[str, str], frozenset[str]] = {
    ("POST", "/api/v1/session"): EVERYBODY,
    ("GET", "/api/v1/session"): SIGNED_IN,
    ("DELETE", "/api/v1/session"): SIGNED_IN,
    ("PUT", "/api/v1/session/language"): SIGNED_IN,
    ("PUT", "/api/v1/session/password"): SIGNED_IN,
    ("POST", "/api/v1/phone"): AGENTS,
    ("GET", "/api/v1/web-numbers"): EVERYBODY,
    ("POST", "/api/v1/web-calls"): EVERYBODY,
    ("GET", "/api/v1/queues/{queue_id}/waiting"): SIGNED_IN,
    ("GET", "/api/v1/calls/{call_id}/why"): SIGNED_IN,
    ("GET", "/api/v1/desk/options"): SIGNED_IN,
    ("GET", "/api/v1/desk/why-no-calls"): AGENTS,
    ("POST", "/api/v1/desk/state"): AGENTS,
    ("DELETE", "/api/v1/desk/state"): AGENTS,
    ("POST", "/api/v1/desk/calls/{call_id}/decline"): AGENTS,
    ("POST", "/api/v1/desk/calls/{call_id}/hang-up"): AGENTS,
    ("POST", "/api/v1/desk/calls/{call_id}/hold"): AGENTS,
    ("PUT", "/api/v1/desk/calls/{call_id}/notes"): AGENTS,
    ("PUT", "/api/v1/desk/calls/{call_id}/disposition"): AGENTS,
    ("POST", "/api/v1/desk/dial"): AGENTS,
    ("POST", "/api/v1/desk/calls/{call_id}/transfer"): AGENTS,
    ("POST", "/api/v1/desk/calls/{call_id}/consult"): AGENTS,
    ("POST", "/api/v1/desk/calls/{call_id}/consult/{act}"): AGENTS,
    ("POST", "/api/v1/desk/calls/{call_id}/take-back"): AGENTS,
    ("POST", "/api/v1/desk/calls/{call_id}/parties"): AGENTS,
    ("DELETE", "/api/v1/desk/calls/{call_id}/parties/{party_id}"): AGENTS,
    ("POST", "/api/v1/desk/calls/{call_id}/parties/{party_id}/mute"): AGENTS,
    ("POST", "/api/v1/desk/calls/{call_id}/quality"): AGENTS,
    ("POST", "/api/v1/desk/calls/{call_id}/recording"): AGENTS,
    ("POST", "/api/v1/desk/wrap-up/extension"): AGENTS,
    ("POST", "/api/v1/desk/wrap-up/end"): AGENTS,
    ("GET", "/api/v1/articles"): SIGNED_IN,
    ("POST", "/api/v1/articles"): SIGNED_IN,
    ("GET", "/api/v1/articles/suggested"): AGENTS,
    ("GET", "/api/v1/articles/search"): SIGNED_IN,
    ("POST", "/api/v1/articles/gaps"): SIGNED_IN,
    ("GET", "/api/v1/articles/gaps"): LEADS,
    ("DELETE", "/api/v1/articles/gaps/{gap_id}"): LEADS,
    ("GET", "/api/v1/articles/{article_id}"): SIGNED_IN,
    ("PUT", "/api/v1/articles/{article_id}"): SIGNED_IN,
    ("GET", "/api/v1/articles/{article_id}/revisions"): SIGNED_IN,
    ("POST", "/api/v1/articles/{article_id}/restore"): SIGNED_IN,
    ("POST", "/api/v1/articles/{article_id}/{act}"): SIGNED_IN,
    ("GET", "/api/v1/articles/{article_id}/feedback"): LEADS,
    ("GET", "/api/v1/articles/{article_id}/feedback/mine"): SIGNED_IN,
    ("PUT", "/api/v1/articles/{article_id}/feedback/mine"): SIGNED_IN,
    ("WS", "/api/v1/live"): SIGNED_IN,
    ("WS", "/sip"): AGENTS,
    ("GET", "/api/v1/customers"): SIGNED_IN,
    ("POST", "/api/v1/customers"): SIGNED_IN,
    ("GET", "/api/v1/customers/{customer_id}"): SIGNED_IN,
    ("POST", "/api/v1/flows/{flow_id}/trial"): ADMINS,
    ("POST", "/api/v1/prompts/phone-recordings"): ADMINS,
    ("GET", "/api/v1/prompts/phone-recordings/{trial}/sound"): ADMINS,
    ("POST", "/api/v1/prompts/{prompt_id}/contents/{language}/phone-recording"): ADMINS,
    ("GET", "/api/v1/prompt-words"): LEADS,
    ("GET", "/api/v1/prompts"): LEADS,
    ("GET", "/api/v1/prompts/{prompt_id}"): LEADS,
    ("PUT", "/api/v1/prompts/{prompt_id}"): ADMINS,
    ("DELETE", "/api/v1/prompts/{prompt_id}"): ADMINS,
    ("POST", "/api/v1/prompts/{prompt_id}/contents/{language}/sound"): ADMINS,
    ("GET", "/api/v1/prompts/{prompt_id}/contents/{language}/sound"): LEADS,
    ("GET", "/api/v1/prompts/{prompt_id}/versions"): LEADS,
    ("POST", "/api/v1/prompts/{prompt_id}/versions/{version}/restore"): ADMINS,
    ("GET", "/api/v1/speech"): LEADS,
    ("PUT", "/api/v1/speech/languages/{language}"): ADMINS,
    ("GET", "/api/v1/speech/pronunciations"): LEADS,
    ("PUT", "/api/v1/speech/pronunciations"): ADMINS,
    ("DELETE", "/api/v1/speech/pronunciations"): ADMINS,
    ("POST", "/api/v1/speech/preview"): LEADS,
    ("GET", "/api/v1/speech/warm-up"): LEADS,
    ("POST", "/api/v1/speech/warm-up"): ADMINS,
    ("GET", "/api/v1/calendars"): LEADS,
    ("GET", "/api/v1/calendars/countries"): LEADS,
    ("POST", "/api/v1/calendars/preview"): LEADS,
    ("GET", "/api/v1/calendars/{calendar_id}"): LEADS,
    ("GET", "/api/v1/calendars/{calendar_id}/opening"): LEADS,
    ("GET", "/api/v1/calendars/{calendar_id}/use"): LEADS,
    ("PUT", "/api/v1/calendars/{calendar_id}"): ADMINS,
    ("DELETE", "/api/v1/calendars/{calendar_id}"): ADMINS,
    ("PUT", "/api/v1/calendars/{calendar_id}/manual"): LEADS,
    ("DELETE", "/api/v1/calendars/{calendar_id}/manual"): LEADS,
    ("GET", "/api/v1/flows"): LEADS,
    ("GET", "/api/v1/flows/schema"): LEADS,
    ("POST", "/api/v1/flows/check"): LEADS,
    ("POST", "/api/v1/flows/simulate"): LEADS,
    ("GET", "/api/v1/flows/{flow_id}"): LEADS,
    ("DELETE", "/api/v1/flows/{flow_id}"): ADMINS,
    ("PUT", "/api/v1/flows/{flow_id}/draft"): ADMINS,
    ("DELETE", "/api/v1/flows/{flow_id}/draft"): ADMINS,
    ("POST", "/api/v1/flows/{flow_id}/publish"): ADMINS,
    ("GET", "/api/v1/flows/{flow_id}/revisions"): LEADS,
    ("GET", "/api/v1/flows/{flow_id}/revisions/{revision}"): LEADS,
    ("POST", "/api/v1/flows/{flow_id}/revisions/{revision}/restore"): ADMINS,
    ("GET", "/api/v1/flows/{flow_id}/differences"): LEADS,
    ("GET", "/api/v1/flows/{flow_id}/file"): LEADS,
    ("GET", "/api/v1/flows/templates"): LEADS,
    ("GET", "/api/v1/flows/{flow_id}/cases"): LEADS,
    ("POST", "/api/v1/flows/{flow_id}/cases"): ADMINS,
    ("POST", "/api/v1/flows/{flow_id}/cases/replay"): LEADS,
    ("PUT", "/api/v1/flows/{flow_id}/cases/{case_id}"): ADMINS,
    ("POST", "/api/v1/flows/{flow_id}/cases/{case_id}/accept"): ADMINS,
    ("DELETE", "/api/v1/flows/{flow_id}/cases/{case_id}"): ADMINS,
    ("GET", "/api/v1/interactions"): SIGNED_IN,
    ("GET", "/api/v1/interactions/{interaction_id}"): SIGNED_IN,
    ("GET", "/api/v1/agent-spells"): SIGNED_IN,
    ("GET", "/api/v1/wait-estimates"): LEADS,
    ("GET", "/api/v1/survey-answers/totals"): SIGNED_IN,
    ("GET", "/api/v1/flows/{flow_id}/statistics"): LEADS,
    ("GET", "/api/v1/callbacks"): SIGNED_IN,
    ("GET", "/api/v1/work-list"): SIGNED_IN,
    ("GET", "/api/v1/search"): SIGNED_IN,
    ("POST", "/api/v1/callbacks/{call_id}/cancel"): SIGNED_IN,
    ("POST", "/api/v1/callbacks/{call_id}/schedule"): SIGNED_IN,
    ("POST", "/api/v1/desk/calls/{call_id}/callback-result"): AGENTS,
    ("GET", "/api/v1/work"): SIGNED_IN,
    ("POST", "/api/v1/work"): SIGNED_IN,
    ("GET", "/api/v1/work/{item_id}"): SIGNED_IN,
    ("POST", "/api/v1/work/{item_id}/claim"): SIGNED_IN,
    ("POST", "/api/v1/work/{item_id}/release"): SIGNED_IN,
    ("POST", "/api/v1/work/{item_id}/close"): SIGNED_IN,
    ("POST", "/api/v1/work/{item_id}/reopen"): SIGNED_IN,
    ("GET", "/api/v1/cases"): SIGNED_IN,
    ("POST", "/api/v1/cases"): SIGNED_IN,
    ("GET", "/api/v1/cases/{case_id}"): SIGNED_IN,
    ("PUT", "/api/v1/cases/{case_id}"): SIGNED_IN,
    ("POST", "/api/v1/cases/{case_id}/comments"): SIGNED_IN,
    ("POST", "/api/v1/cases/{case_id}/steps"): SIGNED_IN,
    ("PUT", "/api/v1/cases/{case_id}/contacts/{interaction_id}"): SIGNED_IN,
    ("DELETE", "/api/v1/cases/{case_id}/contacts/{interaction_id}"): SIGNED_IN,
    ("GET", "/api/v1/desk/day"): AGENTS,
    ("GET", "/api/v1/desk/crm"): AGENTS,
    ("GET", "/api/v1/recordings/{recording_id:path}/audio"): SIGNED_IN,
    ("GET", "/api/v1/recordings/{recording_id:path}/peaks"): SIGNED_IN,
    ("GET", "/api/v1/recordings/{recording_id:path}/pages"): SIGNED_IN,
    ("GET", "/api/v1/recordings/{recording_id:path}/tiff"): SIGNED_IN,
    ("GET", "/api/v1/admin/options"): LEADS,
    ("GET", "/api/v1/admin/audit"): ADMINS,
    ("POST", "/api/v1/admin/audit/{entry_id}/restore"): ADMINS,
    ("POST", "/api/v1/admin/people/passwords"): ADMINS,
    ("POST", "/api/v1/admin/people/{key}/password"): ADMINS,
    ("PUT", "/api/v1/admin/people/{key}"): LEADS,
    ("PATCH", "/api/v1/admin/people"): LEADS,
    **{("GET", f"/api/v1/admin/{kind}"): LEADS for kind in (*ADMINISTERED, "outgoing")},
    **{("GET", f"/api/v1/admin/{kind}/{{key}}"): LEADS for kind in (*ADMINISTERED, "outgoing")},
    **{("GET", f"/api/v1/admin/{kind}/{{key}}/uses"): LEADS for kind in (*ADMINISTERED, "outgoing")},
    **{("POST", f"/api/v1/admin/{kind}"): ADMINS for kind in ADMINISTERED},
    **{("POST", f"/api/v1/admin/{kind}/removal"): ADMINS for kind in ADMINISTERED},
    **{("PUT", f"/api/v1/admin/{kind}/{{key}}"): ADMINS for kind in (*ADMINISTERED, "outgoing") if kind != "people"},
    **{("PATCH", f"/api/v1/admin/{kind}"): ADMINS for kind in EDITED_AT_ONCE},
    **{("GET", f"/api/v1/admin/{kind}.csv"): LEADS for kind in ADMINISTERED},
    **{("POST", f"/api/v1/admin/{kind}.csv"): ADMINS for kind in ADMINISTERED},
    **{("PUT", f"/api/v1/admin/{kind}.csv"): ADMINS for kind in ADMINISTERED},
}

Answers = dict[tuple[str, str], int]


def routes_of(app: FastAPI) -> dict[tuple[str, str], frozenset[str] | None]:
    return {
        (method, path): None if permission is None else frozenset(permission.roles)
        for path, methods, permission in declared(app)
        for method in methods
    }


def test_every_route_of_the_product_is_in_the_table(tmp_path: Path) -> None:
    routes = routes_of(create_app(Settings(data=tmp_path)))
    assert {key: roles for key, roles in routes.items() if key[1] not in OPEN_PATHS} == ROUTES


def test_open_paths_answer_for_themselves_and_change_nothing(tmp_path: Path) -> None:
    routes = routes_of(create_app(Settings(data=tmp_path)))
    assert {method for method, path in routes if path in OPEN_PATHS} <= {"GET", "HEAD"}


def test_every_message_of_the_live_socket_is_in_the_table() -> None:
    messages: Sequence[type[BaseModel]] = get_args(ClientFrame) or (ClientFrame,)
    assert {message.model_fields["type"].default for message in messages} == FRAMES.keys()


@pytest.mark.anyio
async def test_an_app_with_an_undeclared_route_does_not_start(site: Site) -> None:
    site.app.add_api_route("/api/v1/forgotten", lambda: None)
    with pytest.raises(UndeclaredRoutes, match="/api/v1/forgotten"):
        Gate(site.accounts).demand(site.app)


@pytest.mark.anyio
@pytest.mark.parametrize("login", [None, "ana", "sam", "ada"])
async def test_each_role_gets_just_what_it_may(site: Site, login: str | None) -> None:
    role = {"ana": "agent", "sam": "supervisor", "ada": "admin", None: ""}[login]
    expected: Answers = {}
    got: Answers = {}
    routes = {key: roles for key, roles in routes_of(site.app).items() if roles is not None}
    for (method, path), roles in routes.items():
        denied = bool(roles) and role not in roles
        expected[method, path] = 0 if not denied else (403 if role else 401)
        got[method, path] = await _denial(site, login, method, path)
    assert got == expected
    assert routes.keys() <= ROUTES.keys()


async def _denial(site: Site, login: str | None, method: str, path: str) -> int:
    """401, 403, or 0 for anything that lies behind the gate."""
    place = path.replace("{call_id}", "00000000-0000-0000-0000-000000000001")
    async with site.signed_in(login or "ana") as person, site.browser() as nobody:
        browser = person if login else nobody
        if method == "WS":
            try:
                async with site.socket(place, browser, subprotocol="sip" if path == "/sip" else None):
                    return 0
            except InvalidStatus as refused:
                return refused.response.status_code
        status = (await browser.request(method, f"{site.origin}{place}")).status_code
        return status if status in (401, 403) else 0
