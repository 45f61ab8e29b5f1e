"""The demo's lines as they come: the service line in both languages, its survey, and a fax over a kill -9."""

from collections.abc import Generator
from contextlib import ExitStack

import pytest
from PIL import Image

from app.calls.exit_state import AskingNumber
from app.calls.state import Talking
from app.demo_shop import CARD
from tests.system.caller_phone import CallerPhone, caller_phone
from tests.system.running_site import RunningSite, running_site
from tests.system.sip_agent import sip_agent
from tests.system.stored import expect_in_no_file, interaction_of
from tests.system.test_flow_steps import keys_of, live, press, wait_at, wait_in
from tests.waiting import until

pytestmark = [pytest.mark.system, pytest.mark.timeout(300)]

ORDERS, BACK, FAX, COMPLAINT = "15500000081", "15500000082", "15500000083", "15500000084"
SENDER = "anonymous"
"""What a line without a number of its own shows."""
PAGES = 1


@pytest.fixture(scope="module")
def site() -> Generator[RunningSite]:
    with running_site() as running:
        yield running


def send_fax(site: RunningSite) -> None:
    """Asterisk's own sending program calls the fax line, over SIP and G.711 as from a carrier."""
    file = site.folder / "sent.tif"
    page = Image.new("1", (1_728, 300), 1)
    page.paste(0, (200, 60, 900, 110))
    page.save(file, compression="group4", dpi=(204, 98))
    site.console("module load res_clioriginate.so")
    target = f"sip:4003@127.0.0.1:{site.sip_port}"
    site.console(f"channel originate PJSIP/local/{target} application SendFAX {file}")


def answer_language(site: RunningSite, caller: CallerPhone, number: str, language: str) -> None:
    wait_at(site, number, "language")
    caller.wait_answered()
    press(site, caller, number, language)
    wait_at(site, number, "menu")


def ask_for_orders(site: RunningSite, caller: CallerPhone, number: str) -> None:
    """An order that is there, with the card that paid for it; then the survey."""
    press(site, caller, number, "1")
    wait_at(site, number, "order", stage="enter")
    press(site, caller, number, "10001")
    wait_at(site, number, "order", stage="confirm")
    press(site, caller, number, "1")
    wait_at(site, number, "card")
    press(site, caller, number, f"{CARD}#")
    wait_at(site, number, "more")
    press(site, caller, number, "9")
    wait_at(site, number, "question")
    press(site, caller, number, "5")
    caller.wait_ended()


def test_the_demos_lines_serve_callers_in_both_languages_and_take_a_fax_over_a_restart(site: RunningSite) -> None:
    send_fax(site)
    wait_at(site, SENDER, "fax", stage="taking")
    site.kill_app()
    site.wait_ready()
    with ExitStack() as stack:
        # nobody waits in a menu for what another one does: a slow machine needs longer than menus wait

        def dialed(number: str, language: str, *, info: bool = False) -> CallerPhone:
            dialing = caller_phone(site.sip_port, number=number, dialed="4002", info=info)
            caller = stack.enter_context(dialing)
            answer_language(site, caller, number, language)
            return caller

        ana = stack.enter_context(sip_agent(site, "agent8001", hertz=0))
        faxing = dialed(FAX, "2", info=True)
        press(site, faxing, FAX, "4")
        wait_at(site, FAX, "fax", stage="")
        press(site, faxing, FAX, "1")
        wait_at(site, FAX, "fax", stage="taking")
        faxing.hang_up()
        faxing.wait_ended()
        complaining = dialed(COMPLAINT, "2")
        press(site, complaining, COMPLAINT, "2")
        ana.ready()
        ana.phone.answer()
        wait_in(site, COMPLAINT, Talking)
        english = dialed(BACK, "2", info=True)
        press(site, english, BACK, "5")
        until(lambda: _is_offered_the_own_number(site), "the own number is offered")
        press(site, english, BACK, "1")
        english.wait_ended()
        chinese = dialed(ORDERS, "1")
        ask_for_orders(site, chinese, ORDERS)
        ana.on_call("hang-up")
        wait_at(site, COMPLAINT, "question")
        press(site, complaining, COMPLAINT, "2")
        complaining.wait_ended()
    order, back, cut, complaint, fax = (
        interaction_of(site, number) for number in (ORDERS, BACK, FAX, COMPLAINT, SENDER)
    )
    assert (order.language, order.row.outcome) == ("zh-CN", "completed_in_menu")
    assert [(one.question, one.score, one.agent_number) for one in order.answers] == [("satisfaction", 5, "")]
    assert (back.language, back.row.outcome) == ("en", "callback_requested")
    assert [part.outcome for part in cut.segments if part.kind == "fax"] == ["fax_cut_off"]
    assert [(one.question, one.score, one.agent_number, one.queue) for one in complaint.answers] == [
        ("satisfaction", 2, "8001", "complaints")
    ]
    assert [(one.status, one.pages) for one in fax.recordings] == [("ready", PAGES)]
    assert ("fax_received", str(PAGES)) in [(moment.what, moment.detail) for moment in fax.timeline]
    with site.client("sam") as sam:
        pages = sam.get(f"/api/v1/recordings/{fax.recordings[0].id}/pages").raise_for_status()
        assert pages.headers["content-type"] == "application/pdf"
        assert pages.content.startswith(b"%PDF-")


def _is_offered_the_own_number(site: RunningSite) -> bool:
    call = live(site, BACK)
    return call is not None and isinstance(call.phase, AskingNumber) and call.phase.stage == "confirming"


def test_no_file_of_the_site_holds_the_card(site: RunningSite) -> None:
    assert "x" * len(CARD) in "".join(keys_of(site))
    expect_in_no_file(site, CARD)
