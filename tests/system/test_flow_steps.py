"""Callers walk through every type of step on a real Asterisk, with keys as telephone events and as SIP INFO, over a kill -9."""

import http.server
import json
import threading
from collections.abc import Generator
from contextlib import ExitStack
from uuid import UUID

import msgspec
import pytest

from app.calls.exit_state import AskingNumber, LeavingMessage
from app.calls.state import Call, InMenu, Talking, Waiting
from ivr.flow import Flow
from ivr.hours import Calendar, Span
from tests.system.caller_phone import CallerPhone, caller_phone
from tests.system.flow_documents import ALWAYS, ONE_QUESTION, Bank, hotline, orders
from tests.system.flow_replay import path_of, replayed
from tests.system.running_site import RunningSite, running_site
from tests.system.stored import expect_in_no_file, interaction_of
from tests.system.tones import share
from tests.waiting import until

pytestmark = [pytest.mark.system, pytest.mark.timeout(300)]

SECRETS = {"15500000061": "918273640546", "15500000062": "604953728194"}
PIN = "8641"
OWN_HERTZ = 440
"""The tone that stands for what callers say."""
WALKED = [
    "first", "language", "hours", "card", "known", "bank", "balance", "total", "who", "hello", "order", "told", "back", "tag",
    "wait", "on", "words", "sms", "csat", "nobody", "abroad", "busy", "line",
    "recall", "short", "keyed", "end",
]  # fmt: skip


@pytest.fixture(scope="module")
def bank() -> Generator[int]:
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Bank)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield server.server_port
    Bank.patience.set()
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture(scope="module")
def site(bank: int) -> Generator[RunningSite]:
    """A site whose hotline has every step."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("RINGDESK_SERVICE_ADDRESSES", json.dumps([f"127.0.0.1:{bank}"]))
        with running_site() as running:
            with running.client("admin") as browser:
                browser.put("/api/v1/calendars/always", json=ALWAYS).raise_for_status()
            publish(running, orders())
            publish(running, hotline(bank))
            yield running


def publish(site: RunningSite, document: dict[str, object]) -> None:
    """Publish a flow, and wait until live calls know it."""
    before = _configurations(site)
    place = f"/api/v1/flows/{document['id']}"
    with site.client("admin") as browser:
        known = browser.get(f"{place}/draft")
        serial = known.json()["serial"] if known.is_success else 0
        saved = browser.put(f"{place}/draft", json={"document": document, "serial": serial}).raise_for_status().json()
        assert saved["faults"] == []
        browser.post(f"{place}/publish", json={"reason": "test", "serial": saved["serial"]}).raise_for_status()
    until(lambda: _configurations(site) > before, "live calls know the flow")


def _configurations(site: RunningSite) -> int:
    [(count,)] = site.rows("SELECT count(*) FROM journal WHERE type = 'ConfigurationChanged'")
    assert isinstance(count, int)
    return count


def live(site: RunningSite, number: str) -> Call | None:
    """The live call of a caller."""
    for (state,) in site.rows("SELECT state FROM live_calls"):
        read = json.loads(state) if isinstance(state, str) else state
        call = msgspec.convert(read, Call)
        if call.caller_number == number:
            return call
    return None


def call_of(site: RunningSite, number: str) -> Call:
    """The live call of a caller, as soon as it is there."""
    return until(lambda: live(site, number), f"{number} is calling")


def wait_at(site: RunningSite, number: str, step_id: str, *, stage: str | None = None) -> None:
    """Wait until a caller is at a step."""

    def there() -> bool:
        call = live(site, number)
        if call is None or not isinstance(call.phase, InMenu):
            return False
        session = call.phase.session
        return session.step_id == step_id and stage in (None, session.stage)

    until(there, f"{number} is at '{step_id}'")


def wait_in(site: RunningSite, number: str, phase: type[object]) -> None:
    """Wait until a caller's call is in a phase."""

    def there() -> bool:
        call = live(site, number)
        return call is not None and isinstance(call.phase, phase)

    until(there, f"the call of {number} is {phase.__name__}")


def press(site: RunningSite, phone: CallerPhone, number: str, keys: str) -> None:
    """Keys one after the other, as a person presses them."""
    call_id = call_of(site, number).id
    for key in keys:
        before = len(keys_of(site, call_id))
        phone.press(key)
        until(lambda before=before: len(keys_of(site, call_id)) > before, "the key has arrived")


