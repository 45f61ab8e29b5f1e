"""A callback from the key that asks for it to the talk, with a customer's phone that is really dialed."""

import os
from collections.abc import Generator, Mapping
from datetime import timedelta
from uuid import UUID

import pytest
from playwright.sync_api import Browser
from pydantic import TypeAdapter

from agents.configuration import CallbackPolicy, ToCallback
from app.calls.configuration import OutgoingRules
from app.web.wire_callbacks import CallbackItem
from tests.system.answering_phone import AnsweringPhone, answering_phone
from tests.system.caller_phone import caller_phone
from tests.system.conftest import CALLER_HERTZ
from tests.system.desk import desk_of
from tests.system.running_site import RunningSite, running_site
from tests.system.stored import interactions_of, live_calls
from tests.waiting import until

pytestmark = [pytest.mark.system, pytest.mark.timeout(300)]

NUMBER = "13800138111"
_items: TypeAdapter[list[CallbackItem]] = TypeAdapter(list[CallbackItem])


def rules(agents: Mapping[str, UUID]) -> Mapping[str, Mapping[str, object]]:
    """Support calls back when key 1 is pressed, and tries again soon."""
    del agents
    policy = CallbackPolicy(attempts=3, gap=timedelta(seconds=3))
    return {"support": {"keys": {"1": ToCallback()}, "callback": policy}}


@pytest.fixture(scope="module")
def customer() -> Generator[AnsweringPhone]:
    with answering_phone(user="customer", hertz=CALLER_HERTZ) as phone:
        yield phone


@pytest.fixture(scope="module")
def site(customer: AnsweringPhone) -> Generator[RunningSite]:
    """A site whose carrier is the customer's phone."""
    trunk = f'[{{"name": "carrier", "match": ["127.0.0.9"], "server": "127.0.0.1:{customer.port}"}}]'
    outgoing = OutgoingRules(trunk="carrier", prefixes=("+86",), caller_ids=("+861012345678",))
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(os.environ, "RINGDESK_TRUNKS", trunk)
        with running_site(rules=rules, outgoing=outgoing) as running:
            yield running


def promised(site: RunningSite) -> list[CallbackItem]:
    with site.client("sam") as http:
        return _items.validate_json(http.get("/api/v1/callbacks").raise_for_status().content)


def test_a_customer_is_called_back_in_the_old_place_after_busy_and_a_killed_application(
    site: RunningSite, customer: AnsweringPhone, chromium: Browser
) -> None:
    with caller_phone(site.sip_port, number=NUMBER) as caller:
        caller.wait_answered()
        caller.press("2")
        until(lambda: "Waiting" in live_calls(site), "the caller waits")
        caller.press("1")
        until(lambda: "confirming" in live_calls(site), "the number is to be confirmed")
        caller.press("1")
        caller.wait_ended()
    (before,) = until(lambda: promised(site), "the callback is promised")
    assert (before.number, before.state) == (f"+86{NUMBER}", "waiting")
    site.kill_app()
    site.wait_ready()
    (after,) = promised(site)
    assert (after.id, after.since) == (before.id, before.since), "the place is kept"
    with desk_of(chromium, site) as ana:
        ana.sign_in("agent8001")
        ana.go_ready()
        ana.expect_ringing()
        ana.accept()
        customer.reject()
        until(lambda: [item.state for item in promised(site)] == ["scheduled"], "the busy customer is put off")
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
    assert not promised(site)
    until(lambda: site.channels() == [], "no channel is left")
