"""Page views, and what every event says of where it happened."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import pytest
from playwright.sync_api import Browser, BrowserContext

from tests.browser.auricle_js.conftest import Open, Publish
from tests.browser.auricle_js.receiver import Receiver, Site, wait_for
from tests.browser.conftest import CHROMIUM, FLAGS


@pytest.fixture
def returning(browser: Browser) -> Iterator[BrowserContext]:
    """Somebody whose browser keeps the pages they leave, as browsers do; Playwright asks for one that does not."""
    opened = browser.browser_type.launch(
        executable_path=CHROMIUM, args=FLAGS, ignore_default_args=["--disable-back-forward-cache"]
    )
    yield opened.new_context()
    opened.close()


def paths(receiver: Receiver) -> list[str]:
    return [event["properties"]["path"] for event in receiver.named("page")]


def test_a_page_is_one_page_view_shaped_as_segment_does(publish: Publish, visit: Open, receiver: Receiver, site: Site):
    publish("/sale", title="Everything must go")
    visit("/sale?utm_source=mail&utm_campaign=spring&session=53cr3t")
    event = receiver.one("page")
    where = {
        "path": "/sale",
        "url": f"{site.address}/sale?utm_source=mail&utm_campaign=spring",
        "referrer": "",
        "title": "Everything must go",
    }
    assert event["properties"] == event["context"]["page"] == where
    assert event["context"]["campaign"] == {"source": "mail", "name": "spring"}
    assert event["context"]["device"] == {"type": "desktop"}
    assert event["context"]["screen"] == {"width": 1280, "height": 720}
    assert event["context"]["library"] == {"name": "auricle.js", "version": "1"}
    assert len(event["messageId"]) == len(event["anonymousId"]) == 32
    assert datetime.fromisoformat(event["originalTimestamp"]).tzinfo


def test_a_phone_is_a_phone(publish: Publish, visit: Open, receiver: Receiver, browser):
    publish()
    phone = browser.new_context(has_touch=True, is_mobile=True, screen={"width": 390, "height": 844})
    visit("/", phone)
    assert receiver.one("page")["context"]["device"] == {"type": "mobile"}
    phone.close()


def test_a_referrer_is_an_address_without_its_query(publish: Publish, visit: Open, receiver: Receiver, site: Site):
    site.pages["/from"] = "<!doctype html><a href='/'>shop</a>"
    publish()
    page = visit()
    receiver.one("page")
    page.goto(f"{site.address}/from?token=53cr3t")
    page.get_by_text("shop").click()
    wait_for(lambda: len(receiver.named("page")) == 2, "the second page view")
    assert receiver.named("page")[1]["properties"]["referrer"] == f"{site.address}/from"


def test_every_route_of_a_single_page_is_a_page_view(publish: Publish, visit: Open, receiver: Receiver, site: Site):
    publish()
    page = visit()
    for step in (
        "history.pushState({}, '', '/cart'); setTimeout(() => document.title = 'Cart', 30)",
        "history.replaceState({scroll: 9}, '', '/cart')",
        "history.pushState({}, '', '/cart?sort=price')",
        "location.hash = 'details'",
        "location.hash = '#/reviews/2?word=typed'",
        "history.go(-4)",
    ):
        page.evaluate(step)
        page.wait_for_timeout(150)
    wait_for(lambda: len(receiver.named("page")) == 4, "every page view")
    assert paths(receiver) == ["/", "/cart", "/cart#/reviews/2", "/"]
    _, cart, reviews, back = receiver.named("page")
    assert cart["properties"] | {"title": "Cart", "referrer": f"{site.address}/"} == cart["properties"]
    assert reviews["properties"]["url"] == f"{site.address}/cart#/reviews/2"
    assert back["properties"]["referrer"] == f"{site.address}/cart#/reviews/2"


def test_a_parameter_that_names_a_page_can_be_declared(publish: Publish, visit: Open, receiver: Receiver, site: Site):
    publish("/index", tag='data-parameters="page id"')
    visit("/index?page=cart&id=7&q=typed")
    assert receiver.one("page")["properties"]["url"] == f"{site.address}/index?page=cart&id=7"


def test_a_route_left_at_once_is_still_seen(publish: Publish, visit: Open, receiver: Receiver):
    publish()
    page = visit()
    receiver.one("page")
    page.evaluate("history.pushState({}, '', '/thanks'); location.href = 'about:blank'")
    wait_for(lambda: "/thanks" in paths(receiver), "the page view on leaving")


def test_a_page_that_is_shown_again_as_it_was_left_is_seen_again(
    publish: Publish, visit: Open, receiver: Receiver, returning: BrowserContext
):
    publish("/cart", "<a href='/help'>Help</a>")
    publish("/help")
    page = visit("/cart", returning)
    page.evaluate("window.wasHereBefore = true")
    page.get_by_text("Help").click()
    wait_for(lambda: paths(receiver) == ["/cart", "/help"], "the page view of the help")
    page.evaluate("setTimeout(() => history.back())")
    wait_for(lambda: len(receiver.named("page")) == 3, "the page view on coming back")
    assert paths(receiver) == ["/cart", "/help", "/cart"]
    assert page.evaluate("window.wasHereBefore"), "the page was loaded anew"
