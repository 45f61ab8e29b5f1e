"""A caller presses 2 and waits; an agent answers at the real page; both hear each other; everything is written down."""

import re
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from statistics import mean

import msgspec
import pytest
from playwright.sync_api import Browser, Page, Response, WebSocket, expect

from app.calls.announcements import agent_at_service
from app.web.wire_calls import Quality
from reporting.wire import QualityView
from tests.system.caller_phone import caller_phone
from tests.system.callers import Plan, calling
from tests.system.conftest import AGENT_HERTZ, CALLER_HERTZ
from tests.system.desk import PATIENCE_MS, desk_of
from tests.system.hearing import spoken
from tests.system.running_site import RunningSite
from tests.system.stored import interaction_of, interactions_of, live_calls, live_states
from tests.system.tones import likeness, share, sides
from tests.waiting import until

pytestmark = [
    pytest.mark.system,
    pytest.mark.timeout(300),
    pytest.mark.parametrize("site", ["sqlite", "postgresql"], indirect=True, scope="module"),
]


def test_a_call_from_the_menu_to_the_stored_interaction(site: RunningSite, chromium: Browser) -> None:
    with desk_of(chromium, site) as desk:
        invited = whose_calls(desk.page)
        desk.sign_in("agent8001")
        measured = what_is_measured(desk.page)
        dialed = datetime.now(UTC)
        plan = Plan(caller="13800138000", dialed="4001", keys=((1.5, "2"),), tone_hertz=CALLER_HERTZ)
        with calling(site.sip_port, plan) as caller:
            desk.go_ready()
            desk.expect_ringing()
            expect(desk.page.get_by_test_id("customer-name")).not_to_be_empty()
            popped = desk.page.get_by_test_id("customer-name").inner_text()
            rang = datetime.now(UTC)
            desk.accept()
            desk.expect_phase("talking")
            talked = datetime.now(UTC)
            assert invited == ["ringdesk", "ringdesk"], "the machine's own name may be none to SIP"
            until(lambda: desk.heard(3) == pytest.approx(CALLER_HERTZ, abs=20), "the agent hears the caller")
            desk.page.get_by_test_id("notes").fill("Printer is offline")
            until(lambda: "reports" in live_calls(site), "the page has told how it hears")
            hung_up = datetime.now(UTC)
            desk.page.get_by_test_id("hang-up").click()
            desk.expect_phase("wrap_up")
            ended = datetime.now(UTC)
            assert caller.wait() == 0, caller.errors()
        desk.page.get_by_test_id("disposition").select_option("solved")
        before = end_of_wrap_up(site)
        desk.page.get_by_test_id("wrap-up-extend").click()
        until(lambda: end_of_wrap_up(site) == before + timedelta(minutes=1), "the paperwork may take a minute longer")
        desk.page.get_by_test_id("wrap-up-ready").click()
        desk.expect_state("ready")
        detail = interaction_of(site, "13800138000")
        desk.page.goto(f"{site.url}/interactions/{detail.row.id}")
        mine = desk.page.get_by_role("row").filter(has_text="8001")
        expect(mine).to_contain_text(re.compile(r"MOS [1-5]\.\d"), timeout=PATIENCE_MS)

    assert (detail.row.outcome, detail.row.agent_number) == ("answered", "8001")
    assert (detail.row.disposition, detail.notes) == ("solved", "Printer is offline")
    assert detail.row.customer_name == popped
    assert [segment.kind for segment in detail.segments] == ["ivr", "queue", "agent"]
    menu, queue, talk = detail.segments
    assert (menu.ended_at, queue.ended_at) == (queue.started_at, talk.started_at)
    assert talk.ended_at is not None
    assert dialed < menu.started_at < queue.started_at < rang < talk.started_at < talked
    assert hung_up < talk.ended_at < ended
    expect_measured(talk.quality, measured)
    (recording,) = detail.recordings
    assert (recording.status, recording.fault) == ("ready", "")
    with site.client("sam") as http:
        audio = http.get(f"/api/v1/recordings/{recording.id}/audio")
        part = http.get(f"/api/v1/recordings/{recording.id}/audio", headers={"Range": "bytes=0-99"})
    assert (part.status_code, len(part.content)) == (206, 100)
    caller_side, agent_side = sides(audio.content)
    assert share(caller_side, CALLER_HERTZ) > 0.8, "the caller is on the left"
    assert share(agent_side, AGENT_HERTZ) > 0.5, "the agent is on the right"
    assert site.rows("SELECT count(*) FROM outbox WHERE delivered_at IS NULL") == [(2,)]
    until(lambda: site.channels() == [], "no channel is left")


