"""What an agent does all day: everything by keyboard, and saving a caller whom nobody knew."""

import re
from collections.abc import Generator
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from playwright.sync_api import Browser, expect

from database.engine import Database
from reporting.record import InteractionRecord
from reporting.repository import add_interactions
from tests.system.caller_phone import caller_phone
from tests.system.callers import Plan, calling
from tests.system.crm_page import CrmPage, crm_page
from tests.system.desk import PATIENCE_MS, desk_of
from tests.system.looks import speak
from tests.system.running_site import RunningSite, elsewhere, running_site
from tests.system.stored import interaction_of
from tests.waiting import until

CALLER = "15500000081"

pytestmark = [pytest.mark.system, pytest.mark.timeout(300)]


@pytest.fixture(scope="module")
def crm() -> Generator[CrmPage]:
    """An outside CRM, at an origin of its own."""
    with crm_page() as page:
        yield page


@pytest.fixture(scope="module")
def site(crm: CrmPage) -> Generator[RunningSite]:
    """A site whose desks show that CRM."""
    with running_site(settings={"RINGDESK_CRM_URL": crm.template}) as running:
        yield running


def test_an_agent_signs_in_takes_a_call_and_finishes_it_by_keyboard_alone(
    site: RunningSite, crm: CrmPage, chromium: Browser
) -> None:
    account = site.sign_in_of("agent8002")
    with desk_of(chromium, site) as desk, caller_phone(site.sip_port, number=CALLER) as caller:
        page, keyboard = desk.page, desk.page.keyboard
        page.goto(f"{site.url}/sign-in")
        expect(page.get_by_test_id("sign-in-login")).to_be_focused()
        keyboard.type(account.login)
        keyboard.press("Tab")
        keyboard.type(account.password)
        keyboard.press("Enter")
        desk.wait_for_phone()
        keyboard.press("Control+Alt+KeyR")
        desk.expect_state("ready")
        caller.wait_answered()
        caller.press("2")
        desk.expect_ringing()
        until(lambda: crm.was_told("ringing", CALLER), "the CRM is told of the call before it is answered")
        assert {"number": [CALLER], "agent": ["8002"]} in crm.asked
        keyboard.press("Control+Alt+KeyA")
        desk.expect_phase("talking")
        keyboard.press("Control+Alt+KeyL")
        desk.expect_phase("held")
        keyboard.press("Control+Alt+KeyL")
        desk.expect_phase("talking")
        for pressed in ("true", "false"):
            keyboard.press("Control+Alt+KeyM")
            expect(page.get_by_test_id("mute")).to_have_attribute("aria-pressed", pressed)
        keyboard.press("Control+Alt+KeyK")
        expect(page.get_by_test_id("keypad-1")).to_be_focused()
        keyboard.press("7")
        until(lambda: caller.keys_received == "7", "the caller's phone receives the key")
        keyboard.press("Escape")
        keyboard.press("Control+Alt+KeyN")
        expect(page.get_by_test_id("notes")).to_be_focused()
        keyboard.type("Wants a new router")
        keyboard.press("Tab")
        expect(page.get_by_test_id("disposition")).to_be_focused()
        keyboard.press("ArrowDown")
        expect(page.get_by_test_id("disposition")).not_to_have_value("")
        chosen = page.get_by_test_id("disposition").input_value()
        keyboard.press("Control+Alt+KeyH")
        desk.expect_phase("wrap_up")
        caller.wait_ended()
        keyboard.press("Control+Alt+KeyR")
        desk.expect_state("ready")
        until(lambda: crm.was_told("none", ""), "the CRM is told that no call is in hand")
        assert crm.was_told("talking", CALLER)
        assert crm.was_told("wrap_up", CALLER)
        assert crm.origins == {site.url}
    detail = interaction_of(site, CALLER)
    assert (detail.notes, detail.row.disposition) == ("Wants a new router", chosen)


def test_the_list_is_filtered_and_paged_and_a_recording_is_played_from_the_keyboard(
    site: RunningSite, chromium: Browser
) -> None:
    detail = interaction_of(site, CALLER)
    (recording,) = detail.recordings
    elsewhere(_write_contacts(site, 60))
    with desk_of(chromium, site) as sam:
        page = sam.page
        sam.enter("sam")
        page.goto(f"{site.url}/interactions")
        speak(page, "en")
        rows = page.get_by_test_id("interaction-row")
        expect(rows).to_have_count(50, timeout=PATIENCE_MS)
        expect(rows.first).to_have_attribute("data-id", str(detail.row.id))
        page.get_by_role("button", name="Next page").press("Enter")
        expect(rows).to_have_count(11)
        page.get_by_role("button", name="Previous page").press("Enter")
        expect(rows).to_have_count(50)
        page.get_by_label("Outcome").select_option("abandoned_in_queue")
        expect(rows).to_have_count(20)
        page.get_by_label("Caller's number").press_sequentially("13900000003")
        expect(rows).to_have_count(1)
        expect(page).to_have_url(re.compile("outcome=abandoned_in_queue.*caller=13900000003"))
        page.get_by_role("button", name="Clear filters").press("Enter")
        expect(rows).to_have_count(50)
        rows.first.get_by_role("link").first.press("Enter")
        player = page.get_by_test_id("recording")
        expect(player).to_have_count(1, timeout=PATIENCE_MS)
        player.press("Space")
        until(lambda: player.evaluate("audio => audio.currentTime") > 0.3, "the recording plays")
        assert player.evaluate("audio => audio.duration") * 1000 == pytest.approx(recording.duration_ms, abs=500)


