"""Signing in and out, as people and as attackers do it."""

from collections.abc import AsyncGenerator
from datetime import timedelta

import pytest
from sqlalchemy import select

from app.accounts.audit import first_broken
from app.accounts.audit_repository import audit_entries
from app.accounts.errors import AgentNumberTaken, LoginNotValid, LoginTaken
from app.accounts.tables import SessionRow
from app.accounts.users import add_user, change_password, disable_user
from app.web.bodies import LONGEST_BODY
from tests.center import ANA, BEN, CAI
from tests.integration.web.conftest import PASSWORD, Site, password_hash

pytestmark = pytest.mark.anyio


async def test_a_person_signs_in_is_known_and_signs_out(site: Site) -> None:
    async with site.browser() as browser:
        assert (await browser.get("/session")).json()["code"] == "not_signed_in"
        answer = await browser.post("/session", json={"login": " ANA ", "password": PASSWORD})
        assert answer.status_code == 200
        cookie = answer.headers["set-cookie"]
        assert cookie.startswith("ringdesk=")
        assert {"HttpOnly", "SameSite=lax", "Path=/"} <= set(cookie.split("; "))
        assert (await browser.get("/session")).json() == answer.json()
        assert answer.json()["agent_number"] == "8001"
        kept = dict(browser.cookies)
        assert (await browser.delete("/session")).status_code == 204
    async with site.browser(kept) as thief:
        assert (await thief.get("/session")).status_code == 401


async def test_over_https_the_cookie_is_bound_to_the_host(site: Site) -> None:
    # what a proxy on this machine says about the outer connection is believed
    headers = {"x-forwarded-proto": "https", "origin": f"https://{site.address}"}
    async with site.browser() as browser:
        answer = await browser.post("/session", json={"login": "ana", "password": PASSWORD}, headers=headers)
        cookie = answer.headers["set-cookie"]
        assert cookie.startswith("__Host-ringdesk=")
        assert {"Secure", "HttpOnly", "Path=/"} <= set(cookie.split("; "))
        assert "domain" not in cookie.lower()


async def test_a_password_does_not_travel_in_clear(site: Site) -> None:
    headers = {"host": "desk.example", "origin": "http://desk.example"}
    async with site.browser() as browser:
        answer = await browser.post("/session", json={"login": "ana", "password": PASSWORD}, headers=headers)
        assert (answer.status_code, answer.json()["code"]) == (403, "secure_connection_required")


async def test_each_sign_in_makes_a_new_session_and_ends_the_old(site: Site) -> None:
    async with site.browser() as browser:
        await browser.post("/session", json={"login": "ana", "password": PASSWORD})
        old = dict(browser.cookies)
        await browser.post("/session", json={"login": "ana", "password": PASSWORD})
        new = dict(browser.cookies)
    assert old != new
    async with site.browser(old) as before, site.browser(new) as after:
        assert (await before.get("/session")).status_code == 401
        assert (await after.get("/session")).status_code == 200


async def test_the_database_holds_no_token(site: Site) -> None:
    async with site.signed_in("ana") as browser, site.database.read() as connection:
        token = browser.cookies["ringdesk"]
        kept = (await connection.execute(select(SessionRow.id))).scalars().all()
        assert len(kept) == 1
        assert token not in kept


async def test_a_session_ends_after_twelve_hours_and_when_idle(site: Site) -> None:
    async with site.signed_in("ana") as browser:
        for _ in range(7):
            site.clock.advance(timedelta(hours=1, minutes=40))
            assert (await browser.get("/session")).status_code == 200
        site.clock.advance(timedelta(minutes=20))
        assert (await browser.get("/session")).status_code == 401
    async with site.signed_in("ana") as browser:
        site.clock.advance(timedelta(hours=2))
        assert (await browser.get("/session")).status_code == 401


async def test_unknown_logins_and_wrong_passwords_get_the_same_answer(site: Site) -> None:
    async with site.browser() as browser:
        wrong = await browser.post("/session", json={"login": "ana", "password": "wrong"})
        unknown = await browser.post("/session", json={"login": "nobody", "password": "wrong"})
    assert wrong.status_code == unknown.status_code == 401
    assert wrong.content == unknown.content


async def test_password_stuffing_is_throttled_and_audited(site: Site) -> None:
    async with site.browser() as browser:
        for login in ("ana", "nobody"):
            answers = [await browser.post("/session", json={"login": login, "password": f"{n}"}) for n in range(7)]
            assert [answer.status_code for answer in answers] == [401] * 5 + [429] * 2
            assert answers[-1].headers["retry-after"] == "1"
        right = await browser.post("/session", json={"login": "ana", "password": PASSWORD})
        assert right.status_code == 429, "the right password does not tell itself apart"
        site.clock.advance(timedelta(seconds=2))
        assert (await browser.post("/session", json={"login": "ana", "password": PASSWORD})).status_code == 200
    async with site.database.read() as connection:
        entries = await audit_entries(connection)
    assert [entry.subject for entry in entries if entry.what == "sign_in_failed"] == [str(ANA)] * 5 + ["unknown"] * 5
    assert first_broken(entries) is None


