"""What callers live through while they wait, with real calls: keys, announcements, overflow, messages."""

import subprocess
import sys
from collections.abc import Generator, Mapping
from datetime import UTC, datetime, timedelta
from uuid import UUID

import msgspec
import pytest
from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from agents.configuration import (
    Announcements,
    Overflow,
    ToAgent,
    ToGoodbye,
    ToQueue,
    ToVoicemail,
)
from app.calls.estimate import Service
from app.calls.queue_memory import QueueMemory
from app.calls.tables import LiveQueueRow
from customers.work_wire import WorkItem, WorkPage
from ivr.prompt import Speech
from tests.system.caller_phone import CallerPhone, caller_phone
from tests.system.hearing import spoken
from tests.system.running_site import RunningSite, running_site
from tests.system.sip_agent import sip_agent
from tests.system.stored import interaction_of, live_calls
from tests.system.tones import likeness, loudness, share, sides
from tests.waiting import PATIENCE, until

pytestmark = [pytest.mark.system, pytest.mark.timeout(300)]


def rules(agents: Mapping[str, UUID]) -> Mapping[str, Mapping[str, object]]:
    """Support has keys and tells the place, sales is slow, nobody serves complaints."""
    return {
        "support": {
            "keys": {
                "2": ToVoicemail(),
                "5": ToQueue(queue_id="sales"),
                "7": ToAgent(agent_id=agents["8001"]),
                "9": ToGoodbye(text={"en": "Please call again tomorrow. Goodbye."}),
            },
            "announcements": Announcements(position=True, wait_range=True, first=timedelta(seconds=2)),
            "short_abandon": timedelta(),
            "overflow": Overflow(),
        },
        "sales": {
            "overflow": Overflow(maximum_wait=timedelta(seconds=2), on_long_wait=ToQueue(queue_id="support")),
            "announcements": Announcements(),
            "keys": {},
        },
        "complaints": {
            "overflow": Overflow(on_nobody=ToVoicemail()),
            "announcements": Announcements(),
            "keys": {},
        },
    }


@pytest.fixture(scope="module")
def site() -> Generator[RunningSite]:
    with running_site(rules=rules, more=busy_hour) as running:
        yield running


def chosen(caller: CallerPhone, site: RunningSite, key: str, phase: str) -> None:
    """The caller chooses in the menu and is where the choice leads."""
    caller.wait_answered()
    caller.press(key)
    until(lambda: phase in live_calls(site), f"the caller is in {phase}")


def work_of(site: RunningSite, number: str) -> WorkItem:
    """The open item of a number."""
    with site.client("sam") as http:

        def found() -> WorkItem | None:
            answer = http.get("/api/v1/work").raise_for_status()
            rows = WorkPage.model_validate_json(answer.content).rows
            return next((item for item in rows if item.number.endswith(number)), None)

        return until(found, "the item is in the work list")


async def busy_hour(connection: AsyncConnection) -> None:
    """Support has answered somebody every two to four minutes lately, with one agent."""
    now = datetime.now(UTC)
    heads = [120_000, 150_000, 180_000, 210_000, 240_000] * 2
    services = [Service(at=now - timedelta(minutes=n), head_ms=ms, agents=1) for n, ms in enumerate(heads, start=1)]
    state = msgspec.to_builtins(QueueMemory(services=tuple(reversed(services))))
    await connection.execute(insert(LiveQueueRow).values(id="support", state=state))


def test_a_waiting_caller_hears_the_place_in_the_line_and_how_long_it_will_take(site: RunningSite) -> None:
    texts = ("You are next in line.", "Your wait will probably be between 2 and 4 minutes.")
    words = [spoken(Speech(text=text, language="en"), site) for text in texts]
    with (
        sip_agent(site, "agent8002", hertz=0) as agent,
        caller_phone(site.sip_port, number="15500000061") as caller,
    ):
        agent.resting()
        chosen(caller, site, "2", "Waiting")
        until(lambda: all(likeness(caller.since(0), sound) > 0.6 for sound in words), "both are heard")
        caller.hang_up()
        caller.wait_ended()
    detail = interaction_of(site, "15500000061")
    assert [moment.detail for moment in detail.timeline if moment.what == "told"][:1] == ["1 2-4"]
    assert work_of(site, "15500000061").kind == "missed"


