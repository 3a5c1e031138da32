"""A site whose pages load auricle.js from a receiver of another origin, and people who open them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Error, Page

from tests.browser.auricle_js.receiver import KEY, Receiver, Site, wait_until

SNIPPET = "<script>window.auricle=window.auricle||function(){(auricle.q=auricle.q||[]).push(arguments)}</script>"


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with Receiver() as running:
        yield running


@pytest.fixture
def site() -> Iterator[Site]:
    with Site() as running:
        yield running


@pytest.fixture
def visitor(browser: Browser) -> Iterator[BrowserContext]:
    """Somebody's browser, with nothing in it yet. Whatever a page's script throws fails the test."""
    context = browser.new_context()
    context.set_default_timeout(20_000)
    yield context
    context.close()


Publish = Callable[..., None]
Open = Callable[..., Page]


@pytest.fixture
def publish(site: Site, receiver: Receiver) -> Publish:
    """``publish("/cart", "<p>…</p>", "data-strict")``: a page of the site, and what its tag says."""

    def put(path: str = "/", body: str = "", tag: str = "", *, title: str = "Shop", before: str = "") -> None:
        script = f'<script async src="{receiver.address}/auricle.js" data-key="{KEY}" {tag}></script>'
        said = f"<script>{before}</script>" if before else ""
        site.pages[path] = f"<!doctype html><title>{title}</title>{SNIPPET}{said}{script}{body}"

    return put


NETWORK_IS_BACK = "dispatchEvent(new Event('online'))"  # sends at once what waits to be gathered


@pytest.fixture
def visit(visitor: BrowserContext, site: Site, receiver: Receiver) -> Open:
    """Opens a page of the site in a tab, and waits until auricle.js runs."""

    def opened(path: str = "/", context: BrowserContext | None = None, **options: Any) -> Page:
        page = (context or visitor).new_page()
        page.goto(site.address + path, **options)
        wait_until(page, "window.auricle && window.auricle.ready")
        receiver.hurry = lambda: hurry(page)
        return page

    return opened


def hurry(page: Page) -> None:
    with suppress(Error):  # the page is just being left
        page.evaluate(NETWORK_IS_BACK)