def keys_of(site: RunningSite, call_id: UUID | None = None) -> list[str]:
    """Keys in the journal, of one call or of all."""
    which = "" if call_id is None else f"AND call_id = '{call_id.hex}'"
    rows = site.rows(f"SELECT event FROM journal WHERE type = 'DigitReceived' {which} ORDER BY seq")  # noqa: S608
    return [
        (json.loads(event) if isinstance(event, str) else msgspec.convert(event, dict[str, str]))["digit"]
        for (event,) in rows
    ]


def walk(site: RunningSite, caller: CallerPhone, number: str, language: str) -> None:
    """All the way through the hotline, to its last menu."""
    wait_at(site, number, "language")
    caller.wait_answered()
    press(site, caller, number, language)
    wait_at(site, number, "card")
    press(site, caller, number, SECRETS[number])
    wait_at(site, number, "words", stage="taking")
    until(lambda: _spoke(site, number), "the caller is heard speaking")
    caller.heard(1.5)
    press(site, caller, number, "#")
    wait_at(site, number, "words", stage="review")
    until(lambda: share(caller.heard(1), OWN_HERTZ) > 0.5, "the caller hears the own words again")
    press(site, caller, number, "1")
    wait_at(site, number, "csat")
    press(site, caller, number, "4")
    until(lambda: _stage(site, number) == "confirming", "a callback is offered")
    press(site, caller, number, "0")
    until(lambda: _key_of_line(site, number) == "9", "the first wait was too long, and another has begun")
    press(site, caller, number, "9")
    wait_at(site, number, "end")


def _spoke(site: RunningSite, number: str) -> bool:
    phase = call_of(site, number).phase
    return isinstance(phase, InMenu) and phase.taking is not None and phase.taking.spoke


def _key_of_line(site: RunningSite, number: str) -> str:
    """The key by which a caller may leave the line for the flow."""
    call = call_of(site, number)
    back = call.wait.way_back if isinstance(call.phase, Waiting) and call.wait is not None else None
    return "" if back is None else back.key


def test_callers_walk_through_every_step_and_the_simulator_goes_the_same_way(site: RunningSite, bank: int) -> None:
    english, chinese = SECRETS
    with (
        caller_phone(site.sip_port, number=english, hertz=OWN_HERTZ) as first,
        caller_phone(site.sip_port, number=chinese, hertz=OWN_HERTZ, info=True) as second,
    ):
        walk(site, first, english, "2")
        press(site, first, english, "1")
        wait_in(site, english, Waiting)
        first.hang_up()
        walk(site, second, chinese, "1")
        press(site, second, chinese, "2")
        wait_in(site, chinese, LeavingMessage)
        second.hang_up()
        first.wait_ended()
        second.wait_ended()
    flows = {name: Flow.model_validate(one) for name, one in (("hotline", hotline(bank)), ("orders", orders()))}
    week = ((Span(opens=0, closes=24 * 60),),) * 7
    calendars = {"always": Calendar(id="always", name="Always", zone="Asia/Shanghai", week=week)}
    for number, language, last in ((english, "en", "support"), (chinese, "zh-CN", "message")):
        detail = interaction_of(site, number)
        assert detail.language == language
        assert path_of(detail) == [*WALKED, last]
        told = [(moment.what, moment.detail) for moment in detail.timeline]
        for line in (
            ("tag", "bank"),
            ("survey", "csat=4"),
            ("recorded", ""),
            ("message_sent", "sms"),
            ("dial_failed", "busy"),
        ):
            assert line in told
        assert [(one.question, one.score) for one in detail.answers] == [("csat", 4)]
        spoken = next(part for part in detail.segments if part.kind == "recording")
        stored = next(one for one in detail.recordings if one.id == spoken.recording_id)
        assert (spoken.outcome, stored.status) == ("recorded", "ready")
        assert stored.duration_ms > 100
        again = replayed(site, detail, flows, calendars, SECRETS[number])
        assert [visit.step_id for visit in again.visits] == path_of(detail)
        assert again.ended == {"support": "queue:support", "message": "voicemail:support"}[last]
        assert again.language == language
    [(english_text,), (chinese_text,)] = site.rows(
        "SELECT payload FROM outbox WHERE kind = 'message.requested' ORDER BY created_at"
    )
    assert "You have 2.5." in str(english_text)
    assert json.loads(str(chinese_text))["text"] == "余额2.5"
    assert all(f"/{secret}" in Bank.asked for secret in SECRETS.values())


