"""A flow drawn on the canvas of the editor by mouse: types dragged in, exits dragged to steps, forms filled beside it."""

from collections.abc import Mapping

from playwright.sync_api import FloatRect, Locator, Page, expect

from ivr.flow import Flow
from ivr.flow_steps import AnyStep
from tests.system.flow_forms import fill_step

IDS = "nodes => nodes.map((one) => one.dataset.id)"


def node(page: Page, step_id: str) -> Locator:
    """A step on the canvas."""
    return page.locator(f'.react-flow__node[data-id="{step_id}"]')


def drop(page: Page, kind: str, x: int, y: int) -> str:
    """Drag a type of step from the palette to a place on the canvas; the id of the new step."""
    before = _ids(page)
    page.get_by_test_id(f"palette-{kind}").drag_to(page.get_by_test_id("canvas"), target_position={"x": x, "y": y})
    return _added(page, before)


def draw(page: Page, step_id: str, exit_: str, target: str) -> None:
    """Draw a line from an exit to a step."""
    end = _box(node(page, target).locator('[data-handleid="in"]'))
    _draw_to(page, step_id, exit_, end["x"] + end["width"] / 2, end["y"] + end["height"] / 2)
    expect(page.locator(f'.react-flow__edge[data-id="{step_id} {exit_}"]')).to_be_attached()


def draw_to_new(page: Page, step_id: str, exit_: str, kind: str, x: int, y: int) -> str:
    """Draw a line from an exit to where nothing is, and say what shall stand there; the id of the new step."""
    before = _ids(page)
    canvas = _box(page.get_by_test_id("canvas"))
    _draw_to(page, step_id, exit_, canvas["x"] + x, canvas["y"] + y)
    page.locator(f'[role=menuitem][data-type="{kind}"]').click()
    return _added(page, before)


def draw_flow(page: Page, wanted: Flow, places: Mapping[str, tuple[int, int]]) -> dict[str, str]:
    """Draw a flow from its start: each step where the first exit that leads to it is let go, filled, then connected on. The
    ids they got."""
    hand = Mouse(page)
    steps = wanted.by_id
    ids = {wanted.start: drop(page, steps[wanted.start].type, *places[wanted.start])}
    fill_step(hand, ids[wanted.start], steps[wanted.start])
    for step in walked(wanted):
        for exit_, target in step.next.items():
            if target in ids:
                draw(page, ids[step.id], exit_, ids[target])
            else:
                ids[target] = draw_to_new(page, ids[step.id], exit_, steps[target].type, *places[target])
                fill_step(hand, ids[target], steps[target])
    return ids


def walked(flow: Flow) -> list[AnyStep]:
    """The steps in the order in which callers come to them, those that are nearest to the start first."""
    order = [flow.start]
    for step_id in order:
        order += [target for target in dict.fromkeys(flow.by_id[step_id].next.values()) if target not in order]
    return [flow.by_id[step_id] for step_id in order]


class Mouse:
    """Points at what it means; words alone are typed."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def press(self, selector: str) -> None:
        """Click."""
        self.page.locator(selector).click()

    def write(self, selector: str, text: str) -> None:
        """Click there, and type."""
        self.page.locator(selector).fill(text)

    def choose(self, selector: str, value: str) -> None:
        """Open the list and click."""
        self.page.locator(selector).select_option(value)

    def turn(self, selector: str) -> None:
        """Click the switch."""
        self.page.locator(selector).click()


def _draw_to(page: Page, step_id: str, exit_: str, x: float, y: float) -> None:
    start = _box(node(page, step_id).locator(f'[data-handleid="{exit_}"]'))
    page.mouse.move(start["x"] + start["width"] / 2, start["y"] + start["height"] / 2)
    page.mouse.down()
    page.mouse.move(x - 30, y, steps=4)
    page.mouse.move(x, y, steps=4)
    page.mouse.up()


def _box(place: Locator) -> FloatRect:
    box = place.bounding_box()
    assert box is not None
    return box


def _ids(page: Page) -> list[str]:
    return page.locator(".react-flow__node").evaluate_all(IDS)


def _added(page: Page, before: list[str]) -> str:
    expect(page.locator(".react-flow__node")).to_have_count(len(before) + 1)
    [added] = [one for one in _ids(page) if one not in before]
    return added
