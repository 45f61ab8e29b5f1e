"""Plays with a draft at the real page: walked through, held up by its test case, its calls counted; and a calendar closed by hand."""

from playwright.sync_api import Browser, Locator, Page, expect

from tests.system.caller_phone import caller_phone
from tests.system.desk import PATIENCE_MS, desk_of
from tests.system.led_numbers import lead_number
from tests.system.looks import violations
from tests.system.running_site import RunningSite
from tests.system.stored import interaction_of
from tests.system.test_flow_steps import press, wait_at

CARD = "91827364"
"""What a caller types in secret."""
FLOW = {
    "version": 2,
    "id": "orders",
    "name": "Orders",
    "languages": ["en"],
    "variables": {"status": ""},
    "start": "hours",
    "person": "support",
    "steps": [
        {
            "id": "hours",
            "type": "hours",
            "label": "Hours",
            "parameters": {"calendar": "office", "say_why": True},
            "next": {"open": "who", "closed": "bye", "error": "bye"},
        },
        {
            "id": "who",
            "type": "look_up",
            "label": "Customer",
            "next": {"found": "menu", "not_found": "menu", "timeout": "menu"},
        },
        {
            "id": "menu",
            "type": "menu",
            "label": "Main menu",
            "parameters": {
                "prompts": [{"say": {"en": "Hello {customer.name}."}}, {"say": {"en": "For your order, press 1."}}],
                "choices": {"1": "Order", "2": "Support"},
                "first_digit_seconds": 30,
            },
            "next": {"1": "shop", "2": "card", "timeout": "bye", "no_match": "bye"},
        },
        {
            "id": "card",
            "type": "collect_digits",
            "label": "Card",
            "parameters": {
                "prompts": [{"say": {"en": "Your card, please."}}],
                "variable": "card",
                "minimum": 8,
                "maximum": 8,
                "secret": True,
                "first_digit_seconds": 60,
                "inter_digit_seconds": 60,
            },
            "next": {"done": "support", "timeout": "bye", "no_match": "bye"},
        },
        {
            "id": "shop",
            "type": "http",
            "label": "Shop",
            "parameters": {"url": "https://shop.example/orders", "answers": {"status": "order.status"}},
            "next": {"done": "told", "refused": "bye", "timeout": "bye", "error": "bye"},
        },
        {
            "id": "told",
            "type": "play",
            "label": "Status",
            "parameters": {"prompts": [{"say": {"en": "It is {status}."}}]},
            "next": {"done": "support", "error": "bye"},
        },
        {
            "id": "support",
            "type": "queue",
            "label": "Support",
            "parameters": {"queue": "support"},
            "next": {"error": "bye"},
        },
        {"id": "bye", "type": "hang_up", "label": "Goodbye"},
    ],
}


def keep_draft(site: RunningSite) -> None:
    """The draft, as a designer left it."""
    with site.client("admin") as client:
        client.put("/api/v1/flows/orders/draft", json={"document": FLOW, "serial": 0}).raise_for_status()


def node(page: Page, step_id: str) -> Locator:
    return page.locator(f'.react-flow__node[data-id="{step_id}"] [data-walk]')


def choose(place: Page | Locator, label: str, option: str) -> None:
    """Pick from a list as a person does."""
    place.get_by_label(label, exact=True).first.click()
    page = place if isinstance(place, Page) else place.page
    page.get_by_role("option", name=option, exact=True).click()


def publish(page: Page, reason: str) -> None:
    page.get_by_test_id("publish").click()
    page.get_by_test_id("publish-reason").fill(reason)
    expect(page.get_by_test_id("spoken-ahead")).to_contain_text("spoken", timeout=PATIENCE_MS)
    page.get_by_test_id("publish-confirm").click()


def walk_through(page: Page) -> Locator:
    """A known customer asks for an order on a Monday morning; the shop answers. What the caller heard."""
    page.get_by_test_id("open-simulator").click()
    simulator = page.get_by_test_id("simulator")
    simulator.get_by_label("Day and time").fill("2026-03-02T10:00")
    simulator.get_by_label("Caller's number").fill("13800138000")
    choose(simulator, "Customer", "Known customer")
    simulator.get_by_label("Name", exact=True).first.fill("Wang")
    choose(simulator, "Tier", "VIP")
    simulator.get_by_text("What others answer").click()
    choose(simulator, "Answer of the web service at “Shop”", "Found (200)")
    simulator.get_by_label("status", exact=True).fill("on its way")
    simulator.get_by_test_id("simulate").click()
    heard = simulator.get_by_test_id("walk")
    expect(heard).to_contain_text("Hello Wang.", timeout=PATIENCE_MS)
    expect(node(page, "menu")).to_have_attribute("data-walk", "now")
    simulator.get_by_test_id("keypad-1").click()
    expect(heard).to_contain_text("It is on its way.")
    return heard


def call_in_secret(site: RunningSite, chromium: Browser, page: Page, number: str) -> None:
    """A caller types a card in secret, waits, and rings at an agent; what the live pages are sent and show has none of it."""
    sent: list[str] = []

    def listen(to: Page) -> None:
        to.on("websocket", lambda socket: socket.on("framereceived", lambda frame: sent.append(str(frame))))

    listen(page)
    page.goto(f"{site.url}/board")
    with caller_phone(site.sip_port, number=number, dialed="4001") as caller, desk_of(chromium, site) as desk:
        listen(desk.page)
        desk.sign_in("agent8001")
        wait_at(site, number, "menu")
        caller.wait_answered()
        press(site, caller, number, "2")
        wait_at(site, number, "card")
        press(site, caller, number, CARD)
        page.get_by_test_id("queue-support").click()
        expect(page.get_by_test_id("waiting-callers")).to_be_visible(timeout=PATIENCE_MS)
        desk.go_ready()
        desk.expect_ringing()
        assert any(number in frame for frame in sent), "the pages are told of the caller"
        for shown in (page.content(), desk.page.content(), *sent):
            assert CARD not in shown
        caller.hang_up()
        caller.wait_ended()
    assert interaction_of(site, number).row


