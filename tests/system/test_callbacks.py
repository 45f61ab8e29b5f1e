"""A callback from the key that asks for it to the talk, with a customer's phone that is really dialed."""

import os
import re
from collections.abc import Generator, Mapping
from datetime import timedelta
from uuid import UUID

import httpx
import pytest
from playwright.sync_api import Browser, expect
from pydantic import TypeAdapter

from agents.configuration import CallbackPolicy, ToCallback, ToVoicemail
from app.calls.configuration import OutgoingRules
from app.web.wire_callbacks import CallbackItem
from tests.system.answering_phone import AnsweringPhone, answering_phone
from tests.system.caller_phone import caller_phone
from tests.system.conftest import CALLER_HERTZ
from tests.system.desk import PATIENCE_MS, Desk, desk_of
from tests.system.running_site import RunningSite, running_site
from tests.system.stored import interactions_of, live_calls
from tests.waiting import until

pytestmark = [pytest.mark.system, pytest.mark.timeout(300)]

NUMBER = "13800138111"
OTHER_SHOWN = "+862155550000"
MESSAGE = """async () => {
  const message = document.querySelector('[data-testid="voicemail"]');
  message.muted = false;
  const context = new AudioContext();
  const analyser = context.createAnalyser();
  analyser.fftSize = 4096;
  context.createMediaElementSource(message).connect(analyser);
  const bins = new Float32Array(analyser.frequencyBinCount);
  const ended = new Promise((done) => message.addEventListener("ended", done, { once: true }));
  let over = false;
  void ended.then(() => { over = true; });
  await message.play();
  const found = {};
  while (!over) {
    await new Promise((done) => setTimeout(done, 60));
    analyser.getFloatFrequencyData(bins);
    let best = 0;
    for (let at = 1; at < bins.length; at++) if (bins[at] > bins[best]) best = at;
    const hertz = Math.round((best * context.sampleRate) / analyser.fftSize / 20) * 20;
    if (bins[best] > -60) found[hertz] = (found[hertz] || 0) + 1;
  }
  await context.close();
  return Number(Object.entries(found).sort((a, b) => b[1] - a[1])[0]?.[0] ?? 0);
}"""
"""Plays the message to its end; the frequency that was loudest most of the time."""
_items: TypeAdapter[list[CallbackItem]] = TypeAdapter(list[CallbackItem])


def rules(agents: Mapping[str, UUID]) -> Mapping[str, Mapping[str, object]]:
    """Support calls back when key 1 is pressed, and tries again soon; key 2 leaves a message."""
    del agents
    policy = CallbackPolicy(attempts=3, gap=timedelta(seconds=5))
    return {"support": {"keys": {"1": ToCallback(), "2": ToVoicemail()}, "callback": policy}}


@pytest.fixture(scope="module")
def customer() -> Generator[AnsweringPhone]:
    with answering_phone(user="customer", hertz=CALLER_HERTZ) as phone:
        yield phone


@pytest.fixture(scope="module")
def site(customer: AnsweringPhone) -> Generator[RunningSite]:
    """A site whose carrier is the customer's phone."""
    trunk = f'[{{"name": "carrier", "match": ["127.0.0.9"], "server": "127.0.0.1:{customer.port}"}}]'
    outgoing = OutgoingRules(
        trunk="carrier", prefixes=("+86",), caller_ids=("+861012345678", OTHER_SHOWN), daily_calls=1
    )
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(os.environ, "RINGDESK_TRUNKS", trunk)
        with running_site(rules=rules, outgoing=outgoing) as running:
            yield running


@pytest.fixture(scope="module")
def sam(site: RunningSite) -> Generator[httpx.Client]:
    """A supervisor, signed in once: what lasts some seconds only must be seen."""
    with site.client("sam") as http:
        yield http


def promised(sam: httpx.Client) -> list[CallbackItem]:
    return _items.validate_json(sam.get("/api/v1/callbacks").raise_for_status().content)


def ask_for_callback(site: RunningSite) -> None:
    """A caller chooses support, presses the key, and confirms the own number."""
    with caller_phone(site.sip_port, number=NUMBER) as caller:
        caller.wait_answered()
        caller.press("2")
        until(lambda: "Waiting" in live_calls(site), "the caller waits")
        caller.press("1")
        until(lambda: "confirming" in live_calls(site), "the number is to be confirmed")
        caller.press("1")
        caller.wait_ended()


def test_a_customer_is_called_back_in_the_old_place_after_busy_and_a_killed_application(
    site: RunningSite, sam: httpx.Client, customer: AnsweringPhone, chromium: Browser
) -> None:
    ask_for_callback(site)
    (before,) = until(lambda: promised(sam), "the callback is promised")
    assert (before.number, before.state) == (f"+86{NUMBER}", "waiting")
    site.kill_app()
    site.wait_ready()
    (after,) = promised(sam)
    assert (after.id, after.since) == (before.id, before.since), "the place is kept"
    with desk_of(chromium, site) as ana:
        ana.sign_in("agent8001")
        ana.go_ready()
        ana.expect_ringing()
        ana.accept()
        customer.reject()
        until(lambda: [item.state for item in promised(sam)] == ["scheduled"], "the busy customer is put off")
        ana.expect_ringing()
        ana.accept()
        customer.answer()
        ana.expect_phase("talking")
        assert (customer.dialed_as, customer.shown) == (f"+86{NUMBER}", "+861012345678")
        until(lambda: ana.heard() == pytest.approx(CALLER_HERTZ, abs=20), "Ana hears the customer")
        ana.hang_up()
        until(lambda: customer.ended, "the customer's call has ended")
        ana.end_wrap_up()
    rows = interactions_of(site, NUMBER)
    assert sorted(row.outcome for row in rows) == ["answered", "busy", "callback_requested"]
    assert not promised(sam)
    until(lambda: site.channels() == [], "no channel is left")


