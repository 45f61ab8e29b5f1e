"""A flow drawn on the canvas of the editor by mouse: types dragged in, exits dragged to steps, forms filled beside it."""

from collections.abc import Mapping

from playwright.sync_api import FloatRect, Locator, Page, expect

from ivr.flow import Flow
from ivr.flow_prompts import SayPrompt
from ivr.flow_questions import MenuStep
from ivr.flow_steps import AnyStep, QueueStep

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
    """Drag a flow's steps to their places and connect them; an end is made where an exit is drawn to. The ids they got."""
    ids: dict[str, str] = {}
    for step in wanted.steps:
        if step.next:
            ids[step.id] = drop(page, step.type, *places[step.id])
            _fill(page, ids[step.id], step)
    ends = {step.id: step for step in wanted.steps if not step.next}
    for step in wanted.steps:
        for exit_, target in step.next.items():
            if target in ids:
                draw(page, ids[step.id], exit_, ids[target])
            else:
                ids[target] = draw_to_new(page, ids[step.id], exit_, ends[target].type, *places[target])
                _fill(page, ids[target], ends[target])
    return ids


def _fill(page: Page, step_id: str, step: AnyStep) -> None:
    """Fill the form that stands open for a new step."""
    form = page.locator(f'[data-testid="step-form"][data-step="{step_id}"]')
    form.get_by_test_id("step-label").fill(step.label)
    if isinstance(step, QueueStep):
        form.locator('[data-where="parameters.queue"]').select_option(step.parameters.queue)
    if not isinstance(step, MenuStep):
        return
    asked = step.parameters
    for field, prompts in (
        ("prompts", asked.prompts),
        ("invalid_prompts", asked.invalid_prompts),
        ("silence_prompts", asked.silence_prompts),
    ):
        for place, prompt in enumerate(prompts):
            assert isinstance(prompt, SayPrompt)
            form.locator(f'[data-add="parameters.{field}.say"]').click()
            for language, words in prompt.say.items():
                form.locator(f'[data-where="parameters.{field}.{place}.say.{language}"]').fill(words)
    form.locator('[data-where="parameters.first_digit_seconds"]').fill(f"{asked.first_digit_seconds:g}")
    form.locator('[data-where="parameters.retries"]').fill(str(asked.retries))
    for place, key in enumerate(asked.choices, start=1):
        form.locator('[data-add="parameters.choices"]').click()
        if key != str(place):
            form.locator(f'[data-key="{place}"]').fill(key)
            form.locator(f'[data-where="parameters.choices.{place}"]').click()
            expect(form.locator(f'[data-where="parameters.choices.{key}"]')).to_be_focused()


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
