"""A flow written into the outline of the editor with nothing but a keyboard."""

from playwright.sync_api import Page, expect

from ivr.flow import Flow
from tests.system.flow_forms import fill_step

FOCUSED = "selector => document.activeElement !== null && document.activeElement.matches(selector)"
HEAD = "() => document.activeElement.dataset.head"
HEADS = "heads => heads.map((one) => one.dataset.head)"
OPTIONS_AWAY = """value => {
  const { options, selectedIndex } = document.activeElement;
  return [...options].findIndex((one) => one.value === value) - selectedIndex;
}"""
ITEMS_AWAY = """kind => {
  const items = [...document.querySelectorAll("[role=menuitem][data-type]")];
  return items.findIndex((one) => one.dataset.type === kind) - items.indexOf(document.activeElement);
}"""
STOPS_AWAY = """selector => {
  const wanted = document.querySelector(selector);
  const here = document.activeElement;
  if (!wanted || !here || wanted === here) return 0;
  const isAhead = here.compareDocumentPosition(wanted) & Node.DOCUMENT_POSITION_FOLLOWING;
  const between = (one, first, last) =>
    first.compareDocumentPosition(one) & one.compareDocumentPosition(last) & Node.DOCUMENT_POSITION_FOLLOWING;
  const [first, last] = isAhead ? [here, wanted] : [wanted, here];
  const isStop = (one) =>
    one.tabIndex >= 0 && !one.disabled && (one.type !== "radio" || one.checked) && one.checkVisibility();
  const stops = [...document.querySelectorAll("a[href], button, input, select, textarea, [tabindex]")].filter(
    (one) => between(one, first, last) && isStop(one),
  );
  return isAhead ? stops.length + 1 : -stops.length - 1;
}"""
"""How often Tab must be pressed, as somebody sees who looks at the page; less than 0 is back."""


def tab_to(page: Page, selector: str) -> None:
    """Press Tab, or Shift and Tab, until something has the focus."""
    page.locator(selector).first.wait_for(state="attached")
    for _ in range(20):
        away = int(page.evaluate(STOPS_AWAY, selector))
        for _ in range(abs(away)):
            page.keyboard.press("Tab" if away > 0 else "Shift+Tab")
        if page.evaluate(FOCUSED, selector):
            return
    raise AssertionError(f"Tab never comes to {selector}")


def enter_at(page: Page, selector: str) -> None:
    """Go there, and press Enter."""
    tab_to(page, selector)
    page.keyboard.press("Enter")


def choose_type(page: Page, kind: str) -> str:
    """Go down the open menu of types, and take one; the id of the new step."""
    expect(page.locator(f'[role=menuitem][data-type="{kind}"]')).to_be_visible()
    _arrow(page, ITEMS_AWAY, kind)
    page.keyboard.press("Enter")
    page.wait_for_function(FOCUSED, arg=f'[data-head^="{kind}"]')
    step_id = page.evaluate(HEAD)
    assert isinstance(step_id, str)
    return step_id


def choose(page: Page, value: str) -> None:
    """Go along the list of the select that has the focus."""
    _arrow(page, OPTIONS_AWAY, value)


def _arrow(page: Page, away: str, wanted: str) -> None:
    """Press the arrows until nothing more lies between."""
    for _ in range(20):
        left = int(page.evaluate(away, wanted))
        if left == 0:
            return
        for _ in range(abs(left)):
            page.keyboard.press("ArrowDown" if left > 0 else "ArrowUp")
    raise AssertionError(f"the arrows never come to {wanted}")


class Keyboard:
    """Goes from input to input by Tab."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def press(self, selector: str) -> None:
        """Go there, and press Enter."""
        enter_at(self.page, selector)

    def write(self, selector: str, text: str) -> None:
        """Go there, and type over what stands there."""
        tab_to(self.page, selector)
        self.page.keyboard.press("Control+a")
        self.page.keyboard.insert_text(text)  # as an input method does

    def choose(self, selector: str, value: str) -> None:
        """Go there, and along the list."""
        tab_to(self.page, selector)
        choose(self.page, value)

    def turn(self, selector: str) -> None:
        """Go there, and press Space."""
        tab_to(self.page, selector)
        self.page.keyboard.press("Space")


def write_flow(page: Page, wanted: Flow) -> dict[str, str]:
    """Write a flow's steps down the list, each made at the first exit that leads to it; the ids they got."""
    steps = {step.id: step for step in wanted.steps}
    enter_at(page, '[data-testid="outline-add"]')
    ids = {wanted.start: choose_type(page, steps[wanted.start].type)}
    written: set[str] = set()
    while left := {made: step_id for step_id, made in ids.items() if step_id not in written}:
        at = next(left[head] for head in page.locator("[data-head]").evaluate_all(HEADS) if head in left)
        written.add(at)
        tab_to(page, f'[data-head="{ids[at]}"]')
        fill_step(Keyboard(page), ids[at], steps[at])
        for outcome, target in steps[at].next.items():
            if target in ids:
                tab_to(page, f'[data-step="{ids[at]}"] [data-exit="{outcome}"]')
                choose(page, ids[target])
            else:
                enter_at(page, f'[data-step="{ids[at]}"] [data-testid="new-at-{outcome}"]')
                ids[target] = choose_type(page, steps[target].type)
    return ids