def test_callbacks_are_put_off_and_away_at_the_desk_and_a_machine_is_no_talk(
    site: RunningSite, sam: httpx.Client, customer: AnsweringPhone, chromium: Browser
) -> None:
    ask_for_callback(site)
    with desk_of(chromium, site) as ana:
        ana.sign_in("agent8001")
        promise = ana.page.locator('[data-testid="work-item"][data-kind="callback"]')
        promise.click()
        row = ana.page.get_by_test_id("callback")
        row.get_by_test_id("callback-later").click()
        row.get_by_test_id("callback-move").click()
        row.get_by_test_id("callback-now").click()
        expect(row.locator('[data-callback="waiting"]')).to_be_visible()
        ana.go_ready()
        ana.expect_ringing()
        ana.accept()
        customer.answer()
        ana.expect_phase("talking")
        ana.page.get_by_test_id("answering-machine").click()
        until(lambda: customer.ended, "the machine's call has ended")
        until(lambda: [item.attempt for item in promised(sam)] == [2], "the customer is to be tried again")
        rest(ana)
        expect(row).to_contain_text(re.compile(r"(Attempt|第) 2 "))
        expect(row).to_contain_text(re.compile(r"(Answering machine|自动应答机)"))
        row.get_by_test_id("callback-cancel").click()
        row.get_by_test_id("callback-cancel-sure").click()
        expect(row).to_have_count(0)
        expect(promise).to_have_count(0)
        assert not promised(sam), "nothing is promised any more"
        call_outside(ana, customer)


def call_outside(ana: Desk, customer: AnsweringPhone) -> None:
    """Ana calls a number that she types, with another of our numbers shown: the one call that she may place in a day."""
    dial_outside(ana)
    customer.answer()
    ana.expect_phase("talking")
    assert (customer.dialed_as, customer.shown) == ("+8613912345678", OTHER_SHOWN)
    until(lambda: ana.heard(1) == pytest.approx(CALLER_HERTZ, abs=20), "Ana hears the customer")
    ana.hang_up()
    until(lambda: customer.ended, "the customer's call has ended")
    rest(ana)
    ana.page.goto(f"{ana.site.url}/interactions?direction=outbound")
    rows = ana.page.get_by_test_id("interaction-row")
    expect(rows).to_have_count(1, timeout=PATIENCE_MS)
    dialed_before = customer.headers
    dial_outside(ana)
    expect(ana.page.get_by_text(re.compile("as many calls today|外呼次数已达上限"))).to_be_visible(timeout=PATIENCE_MS)
    assert customer.headers == dialed_before, "nobody is dialed"
    ana.page.keyboard.press("Escape")
    ana.page.get_by_test_id("filter-direction").select_option("internal")
    expect(rows).to_have_count(0, timeout=PATIENCE_MS)


def dial_outside(ana: Desk) -> None:
    """From any page."""
    ana.page.get_by_test_id("open-dialer").click()
    dialer = ana.page.get_by_test_id("dialer")
    dialer.locator("input").first.fill("139 1234 5678")
    dialer.get_by_test_id("caller-id").select_option(OTHER_SHOWN)
    dialer.get_by_test_id("dial").click()


def rest(ana: Desk) -> None:
    """Take a break."""
    ana.page.get_by_test_id("state-picker").click()
    ana.page.get_by_test_id("state-not-ready").click()
    ana.expect_state("not_ready")


def test_a_message_is_heard_at_the_desk(site: RunningSite, chromium: Browser) -> None:
    number = "13800138222"
    with caller_phone(site.sip_port, number=number, hertz=CALLER_HERTZ) as caller:
        caller.wait_answered()
        caller.press("2")
        until(lambda: "Waiting" in live_calls(site), "the caller waits")
        caller.press("2")
        until(lambda: '"spoke":true' in live_calls(site).replace(" ", ""), "the caller is heard speaking")
        caller.heard(2)
        caller.press("#")
        caller.wait_ended()
    with desk_of(chromium, site) as ana:
        ana.sign_in("agent8001")
        ana.page.locator('[data-testid="work-item"][data-kind="voicemail"]').click()
        player = ana.page.get_by_test_id("voicemail")
        expect(player).to_be_visible(timeout=PATIENCE_MS)
        player.evaluate("message => { message.preload = 'metadata'; }")
        until(
            lambda: float(player.evaluate("message => message.duration || 0")) > 1, "the message has its whole length"
        )
        assert float(ana.page.evaluate(MESSAGE)) == pytest.approx(CALLER_HERTZ, abs=20)
