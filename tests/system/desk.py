"""A person at a real page in headless Chromium: an agent at the desk, or a visitor on the caller page."""

import contextlib
import os
import re
from collections.abc import Generator
from pathlib import Path

from playwright.sync_api import Browser, ConsoleMessage, Page, expect, sync_playwright

from deploy.console import NODE
from deploy.test_programs import CHROMIUM, find
from tests.system.running_site import RunningSite
from tests.waiting import PATIENCE, until

PATIENCE_MS = PATIENCE * 1000
expect.set_options(timeout=PATIENCE_MS)

FLAGS = (
    "--headless=new",
    "--no-first-run",
    "--disable-gpu",
    "--disable-quic",
    "--disable-sync",
    "--disable-background-networking",
    "--disable-component-update",
    "--use-fake-device-for-media-stream",
    "--use-fake-ui-for-media-stream",
    "--allow-loopback-in-peer-connection",
    "--disable-features=WebRtcHideLocalIpsWithMdns",
    "--autoplay-policy=no-user-gesture-required",
)

LOUDEST_FREQUENCY = """async (seconds) => {
  const audio = [...document.querySelectorAll('[data-testid="remote-audio"]')].find((one) => one.srcObject);
  if (!audio) return 0;
  const context = new AudioContext();
  const analyser = context.createAnalyser();
  analyser.fftSize = 8192;
  context.createMediaStreamSource(audio.srcObject).connect(analyser);
  const bins = new Float32Array(analyser.frequencyBinCount);
  const found = {};
  const end = performance.now() + seconds * 1000;
  while (performance.now() < end) {
    await new Promise((done) => setTimeout(done, 100));
    analyser.getFloatFrequencyData(bins);
    let best = 0;
    for (let at = 1; at < bins.length; at++) if (bins[at] > bins[best]) best = at;
    if (bins[best] < -60) continue;
    const hertz = Math.round((best * context.sampleRate) / analyser.fftSize / 10) * 10;
    found[hertz] = (found[hertz] || 0) + 1;
  }
  await context.close();
  const ranked = Object.entries(found).sort((a, b) => b[1] - a[1]);
  return ranked.length ? Number(ranked[0][0]) : 0;
}"""

TELL_OF_VIOLATIONS = """document.addEventListener("securitypolicyviolation", (event) => {
  const { violatedDirective, blockedURI, sourceFile, lineNumber } = event;
  console.error(`policy violated: ${violatedDirective} ${blockedURI} at ${sourceFile}:${lineNumber}`);
});"""


@contextlib.contextmanager
def browser(microphone: Path) -> Generator[Browser]:
    """A Chromium whose microphone plays a WAV file over and over."""
    program = find(CHROMIUM)
    assert program is not None, "run `make test` once: it brings Chromium"
    # the Node of Playwright's own wants a library that a bare machine lacks
    os.environ.setdefault("PLAYWRIGHT_NODEJS_PATH", str(NODE / "bin/node"))
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=str(program),
            headless=True,
            chromium_sandbox=False,
            args=[*FLAGS, f"--use-file-for-fake-audio-capture={microphone}"],
        )
        try:
            yield chromium
        finally:
            chromium.close()


class Desk:
    """An agent's desk, worked through its real page."""

    def __init__(self, page: Page, site: RunningSite) -> None:
        self.page = page
        self.site = site
        self._login = ""
        page.set_default_timeout(PATIENCE_MS)

    def sign_in(self, login: str) -> None:
        """Come to the desk, with the phone registered."""
        self.enter(login)
        self.wait_for_phone()

    def enter(self, login: str) -> None:
        """Type the demo's password and come in."""
        self._login = login
        account = self.site.sign_in_of(login)
        self.page.goto(f"{self.site.url}/sign-in")
        self.page.get_by_test_id("sign-in-login").fill(account.login)
        self.page.get_by_test_id("sign-in-password").fill(account.password)
        self.page.get_by_test_id("sign-in-submit").click()
        expect(self.page.get_by_test_id("sign-in-submit")).to_be_hidden(timeout=PATIENCE_MS)

    def sign_out(self) -> None:
        """Go: a closed page alone may come back, and its calls wait for it."""
        self.page.context.request.delete(f"{self.site.url}/api/v1/session", headers={"Origin": self.site.url})

    def start_over(self) -> None:
        """Go, whatever is left on the desk, and come back to an empty one."""
        self.sign_out()
        until(lambda: not self.site.channels(), "the calls of the desk are over")
        self.sign_in(self._login)

    def wait_for_phone(self) -> None:
        """Wait until the page says that its phone can ring."""
        expect(self.page.get_by_test_id("phone-status")).to_have_attribute(
            "data-status", "registered", timeout=PATIENCE_MS
        )

    def go_ready(self) -> None:
        """Ask for calls. Somebody who waits is offered at once."""
        self.page.get_by_test_id("state-picker").click()
        self.page.get_by_test_id("state-ready").click()
        expect(self.page.get_by_test_id("state-picker")).to_have_attribute(
            "data-state", re.compile("^(ready|reserved)$"), timeout=PATIENCE_MS
        )

    def expect_state(self, state: str) -> None:
        """Wait until the picker shows a state."""
        expect(self.page.get_by_test_id("state-picker")).to_have_attribute("data-state", state, timeout=PATIENCE_MS)

    def expect_ringing(self) -> None:
        """Wait for the incoming call."""
        expect(self.page.get_by_test_id("incoming-call")).to_be_visible(timeout=PATIENCE_MS)

    def accept(self) -> None:
        """Take the ringing call."""
        self.page.get_by_test_id("accept").click()

    def decline(self) -> None:
        """Refuse the ringing call."""
        self.page.get_by_test_id("decline").click()

    def hang_up(self) -> None:
        """End the call in hand."""
        self.page.get_by_test_id("hang-up").click()

    def press(self, key: str) -> None:
        """Press a key on the phone's keypad."""
        self.page.get_by_test_id("keypad").click()
        self.page.get_by_test_id(f"keypad-{key}").click()
        self.page.keyboard.press("Escape")

    def end_wrap_up(self) -> None:
        """Be done with the paperwork."""
        self.expect_phase("wrap_up")
        self.page.get_by_test_id("wrap-up-ready").click()
        self.expect_state("ready")

    def expect_phase(self, phase: str) -> None:
        """Wait until the call in hand is in a phase."""
        expect(self.page.get_by_test_id("call-phase")).to_have_attribute("data-phase", phase, timeout=PATIENCE_MS)

    def heard(self, seconds: float = 2) -> float:
        """The loudest frequency in the agent's ear, in Hz, rounded to 10; 0 for silence."""
        return loudest_frequency(self.page, seconds)


def loudest_frequency(page: Page, seconds: float = 2) -> float:
    """What the page plays from the line: the loudest frequency in Hz, rounded to 10; 0 for silence."""
    return float(page.evaluate(LOUDEST_FREQUENCY, seconds))


@contextlib.contextmanager
def desk_of(chromium: Browser, site: RunningSite) -> Generator[Desk]:
    """A desk in a browser context of its own (its own cookies)."""
    context = chromium.new_context(permissions=["microphone", "notifications"], viewport={"width": 1440, "height": 900})
    forbidden: list[str] = []

    def listen(message: ConsoleMessage) -> None:
        if message.text.startswith("policy violated: "):
            forbidden.append(message.text)

    context.on("console", listen)
    context.add_init_script(TELL_OF_VIOLATIONS)
    try:
        desk = Desk(context.new_page(), site)
        yield desk
        desk.sign_out()
        assert forbidden == [], "the page did what its own policy forbids"
    finally:
        context.close()
