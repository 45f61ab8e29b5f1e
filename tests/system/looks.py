"""Every look of a page (two languages, light and dark), and what axe finds wrong with it."""

from collections.abc import Generator
from pathlib import Path
from typing import Literal

import msgspec
from playwright.sync_api import Page, expect

AXE = Path(__file__).parents[2] / "console/node_modules/axe-core/axe.min.js"
STILL = """async () => {
  const passing = document.getAnimations().filter((one) => one.effect.getTiming().iterations !== Infinity);
  await Promise.allSettled(passing.map((one) => one.finished));
}"""
RUN = """async () => {
  const { violations } = await axe.run(document, { resultTypes: ["violations"] });
  return JSON.stringify(violations.map(({ id, help, nodes }) => ({
    id, help, places: nodes.slice(0, 5).map((node) => `${node.target.join(" ")}: ${node.html.slice(0, 160)}`),
  })));
}"""


class Violation(msgspec.Struct, frozen=True):
    """A rule of axe that a page breaks, and where."""

    id: str
    help: str
    places: list[str]


def looks(page: Page) -> Generator[str]:
    """Bring the page into each look, one after the other."""
    schemes: tuple[Literal["light", "dark"], ...] = ("light", "dark")
    for language in ("zh-CN", "en"):
        speak(page, language)
        for scheme in schemes:
            page.emulate_media(color_scheme=scheme)
            expect(page.locator("html")).to_have_attribute("data-mantine-color-scheme", scheme)
            yield f"{language} {scheme}"


def speak(page: Page, language: str) -> None:
    """Choose a language as a person does."""
    page.locator("button[aria-haspopup=menu]:has(span[lang])").click()
    page.locator(f'[role=menuitem][lang="{language}"]').click()
    expect(page.locator("html")).to_have_attribute("lang", language)
    expect(page.locator("[role=menuitem]")).to_have_count(0)


def violations(page: Page) -> list[Violation]:
    """What is wrong with the page as it stands, once nothing moves any more."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE.read_text())
    page.evaluate(STILL)
    return msgspec.json.decode(page.evaluate(RUN), type=list[Violation])


def expect_accessible(page: Page) -> None:
    """Fail with what axe finds in any look of the page."""
    found = {look: wrong for look in looks(page) if (wrong := violations(page))}
    assert found == {}, msgspec.json.format(msgspec.json.encode(found)).decode()
