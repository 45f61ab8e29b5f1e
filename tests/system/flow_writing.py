"""A flow written into the outline of the editor with nothing but a keyboard."""

from playwright.sync_api import Page, expect

from ivr.flow import Flow
from ivr.flow_prompts import SayPrompt
from ivr.flow_questions import MenuStep
from ivr.flow_steps import AnyStep, QueueStep

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


def write_flow(page: Page, wanted: Flow) -> None:
    """Write a flow's steps down the list, each made at the first exit that leads to it; they get ids of their own."""
    steps = {step.id: step for step in wanted.steps}
    enter_at(page, '[data-testid="outline-add"]')
    ids = {wanted.start: choose_type(page, steps[wanted.start].type)}
    written: set[str] = set()
    while left := {made: step_id for step_id, made in ids.items() if step_id not in written}:
        at = next(left[head] for head in page.locator("[data-head]").evaluate_all(HEADS) if head in left)
        written.add(at)
        _write_step(page, ids[at], steps[at])
        for outcome, target in steps[at].next.items():
            if target in ids:
                tab_to(page, f'[data-step="{ids[at]}"] [data-exit="{outcome}"]')
                choose(page, ids[target])
            else:
                enter_at(page, f'[data-step="{ids[at]}"] [data-testid="new-at-{outcome}"]')
                ids[target] = choose_type(page, steps[target].type)


def _write_step(page: Page, step_id: str, step: AnyStep) -> None:
    within = f'[data-step="{step_id}"] '
    tab_to(page, f'[data-head="{step_id}"]')
    if step.label:
        tab_to(page, f'{within}[data-testid="step-label"]')
        page.keyboard.type(step.label)
    if isinstance(step, QueueStep):
        tab_to(page, f'{within}[data-where="parameters.queue"]')
        choose(page, step.parameters.queue)
    if isinstance(step, MenuStep):
        _write_menu(page, within, step)


def _write_menu(page: Page, within: str, step: MenuStep) -> None:
    asked = step.parameters
    for field, prompts in (
        ("prompts", asked.prompts),
        ("invalid_prompts", asked.invalid_prompts),
        ("silence_prompts", asked.silence_prompts),
    ):
        for place, prompt in enumerate(prompts):
            assert isinstance(prompt, SayPrompt)
            enter_at(page, f'{within}[data-add="parameters.{field}.say"]')
            for language, words in prompt.say.items():
                tab_to(page, f'{within}[data-where="parameters.{field}.{place}.say.{language}"]')
                page.keyboard.insert_text(words)  # as an input method does
    tab_to(page, f'{within}[data-where="parameters.first_digit_seconds"]')
    page.keyboard.press("Control+a")
    page.keyboard.type(f"{asked.first_digit_seconds:g}")
    tab_to(page, f'{within}[data-where="parameters.retries"]')
    page.keyboard.press("Control+a")
    page.keyboard.type(str(asked.retries))
    for place, key in enumerate(asked.choices, start=1):
        enter_at(page, f'{within}[data-add="parameters.choices"]')
        if key != str(place):
            tab_to(page, f'{within}[data-key="{place}"]')
            page.keyboard.press("Control+a")
            page.keyboard.type(key)
            page.keyboard.press("Enter")
            expect(page.locator(f'{within}[data-key="{key}"]')).to_be_focused()