async def _write_contacts(site: RunningSite, count: int) -> None:
    """Contacts of a day long ago, each third of them abandoned."""
    at = datetime(2026, 1, 5, 9, tzinfo=UTC)
    contacts = [
        InteractionRecord(
            id=uuid4(),
            caller_number=f"139{place:08}",
            caller_name="",
            dialed_number="4001",
            language="en",
            customer=None,
            arrived_at=at + timedelta(minutes=place),
            ended_at=at + timedelta(minutes=place, seconds=30),
            outcome="answered" if place % 3 else "abandoned_in_queue",
            ended_by="caller",
            hangup_cause=16,
            segments=(),
            timeline=(),
        )
        for place in range(count)
    ]
    database = Database(site.database_url)
    try:
        await database.transact(lambda connection: add_interactions(connection, contacts))
    finally:
        await database.close()


def test_an_unknown_caller_is_saved_from_the_desk_and_known_the_next_time(site: RunningSite, chromium: Browser) -> None:
    plan = Plan(caller="15500000082", keys=((1.0, "2"),))
    with desk_of(chromium, site) as desk:
        desk.sign_in("agent8001")
        desk.go_ready()
        with calling(site.sip_port, plan) as caller:
            desk.expect_ringing()
            desk.accept()
            desk.expect_phase("talking")
            desk.page.get_by_test_id("customer-form-name").fill("Li Lei")
            desk.page.get_by_test_id("customer-save").click()
            expect(desk.page.get_by_test_id("customer-name").first).to_have_text("Li Lei")
            desk.page.get_by_test_id("hang-up").click()
            assert caller.wait() == 0, caller.errors()
        desk.expect_phase("wrap_up")
        desk.page.get_by_test_id("case-choose").select_option("new")
        desk.page.get_by_test_id("case-subject").fill("Parcel came too late")
        desk.page.get_by_test_id("case-make").click()
        expect(desk.page.get_by_test_id("case-linked")).to_contain_text("Parcel came too late", timeout=PATIENCE_MS)
        desk.page.get_by_test_id("wrap-up-ready").click()
        desk.expect_state("ready")
        detail = interaction_of(site, plan.caller)
        assert detail.customer is not None
        assert detail.customer.name == "Li Lei"
        kept = site.rows(
            "SELECT c.subject, c.state FROM cases c JOIN case_contacts l ON l.case_id = c.id"
            " JOIN interactions i ON i.id = l.interaction_id WHERE i.customer_id = c.customer_id"
        )
        assert [tuple(row) for row in kept] == [("Parcel came too late", "reported")]
        with calling(site.sip_port, plan) as again:
            desk.expect_ringing()
            expect(desk.page.get_by_test_id("customer-name").first).to_have_text("Li Lei")
            open_case = desk.page.get_by_test_id("open-case")
            expect(open_case).to_contain_text("Parcel came too late", timeout=PATIENCE_MS)
            open_case.click()
            expect(desk.page.get_by_test_id("case-panel").get_by_test_id("case-progress")).to_be_visible()
            again.hang_up()
            desk.expect_state("ready")
        desk.page.goto(f"{site.url}/interactions/{detail.row.id}")
        expect(desk.page.get_by_test_id("open-case")).to_contain_text("Parcel came too late", timeout=PATIENCE_MS)


def test_a_caller_who_gave_up_is_worked_off_and_the_closing_undone(site: RunningSite, chromium: Browser) -> None:
    plan = Plan(caller="15500000083", keys=((1.0, "2"),))
    with desk_of(chromium, site) as desk:
        desk.sign_in("agent8001")
        with calling(site.sip_port, plan) as caller:
            # whoever leaves within five seconds counts as a short abandon and is not owed a call
            waited = desk.page.get_by_test_id("queue-row").get_by_role("timer")
            expect(waited).to_have_text(re.compile("0:(0[6-9]|[1-5])"), timeout=PATIENCE_MS)
            caller.hang_up()
        interaction_of(site, plan.caller)
        desk.page.reload()
        item = desk.page.locator("[data-testid=work-item][data-kind=missed]")
        expect(item).to_have_count(1, timeout=PATIENCE_MS)
        desk.wait_for_phone()
        desk.page.keyboard.press("Control+Alt+KeyW")
        expect(item).to_be_focused()
        desk.page.keyboard.press("Enter")
        expect(desk.page.get_by_test_id("work-pane")).to_be_visible()
        desk.page.get_by_test_id("work-close").click()
        expect(item).to_have_count(0, timeout=PATIENCE_MS)
        desk.page.get_by_test_id("work-undo").click()
        expect(item).to_have_count(1, timeout=PATIENCE_MS)
        desk.page.get_by_test_id("work-release").click()
        expect(desk.page.get_by_test_id("work-claim")).to_be_visible(timeout=PATIENCE_MS)


def test_a_follow_up_promised_beside_the_notes_stands_in_the_work_list(site: RunningSite, chromium: Browser) -> None:
    plan = Plan(caller="15500000084", keys=((1.0, "2"),))
    with desk_of(chromium, site) as desk:
        desk.sign_in("agent8001")
        desk.go_ready()
        with calling(site.sip_port, plan) as caller:
            desk.expect_ringing()
            desk.accept()
            desk.expect_phase("talking")
            desk.page.get_by_test_id("follow-up").click()
            desk.page.get_by_test_id("follow-up-promise").click()
            expect(desk.page.locator("[data-testid=work-item][data-kind=follow_up]")).to_have_count(1)
            desk.hang_up()
            assert caller.wait() == 0, caller.errors()
        desk.end_wrap_up()
