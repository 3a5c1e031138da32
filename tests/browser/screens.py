"""Pages in a real browser, and what is asked of each of them."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, expect

ROOT = Path(__file__).resolve().parents[2]
AXE = ROOT / "src" / "auricle" / "web" / "static" / "vendor" / "axe.js"
SCREENSHOTS = ROOT / "build" / "screenshots"
STANDARD = ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]
LOCALES = {"en": "en-GB", "zh-hans": "zh-CN", "zh-hant": "zh-TW"}
UNDER_WAY, PATIENCE_MS = "#study:is([hx-get], [hx-post])", 180_000
HEIGHTS = {1440: 900, 768: 1024, 390: 844}


@dataclass(frozen=True)
class Look:
    """How a page is looked at."""

    width: int = 1440
    language: str = "en"
    dark: bool = False

    def __str__(self) -> str:
        return f"{self.width}-{self.language}-{'dark' if self.dark else 'light'}"


@dataclass
class Screens:
    """One browser, with a context for each look; signed in once."""

    browser: Browser
    server: str
    _session: Any = None
    _contexts: dict[tuple[Look, bool], BrowserContext] = field(default_factory=dict)
    said: list[str] = field(default_factory=list)

    def sign_in(self, email: str, password: str) -> None:
        context = self.browser.new_context(locale="en-GB")
        page = context.new_page()
        page.goto(f"{self.server}/accounts/login/")
        page.get_by_label("Email").or_(page.locator("[name=login]")).first.fill(email)
        page.locator("[name=password]").fill(password)
        page.get_by_role("button", name="Sign in", exact=True).click()
        page.wait_for_url("**/w/**")
        self._session = context.storage_state()
        context.close()

    def page_at(
        self, path: str, width: int = 1440, language: str = "en", dark: bool = False, signed_in: bool = True
    ) -> Page:
        """Open an address; ``said`` then holds every error the browser reported, refused content among them.

        What is worked out in the background is waited for: it is the page to look at, and closing a page while it
        loads itself anew can hang (Chromium takes the order to close and drops it).
        """
        context = self._context(Look(width, language, dark), signed_in)
        page = context.new_page()
        self.said.clear()
        page.on("console", self._note)
        page.on("pageerror", lambda error: self.said.append(str(error)))
        page.goto(f"{self.server}{path}", wait_until="load")
        expect(page.locator(UNDER_WAY)).to_have_count(0, timeout=PATIENCE_MS)
        page.wait_for_load_state("load")
        page.evaluate("document.fonts.ready.then(() => true)")
        return page

    def _context(self, look: Look, signed_in: bool) -> BrowserContext:
        if (look, signed_in) not in self._contexts:
            self._contexts[look, signed_in] = self.browser.new_context(
                viewport={"width": look.width, "height": HEIGHTS.get(look.width, 900)},
                locale=LOCALES[look.language],
                color_scheme="dark" if look.dark else "light",
                reduced_motion="reduce",
                storage_state=self._session if signed_in else None,
            )
        return self._contexts[look, signed_in]

    def _note(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.said.append(message.text)

    def close(self) -> None:
        for context in self._contexts.values():
            context.close()


def assert_accessible(page: Page) -> None:
    """WCAG 2.2 A and AA, as far as a machine can tell."""
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate(
        "tags => axe.run(document, {runOnly: {type: 'tag', values: tags}, resultTypes: ['violations']})", STANDARD
    )
    broken = [
        f"{rule['id']}: {node['target']} {node['failureSummary']}"
        for rule in found["violations"]
        for node in rule["nodes"]
    ]
    assert not broken, "\n".join(broken)


def assert_nothing_scrolls_sideways(page: Page) -> None:
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide <= 0, f"the page is {wide} px wider than its window"


def screenshot(page: Page, name: str, look: Look, whole: bool = True) -> Path:
    """A picture of a page in build/screenshots, to be looked at."""
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    path = SCREENSHOTS / f"{name.replace(':', '-')}-{look}.png"
    page.screenshot(path=path, full_page=whole)
    return path
