"""The forms of a flow's steps, filled by whoever has a hand for it: a mouse, or nothing but a keyboard."""

from typing import Protocol, cast

from playwright.sync_api import Page

from ivr.flow_steps import AnyStep

MARKS = ("say", "sound", "read", "prompt")
"""What tells the kinds of prompts apart."""
NAMES = "(nodes, from) => nodes.map((one) => one.dataset.where.slice(from).split('.')[0])"


class Hand(Protocol):
    """What somebody does to a form; inputs are named by selectors."""

    page: Page

    def press(self, selector: str) -> None:
        """Press a button."""
        ...

    def write(self, selector: str, text: str) -> None:
        """Put a text in place of what stands there."""
        ...

    def choose(self, selector: str, value: str) -> None:
        """Take a value of a list."""
        ...

    def turn(self, selector: str) -> None:
        """Turn a switch."""
        ...


def fill_step(hand: Hand, step_id: str, step: AnyStep) -> None:
    """Fill the open form of a new step, up to its exits."""
    within = f'[data-testid="step-form"][data-step="{step_id}"] '
    if step.label:
        hand.write(f'{within}[data-testid="step-label"]', step.label)
    for name, value in step.parameters.model_dump(mode="json", exclude_defaults=True).items():
        enter(hand, within, f"parameters.{name}", value)


def enter(hand: Hand, within: str, where: str, value: object) -> None:
    """Enter one value; rows are added as they are needed."""
    match value:
        case bool():
            hand.turn(_at(within, where))
        case dict():
            _enter_by_name(hand, within, where, cast("dict[str, object]", value))
        case list():
            for place, row in enumerate(cast("list[object]", value)):
                _enter_row(hand, within, where, place, row)
        case _:
            text = f"{value:g}" if isinstance(value, float) else str(value)
            is_list = hand.page.locator(_at(within, where)).first.evaluate("one => one.tagName") == "SELECT"
            (hand.choose if is_list else hand.write)(_at(within, where), text)


def _enter_by_name(hand: Hand, within: str, where: str, values: dict[str, object]) -> None:
    for name, value in values.items():
        before = _names(hand.page, within, where)
        if name not in before:
            hand.press(f'{within}[data-add="{where}"]')
            hand.page.wait_for_function(
                "([start, count]) => document.querySelectorAll(start).length > count",
                arg=[f'{within}[data-where^="{where}."]', len(before)],
            )
            [made] = _names(hand.page, within, where) - before
            if made != name:
                hand.write(f'{within}[data-key="{made}"]', name)
                hand.page.keyboard.press("Enter")
                hand.page.locator(f'{within}[data-key="{name}"]').wait_for()
        enter(hand, within, f"{where}.{name}", value)


def _enter_row(hand: Hand, within: str, where: str, place: int, row: object) -> None:
    here = f"{where}.{place}"
    fields = cast("dict[str, object]", row) if isinstance(row, dict) else None
    mark = next((one for one in MARKS if fields and one in fields), "")
    if str(place) not in _names(hand.page, within, where):
        hand.press(f'{within}[data-add="{where}{mark and "."}{mark}"]')
        hand.page.locator(f'{within}[data-where^="{here}"]').first.wait_for(state="attached")
    if fields is None:
        enter(hand, within, here, cast("object", row))
        return
    for name, value in fields.items():
        enter(hand, within, f"{here}.{name}", value)


def _at(within: str, where: str) -> str:
    return f'{within}[data-where="{where}"]'


def _names(page: Page, within: str, where: str) -> set[str]:
    start = f"{where}."
    found = page.locator(f'{within}[data-where^="{start}"]').evaluate_all(NAMES, len(start))
    return set(cast("list[str]", found))