def whose_calls(page: Page) -> list[str]:
    """The hosts in From and Contact of each call that Asterisk brings to the page's phone."""
    hosts: list[str] = []

    def listen(frame: str | bytes) -> None:
        if isinstance(frame, str) and frame.startswith("INVITE "):
            hosts.extend(re.findall(r"^(?:From|Contact): .*?@([^;>:]+)", frame, re.MULTILINE))

    def follow(socket: WebSocket) -> None:
        socket.on("framereceived", listen)

    page.on("websocket", follow)
    return hosts


def test_a_colleague_neither_sees_the_contact_nor_hears_it_and_the_attempt_is_written_down(site: RunningSite) -> None:
    detail = interaction_of(site, "13800138000")
    (recording,) = detail.recordings
    with site.client("agent8001") as own, site.client("agent8002") as other:
        paths = (f"/api/v1/interactions/{detail.row.id}", f"/api/v1/recordings/{recording.id}/audio")
        assert [own.get(path).status_code for path in paths] == [200, 200]
        refusals = [other.get(path) for path in paths]
        assert [answer.status_code for answer in refusals] == [403, 403]
        assert [answer.json()["code"] for answer in refusals] == ["interaction_not_yours", "recording_not_yours"]
        assert other.get("/api/v1/interactions").json()["rows"] == []
        colleague = other.get("/api/v1/session").json()["user_id"]
    written = site.rows("SELECT actor, what, subject FROM audit_entries WHERE what LIKE '%_refused' ORDER BY id")
    assert written == [
        (colleague, "interaction_refused", str(detail.row.id)),
        (colleague, "recording_refused", recording.id),
    ]


def test_keys_arrive_as_telephone_events_too(site: RunningSite) -> None:
    with caller_phone(site.sip_port, number="15500000033") as caller:
        caller.wait_answered()
        caller.press("3")
        until(lambda: "Waiting" in live_calls(site), "the caller waits in a queue")
        caller.hang_up()
        caller.wait_ended()
    (row,) = interactions_of(site, "15500000033")
    assert (row.queue, row.outcome) == ("complaints", "abandoned_in_queue")


def test_a_waiting_caller_outlives_a_killed_application_and_hears_in_chinese_who_answers(
    site: RunningSite, chromium: Browser
) -> None:
    words = spoken(agent_at_service("8001", "zh-CN"), site)
    with caller_phone(site.sip_port, number="15500000034", dialed="4000", hertz=CALLER_HERTZ) as caller:
        caller.wait_answered()
        caller.press("2")
        until(lambda: "Waiting" in live_calls(site), "the caller waits in a queue")
        site.kill_app()
        site.wait_ready()
        assert not caller.ended
        with desk_of(chromium, site) as desk:
            desk.sign_in("agent8001")
            desk.go_ready()
            desk.expect_ringing()
            waited = caller.mark()
            desk.accept()
            desk.expect_phase("talking")
            until(lambda: likeness(caller.since(waited), words) > 0.6, "the caller was told who answers")
            until(lambda: desk.heard() == pytest.approx(CALLER_HERTZ, abs=20), "the agent hears the caller")
            until(lambda: share(caller.heard(), AGENT_HERTZ) > 0.5, "the caller hears the agent")
            caller.hang_up()
            caller.wait_ended()
            desk.end_wrap_up()
    (row,) = interactions_of(site, "15500000034")
    assert (row.queue, row.outcome) == ("support", "answered")
    until(lambda: site.channels() == [], "no channel is left")


def what_is_measured(page: Page) -> list[Quality]:
    """Fills with what the page tells of its sound and the server accepts."""
    told: list[Quality] = []

    def look(answer: Response) -> None:
        if answer.url.endswith("/quality") and answer.status == 204:
            told.append(Quality.model_validate_json(answer.request.post_data or ""))

    page.on("response", look)
    return told


def expect_measured(stored: QualityView | None, told: Sequence[Quality]) -> None:
    """What is stored with the agent's part is what the page measured on a good line."""
    assert stored is not None
    assert stored.reports == len(told)
    assert 3 < stored.worst_mos <= stored.mos <= 4.5
    assert stored.worst_mos == min(one.mos for one in told)
    for name in ("packet_loss", "jitter_ms", "round_trip_ms", "mos"):
        values = [getattr(one, name) for one in told]
        assert getattr(stored, name) == pytest.approx(mean(values), abs=0.01), name


def end_of_wrap_up(site: RunningSite) -> datetime:
    """When the only agent who does paperwork is offered calls again, as it is kept for recovery."""
    states = live_states(site, "live_agents")
    (end,) = (state["state"]["ends_at"] for state in states if state["state"]["type"] == "AfterCallWork")
    return msgspec.convert(end, datetime)