def test_calls_in_every_kind_of_step_outlive_the_application_and_a_publication(site: RunningSite, bank: int) -> None:
    numbers = [f"{ONE_QUESTION}{place}" for place in range(9)]
    steps = ("which", "long", "slow", "spoken", "pause", "pin", "broken", "answers", "later")
    menu, long, slow, spoken, pause, pin, broken, answers, later = numbers
    with ExitStack() as stack:
        phones: dict[str, CallerPhone] = {}
        # who may stay longest at a step comes first: a slow machine needs some seconds for each
        for number in (spoken, answers, broken, pin, later, long, pause, menu, slow):
            phones[number] = stack.enter_context(caller_phone(site.sip_port, number=number, hertz=OWN_HERTZ))
            wait_at(site, number, "which")
            phones[number].wait_answered()
            if number not in (menu, slow):
                press(site, phones[number], number, str(numbers.index(number)))
        wait_at(site, spoken, "spoken", stage="taking")
        until(lambda: _spoke(site, spoken), "the caller is heard speaking")
        until(lambda: _is_talking(site, answers), "the outside number has answered")
        wait_at(site, broken, "again")
        wait_at(site, pin, "pin")
        press(site, phones[pin], pin, PIN[:2])
        wait_at(site, pause, "pause")
        wait_at(site, long, "long")
        wait_in(site, later, AskingNumber)
        until(lambda: _stage(site, later) == "confirming", "the caller is asked for the number")

        publish(site, hotline(bank, again="afterwards"))
        press(site, phones[slow], slow, str(numbers.index(slow)))
        until(lambda: Bank.asked.count("/slow") == 1, "the slow service is asked")
        site.kill_app()
        site.wait_ready()

        until(lambda: Bank.asked.count("/slow") == 2, "the slow service is asked again")
        Bank.patience.set()
        until(lambda: _stage(site, later) == "confirming", "the caller is asked again")
        press(site, phones[later], later, "0")
        wait_at(site, slow, "again")
        press(site, phones[menu], menu, "4")
        wait_at(site, menu, "pause")
        press(site, phones[long], long, "5")
        press(site, phones[spoken], spoken, "#")
        press(site, phones[pin], pin, PIN)
        for number in (long, spoken, pin, later):
            wait_at(site, number, "again")
        wait_at(site, pause, "pause")
        wait_in(site, answers, Talking)
        press(site, phones[broken], broken, "1")
        wait_in(site, broken, Waiting)
        late = f"{ONE_QUESTION}9"
        new = stack.enter_context(caller_phone(site.sip_port, number=late))
        wait_at(site, late, "which")
        new.wait_answered()
        press(site, new, late, "1")
        wait_at(site, late, "long")
        press(site, new, late, "5")
        wait_at(site, late, "afterwards")
        for phone in (*phones.values(), new):
            phone.hang_up()
        for phone in (*phones.values(), new):
            phone.wait_ended()
    for number, step_id in zip(numbers, steps, strict=True):
        detail = interaction_of(site, number)
        assert step_id in path_of(detail)
        assert detail.reconciled is False
    hostile = ["broken", "elsewhere", "huge", "nonsense", "private", "refused", "late"]
    began_again = ["again", "again"]
    assert path_of(interaction_of(site, broken))[2:] == [*hostile, *began_again, "support"]
    [words] = [part for part in interaction_of(site, spoken).segments if part.kind == "recording"]
    assert words.outcome == "recorded"
    assert interaction_of(site, answers).row.outcome == "sent_outside"


def _is_talking(site: RunningSite, number: str) -> bool:
    phase = call_of(site, number).phase
    return isinstance(phase, Talking) and all(one.place == "main" for one in phase.parties)


def _stage(site: RunningSite, number: str) -> str:
    phase = call_of(site, number).phase
    return phase.stage if isinstance(phase, AskingNumber) else ""


def test_no_file_of_the_site_holds_a_secret(site: RunningSite) -> None:
    assert keys_of(site).count("x") >= len("".join((*SECRETS.values(), PIN)))
    for secret in SECRETS.values():
        expect_in_no_file(site, secret)