async def test_disabled_people_and_changed_passwords_end_sessions(site: Site) -> None:
    async with site.signed_in("ana") as ana, site.signed_in("ben") as ben:
        async with site.database.write() as connection:
            await disable_user(connection, ANA, at=site.clock.now())
            await change_password(connection, BEN, password_hash(), at=site.clock.now())
        assert (await ana.get("/session")).status_code == 401
        assert (await ben.get("/session")).status_code == 401
        again = await ana.post("/session", json={"login": "ana", "password": PASSWORD})
        assert again.json()["code"] == "credentials_refused"


async def test_people_change_their_own_password_and_their_other_sessions_end(site: Site) -> None:
    wanted = "a staple for the horse"
    async with site.signed_in("ana") as ana, site.signed_in("ana") as elsewhere, site.signed_in("ben") as ben:
        answer = await ana.put("/session/password", json={"current": PASSWORD, "wanted": wanted})
        assert (answer.status_code, answer.json()) == (200, {"ended": 1})
        assert (await ana.get("/session")).status_code == 200
        assert (await elsewhere.get("/session")).status_code == 401
        assert (await ben.get("/session")).status_code == 200
        for password, status in ((PASSWORD, 401), (wanted, 200)):
            signed_in = await elsewhere.post("/session", json={"login": "ana", "password": password})
            assert signed_in.status_code == status
    async with site.database.read() as connection:
        entries = await audit_entries(connection)
    assert [(entry.actor, entry.subject) for entry in entries if entry.what == "password_changed"] == [
        (str(ANA), str(ANA))
    ]


@pytest.mark.parametrize(
    ("wanted", "code"),
    [
        ("short", "password_too_short"),
        ("aaaaaaaabbbb", "password_too_easy"),
        ("my name is ANA!", "password_too_easy"),
        (PASSWORD, "password_too_easy"),
    ],
)
async def test_a_new_password_that_is_worth_nothing_is_refused(site: Site, wanted: str, code: str) -> None:
    async with site.signed_in("ana") as ana:
        answer = await ana.put("/session/password", json={"current": PASSWORD, "wanted": wanted})
        assert (answer.status_code, answer.json()["code"]) == (422, code)


async def test_somebody_at_an_open_desk_cannot_guess_the_password_to_change_it(site: Site) -> None:
    async with site.signed_in("ana") as ana:
        answers = [
            await ana.put("/session/password", json={"current": f"guess {n}", "wanted": "a staple for the horse"})
            for n in range(7)
        ]
        assert [answer.status_code for answer in answers] == [403] * 5 + [429] * 2
        assert {answer.json()["code"] for answer in answers} == {"password_wrong", "too_many_attempts"}
        assert "retry-after" in answers[-1].headers
        assert (await ana.get("/session")).status_code == 200, "whoever works there goes on"
    async with site.browser() as browser:
        signed_in = await browser.post("/session", json={"login": "ana", "password": PASSWORD})
        assert signed_in.status_code == 429, "guesses at the desk and at the door count together"


async def test_logins_and_agent_numbers_are_given_once(site: Site) -> None:
    for login, number, error in (
        ("ANA", "", LoginTaken),
        ("cai", "8001", AgentNumberTaken),
        ("c ai", "", LoginNotValid),
        ("c\u202eai", "", LoginNotValid),
        ("", "", LoginNotValid),
    ):
        async with site.database.write() as connection:
            with pytest.raises(error):
                await add_user(
                    connection,
                    user_id=CAI,
                    login=login,
                    name="Cai",
                    role="agent",
                    password_hash="",
                    at=site.clock.now(),
                    agent_number=number,
                )


async def test_the_language_is_remembered(site: Site) -> None:
    async with site.signed_in("ana") as browser:
        assert (await browser.put("/session/language", json={"language": "zh-CN"})).json()["language"] == "zh-CN"
        assert (await browser.get("/session")).json()["language"] == "zh-CN"
        assert (await browser.put("/session/language", json={"language": "fr"})).json()["fields"].keys() == {"language"}


async def test_a_post_from_another_site_is_refused(site: Site) -> None:
    async with site.signed_in("ana") as browser:
        answer = await browser.post("/desk/state", json={"state": "ready"}, headers={"origin": "http://evil.example"})
        assert (answer.status_code, answer.json()["code"]) == (403, "foreign_origin")


async def test_what_goes_wrong_inside_stays_inside(site: Site) -> None:
    async with site.browser() as browser:
        answer = await browser.get("/broken")
        assert (answer.status_code, answer.json()["code"]) == (500, "unexpected")
        assert "secret" not in answer.text
        assert "default-src 'self'" in (await browser.get("/nothing")).headers["content-security-policy"]


async def test_a_body_without_end_is_refused(site: Site) -> None:
    async def endless() -> AsyncGenerator[bytes]:
        yield b'{"login":"'
        for _ in range(400):
            yield b"x" * 1024

    async with site.browser() as browser:
        announced = await browser.post("/session", content=b"x" * (LONGEST_BODY + 1))
        unannounced = await browser.post("/session", content=endless(), headers={"content-type": "application/json"})
    assert [announced.status_code, unannounced.status_code] == [413, 413]
    assert unannounced.json()["code"] == "body_too_long"