def call_in_vain(site: RunningSite, number: str) -> None:
    """A caller who hangs up in the menu."""
    with caller_phone(site.sip_port, number=number, dialed="4001") as caller:
        wait_at(site, number, "menu")
        caller.wait_answered()
        caller.hang_up()
        caller.wait_ended()
    assert interaction_of(site, number).row


def try_and_count(site: RunningSite, chromium: Browser, page: Page) -> None:
    """Walk, save the walk, break it, publish all the same, and see the calls on the canvas."""
    page.goto(f"{site.url}/flows/orders")
    heard = walk_through(page)
    expect(page.get_by_test_id("walk-end")).to_contain_text("waits in the queue support")
    for step_id, walk in (("menu", "before"), ("told", "before"), ("support", "now"), ("bye", "")):
        expect(node(page, step_id)).to_have_attribute("data-walk", walk)
    with page.expect_response("**/api/v1/speech/preview") as spoken:
        heard.get_by_role("button", name="Listen").last.click()
    assert spoken.value.ok
    cases = page.get_by_role("region", name="Test cases")
    cases.get_by_label("Name").fill("A customer asks for an order")
    cases.get_by_role("button", name="Save this walk").click()
    expect(cases.get_by_role("listitem")).to_have_count(1)
    assert violations(page) == []

    publish(page, "The first one")
    expect(page.get_by_test_id("published")).to_contain_text("Revision 1", timeout=PATIENCE_MS)
    page.get_by_test_id("published-close").click()
    page.locator('.react-flow__node[data-id="told"]').dblclick(position={"x": 100, "y": 20})
    page.get_by_test_id("step-form").locator('[data-exit="done"]').select_option("bye")
    expect(page.get_by_test_id("saving")).to_have_attribute("data-state", "saved", timeout=PATIENCE_MS)
    publish(page, "Nobody waits any more")
    refused = page.get_by_test_id("tests-failed")
    expect(refused).to_contain_text("A customer asks for an order: ", timeout=PATIENCE_MS)
    assert violations(page) == []
    expect(page.get_by_test_id("publish-confirm")).to_be_disabled()
    page.get_by_test_id("publish-override").fill("The shop wants it so")
    page.get_by_test_id("publish-confirm").click()
    expect(page.get_by_test_id("published")).to_contain_text("Revision 2", timeout=PATIENCE_MS)
    page.get_by_test_id("published-close").click()

    lead_number(site, "4001", "orders")
    call_in_secret(site, chromium, page, "15500000091")
    call_in_vain(site, "15500000092")
    page.goto(f"{site.url}/flows/orders")
    page.get_by_test_id("open-statistics").click()
    expect(page.get_by_test_id("figure-calls")).to_have_text("2", timeout=PATIENCE_MS)
    expect(page.get_by_test_id("figure-contained")).to_have_text("50 %")
    expect(node(page, "menu")).to_contain_text("2 callers")
    expect(node(page, "menu")).to_contain_text("1 hung up")
    assert violations(page) == []
    figures = page.get_by_test_id("flow-figures")
    choose(figures, "Revision", "Revision 1")
    expect(figures).to_contain_text("Nobody called in this time.")
    choose(figures, "Revision", "Revision 2")
    node(page, "support").get_by_role("link").click()
    expect(page.get_by_test_id("interaction-row")).to_have_count(1, timeout=PATIENCE_MS)
    page.get_by_test_id("interaction-row").click()
    expect(page.get_by_text("Menu: Card").first).to_be_visible(timeout=PATIENCE_MS)
    assert CARD not in page.content()
    assert interaction_of(site, "15500000091").model_dump_json().count(CARD) == 0


def close_by_hand(site: RunningSite, page: Page) -> None:
    """Close with a text, ask about a holiday, hear the text in a walk, and let the hours decide again."""
    page.goto(f"{site.url}/admin/hours/office")
    expect(page.get_by_test_id("opening")).to_have_attribute("data-open", "true", timeout=PATIENCE_MS)
    page.get_by_test_id("by-hand").click()
    page.get_by_test_id("heard-en").fill("We are closed: there is a storm.")
    assert violations(page) == []
    page.get_by_test_id("hand-save").click()
    expect(page.get_by_test_id("opening")).to_have_attribute("data-why", "set_by_hand", timeout=PATIENCE_MS)
    page.get_by_test_id("country").select_option("CN")
    page.get_by_test_id("ask-at").fill("2026-10-01T10:00")
    expect(page.get_by_test_id("ask-answer")).to_have_attribute("data-why", "holiday", timeout=PATIENCE_MS)
    assert violations(page) == []

    page.goto(f"{site.url}/flows/orders")
    page.get_by_test_id("open-simulator").click()
    choose(page.get_by_test_id("simulator"), "Language", "English")
    page.get_by_test_id("simulate").click()
    expect(page.get_by_test_id("walk")).to_contain_text("there is a storm", timeout=PATIENCE_MS)
    expect(page.get_by_test_id("walk-end")).to_contain_text("the flow hangs up")
    page.goto(f"{site.url}/admin/hours")
    page.get_by_test_id("take-back").click()
    expect(page.get_by_test_id("opening")).to_have_attribute("data-open", "true", timeout=PATIENCE_MS)