def test_a_key_while_waiting_leads_to_a_goodbye(site: RunningSite) -> None:
    with caller_phone(site.sip_port, number="15500000062") as caller:
        chosen(caller, site, "2", "Waiting")
        caller.press("9")
        caller.wait_ended()
    detail = interaction_of(site, "15500000062")
    assert (detail.row.outcome, detail.ended_by) == ("turned_away", "system")
    until(lambda: site.channels() == [], "no channel is left")


def test_a_long_wait_leads_to_the_other_queue_and_not_back(site: RunningSite) -> None:
    with caller_phone(site.sip_port, number="15500000063") as caller:
        chosen(caller, site, "1", "Waiting")
        until(lambda: "overflowed" in live_calls(site), "the caller was sent on")
        caller.hang_up()
        caller.wait_ended()
    detail = interaction_of(site, "15500000063")
    parts = [(part.kind, part.queue, part.outcome) for part in detail.segments]
    assert parts == [("ivr", "", "queued"), ("queue", "sales", "overflowed"), ("queue", "support", "abandoned")]


def test_a_message_for_a_queue_that_nobody_serves_can_be_heard_in_the_work_list(site: RunningSite) -> None:
    with caller_phone(site.sip_port, number="15500000064", hertz=440) as caller:
        chosen(caller, site, "3", "LeavingMessage")
        until(lambda: '"spoke":true' in live_calls(site).replace(" ", ""), "the caller is heard speaking")
        caller.heard(3)
        caller.press("#")
        caller.wait_ended()
    detail = interaction_of(site, "15500000064")
    assert detail.row.outcome == "left_voicemail"
    assert [(part.kind, part.outcome) for part in detail.segments[-1:]] == [("voicemail", "message_left")]
    (recording,) = detail.recordings
    assert (recording.status, recording.fault) == ("ready", "")
    item = work_of(site, "15500000064")
    assert (item.kind, item.recording_id) == ("voicemail", recording.id)
    with site.client("agent8001") as ana:
        left, _ = sides(ana.get(f"/api/v1/recordings/{item.recording_id}/audio").raise_for_status().content)
        assert share(left, 440) > 0.5, "the message is what the caller said"
        taken = ana.post(f"/api/v1/work/{item.id}/claim").raise_for_status().json()
        assert taken["state"] == "claimed"
        ana.post(f"/api/v1/work/{item.id}/close", json={"result": "called"}).raise_for_status()
    until(lambda: site.channels() == [], "no channel is left")


def test_the_wait_goes_on_where_it_was_after_the_application_is_killed(site: RunningSite) -> None:
    with caller_phone(site.sip_port, number="15500000065") as caller:
        chosen(caller, site, "2", "Waiting")
        before = site.rows("SELECT state FROM live_calls")
        site.kill_app()
        site.wait_ready()
        caller.press("5")
        until(lambda: "overflowed" in live_calls(site), "the key works after the restart")
        assert before
        caller.hang_up()
        caller.wait_ended()
    assert interaction_of(site, "15500000065").row.outcome == "abandoned_in_queue"


def test_a_simulated_caller_speaks_to_the_agent_who_answers_and_is_reported_so(site: RunningSite) -> None:
    with sip_agent(site, "agent8002", hertz=1000) as agent:
        agent.ready()
        command = (sys.executable, "-m", "app.cli", "simulate", "--data", str(site.folder), "--json")
        options = ("--calls", "1", "--keys", "2", "--dial", "4001", "--stay", "60")
        with subprocess.Popen((*command, *options), stdout=subprocess.PIPE) as simulation:
            agent.phone.answer()
            agent.expect("talking")
            until(lambda: loudness(agent.phone.heard(1)) > 0.01, "the agent hears the caller speak")
            agent.on_call("hang-up")
            told, _ = simulation.communicate(timeout=PATIENCE)
        agent.resting()
    assert simulation.returncode == 0
    report = msgspec.json.decode(told)
    assert report["outcomes"] == {"answered": 1}
    (fate,) = report["calls"]
    assert (fate["queue"], fate["agent"], fate["ended_by"]) == ("support", "8002", "agent")
    assert fate["talk_ms"] > 1000
